"""Forms: a pydantic model says what is meant, `Asked` how it is put; raw answers are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import EnumType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from marketplace.kit.amounts import show_money
from marketplace.kit.errors import Invalid
from marketplace.kit.fields import UNANSWERED, Asked, errors_by_field
from marketplace.kit.money import Money
from marketplace.kit.text import Text, t
from marketplace.kit.views import Field, FieldKind, Form, Option, Words
from marketplace.locale import language

Posted = Mapping[str, Sequence[str]]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Bound(Generic[M]):
    """Either `value` or a form with errors; the form always holds what was typed."""

    value: M | None
    form: Form


def bind(
    model: type[M], posted: Posted, *, options: Mapping[str, Sequence[Option]] | None = None
) -> Bound[M]:
    """Check `posted` against `model`. Fields that the model does not know are ignored.

    `options` gives the choices of fields whose list is known only at the time of asking.
    """
    raw = {name: _raw(posted, name, info) for name, info in model.model_fields.items()}
    try:
        value, errors = model.model_validate(raw), {}
    except ValidationError as refused:
        value, errors = None, errors_by_field(refused.errors())
    return Bound(value, draw(model, raw, errors, options))


def draw(
    model: type[BaseModel],
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Words] | None = None,
    options: Mapping[str, Sequence[Option]] | None = None,
) -> Form:
    """The form of `model` filled with `values` (raw answers, or a model's own values)."""
    values, errors, options = values or {}, errors or {}, options or {}
    fields = {}
    for name, info in model.model_fields.items():
        asked = next((mark for mark in info.metadata if isinstance(mark, Asked)), None)
        if asked is None:
            continue
        fields[name] = Field(
            name=name,
            label=asked.label,
            kind=asked.kind,
            value=_shown(values.get(name, info.get_default(call_default_factory=True)), asked.kind),
            error=errors.get(name),
            hint=asked.hint,
            required=info.is_required(),
            options=options.get(name) or _options(asked),
            rows=asked.rows,
            autocomplete=asked.autocomplete,
            maxlength=next((m for m in map(_max_length, info.metadata) if m), None),
        )
    return _in_words(Form(fields, errors))


def with_errors(form: Form, refused: Invalid) -> Form:
    """`form` with the reasons of a service's refusal put beside their fields."""
    fields = {
        name: replace(field, error=refused.fields.get(name, field.error))
        for name, field in form.fields.items()
    }
    return _in_words(Form(fields, {**form.errors, **refused.fields}))


def _in_words(form: Form) -> Form:
    """Where a field's label asks no question, what was left empty is not called one."""
    said = {
        name: _unanswered(form.fields[name])
        for name, words in form.errors.items()
        if words == UNANSWERED and name in form.fields
    }
    fields = {
        name: replace(field, error=said.get(name, field.error))
        for name, field in form.fields.items()
    }
    return Form(fields, {**form.errors, **said})


def _unanswered(field: Field) -> Text:
    if str(field.label).endswith("?"):
        return UNANSWERED
    if field.kind in ("select", "radio", "checkbox", "checkboxes"):
        return t("Choose an answer.")
    return t("Fill this in.")


def first(posted: Posted, name: str, default: str = "") -> str:
    """The first answer called `name`, for the few fields that belong to no model."""
    values = posted.get(name)
    return values[0] if values else default


def _raw(posted: Posted, name: str, info: FieldInfo) -> Any:
    values = list(posted.get(name, ()))
    asked = next((mark for mark in info.metadata if isinstance(mark, Asked)), None)
    if asked and asked.kind == "checkboxes":
        return values
    if asked and asked.kind == "checkbox":
        return bool(values) and values[0] not in ("", "0", "false")
    value = values[0] if values else ""
    if not value.strip() and not info.is_required():
        return info.get_default(call_default_factory=True)
    return value


def _shown(value: Any, kind: FieldKind) -> str | tuple[str, ...]:
    if value is None or "Undefined" in type(value).__name__:
        return ""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, Money):
        return show_money(value, language())
    if isinstance(value, list | tuple):
        items = tuple(str(item) for item in value)
        return items if kind == "checkboxes" else ("\n" if kind == "textarea" else ", ").join(items)
    return str(value)


def _options(asked: Asked) -> Sequence[Option]:
    if asked.options is None:
        return ()
    if isinstance(asked.options, EnumType):
        return [Option(choice.value, choice.label) for choice in asked.options]
    return asked.options()


def _max_length(mark: object) -> int | None:
    found = getattr(mark, "max_length", None)
    return found if isinstance(found, int) else None

"""Field types and questions for input models, shared by pages, API, commands and tests.

The one module of `kit` that knows pydantic; rules and events do not use it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from unicodedata import category

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import ErrorDetails, PydanticCustomError

from marketplace.kit.amounts import LARGEST, NotMoney, read_money
from marketplace.kit.money import MINOR_DIGITS, Money
from marketplace.kit.text import Choice, Text, t
from marketplace.kit.views import FieldKind, Option, Words

_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Bidirectional controls, which can make a line read as what it does not say."""


class Input(BaseModel):
    """Base of every input model: fields that it does not know are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """How a field is put to a person; stands in `Annotated` beside the field's type."""

    label: Text
    hint: Text | None = None
    kind: FieldKind = "text"
    options: type[Choice] | Callable[[], Sequence[Option]] | None = None
    rows: int = 4
    autocomplete: str | None = None


UNANSWERED = t("Answer this question.")


def refused(text: Text) -> PydanticCustomError:
    """The error to raise inside a validator so that people read `text` beside the field."""
    return PydanticCustomError("said", "{text}", {"text": text})


def errors_by_field(errors: Sequence[ErrorDetails]) -> dict[str, Words]:
    """The first reason of each field, in words for people."""
    found: dict[str, Words] = {}
    for error in errors:
        place = [str(part) for part in error["loc"]]
        if place and place[0] in ("body", "query", "header", "path"):
            place = place[1:]
        found.setdefault(place[0] if place else "", reason(error))
    return found


def reason(error: ErrorDetails) -> Words:
    """A sentence for one of pydantic's errors; our own validators bring theirs."""
    context = error.get("ctx", {})
    said = context.get("text")
    if isinstance(said, Text):
        return said
    kind, given = error["type"], error.get("input")
    if kind == "missing" or given is None or (isinstance(given, str) and not given.strip()):
        return UNANSWERED
    if kind == "string_too_long" or (kind == "too_long" and isinstance(given, str)):
        return t("At most %(count)s characters.", count=context["max_length"])
    if kind in ("less_than_equal", "greater_than_equal"):
        bound = context.get("le", context.get("ge"))
        if kind == "less_than_equal":
            return t("At most %(bound)s.", bound=bound)
        return t("At least %(bound)s.", bound=bound)
    return _KNOWN.get(kind, t("This answer cannot be used."))


_KNOWN: dict[str, Text] = {
    "enum": t("Choose one of the answers offered."),
    "literal_error": t("Choose one of the answers offered."),
    "bool_parsing": t("Choose yes or no."),
    "int_parsing": t("Give a whole number."),
    "int_type": t("Give a whole number."),
    "int_from_float": t("Give a whole number."),
    "decimal_parsing": t("Give a number."),
    "decimal_type": t("Give a number."),
    "date_parsing": t("Give a date as dd/mm/yyyy."),
    "date_from_datetime_parsing": t("Give a date as dd/mm/yyyy."),
    "date_type": t("Give a date as dd/mm/yyyy."),
    "string_type": t("Give a text."),
    "string_too_short": UNANSWERED,
    "string_pattern_mismatch": t("This does not have the form expected here."),
    "extra_forbidden": t("There is no such field."),
    "json_invalid": t("This is not valid JSON."),
    "too_long": t("Too many entries."),
    "too_short": t("Choose at least one."),
}


def _money(value: Any) -> Any:
    """Accept what people type, and what the API sends: {"amount": 1200, "currency": "VND"}."""
    if isinstance(value, str):
        if not value.strip():
            return None
        try:
            return read_money(value)
        except NotMoney as error:
            raise refused(error.text) from error
    if isinstance(value, dict):
        amount = value.get("amount")
        if type(amount) is not int or not 0 <= amount <= LARGEST:
            raise refused(t("An amount is a whole number of minor units, from 0 to 10^15."))
        if value.get("currency") not in MINOR_DIGITS:
            raise refused(t("Name the currency by its ISO 4217 code, such as VND."))
    return value


def _listed(value: Any) -> Any:
    """One line with commas or semicolons, a list, or lines: all mean a list without blanks."""
    if isinstance(value, str):
        value = value.replace(";", ",").replace("\n", ",").split(",")
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(dict.fromkeys(" ".join(item.split()) for item in value if item.strip()))
    return value


def _blank_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _no_controls(value: Any) -> Any:
    """Line ends as \\n; what no text needs (NUL, lone surrogates, turned writing) is dropped."""
    if isinstance(value, str):
        value = value.replace("\r\n", "\n")
        return "".join(ch for ch in value if ch in "\n\t" or _wanted(ch))
    return value


def _wanted(character: str) -> bool:
    return category(character) not in ("Cc", "Cs") and character not in _TURNING


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _day(value: Any) -> Any:
    """dd/mm/yyyy as people write it, or the ISO form; never a number taken for an instant."""
    if value is None or isinstance(value, date) or (isinstance(value, str) and not value.strip()):
        return value or None
    if isinstance(value, str):
        if parts := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", value.strip()):
            day, month, year = parts.groups()
            return f"{year}-{month:0>2}-{day:0>2}"
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
            return value.strip()
    raise refused(t("Give a date as dd/mm/yyyy."))


Blank = BeforeValidator(_blank_is_none)
Day = Annotated[date, BeforeValidator(_day)]
Clean = BeforeValidator(_no_controls)
OneLine = BeforeValidator(_one_line)
Line = Annotated[str, OneLine, Clean, StringConstraints(min_length=1, max_length=200)]
Prose = Annotated[str, Clean, StringConstraints(min_length=1, max_length=10_000)]
OptionalLine = Annotated[str, OneLine, Clean, StringConstraints(max_length=200)]
OptionalProse = Annotated[str, Clean, StringConstraints(max_length=10_000)]
Tags = Annotated[
    tuple[Annotated[str, Clean, StringConstraints(max_length=80)], ...], BeforeValidator(_listed)
]
MoneyField = Annotated[
    Money,
    BeforeValidator(_money),
    WithJsonSchema(
        {
            "oneOf": [
                {"type": "string", "examples": ["1,2 tỷ"], "maxLength": 60},
                {
                    "type": "object",
                    "properties": {
                        "amount": {"type": "integer", "minimum": 0, "maximum": 10**15},
                        "currency": {"type": "string", "enum": sorted(MINOR_DIGITS)},
                    },
                    "required": ["amount", "currency"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]

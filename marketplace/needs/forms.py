"""What a house says when it lacks something: three answers, and more when it has them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints, ValidationInfo

from marketplace.kit import clock
from marketplace.kit.fields import (
    Asked,
    Blank,
    Day,
    Input,
    Line,
    MoneyField,
    OptionalLine,
    OptionalProse,
    Prose,
    Tags,
    refused,
)
from marketplace.kit.money import Money
from marketplace.kit.text import t
from marketplace.kit.views import Option
from marketplace.locale import LANGUAGES, language
from marketplace.needs.rules import ON_THE_MARKET, NeedState
from marketplace.rulebook.fields import FIELDS, Field
from marketplace.rulebook.provinces import PROVINCES
from marketplace.rulebook.readiness import Readiness

MOST_KEYWORDS = 20
BUDGET = ("budget_from", "budget_to")
"""Two answers that are kept or left out together: they share a currency."""

PAST = t("This day has passed. Choose a later one or leave it open.")

Language = Literal["vi", "en"]


def _not_past(value: date | None) -> date | None:
    if value is not None and value < clock.today():
        raise refused(PAST)
    return value


def _few(value: tuple[str, ...]) -> tuple[str, ...]:
    if len(value) > MOST_KEYWORDS:
        raise refused(t("At most %(count)s keywords.", count=MOST_KEYWORDS))
    return value


def _not_below(value: Money | None, info: ValidationInfo) -> Money | None:
    least: Money | None = info.data.get("budget_from")
    if value is None or least is None:
        return value
    if value.currency != least.currency:
        raise refused(t("Give both amounts in the same currency."))
    if value.amount < least.amount:
        raise refused(t("This is less than the amount it starts from."))
    return value


def field_options() -> list[Option]:
    """In the order of the sectors, so that neighbours stand together."""
    return [Option(field.value, field.label) for fields in FIELDS.values() for field in fields]


def _readiness_options() -> list[Option]:
    return [Option("", t("Any"))] + [Option(level.value, level.label) for level in Readiness]


def language_options() -> list[Option]:
    return [Option(code, name) for code, name in LANGUAGES.items()]


_TITLE = Asked(t("What do you need, in one line?"))
_PROBLEM = Asked(
    t("What is lacking?"),
    t("The problem as you meet it: where, how often, what it costs, what you have tried."),
    kind="textarea",
    rows=7,
)
_FIELD = Asked(t("Field"), kind="select", options=field_options)


class NeedDraft(Input):
    """A draft asks for nothing; what is there is checked."""

    title: Annotated[OptionalLine, _TITLE] = ""
    problem: Annotated[OptionalProse, _PROBLEM] = ""
    field: Annotated[Field | None, Blank, _FIELD] = None
    done_when: Annotated[
        OptionalProse,
        Asked(
            t("How will you know that it is done?"),
            t("Something that can be measured or seen. It can wait until the need is met."),
            kind="textarea",
            rows=3,
        ),
    ] = ""
    budget_from: Annotated[MoneyField | None, Blank, Asked(t("Budget from"), kind="money")] = None
    budget_to: Annotated[
        MoneyField | None,
        Blank,
        AfterValidator(_not_below),
        Asked(t("Budget up to"), kind="money"),
    ] = None
    wanted_by: Annotated[
        Day | None, Blank, AfterValidator(_not_past), Asked(t("Wanted by"), kind="date")
    ] = None
    readiness_wanted: Annotated[
        Readiness | None,
        Blank,
        Asked(t("How ready must it be, at least?"), kind="select", options=_readiness_options),
    ] = None
    keywords: Annotated[
        Tags,
        AfterValidator(_few),
        Asked(t("Keywords"), t("Separated by commas, in any language.")),
    ] = ()
    unnamed: Annotated[
        bool,
        Asked(
            t("Keep our name out of public view"),
            t("The public then reads what kind of house you are and your province."),
            kind="checkbox",
        ),
    ] = False
    language: Annotated[
        Language, Asked(t("Language of this text"), kind="radio", options=language_options)
    ] = "vi"

    @property
    def blank(self) -> bool:
        """Whether nothing was said yet that would be worth keeping."""
        return not self.model_dump(exclude={"unnamed", "language"}, exclude_defaults=True)


class NeedForm(NeedDraft):
    """What must be answered before a need is posted."""

    title: Annotated[Line, _TITLE]
    problem: Annotated[Prose, _PROBLEM]
    field: Annotated[Field, _FIELD]


class MeetForm(Input):
    """Asked beside the button, of a need that does not say yet when it is done."""

    done_when: Annotated[
        OptionalProse,
        Asked(
            t("How do you know that it is done?"),
            t("What was measured or seen. It becomes part of the public text."),
            kind="textarea",
            rows=3,
        ),
    ] = ""
    language: Language = "vi"


def _field_filter() -> list[Option]:
    return [Option("", t("All fields")), *field_options()]


def _province_filter() -> list[Option]:
    return [Option("", t("All provinces"))] + [
        Option(code, province.name(language())) for code, province in PROVINCES.items()
    ]


def _state_filter() -> list[Option]:
    states = [Option(state.value, state.label) for state in ON_THE_MARKET]
    return [Option("", t("Open and met")), *states]


Province = Annotated[str, StringConstraints(max_length=40)]


class NeedFilter(Input):
    field: Annotated[
        Field | None, Blank, Asked(t("Field"), kind="select", options=_field_filter)
    ] = None
    province: Annotated[
        Province, Asked(t("Province or city"), kind="select", options=_province_filter)
    ] = ""
    state: Annotated[
        NeedState | None, Blank, Asked(t("State"), kind="select", options=_state_filter)
    ] = None

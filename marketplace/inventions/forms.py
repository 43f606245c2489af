"""What is asked about an invention: five questions, and the rest of the card later."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from marketplace.inventions.classes import NotAClass, read_class
from marketplace.inventions.orcid import NotOrcid, read_orcid
from marketplace.inventions.rules import QUESTIONS, InventionKind, OfferKind, RightStatus
from marketplace.kit import clock
from marketplace.kit.amounts import LARGEST
from marketplace.kit.fields import (
    Asked,
    Blank,
    Clean,
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
from marketplace.kit.text import Text, t
from marketplace.kit.views import Option
from marketplace.locale import LANGUAGES, language
from marketplace.rulebook.fields import Field as FieldOfWork
from marketplace.rulebook.provinces import PROVINCES
from marketplace.rulebook.readiness import Readiness

MOST_ENTRIES = 40


class InventorForm(Input):
    name: Annotated[str, StringConstraints(min_length=1, max_length=200), Clean]
    orcid: Annotated[str, StringConstraints(max_length=80), Clean] = ""


def _few(value: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(value) > MOST_ENTRIES:
        raise refused(t("At most %(count)s entries.", count=MOST_ENTRIES))
    return value


def _classes(value: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    for symbol in value:
        try:
            found.append(read_class(symbol))
        except NotAClass as error:
            reason = t("“%(typed)s”: %(reason)s", typed=symbol, reason=error.text)
            raise refused(reason) from error
    return tuple(dict.fromkeys(found))


def _people(value: Any) -> Any:
    """One person a line, "Name; ORCID"; or, from a program, objects with `name` and `orcid`."""
    if not isinstance(value, str):
        return value
    lines = (line.strip() for line in value.splitlines())
    return tuple(_person(line) for line in lines if line)


def _person(line: str) -> dict[str, str]:
    name, *orcid = re.split(r"[;\t|]", line, maxsplit=1)
    return {"name": name, "orcid": orcid[0] if orcid else ""}


def _orcids(value: tuple[InventorForm, ...]) -> tuple[InventorForm, ...]:
    return tuple(
        person.model_copy(update={"orcid": _orcid(person, line)})
        for line, person in enumerate(value, start=1)
    )


def _orcid(person: InventorForm, line: int) -> str:
    try:
        return read_orcid(person.orcid) if person.orcid else ""
    except NotOrcid as error:
        raise refused(t("Line %(line)s: %(reason)s", line=line, reason=error.text)) from error


def _price(value: Money) -> Money:
    if not 0 <= value.amount <= LARGEST:
        raise refused(t("This amount cannot be used."))
    return value


def _past(value: date) -> date:
    if value > clock.today():
        raise refused(t("This day lies in the future."))
    return value


def _present_language() -> Literal["vi", "en"]:
    return "en" if language() == "en" else "vi"


def _languages() -> list[Option]:
    return [Option(code, name) for code, name in LANGUAGES.items()]


_TITLE = Asked(QUESTIONS["title"], t("What it is, in the words of those who need it."))
_PROBLEM = Asked(
    QUESTIONS["problem"], t("Who has it, and what it costs them today."), kind="textarea", rows=5
)
_NOVELTY = Asked(
    QUESTIONS["novelty"],
    t("What others do not do. Leave out what must stay secret."),
    kind="textarea",
    rows=5,
)
_KIND = Asked(
    QUESTIONS["kind"],
    t("Having no registered right is a normal answer."),
    kind="select",
    options=InventionKind,
)
_READINESS = Asked(QUESTIONS["readiness"], kind="select", options=Readiness)

Number = Annotated[str, StringConstraints(max_length=50), Clean]
"""As typed; ten characters below the column, because tidying may add spaces."""
Classes = Annotated[Tags, AfterValidator(_few), AfterValidator(_classes)]
Keywords = Annotated[Tags, AfterValidator(_few)]
Inventors = Annotated[
    tuple[InventorForm, ...],
    BeforeValidator(_people),
    AfterValidator(_few),
    AfterValidator(_orcids),
    WithJsonSchema(
        {
            "type": "array",
            "maxItems": MOST_ENTRIES,
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 200},
                    "orcid": {"type": "string", "examples": ["0000-0002-1825-0097"]},
                },
                "required": ["name"],
                "additionalProperties": False,
            },
        }
    ),
]
Price = Annotated[MoneyField, AfterValidator(_price)]
FilingDay = Annotated[Day, AfterValidator(_past)]
Percent = Annotated[int, Field(ge=0, le=100)]


class InventionDraftForm(Input):
    """Anything may be missing; what is there must be right."""

    language: Annotated[
        Literal["vi", "en"],
        Asked(
            t("Language of this text"),
            t("You can add the other language later."),
            kind="select",
            options=_languages,
        ),
    ] = Field(default_factory=_present_language)
    title: Annotated[OptionalLine, _TITLE] = ""
    problem: Annotated[OptionalProse, _PROBLEM] = ""
    novelty: Annotated[OptionalProse, _NOVELTY] = ""
    kind: Annotated[InventionKind | None, Blank, _KIND] = None
    readiness: Annotated[Readiness | None, Blank, _READINESS] = None

    advantages: Annotated[OptionalProse, Asked(t("Advantages"), kind="textarea")] = ""
    applications: Annotated[
        OptionalProse, Asked(t("Where it can be used"), kind="textarea", rows=3)
    ] = ""
    readiness_evidence: Annotated[
        OptionalProse,
        Asked(
            t("What shows that it is so ready?"),
            t("A trial, a report, a customer: where, when, with which result."),
            kind="textarea",
            rows=3,
        ),
    ] = ""
    field: Annotated[
        FieldOfWork | None, Blank, Asked(t("Field"), kind="select", options=FieldOfWork)
    ] = None
    keywords: Annotated[
        Keywords, Asked(t("Keywords"), t("Separate them with commas, in any language."))
    ] = ()
    classes: Annotated[
        Classes,
        Asked(t("IPC or CPC symbols"), t("Separate them with commas, as in H01M 10/0525, C09D.")),
    ] = ()

    offers: Annotated[
        tuple[OfferKind, ...],
        AfterValidator(_few),
        Asked(t("What do you offer?"), kind="checkboxes", options=OfferKind),
    ] = ()
    asking: Annotated[Price | None, Asked(t("Asking price"), kind="money")] = None
    asking_terms: Annotated[
        OptionalProse,
        Asked(
            t("Terms you have in mind"),
            t("Such as a royalty, a territory, or help with the first plant."),
            kind="textarea",
            rows=3,
        ),
    ] = ""

    inventors: Annotated[
        Inventors,
        Asked(
            t("Inventors"),
            t("One a line: name; ORCID iD if there is one."),
            kind="textarea",
        ),
    ] = ()
    right_status: Annotated[
        RightStatus | None, Blank, Asked(t("Registered right"), kind="select", options=RightStatus)
    ] = None
    application_number: Annotated[
        Number, Asked(t("Application number"), t("As in 1-2024-01234."))
    ] = ""
    title_number: Annotated[
        Number, Asked(t("Number of the title of protection"), t("As in 1-0041234."))
    ] = ""
    filed_on: Annotated[FilingDay | None, Asked(t("Filed on"), kind="date")] = None
    holder: Annotated[OptionalLine, Asked(t("Owner"), t("Where it is not this house."))] = ""

    funding_source: Annotated[
        OptionalLine, Asked(t("Who paid for the research?"), t("Programme or task, and its year."))
    ] = ""
    state_percent: Annotated[
        Percent | None, Asked(t("Share of State money, in percent"), kind="number")
    ] = None

    members_text: Annotated[
        OptionalProse,
        Asked(
            t("For members of verified houses"),
            t("Shown to whoever acts for a verified house, not to the public."),
            kind="textarea",
        ),
    ] = ""
    confidential_text: Annotated[
        OptionalProse,
        Asked(
            t("Confidential"),
            t("Seen by your own house only. Never a state secret: those have no place here."),
            kind="textarea",
        ),
    ] = ""


class InventionForm(InventionDraftForm):
    """The five questions are answered."""

    title: Annotated[Line, _TITLE]
    problem: Annotated[Prose, _PROBLEM]
    novelty: Annotated[Prose, _NOVELTY]
    kind: Annotated[InventionKind, _KIND]
    readiness: Annotated[Readiness, _READINESS]


SECTIONS: Sequence[tuple[Text, tuple[str, ...]]] = (
    (
        t("Use, field and evidence"),
        (
            "advantages", "applications", "readiness_evidence", "field", "keywords", "classes",
        ),
    ),
    (t("What you offer"), ("offers", "asking", "asking_terms")),
    (
        t("Inventors and right"),
        (
            "inventors", "right_status", "application_number", "title_number", "filed_on",
            "holder",
        ),
    ),
    (t("Who paid for the research"), ("funding_source", "state_percent")),
    (t("Texts for some readers only"), ("members_text", "confidential_text")),
)  # fmt: skip
"""The questions that can wait, as they are folded on the page."""


class ReturnForm(Input):
    reason: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=1000), Clean],
        Asked(t("What should be changed?"), kind="textarea", rows=3),
    ]


def _any(what: Text, options: Sequence[Option]) -> list[Option]:
    return [Option("", what), *options]


def _kinds() -> list[Option]:
    return _any(t("All kinds"), [Option(kind.value, kind.label) for kind in InventionKind])


def _fields() -> list[Option]:
    return _any(t("All fields"), [Option(field.value, field.label) for field in FieldOfWork])


def _levels() -> list[Option]:
    return _any(t("Any readiness"), [Option(level.value, level.label) for level in Readiness])


def _provinces() -> list[Option]:
    return _any(
        t("All provinces"),
        [Option(code, province.name(language())) for code, province in PROVINCES.items()],
    )


class InventionFilter(Input):
    kind: Annotated[
        InventionKind | None, Blank, Asked(t("Kind"), kind="select", options=_kinds)
    ] = None
    field: Annotated[
        FieldOfWork | None, Blank, Asked(t("Field"), kind="select", options=_fields)
    ] = None
    readiness: Annotated[
        Readiness | None,
        Blank,
        Asked(t("Readiness at least"), kind="select", options=_levels),
    ] = None
    province: Annotated[
        str,
        StringConstraints(max_length=40),
        Asked(t("Province or city"), kind="select", options=_provinces),
    ] = ""

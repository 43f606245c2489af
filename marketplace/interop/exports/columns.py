"""The columns of an exported listing, under the headings that an import understands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.inventions.models import Invention, InventionText
from marketplace.inventions.pages import asking_of
from marketplace.inventions.rules import OfferKind
from marketplace.kit.actor import VISITOR
from marketplace.kit.text import Text, t
from marketplace.locale import LANGUAGES
from marketplace.needs.models import NeedText
from marketplace.needs.pages import amounts
from marketplace.needs.policy import shown_house
from marketplace.stewardship.policy import Thing
from marketplace.stewardship.rules import Shelf

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is what programs read, the same as in the API; `heading` what people read."""

    key: str
    heading: Text
    value: Callable[[Any], object]


def main_text(thing: Thing) -> InventionText | NeedText | None:
    """The Vietnamese text, else the one there is."""
    texts: Sequence[InventionText | NeedText] = thing.texts
    by_language = {text.language: text for text in texts if text.title}
    return next((by_language[code] for code in LANGUAGES if code in by_language), None)


def _said(name: str) -> Callable[[Thing], str]:
    def value(thing: Thing) -> str:
        text = main_text(thing)
        return getattr(text, name) if text else ""

    return value


def _in_english(name: str) -> Callable[[Thing], str]:
    """Beside the Vietnamese text alone; else it is the main one."""

    def value(thing: Thing) -> str:
        texts: Sequence[InventionText | NeedText] = thing.texts
        other = (text for text in texts if text.language == "en" and text is not main_text(thing))
        return next((str(getattr(text, name)) for text in other), "")

    return value


def _spoken(thing: Thing) -> str:
    text = main_text(thing)
    return text.language if text else ""


def _inventors(invention: Invention) -> tuple[str, ...]:
    named = [person for person in invention.inventors if person.name]
    return tuple(
        f"{person.name}; {person.orcid}" if person.orcid else person.name for person in named
    )


_FIRST = (
    Column("id", t("Id"), lambda thing: thing.id),
    Column("title", t("Title"), _said("title")),
    Column("problem", t("Problem"), _said("problem")),
)
_LAST = (
    Column("language", t("Language"), _spoken),
    Column("title_en", t("English title"), _in_english("title")),
    Column("problem_en", t("English problem"), _in_english("problem")),
)
_CARE = (
    Column("state", t("On the market"), lambda thing: thing.state),
    Column("responsible", t("Looked after by"), lambda thing: thing.responsible_id),
    Column("confirmed_at", t("Last confirmed"), lambda thing: thing.confirmed_at),
)

COLUMNS: Mapping[Shelf, Sequence[Column]] = {
    Shelf.INVENTIONS: (
        *_FIRST,
        Column("novelty", t("Novelty"), _said("novelty")),
        Column("kind", t("Kind"), lambda it: it.kind),
        Column("readiness", t("Readiness level"), lambda it: it.readiness and it.readiness.value),
        Column("field", t("Field"), lambda it: it.field),
        Column("keywords", t("Keywords"), lambda it: it.keywords),
        Column("classes", t("IPC"), lambda it: it.classes),
        Column("application_number", t("Application number"), lambda it: it.application_number),
        Column("title_number", t("Title number"), lambda it: it.title_number),
        Column("filed_on", t("Filing date"), lambda it: it.filed_on),
        Column("inventors", t("Authors"), _inventors),
        Column("right_status", t("Legal status"), lambda it: it.right_status),
        Column("advantages", t("Advantages"), _said("advantages")),
        Column("applications", t("Applications"), _said("applications")),
        Column("readiness_evidence", t("Evidence"), lambda it: it.readiness_evidence),
        Column("offers", t("Offers"), lambda it: tuple(map(OfferKind, it.offers))),
        Column("asking", t("Asking price"), asking_of),
        Column("asking_terms", t("Terms"), lambda it: it.asking_terms),
        Column("holder", t("Owner"), lambda it: it.holder),
        Column("funding_source", t("Funding"), lambda it: it.funding_source),
        Column("state_percent", t("Share of State money"), lambda it: it.state_percent),
        *_LAST,
        Column("novelty_en", t("English novelty"), _in_english("novelty")),
        *_CARE,
        Column("house", t("House"), lambda it: it.house.name),
    ),
    Shelf.NEEDS: (
        *_FIRST,
        Column("done_when", t("Done when"), _said("done_when")),
        Column("field", t("Field"), lambda need: need.field),
        Column("keywords", t("Keywords"), lambda need: need.keywords),
        Column("budget_from", t("Budget from"), lambda need: amounts(need)[0]),
        Column("budget_to", t("Budget up to"), lambda need: amounts(need)[1]),
        Column("wanted_by", t("Wanted by"), lambda need: need.wanted_by),
        Column(
            "readiness_wanted",
            t("Readiness wanted"),
            lambda need: need.readiness_wanted and need.readiness_wanted.value,
        ),
        Column("unnamed", t("Name kept back"), lambda need: need.unnamed),
        *_LAST,
        Column("done_when_en", t("Done when, in English"), _in_english("done_when")),
        *_CARE,
        Column("house", t("House"), lambda need: shown_house(VISITOR, need).label),
    ),
}
"""Texts for some readers only are not exported: a file is passed on without its readers."""


def record_of(shelf: Shelf, thing: Thing, names: Mapping[str, str]) -> Record:
    """One row; `names` are the members' by id, empty for whoever may not read them."""
    record = {column.key: column.value(thing) for column in COLUMNS[shelf]}
    return {**record, "responsible": names.get(str(record["responsible"]), "")}

"""The records behind a figure that is a sum: what they add up to is the figure itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from marketplace.db.paging import Page, page_of
from marketplace.houses import queries as houses
from marketplace.houses.models import House
from marketplace.houses.pages import house_name
from marketplace.kit.text import t
from marketplace.kit.views import Badge, Crumb, Form, Pager, Words
from marketplace.metrics import queries
from marketplace.metrics.forms import FigureFilter, RecordFilter
from marketplace.metrics.models import Fact
from marketplace.metrics.queries import Total
from marketplace.metrics.rules import MEASURES, VERIFIED, Figure, Line, Measure
from marketplace.metrics.sums import main_first, unit_of
from marketplace.metrics.views import (
    Number,
    Standing,
    address,
    figure_address,
    plain,
    records_address,
    scope_of,
    standing_of,
)
from marketplace.payments.rules import Level


@dataclass(frozen=True, slots=True)
class Record:
    """One fact. `href` leads to the payment or deal, or is None where that is not public yet."""

    occurred: date
    house: Crumb
    value: int
    unit: str
    badges: Sequence[Badge]
    what: Words
    href: str | None
    number: int


@dataclass(frozen=True, slots=True)
class RecordsPage:
    code: str
    title: Words
    measure: Words
    meaning: Words
    standing: Standing
    filters: Form
    hidden: Mapping[str, str]
    clear: str | None
    tabs: Sequence[Crumb]
    active: str
    sums: Sequence[Number]
    records: Sequence[Record]
    pager: Pager
    crumbs: Sequence[Crumb]


def records_page(
    session: Session, figure: Figure, form: Form, chosen: RecordFilter, number: int
) -> RecordsPage:
    known = queries.completeness(session)
    scope = scope_of(chosen, known)
    query = queries.records(figure, scope, chosen.measure, chosen.currency or None)
    found = page_of(session, queries.newest_first(query), number)
    path = f"/figures/{figure.value}/records"
    here = address(path, chosen)
    return RecordsPage(
        code=figure.value,
        title=figure.label,
        measure=chosen.measure.label,
        meaning=MEASURES[chosen.measure],
        standing=standing_of(session, known, scope, path, chosen),
        filters=form,
        hidden={"measure": chosen.measure.value, "currency": chosen.currency},
        clear=_clear(figure, chosen),
        tabs=_tabs(figure, chosen),
        active=here,
        sums=_sums(figure, queries.totals(session, figure, scope), chosen, here),
        records=_records(session, found.items),
        pager=pager_of(found, here),
        crumbs=crumbs_of(figure, chosen),
    )


def crumbs_of(figure: Figure, chosen: FigureFilter) -> Sequence[Crumb]:
    """The way up, in the same scope."""
    scope = plain(chosen)
    return (
        Crumb(t("Figures"), address("/figures", scope)),
        Crumb(figure.label, figure_address(figure, scope)),
    )


def pager_of(found: Page[Fact], here: str) -> Pager:
    return Pager(
        found.total,
        found.first,
        found.last,
        f"{here}&page={found.number - 1}" if found.number > 1 else None,
        f"{here}&page={found.number + 1}" if found.has_next else None,
    )


def _clear(figure: Figure, chosen: RecordFilter) -> str | None:
    """The same tab without filters."""
    bare = records_address(figure, FigureFilter(), chosen.measure, "")
    narrowed = RecordFilter(measure=chosen.measure, currency=chosen.currency) != chosen
    return bare if narrowed or chosen.currency else None


def _tabs(figure: Figure, chosen: RecordFilter) -> Sequence[Crumb]:
    return [
        Crumb(
            measure.label,
            records_address(figure, chosen, measure, chosen.currency),
        )
        for measure in Measure
    ]


def _sums(
    figure: Figure, totals: Sequence[Total], chosen: RecordFilter, here: str
) -> Sequence[Number]:
    """What the records add up to, over all pages; equal to the figure that led here."""
    shown = [one for one in totals if chosen.currency in ("", one.currency)]
    return [
        Number(chosen.measure.label, total.of(chosen.measure), total.currency, here)
        for total in main_first(shown or [Total(chosen.currency or unit_of(figure))])
    ]


def _records(session: Session, facts: Sequence[Fact]) -> Sequence[Record]:
    named = houses.names(session, [fact.house_id for fact in facts]) if facts else {}
    return [_record(fact, named.get(fact.house_id)) for fact in facts]


def _record(fact: Fact, house: House | None) -> Record:
    verified = fact.level >= VERIFIED
    badges = [Badge(Level.V2.label, "good") if verified else Badge(Level.V0.label, "info")]
    if fact.line == Line.RELATED:
        badges.append(Badge(Line.RELATED.label, "warning"))
    return Record(
        occurred=fact.occurred,
        house=Crumb(house_name(house) if house else fact.house_id, f"/houses/{fact.house_id}"),
        value=fact.value,
        unit=fact.currency,
        badges=badges,
        what=_what(fact),
        href=_place(fact, verified=verified),
        number=fact.from_number,
    )


def _what(fact: Fact) -> Words:
    if fact.figure == Figure.DEALS:
        return t("The deal")
    return t("The counter-entry") if fact.value < 0 else t("The payment")


def _place(fact: Fact, *, verified: bool) -> str | None:
    """A signed deal is public; a payment is once it is verified."""
    if fact.figure == Figure.DEALS:
        return f"/deals/{fact.subject_id}"
    return f"/payments/{fact.subject_id}" if verified else None

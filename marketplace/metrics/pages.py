"""What the pages of figures show: each number beside the way to the records behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from marketplace.db.paging import Page, page_of
from marketplace.houses import queries as houses
from marketplace.houses.models import House
from marketplace.kit.actor import Actor
from marketplace.kit.amounts import show_money
from marketplace.kit.money import Money
from marketplace.kit.text import Text, t
from marketplace.kit.views import (
    Badge,
    Chart,
    Crumb,
    Form,
    Option,
    Pager,
    Panel,
    Series,
    Words,
)
from marketplace.locale import language
from marketplace.metrics import queries
from marketplace.metrics.forms import FigureFilter, RecordFilter, days_of
from marketplace.metrics.models import Fact
from marketplace.metrics.queries import Completeness, Quarter, Scope, Total
from marketplace.metrics.rules import DEFINITIONS, MEASURES, VERIFIED, Figure, Line, Measure
from marketplace.payments.rules import Level
from marketplace.rulebook.provinces import PROVINCES

QUARTERS_ON_PANELS = 8
MAIN_CURRENCY = "VND"


@dataclass(frozen=True, slots=True)
class Number:
    """One number; `unit` is a currency or "" and `href` opens the records behind it."""

    label: Words
    value: int
    unit: str
    href: str
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A quarter or a house with the same numbers as its block."""

    label: Words
    href: str
    meta: Words | None
    numbers: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Block:
    """A figure in one currency; deals have none and so one block.

    The number of related parties stands only where there is one.
    """

    unit: str
    numbers: Sequence[Number]
    chart: Chart | None
    quarters: Sequence[Row]
    houses: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: Words
    definition: Sequence[Words]
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Standing:
    """As of which entry of the journal the numbers hold, and how many newer ones wait."""

    number: int
    at: datetime | None
    past: bool
    behind: int
    stopped: bool


@dataclass(frozen=True, slots=True)
class FiguresPage:
    standing: Standing
    filters: Form
    clear: str | None
    sections: Sequence[Section]
    empty: bool
    """Whether nothing was ever claimed, or nothing within these filters."""


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


@dataclass(frozen=True, slots=True)
class FiguresPanel:
    title: Words
    href: str
    numbers: Sequence[Number]
    chart: Chart | None
    standing: Standing


def scope_of(chosen: FigureFilter, known: Completeness) -> Scope:
    """What is asked for; a number that is not folded yet means as it is known now."""
    since, until = days_of(chosen.period)
    past = chosen.as_of is not None and chosen.as_of < known.number
    return Scope(
        since=since,
        until=until,
        house_id=chosen.house or None,
        province=chosen.province or None,
        as_of=chosen.as_of if past else None,
    )


def figures_page(session: Session, form: Form, chosen: FigureFilter) -> FiguresPage:
    known = queries.completeness(session)
    scope = scope_of(chosen, known)
    sections = [_section(session, figure, scope, chosen) for figure in Figure]
    return FiguresPage(
        standing=_standing(session, known, scope),
        filters=form,
        clear="/figures" if _address("/figures", chosen) != "/figures" else None,
        sections=sections,
        empty=not any(block.quarters for section in sections for block in section.blocks),
    )


def records_page(
    session: Session, figure: Figure, form: Form, chosen: RecordFilter, number: int
) -> RecordsPage:
    known = queries.completeness(session)
    scope = scope_of(chosen, known)
    query = queries.records(figure, scope, chosen.measure, chosen.currency or None)
    found = page_of(session, queries.newest_first(query), number)
    address = _address(f"/figures/{figure.value}/records", chosen)
    base = FigureFilter(**chosen.model_dump(exclude={"measure", "currency"}))
    return RecordsPage(
        code=figure.value,
        title=figure.label,
        measure=chosen.measure.label,
        meaning=MEASURES[chosen.measure],
        standing=_standing(session, known, scope),
        filters=form,
        hidden={"measure": chosen.measure.value, "currency": chosen.currency},
        clear=_clear(figure, chosen),
        tabs=_tabs(figure, chosen),
        active=address,
        sums=_sums(figure, queries.totals(session, figure, scope), chosen, address),
        records=_records(session, found.items),
        pager=_pager(found, address),
        crumbs=(Crumb(t("Figures"), _address("/figures", base)),),
    )


def filter_options(session: Session, chosen: FigureFilter) -> Mapping[str, Sequence[Option]]:
    """Choices that have records behind them, and what is chosen now."""
    periods = [Option(str(year), str(year)) for year in queries.years(session)]
    if "-Q" in chosen.period:
        periods.insert(0, Option(chosen.period, _period_label(chosen.period)))
    named = houses.names(session, queries.houses_named(session))
    by_name = sorted((_name(house), house.id) for house in named.values())
    provinces = sorted(
        (PROVINCES[code].name(language()), code)
        for code in queries.provinces_named(session)
        if code in PROVINCES
    )
    return {
        "period": [Option("", t("All time")), *periods],
        "house": [Option("", t("All houses")), *(Option(key, name) for name, key in by_name)],
        "province": [
            Option("", t("All provinces")), *(Option(code, name) for name, code in provinces)
        ],
    }  # fmt: skip


def home_panel(session: Session, actor: Actor, thing: object) -> Panel | None:  # noqa: ARG001 - an Offer
    """The two headline numbers, once there is anything to count."""
    content = _panel(session, FigureFilter(), t("What has come of it so far"))
    return Panel("metrics/panel.html", content) if content else None


def house_panel(session: Session, actor: Actor, thing: House) -> Panel | None:  # noqa: ARG001 - an Offer
    content = _panel(session, FigureFilter(house=thing.id), t("What this house was paid"))
    return Panel("metrics/panel.html", content) if content else None


def _panel(session: Session, chosen: FigureFilter, title: Words) -> FiguresPanel | None:
    known = queries.completeness(session)
    scope = scope_of(chosen, known)
    numbers = [
        _headline(figure, total, chosen)
        for figure in Figure
        for total in _main_first(queries.totals(session, figure, scope))
    ]
    if not numbers:
        return None
    by_currency = queries.by_quarter(session, Figure.INCOME, scope)
    quarters = by_currency.get(MAIN_CURRENCY, {})
    every = _filled(quarters, MAIN_CURRENCY)[-QUARTERS_ON_PANELS:]
    return FiguresPanel(
        title=title,
        href=_address("/figures", chosen),
        numbers=numbers,
        chart=_chart(every, MAIN_CURRENCY, short=True) if len(every) > 1 else None,
        standing=_standing(session, known, scope),
    )


def _headline(figure: Figure, total: Total, chosen: FigureFilter) -> Number:
    return Number(
        label=figure.label,
        value=total.verified,
        unit=total.currency,
        href=_records_address(figure, chosen, Measure.VERIFIED, total.currency),
        note=_verified_of(total),
    )


def _verified_of(total: Total) -> Text:
    """The gap between claimed and verified is always said."""
    claimed = (
        show_money(Money(total.claimed, total.currency), language())
        if total.currency
        else str(total.claimed)
    )
    return t("verified, of %(claimed)s claimed", claimed=claimed)


def _section(session: Session, figure: Figure, scope: Scope, chosen: FigureFilter) -> Section:
    totals = queries.totals(session, figure, scope) or [Total(_unit_of(figure))]
    quarters = queries.by_quarter(session, figure, scope)
    by_house = queries.by_house(session, figure, scope)
    ids = [house_id for found in by_house.values() for house_id, _ in found]
    named = houses.names(session, ids) if ids else {}
    return Section(
        code=figure.value,
        title=figure.label,
        definition=DEFINITIONS[figure],
        blocks=[
            _block(
                figure,
                chosen,
                total,
                quarters.get(total.currency, {}),
                [(named.get(key), key, one) for key, one in by_house.get(total.currency, ())],
            )
            for total in _main_first(totals)
        ],
    )


def _block(
    figure: Figure,
    chosen: FigureFilter,
    total: Total,
    quarters: Mapping[Quarter, Total],
    by_house: Sequence[tuple[House | None, str, Total]],
) -> Block:
    apart = any(one.related for one in quarters.values())
    shown = [one for one in Measure if apart or one != Measure.RELATED]
    every = _filled(quarters, total.currency)
    return Block(
        unit=total.currency,
        numbers=_numbers(figure, total, chosen, shown, notes=True),
        chart=_chart(every, total.currency) if every else None,
        quarters=[
            _quarter_row(figure, quarter, quarters[quarter], chosen, shown)
            for quarter in sorted(quarters, reverse=True)
        ],
        houses=[
            _house_row(figure, house, house_id, one, chosen, shown)
            for house, house_id, one in by_house
        ],
    )


def _unit_of(figure: Figure) -> str:
    return MAIN_CURRENCY if figure == Figure.INCOME else ""


def _main_first(totals: Sequence[Total]) -> Sequence[Total]:
    return sorted(totals, key=lambda total: (total.currency != MAIN_CURRENCY, total.currency))


def _numbers(
    figure: Figure,
    total: Total,
    chosen: FigureFilter,
    shown: Sequence[Measure],
    *,
    notes: bool = False,
) -> Sequence[Number]:
    return [
        Number(
            label=measure.label,
            value=total.of(measure),
            unit=total.currency,
            href=_records_address(figure, chosen, measure, total.currency),
            note=MEASURES[measure] if notes else None,
        )
        for measure in shown
    ]


def _quarter_row(
    figure: Figure,
    quarter: Quarter,
    total: Total,
    chosen: FigureFilter,
    shown: Sequence[Measure],
) -> Row:
    narrowed = chosen.model_copy(update={"period": f"{quarter.year}-Q{quarter.quarter}"})
    return Row(
        label=_label(quarter),
        href=_address("/figures", narrowed),
        meta=None,
        numbers=_numbers(figure, total, narrowed, shown),
    )


def _house_row(
    figure: Figure,
    house: House | None,
    house_id: str,
    total: Total,
    chosen: FigureFilter,
    shown: Sequence[Measure],
) -> Row:
    narrowed = chosen.model_copy(update={"house": house_id})
    return Row(
        label=_name(house) if house else house_id,
        href=f"/houses/{house_id}",
        meta=PROVINCES[house.province].name(language()) if house else None,
        numbers=_numbers(figure, total, narrowed, shown),
    )


def _filled(quarters: Mapping[Quarter, Total], currency: str) -> Sequence[tuple[Quarter, Total]]:
    """Every quarter from the first to the last, so that a gap is seen as one."""
    if not quarters:
        return []
    at, last = min(quarters), max(quarters)
    found = []
    while not last < at:
        found.append((at, quarters.get(at, Total(currency))))
        at = at.next
    return found


def _chart(quarters: Sequence[tuple[Quarter, Total]], unit: str, *, short: bool = False) -> Chart:
    tones = {Measure.CLAIMED: "muted", Measure.VERIFIED: "strong", Measure.RELATED: "warning"}
    shown = [Measure.CLAIMED, Measure.VERIFIED]
    if any(total.related for _, total in quarters):
        shown.append(Measure.RELATED)
    return Chart(
        title=t("By quarter, in %(currency)s", currency=unit) if unit else t("By quarter"),
        labels=[_label(quarter, short=short) for quarter, _ in quarters],
        series=[
            Series(
                measure.label,
                [total.of(measure) for _, total in quarters],
                tones[measure],  # type: ignore[arg-type]  # one of the three literals
            )
            for measure in shown
        ],
        unit=unit,
    )


def _label(quarter: Quarter, *, short: bool = False) -> str:
    year = quarter.year % 100 if short else quarter.year
    return f"Q{quarter.quarter}/{year:02}"


def _period_label(period: str) -> str:
    year, _, quarter = period.partition("-Q")
    return f"Q{quarter}/{year}" if quarter else year


def _standing(session: Session, known: Completeness, scope: Scope) -> Standing:
    past = scope.as_of is not None
    number = known.number if scope.as_of is None else scope.as_of
    return Standing(
        number=number,
        at=queries.instant_of(session, number) if past else known.at,
        past=past,
        behind=known.behind,
        stopped=known.stopped,
    )


def _clear(figure: Figure, chosen: RecordFilter) -> str | None:
    """The same tab without filters."""
    bare = _records_address(figure, FigureFilter(), chosen.measure, "")
    narrowed = RecordFilter(measure=chosen.measure, currency=chosen.currency) != chosen
    return bare if narrowed or chosen.currency else None


def _tabs(figure: Figure, chosen: RecordFilter) -> Sequence[Crumb]:
    return [
        Crumb(
            measure.label,
            _records_address(figure, chosen, measure, chosen.currency),
        )
        for measure in Measure
    ]


def _sums(
    figure: Figure, totals: Sequence[Total], chosen: RecordFilter, address: str
) -> Sequence[Number]:
    """What the records add up to, over all pages; equal to the figure that led here."""
    shown = [one for one in totals if chosen.currency in ("", one.currency)]
    return [
        Number(chosen.measure.label, total.of(chosen.measure), total.currency, address)
        for total in _main_first(shown or [Total(chosen.currency or _unit_of(figure))])
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
        house=Crumb(_name(house) if house else fact.house_id, f"/houses/{fact.house_id}"),
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


def _pager(found: Page[Fact], address: str) -> Pager:
    return Pager(
        found.total,
        found.first,
        found.last,
        f"{address}&page={found.number - 1}" if found.number > 1 else None,
        f"{address}&page={found.number + 1}" if found.has_next else None,
    )


def _records_address(figure: Figure, chosen: FigureFilter, measure: Measure, currency: str) -> str:
    asked = chosen.model_dump() | {"measure": measure, "currency": currency}
    return _address(f"/figures/{figure.value}/records", RecordFilter(**asked))


def _address(path: str, chosen: FigureFilter) -> str:
    asked = {name: value for name, value in chosen.model_dump().items() if value not in ("", None)}
    return f"{path}?{urlencode(asked)}" if asked else path


def _name(house: House) -> str:
    return house.name_en if language() == "en" and house.name_en else house.name

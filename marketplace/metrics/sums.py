"""What is shown of the figures that are sums: income and paid deals, by currency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.houses import queries as houses
from marketplace.houses.models import House
from marketplace.houses.pages import house_name
from marketplace.kit.amounts import show_money
from marketplace.kit.money import Money
from marketplace.kit.text import Text, t
from marketplace.kit.views import Chart, Series, Words
from marketplace.locale import language
from marketplace.metrics import queries
from marketplace.metrics.forms import FigureFilter
from marketplace.metrics.queries import Quarter, Scope, Total
from marketplace.metrics.rules import DEFINITIONS, MEASURES, Figure, Measure
from marketplace.metrics.views import (
    Number,
    Row,
    figure_address,
    house_of,
    province_of,
    quarter_label,
    quarter_of,
    records_address,
)

MAIN_CURRENCY = "VND"
QUARTERS_AT_A_GLANCE = 8
"""How many the charts show outside a figure's own page; its title says so where there are more."""


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
    href: str
    definition: Sequence[Words]
    blocks: Sequence[Block]

    @property
    def empty(self) -> bool:
        return not any(block.quarters for block in self.blocks)


def section(
    session: Session, figure: Figure, scope: Scope, chosen: FigureFilter, *, whole: bool
) -> Section:
    """`whole` is for the figure's own page: its chart shows every quarter, and the houses behind it
    are counted. The table of quarters has all of them everywhere."""
    totals = queries.totals(session, figure, scope) or [Total(unit_of(figure))]
    quarters = queries.by_quarter(session, figure, scope)
    by_house = queries.by_house(session, figure, scope) if whole else {}
    ids = [house_id for found in by_house.values() for house_id, _ in found]
    named = houses.names(session, ids) if ids else {}
    return Section(
        code=figure.value,
        title=figure.label,
        href=figure_address(figure, chosen),
        definition=DEFINITIONS[figure],
        blocks=[
            _block(
                figure,
                chosen,
                total,
                quarters.get(total.currency, {}),
                [(named.get(key), key, one) for key, one in by_house.get(total.currency, ())],
                latest=None if whole else QUARTERS_AT_A_GLANCE,
            )
            for total in main_first(totals)
        ],
    )


def chart_of(
    quarters: Mapping[Quarter, Total], unit: str, *, latest: int | None = None, short: bool = False
) -> Chart | None:
    """Every quarter from the first to the last, so that a gap is seen as one, or the `latest`."""
    every = _filled(quarters, unit)
    if not every:
        return None
    shown = every[-latest:] if latest else every
    return _chart(shown, unit, cut=len(shown) < len(every), short=short)


def headline(figure: Figure, total: Total, chosen: FigureFilter) -> Number:
    return Number(
        label=figure.label,
        value=total.verified,
        unit=total.currency,
        href=records_address(figure, chosen, Measure.VERIFIED, total.currency),
        note=_verified_of(total),
    )


def main_first(totals: Sequence[Total]) -> Sequence[Total]:
    return sorted(totals, key=lambda total: (total.currency != MAIN_CURRENCY, total.currency))


def unit_of(figure: Figure) -> str:
    return MAIN_CURRENCY if figure == Figure.INCOME else ""


def _block(
    figure: Figure,
    chosen: FigureFilter,
    total: Total,
    quarters: Mapping[Quarter, Total],
    by_house: Sequence[tuple[House | None, str, Total]],
    *,
    latest: int | None,
) -> Block:
    apart = any(one.related for one in quarters.values())
    shown = [one for one in Measure if apart or one != Measure.RELATED]
    return Block(
        unit=total.currency,
        numbers=_numbers(figure, total, chosen, shown, notes=True),
        chart=chart_of(quarters, total.currency, latest=latest),
        quarters=[
            _quarter_row(figure, quarter, quarters[quarter], chosen, shown)
            for quarter in sorted(quarters, reverse=True)
        ],
        houses=[
            _house_row(figure, house, house_id, one, chosen, shown)
            for house, house_id, one in by_house
        ],
    )


def _verified_of(total: Total) -> Text:
    """The gap between claimed and verified is always said."""
    claimed = (
        show_money(Money(total.claimed, total.currency), language())
        if total.currency
        else str(total.claimed)
    )
    return t("verified, of %(claimed)s claimed", claimed=claimed)


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
            href=records_address(figure, chosen, measure, total.currency),
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
    narrowed = quarter_of(quarter, chosen)
    return Row(
        label=quarter_label(quarter),
        href=figure_address(figure, narrowed),
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
    return Row(
        label=house_name(house) if house else house_id,
        href=f"/houses/{house_id}",
        meta=province_of(house),
        numbers=_numbers(figure, total, house_of(house_id, chosen), shown),
    )


def _filled(quarters: Mapping[Quarter, Total], currency: str) -> Sequence[tuple[Quarter, Total]]:
    if not quarters:
        return []
    at, last = min(quarters), max(quarters)
    found = []
    while not last < at:
        found.append((at, quarters.get(at, Total(currency))))
        at = at.next
    return found


def _chart_title(latest: int | None, unit: str) -> Text:
    if latest is None:
        return t("By quarter, in %(currency)s", currency=unit) if unit else t("By quarter")
    if unit:
        return t("The last %(count)s quarters, in %(currency)s", count=latest, currency=unit)
    return t("The last %(count)s quarters", count=latest)


def _chart(
    quarters: Sequence[tuple[Quarter, Total]], unit: str, *, cut: bool, short: bool
) -> Chart:
    tones = {Measure.CLAIMED: "muted", Measure.VERIFIED: "strong", Measure.RELATED: "warning"}
    shown = [Measure.CLAIMED, Measure.VERIFIED]
    if any(total.related for _, total in quarters):
        shown.append(Measure.RELATED)
    return Chart(
        title=_chart_title(len(quarters) if cut else None, unit),
        labels=[quarter_label(quarter, short=short) for quarter, _ in quarters],
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

"""What is shown of the way from draft to payment, and of stages in general."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from marketplace.houses import queries as houses
from marketplace.houses.pages import house_name
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Bar, Bars, Words
from marketplace.metrics import counts, policy
from marketplace.metrics.counts import Count
from marketplace.metrics.forms import FigureFilter
from marketplace.metrics.queries import Quarter, Scope
from marketplace.metrics.rules import (
    DEFINITIONS,
    INVENTIONS,
    NEEDS,
    OPEN,
    Figure,
    Measure,
    Stage,
    share,
)
from marketplace.metrics.views import (
    Number,
    Row,
    figure_address,
    house_of,
    province_of,
    quarter_label,
    quarter_of,
    stage_address,
)

HOUSES_AT_A_GLANCE = 20


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage. `number` is None where this reader may not know it, and `reason` says why.

    Shares are in tenths of a percent: of the way's first stage, and of the stage before.
    """

    label: Words
    number: Number | None
    reason: Words | None
    median: int | None
    related: Number | None
    of_first: int | None = None
    of_before: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """`what` heads the column that counts them, `days` says which days are counted; `open` are the
    stages that are public by themselves.

    `step_by_step` says whether each stage leads to the next, so that a share of the one before
    means something.
    """

    key: str
    stages: Sequence[Stage]
    open: Sequence[Stage]
    title: Words
    what: Words
    days: Words
    step_by_step: bool


OF_INVENTIONS = Kind(
    "inventions",
    INVENTIONS,
    OPEN[Figure.FUNNEL][0],
    t("Inventions, by what they have come to"),
    t("Inventions"),
    t("Days since the stage before; the median of those that came to it."),
    step_by_step=True,
)
OF_NEEDS = Kind(
    "needs",
    NEEDS,
    OPEN[Figure.FUNNEL][1],
    t("Needs, by what has become of them"),
    t("Needs"),
    t("Days since the posting; the median of those that came to it."),
    step_by_step=False,
)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Stages that are public by themselves, by quarter and by house; nothing else is counted so."""

    heads: Sequence[Words]
    quarters: Sequence[Row]
    houses: Sequence[Row]
    more: int
    """How many more houses there are."""


@dataclass(frozen=True, slots=True)
class Way:
    """How many came how far; `apart` says whether any did by a deal between related parties.

    The breakdown is for the figure's own page.
    """

    kind: Kind
    bars: Bars
    rows: Sequence[StageRow]
    apart: bool
    empty: bool
    breakdown: Breakdown | None


@dataclass(frozen=True, slots=True)
class FunnelSection:
    code: str
    title: Words
    href: str
    definition: Sequence[Words]
    ways: Sequence[Way]

    @property
    def empty(self) -> bool:
        return all(way.empty for way in self.ways)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, in which scope."""

    actor: Actor
    scope: Scope
    chosen: FigureFilter


def funnel(session: Session, reader: Reader, *, whole: bool) -> FunnelSection:
    """On the overview the way of inventions; on its own page that of needs too."""
    kinds = (OF_INVENTIONS, OF_NEEDS) if whole else (OF_INVENTIONS,)
    return FunnelSection(
        code=Figure.FUNNEL.value,
        title=Figure.FUNNEL.label,
        href=figure_address(Figure.FUNNEL, reader.chosen),
        definition=DEFINITIONS[Figure.FUNNEL],
        ways=[way(session, reader, kind, whole=whole) for kind in kinds],
    )


def way(session: Session, reader: Reader, kind: Kind, *, whole: bool) -> Way:
    """It is empty where nothing came to a stage that this reader may know."""
    found = shown_counts(session, Figure.FUNNEL, reader, stages_in(reader.scope, kind.stages))
    rows = rows_of(Figure.FUNNEL, reader, found)
    return Way(
        kind=kind,
        bars=Bars(kind.title, [_bar(row) for row in rows]),
        rows=rows,
        apart=any(row.related and row.related.value for row in rows),
        empty=not any(
            count.headline or count.related for count, reason in found.values() if reason is None
        ),
        breakdown=breakdown(session, Figure.FUNNEL, reader, kind.open) if whole else None,
    )


def stages_in(scope: Scope, stages: Sequence[Stage]) -> Sequence[Stage]:
    """A draft has no field yet: where one is chosen, a way begins with the listing."""
    return [stage for stage in stages if stage != Stage.DRAFTED or not scope.field]


def known_part(way: Way) -> Way:
    """Without the stages that this reader may not know."""
    rows = [row for row in way.rows if row.number is not None]
    return replace(way, rows=rows, bars=Bars(way.kind.title, [_bar(row) for row in rows]))


def shown_counts(
    session: Session, figure: Figure, reader: Reader, stages: Sequence[Stage]
) -> Mapping[Stage, tuple[Count, Words | None]]:
    """Each stage with the reason why this reader may not know its number, if there is one."""
    found = counts.counts(session, figure, reader.scope, stages)
    together = found[stages[0]].houses
    return {stage: (count, _reason(reader, stage, together)) for stage, count in found.items()}


def _reason(reader: Reader, stage: Stage, together: int) -> Words | None:
    house_id = reader.scope.house_id
    return policy.can_count(reader.actor, stage, house_id=house_id, houses=together).reason


def _bar(row: StageRow) -> Bar:
    return Bar(row.label, row.number.value if row.number else None, row.of_first)


def rows_of(
    figure: Figure, reader: Reader, found: Mapping[Stage, tuple[Count, Words | None]]
) -> Sequence[StageRow]:
    """Shares are of what is shown: of the first number, and of the one before."""
    rows: list[StageRow] = []
    shown: list[int] = []
    for count, reason in found.values():
        row = _row(figure, reader.chosen, count, reason)
        if reason is None and shown:
            of_first, of_before = (share(count.headline, shown[place]) for place in (0, -1))
            row = replace(row, of_first=of_first, of_before=of_before)
        if reason is None:
            shown.append(count.headline)
        rows.append(row)
    return rows


def _row(figure: Figure, chosen: FigureFilter, count: Count, reason: Words | None) -> StageRow:
    if reason is not None:
        return StageRow(count.stage.label, None, reason, median=None, related=None)
    return StageRow(
        label=count.stage.label,
        number=number_of(figure, chosen, count),
        reason=None,
        median=count.median,
        related=number_of(figure, chosen, count, Measure.RELATED),
    )


def number_of(
    figure: Figure,
    chosen: FigureFilter,
    count: Count,
    measure: Measure = Measure.VERIFIED,
    note: Words | None = None,
) -> Number:
    return Number(
        label=count.stage.label,
        value=count.of(measure),
        unit="",
        href=stage_address(figure, chosen, count.stage, measure),
        note=note,
    )


def breakdown(
    session: Session, figure: Figure, reader: Reader, stages: Sequence[Stage]
) -> Breakdown:
    quarters = counts.by_quarter(session, figure, reader.scope, stages)
    by_house = counts.by_house(session, figure, reader.scope, stages)
    shown = by_house[:HOUSES_AT_A_GLANCE]
    named = houses.names(session, [key for key, _ in shown]) if shown else {}
    return Breakdown(
        heads=[stage.label for stage in stages],
        quarters=[
            _quarter_row(figure, reader, quarter, quarters[quarter], stages)
            for quarter in sorted(quarters, reverse=True)
        ],
        houses=[
            Row(
                label=house_name(named[key]) if key in named else key,
                href=f"/houses/{key}",
                meta=province_of(named.get(key)),
                numbers=_numbers(figure, house_of(key, reader.chosen), found, stages),
            )
            for key, found in shown
        ],
        more=len(by_house) - len(shown),
    )


def _quarter_row(
    figure: Figure,
    reader: Reader,
    quarter: Quarter,
    found: Mapping[Stage, int],
    stages: Sequence[Stage],
) -> Row:
    narrowed = quarter_of(quarter, reader.chosen)
    return Row(
        label=quarter_label(quarter),
        href=figure_address(figure, narrowed),
        meta=None,
        numbers=_numbers(figure, narrowed, found, stages),
    )


def _numbers(
    figure: Figure, chosen: FigureFilter, found: Mapping[Stage, int], stages: Sequence[Stage]
) -> Sequence[Number]:
    return [
        number_of(figure, chosen, Count(stage, headline=found.get(stage, 0))) for stage in stages
    ]

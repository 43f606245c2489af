"""What is shown of the quality of suggestions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.kit.amounts import show_percent
from marketplace.kit.text import t
from marketplace.kit.views import Chart, Series, Words
from marketplace.locale import language, say
from marketplace.metrics import counts
from marketplace.metrics.counts import Count
from marketplace.metrics.forms import FigureFilter
from marketplace.metrics.rules import DEFINITIONS, OPEN, PAIRS, Figure, Measure, Rank, Stage, share
from marketplace.metrics.steps import (
    Breakdown,
    Reader,
    StageRow,
    breakdown,
    number_of,
    rows_of,
    shown_counts,
)
from marketplace.metrics.views import Number, figure_address, stage_address

RESPONSES = (Stage.POSTED, Stage.SUGGESTED, Stage.ANSWERED)

Shown = Mapping[Stage, tuple[Count, Words | None]]


@dataclass(frozen=True, slots=True)
class RankRow:
    label: Words
    number: Number
    so_far: int
    """Down to here, in tenths of a percent of all partners that were chosen for a need."""


@dataclass(frozen=True, slots=True)
class MatchingSection:
    """`reasons` say why a number is missing; `times` and breakdown are for its own page."""

    code: str
    title: Words
    href: str
    definition: Sequence[Words]
    numbers: Sequence[Number]
    reasons: Sequence[Words]
    chart: Chart | None
    ranks: Sequence[RankRow]
    median: int | None
    times: Sequence[StageRow]
    breakdown: Breakdown | None
    empty: bool


def section(session: Session, reader: Reader, *, whole: bool) -> MatchingSection:
    found = shown_counts(session, Figure.MATCHING, reader, PAIRS)
    ranks = counts.by_rank(session, reader.scope)
    accepted, unsuggested = found[Stage.ACCEPTED][0], found[Stage.UNSUGGESTED][0]
    chosen = accepted.headline + unsuggested.headline
    return MatchingSection(
        code=Figure.MATCHING.value,
        title=Figure.MATCHING.label,
        href=figure_address(Figure.MATCHING, reader.chosen),
        definition=DEFINITIONS[Figure.MATCHING],
        numbers=_headlines(reader.chosen, found),
        reasons=tuple(dict.fromkeys(reason for _, reason in found.values() if reason)),
        chart=_chart(ranks, unsuggested.headline) if chosen else None,
        ranks=_rank_rows(reader.chosen, ranks, unsuggested),
        median=accepted.median,
        times=_times(session, reader) if whole else (),
        breakdown=breakdown(session, Figure.MATCHING, reader, OPEN[Figure.MATCHING][0])
        if whole
        else None,
        empty=not any(count.headline or count.related for count, _ in found.values()),
    )


def _times(session: Session, reader: Reader) -> Sequence[StageRow]:
    """The days until a need was first answered by the market and by its own house."""
    waited = shown_counts(session, Figure.FUNNEL, reader, RESPONSES)
    return rows_of(Figure.FUNNEL, reader, waited)[1:]


def _headlines(chosen: FigureFilter, found: Shown) -> Sequence[Number]:
    pairs, accepted = found[Stage.PAIR][0], found[Stage.ACCEPTED][0]
    judged = found[Stage.USEFUL][0].headline + found[Stage.USELESS][0].headline
    shown = [number_of(Figure.MATCHING, chosen, pairs, note=t("Pairs of a need and an invention."))]
    shown += [
        number_of(Figure.MATCHING, chosen, count, note=_of_judged(count.headline, judged))
        for count, reason in (found[Stage.USEFUL], found[Stage.USELESS])
        if reason is None
    ]
    shown.append(number_of(Figure.MATCHING, chosen, accepted, note=_of_pairs(accepted, pairs)))
    if accepted.related:
        apart = number_of(Figure.MATCHING, chosen, accepted, Measure.RELATED)
        shown.append(
            Number(Measure.RELATED.label, apart.value, "", apart.href, t("Accepted; kept apart."))
        )
    return shown


def _of_judged(part: int, judged: int) -> Words | None:
    """A share of nothing says nothing."""
    percent = show_percent(share(part, judged), language())
    return t("%(percent)s of the judgements.", percent=percent) if judged else None


def _of_pairs(accepted: Count, pairs: Count) -> Words:
    percent = show_percent(share(accepted.headline, pairs.headline), language())
    return t("%(percent)s of the suggested pairs; both sides have signed.", percent=percent)


def _chart(ranks: Mapping[Rank, int], unsuggested: int) -> Chart:
    labels = [*(rank.value for rank in ranks), say(t("None"))]
    return Chart(
        title=t("At which place the partner had first been suggested"),
        labels=labels,
        series=(Series(t("Partners chosen for a need"), [*ranks.values(), unsuggested]),),
    )


def _rank_rows(
    chosen: FigureFilter, ranks: Mapping[Rank, int], unsuggested: Count
) -> Sequence[RankRow]:
    every = sum(ranks.values()) + unsuggested.headline
    rows, so_far = [], 0
    for rank, many in ranks.items():
        so_far += many
        href = stage_address(Figure.MATCHING, chosen, Stage.ACCEPTED, rank=rank)
        number = Number(Stage.ACCEPTED.label, many, "", href)
        rows.append(RankRow(rank.label, number, share(so_far, every)))
    last = number_of(Figure.MATCHING, chosen, unsuggested)
    rows.append(RankRow(unsuggested.stage.label, last, share(every, every)))
    return rows

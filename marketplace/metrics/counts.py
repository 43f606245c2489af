"""Reads of the figures that count stages: how many came to each, how long it took, and who."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, distinct, exists, extract, false, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.metrics.models import Fact
from marketplace.metrics.queries import Quarter, Scope, measured, within
from marketplace.metrics.rules import (
    NAMED_ONCE,
    NEVER_NAMED,
    RANKS,
    VERIFIED,
    Figure,
    Line,
    Measure,
    Rank,
    Stage,
    figure_with,
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many came to one stage; `median` is of the headline's days or ranks, None of nothing.

    `houses` is how many different houses stand behind the headline.
    """

    stage: Stage
    headline: int = 0
    related: int = 0
    houses: int = 0
    median: int | None = None

    def of(self, measure: Measure) -> int:
        return self.related if measure == Measure.RELATED else self.headline


def counts(
    session: Session, figure: Figure, scope: Scope, stages: Sequence[Stage]
) -> Mapping[Stage, Count]:
    """Every one of `stages`, in their order."""
    facts = _facts(figure, scope, stages).subquery()
    middle = case((facts.c.place == (facts.c.many + 1) // 2, facts.c.measured))
    rows = session.execute(
        select(
            facts.c.stage,
            facts.c.line,
            func.count(),
            func.count(distinct(facts.c.house_id)),
            func.max(middle),
        ).group_by(facts.c.stage, facts.c.line)
    )
    found: dict[tuple[Stage, Line], tuple[int, int, int | None]] = {
        (stage, line): (many, houses, median) for stage, line, many, houses, median in rows
    }
    return {stage: _count(stage, found) for stage in stages}


def by_quarter(
    session: Session, figure: Figure, scope: Scope, stages: Sequence[Stage]
) -> Mapping[Quarter, Mapping[Stage, int]]:
    """The headline by quarter; quarters in which nothing began are not named."""
    year, month = extract("year", Fact.occurred), extract("month", Fact.occurred)
    rows = session.execute(
        select(year, month, Fact.stage, func.count())
        .where(*_headline(figure, scope, stages))
        .group_by(year, month, Fact.stage)
    )
    found: dict[Quarter, dict[Stage, int]] = {}
    for y, m, stage, many in rows:
        counted = found.setdefault(Quarter(int(y), (int(m) + 2) // 3), {})
        counted[stage] = counted.get(stage, 0) + many
    return found


def by_house(
    session: Session, figure: Figure, scope: Scope, stages: Sequence[Stage]
) -> Sequence[tuple[str, Mapping[Stage, int]]]:
    """The headline by house, the one with most at the last stage first; houses that are named."""
    rows = session.execute(
        select(Fact.house_id, Fact.stage, func.count())
        .where(*_headline(figure, scope, stages), Fact.house_id != "")
        .group_by(Fact.house_id, Fact.stage)
    )
    found: dict[str, dict[Stage, int]] = {}
    for house_id, stage, many in rows:
        found.setdefault(house_id, {})[stage] = many

    def order(one: tuple[str, Mapping[Stage, int]]) -> tuple[Any, ...]:
        return (*(-one[1].get(stage, 0) for stage in reversed(stages)), one[0])

    return sorted(found.items(), key=order)


def by_rank(session: Session, scope: Scope) -> Mapping[Rank, int]:
    """At which place the accepted partners had first been suggested."""
    rows = session.execute(
        select(Fact.measured, func.count())
        .where(*_headline(Figure.MATCHING, scope, (Stage.ACCEPTED,)))
        .group_by(Fact.measured)
    )
    found = [(int(rank or 0), many) for rank, many in rows]
    return {
        rank: sum(many for place, many in found if first <= place <= last)
        for rank, (first, last) in RANKS.items()
    }


def records(
    figure: Figure, scope: Scope, stage: Stage, measure: Measure, rank: Rank | None = None
) -> Select[Fact]:
    """The facts behind a number, as many as it says."""
    query = select(Fact).where(
        *within(figure, scope), *measured(measure), Fact.stage == stage, Fact.value > 0
    )
    if rank is not None:
        first, last = RANKS[rank]
        query = query.where(Fact.measured.between(first, last))
    return query


def named(query: Select[Fact], stage: Stage) -> Select[Fact]:
    """Those of them that everybody may be told of by now."""
    if stage in NEVER_NAMED:
        return query.where(false())
    if stage not in NAMED_ONCE:
        return query
    later, opening = aliased(Fact), NAMED_ONCE[stage]
    return query.where(
        exists().where(
            later.figure == figure_with(opening[0]),
            later.subject_id == Fact.subject_id,
            later.stage.in_(opening),
            later.level >= VERIFIED,
            later.to_number.is_(None),
        )
    )


def _facts(figure: Figure, scope: Scope, stages: Sequence[Stage]) -> Select[Any]:
    """Each counted fact with its place among those of its stage and line; the one in the middle
    is the median, of an even number the smaller of the two."""
    group = (Fact.stage, Fact.line)
    return select(
        Fact.stage,
        Fact.line,
        Fact.house_id,
        Fact.measured,
        func.row_number()
        .over(partition_by=(*group, Fact.measured.is_(None)), order_by=Fact.measured)
        .label("place"),
        func.count(Fact.measured).over(partition_by=group).label("many"),
    ).where(*within(figure, scope), Fact.level >= VERIFIED, Fact.value > 0, Fact.stage.in_(stages))


def _headline(
    figure: Figure, scope: Scope, stages: Sequence[Stage]
) -> Sequence[ColumnElement[bool]]:
    return (
        *within(figure, scope),
        *measured(Measure.VERIFIED),
        Fact.value > 0,
        Fact.stage.in_(stages),
    )


def _count(stage: Stage, found: Mapping[tuple[Stage, Line], tuple[int, int, int | None]]) -> Count:
    many, houses, median = found.get((stage, Line.HEADLINE), (0, 0, None))
    related, _, _ = found.get((stage, Line.RELATED), (0, 0, None))
    return Count(stage, many, related, houses, median)

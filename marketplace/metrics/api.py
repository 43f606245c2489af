"""Figures for programs. There is no operation that writes one."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from marketplace.kit.actor import Actor
from marketplace.kit.errors import Invalid
from marketplace.kit.fields import Day
from marketplace.kit.text import t
from marketplace.locale import say
from marketplace.metrics import counts, queries
from marketplace.metrics.answers import (
    FigureOut,
    FigureWhole,
    HouseOut,
    QuarterOut,
    RankOut,
    RecordOut,
    RecordsOut,
    StageOut,
    StagesOut,
    TotalOut,
)
from marketplace.metrics.forms import LARGEST, NO_CLAIMS, FigureFilter, StageFilter
from marketplace.metrics.queries import Scope
from marketplace.metrics.rules import (
    DEFINITIONS,
    OPEN,
    SUMS,
    WAYS,
    Figure,
    Measure,
    Rank,
    Stage,
    way_with,
)
from marketplace.metrics.stage_records import behind
from marketplace.metrics.steps import Reader, rows_of, shown_counts, stages_in
from marketplace.web.api import ApiKey, Limit, Listing, problems
from marketplace.web.deps import AnyActor, Reading

router = APIRouter(prefix="/api/v1", tags=["figures"], dependencies=[ApiKey])


class ScopeQuery(BaseModel):
    since: Day | None = Field(
        default=None, alias="from", description="First day of what happened, inclusive."
    )
    until: Day | None = Field(default=None, alias="to", description="Last day, inclusive.")
    house: str | None = Field(
        default=None,
        pattern="^[0-9a-z]{16}$",
        description="Who was paid, offers the invention, or has the need.",
    )
    province: str | None = Field(
        default=None, pattern="^[a-z-]{1,40}$", description="Its province's code."
    )
    field: str | None = Field(
        default=None, pattern="^[a-z-]{1,40}$", description="The code of a field."
    )
    as_of: int | None = Field(
        default=None, ge=0, le=LARGEST, description="As it was known at this journal entry."
    )

    def scope(self, session: Session) -> Scope:
        """An entry that is not counted yet means: as it is known now."""
        reached = queries.completeness(session).number
        past = self.as_of is not None and self.as_of < reached
        return Scope(
            since=self.since,
            until=self.until,
            house_id=self.house,
            province=self.province,
            field=self.field,
            as_of=self.as_of if past else None,
        )


class RecordQuery(ScopeQuery):
    measure: Measure = Measure.VERIFIED
    stage: Stage | None = Field(
        default=None, description="Of a figure that counts stages; without it the first."
    )
    rank: Rank | None = Field(default=None, description="Of the stage `accepted` alone.")
    cursor: str | None = Field(
        default=None,
        pattern="^[0-9]{1,18}x[0-9a-z]{1,16}$",
        description="`next` of the page before.",
    )
    limit: Limit = 25

    def filter_for(self, figure: Figure) -> StageFilter:
        """Raises `Invalid` for what the figure does not count."""
        stage = self.stage or WAYS[figure][0][0]
        if way_with(figure, stage) is None:
            raise Invalid({"stage": t("This figure counts no such stage.")})
        if self.measure == Measure.CLAIMED:
            raise Invalid({"measure": NO_CLAIMS})
        return StageFilter(stage=stage, measure=self.measure, rank=self.rank)


@router.get("/figures", summary="Every figure", responses=problems())
def list_figures(session: Reading, actor: AnyActor) -> Listing[FigureOut]:
    return Listing(items=[_head(session, actor, figure, Scope()) for figure in Figure])


@router.get("/figures/{code}", summary="One figure in a scope", responses=problems(404))
def read_figure(
    session: Reading, actor: AnyActor, code: Figure, asked: Annotated[ScopeQuery, Query()]
) -> FigureWhole:
    """With its quarters and houses. Different currencies are never added together.

    What only its own house knows (drafts, bids, agreements, judgements) is counted where at least
    three houses are counted together, and for those who deal for the house asked for.
    """
    scope = asked.scope(session)
    head = _head(session, actor, code, scope).model_dump()
    definition = [say(sentence) for sentence in DEFINITIONS[code]]
    return FigureWhole(**head, definition=definition, **_parts(session, code, scope))


@router.get(
    "/figures/{code}/records", summary="The records behind a figure", responses=problems(404)
)
def list_records(
    session: Reading, actor: AnyActor, code: Figure, asked: Annotated[RecordQuery, Query()]
) -> RecordsOut:
    """They add up to the figure of the same scope, with what is withheld; the latest known
    first."""
    scope, place = asked.scope(session), _place(asked.cursor)
    if code in SUMS:
        query, total = queries.records(code, scope, asked.measure), None
    else:
        reader = Reader(actor, scope, FigureFilter())
        found = behind(session, code, reader, asked.filter_for(code))
        query, total = found.query, found.total
    rows, following = queries.records_after(session, query, place, asked.limit)
    after = f"{following[0]}x{following[1]}" if following else None
    withheld = 0 if total is None else total - queries.count(session, query)
    return RecordsOut(items=[RecordOut.of(row) for row in rows], next=after, withheld=withheld)


def _head(session: Session, actor: Actor, figure: Figure, scope: Scope) -> FigureOut:
    known = queries.completeness(session)
    is_sum = figure in SUMS
    return FigureOut(
        code=figure,
        title=say(figure.label),
        as_of=known.number if scope.as_of is None else scope.as_of,
        at=known.at if scope.as_of is None else queries.instant_of(session, scope.as_of),
        behind=known.behind,
        stopped=known.stopped,
        totals=[TotalOut.of(one) for one in queries.totals(session, figure, scope)]
        if is_sum
        else [],
        stages=[] if is_sum else _stages(session, Reader(actor, scope, FigureFilter()), figure),
    )


def _stages(session: Session, reader: Reader, figure: Figure) -> list[StageOut]:
    found = []
    for way in WAYS[figure]:
        shown = shown_counts(session, figure, reader, stages_in(reader.scope, way))
        rows = rows_of(figure, reader, shown)
        found += [StageOut.of(stage, row) for stage, row in zip(shown, rows, strict=True)]
    return found


def _parts(session: Session, figure: Figure, scope: Scope) -> dict[str, Any]:
    if figure in SUMS:
        sums = queries.by_quarter(session, figure, scope)
        houses = queries.by_house(session, figure, scope)
        return _NO_PARTS | {
            "quarters": [QuarterOut.at(*one) for found in sums.values() for one in found.items()],
            "houses": [HouseOut.at(*one) for found in houses.values() for one in found],
        }
    ranks = counts.by_rank(session, scope) if figure == Figure.MATCHING else {}
    shown = tuple(stage for way in OPEN[figure] for stage in way)
    quarters = counts.by_quarter(session, figure, scope, shown)
    return _NO_PARTS | {
        "stages_by_quarter": [
            StagesOut(year=quarter.year, quarter=quarter.quarter, counts=dict(quarters[quarter]))
            for quarter in sorted(quarters)
        ],
        "stages_by_house": [
            StagesOut(house=house_id, counts=dict(found))
            for house_id, found in counts.by_house(session, figure, scope, shown)
        ],
        "ranks": [RankOut(place=rank, count=many) for rank, many in ranks.items()],
    }


_NO_PARTS: dict[str, Any] = dict.fromkeys(
    ("quarters", "houses", "stages_by_quarter", "stages_by_house", "ranks"), ()
)


def _place(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    number, _, subject_id = cursor.partition("x")
    if not subject_id:
        raise Invalid({"cursor": t("This cursor did not come from here.")})
    return int(number), subject_id

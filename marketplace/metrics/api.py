"""Figures for programs. There is no operation that writes one."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from sqlalchemy.orm import Session

from marketplace.kit.errors import Invalid
from marketplace.kit.fields import Day
from marketplace.kit.text import t
from marketplace.locale import say
from marketplace.metrics import queries
from marketplace.metrics.forms import LARGEST
from marketplace.metrics.models import Fact
from marketplace.metrics.queries import Quarter, Scope, Total
from marketplace.metrics.rules import DEFINITIONS, Figure, Line, Measure
from marketplace.web.api import ApiKey, Limit, Listing, Out, problems
from marketplace.web.deps import Reading

router = APIRouter(prefix="/api/v1", tags=["figures"], dependencies=[ApiKey])

_TOTAL: JsonDict = {"currency": "VND", "claimed": 1500000000, "verified": 1200000000, "related": 0}
_FIGURE: JsonDict = {
    "code": "K3",
    "title": "Licence and assignment income",
    "as_of": 118,
    "at": "2026-05-21T02:00:04Z",
    "behind": 0,
    "stopped": False,
    "totals": [_TOTAL],
}


class TotalOut(Out):
    """Amounts are in minor units; `currency` is null for a figure that counts."""

    currency: str | None
    claimed: int = Field(description="All that was declared or signed.")
    verified: int = Field(description="The headline: level 2, between unrelated houses.")
    related: int = Field(description="Level 2, but between related houses.")

    @classmethod
    def of(cls, total: Total) -> "TotalOut":
        return cls(
            currency=total.currency or None,
            claimed=total.claimed,
            verified=total.verified,
            related=total.related,
        )


class QuarterOut(TotalOut):
    year: int
    quarter: int

    @classmethod
    def at(cls, quarter: Quarter, total: Total) -> "QuarterOut":
        return cls(**TotalOut.of(total).model_dump(), year=quarter.year, quarter=quarter.quarter)


class HouseOut(TotalOut):
    house: str

    @classmethod
    def at(cls, house_id: str, total: Total) -> "HouseOut":
        return cls(**TotalOut.of(total).model_dump(), house=house_id)


class FigureOut(Out):
    """`as_of` is the journal entry up to which the figure is complete (or was asked for)."""

    model_config = ConfigDict(json_schema_extra={"example": _FIGURE})

    code: Figure
    title: str
    as_of: int
    at: datetime | None
    behind: int = Field(description="How many newer entries of the journal wait to be counted.")
    stopped: bool = Field(description="Whether counting has stopped in front of a fault.")
    totals: list[TotalOut] = Field(description="One for each currency.")


class FigureWhole(FigureOut):
    model_config = ConfigDict(
        json_schema_extra={
            "example": _FIGURE
            | {
                "definition": ["What owners of inventions were paid for deals on this market …"],
                "quarters": [_TOTAL | {"year": 2026, "quarter": 2}],
                "houses": [_TOTAL | {"house": "06fq3k9d1v7m2x4c"}],
            }
        }
    )

    definition: list[str]
    quarters: list[QuarterOut]
    houses: list[HouseOut]


class RecordOut(Out):
    """One fact. `from_number` and `to_number` are the entries of the journal that began and ended
    it; the payment or deal stands under `/api/v1` by `subject_id`."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "subject_kind": "payment",
                "subject_id": "06fq3k9d1v7m2x4a",
                "deal_id": "06fq3k9d1v7m2x4b",
                "house": "06fq3k9d1v7m2x4c",
                "province": "ha-noi",
                "field": "materials",
                "occurred": "2026-05-20",
                "value": 1200000000,
                "currency": "VND",
                "level": 2,
                "line": "headline",
                "from_number": 118,
                "to_number": None,
            }
        }
    )

    subject_kind: str
    subject_id: str
    deal_id: str
    house: str
    province: str
    field: str
    occurred: date
    value: int
    currency: str | None
    level: int
    line: Line
    from_number: int
    to_number: int | None

    @classmethod
    def of(cls, fact: Fact) -> "RecordOut":
        return cls(
            subject_kind=fact.subject_kind,
            subject_id=fact.subject_id,
            deal_id=fact.deal_id,
            house=fact.house_id,
            province=fact.province,
            field=fact.field,
            occurred=fact.occurred,
            value=fact.value,
            currency=fact.currency or None,
            level=fact.level,
            line=fact.line,
            from_number=fact.from_number,
            to_number=fact.to_number,
        )


class ScopeQuery(BaseModel):
    since: Day | None = Field(
        default=None, alias="from", description="First day of what happened, inclusive."
    )
    until: Day | None = Field(default=None, alias="to", description="Last day, inclusive.")
    house: str | None = Field(default=None, pattern="^[0-9a-z]{16}$", description="Who was paid.")
    province: str | None = Field(
        default=None, pattern="^[a-z-]{1,40}$", description="Its province's code."
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
            as_of=self.as_of if past else None,
        )


class RecordQuery(ScopeQuery):
    measure: Measure = Measure.VERIFIED
    cursor: str | None = Field(
        default=None,
        pattern="^[0-9]{1,18}x[0-9a-z]{1,16}$",
        description="`next` of the page before.",
    )
    limit: Limit = 25


@router.get("/figures", summary="Every figure", responses=problems())
def list_figures(session: Reading) -> Listing[FigureOut]:
    return Listing(items=[_head(session, figure, Scope()) for figure in Figure])


@router.get("/figures/{code}", summary="One figure in a scope", responses=problems(404))
def read_figure(
    session: Reading, code: Figure, asked: Annotated[ScopeQuery, Query()]
) -> FigureWhole:
    """With its quarters and houses. Different currencies are never added together."""
    scope = asked.scope(session)
    quarters = queries.by_quarter(session, code, scope)
    houses = queries.by_house(session, code, scope)
    return FigureWhole(
        **_head(session, code, scope).model_dump(),
        definition=[say(sentence) for sentence in DEFINITIONS[code]],
        quarters=[QuarterOut.at(*one) for found in quarters.values() for one in found.items()],
        houses=[HouseOut.at(*one) for found in houses.values() for one in found],
    )


@router.get(
    "/figures/{code}/records", summary="The records behind a figure", responses=problems(404)
)
def list_records(
    session: Reading, code: Figure, asked: Annotated[RecordQuery, Query()]
) -> Listing[RecordOut]:
    """Their values add up to the figure of the same scope; the latest known first."""
    query = queries.records(code, asked.scope(session), asked.measure)
    rows, following = queries.records_after(session, query, _place(asked.cursor), asked.limit)
    after = f"{following[0]}x{following[1]}" if following else None
    return Listing(items=[RecordOut.of(row) for row in rows], next=after)


def _head(session: Session, figure: Figure, scope: Scope) -> FigureOut:
    known = queries.completeness(session)
    return FigureOut(
        code=figure,
        title=say(figure.label),
        as_of=known.number if scope.as_of is None else scope.as_of,
        at=known.at if scope.as_of is None else queries.instant_of(session, scope.as_of),
        behind=known.behind,
        stopped=known.stopped,
        totals=[TotalOut.of(total) for total in queries.totals(session, figure, scope)],
    )


def _place(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    number, _, subject_id = cursor.partition("x")
    if not subject_id:
        raise Invalid({"cursor": t("This cursor did not come from here.")})
    return int(number), subject_id

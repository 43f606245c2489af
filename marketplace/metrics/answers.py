"""What the API answers about figures, with an example of each."""

from datetime import date, datetime

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from marketplace.locale import say
from marketplace.metrics.models import Fact
from marketplace.metrics.queries import Quarter, Total
from marketplace.metrics.rules import Figure, Line, Rank, Stage
from marketplace.metrics.steps import StageRow
from marketplace.web.api import Listing, Out

_TOTAL: JsonDict = {"currency": "VND", "claimed": 1500000000, "verified": 1200000000, "related": 0}
_STAGE: JsonDict = {
    "stage": "signed",
    "title": "Signed by both sides",
    "count": 24,
    "related": 1,
    "median": 12,
    "of_first": 7.7,
    "of_before": 80,
}
_FIGURE: JsonDict = {
    "code": "K3",
    "title": "Licence and assignment income",
    "as_of": 118,
    "at": "2026-05-21T02:00:04Z",
    "behind": 0,
    "stopped": False,
    "totals": [_TOTAL],
    "stages": [],
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


class StageOut(Out):
    """How many came to one stage; null where the caller may not know it.

    `median` is of days, or of the place among the suggestions; shares are in percent.
    """

    model_config = ConfigDict(json_schema_extra={"example": _STAGE})

    stage: Stage
    title: str
    count: int | None = Field(description="Once each; not by deals between related houses.")
    related: int | None = Field(description="By deals between related houses.")
    median: int | None = Field(description="Of an even number the smaller of the middle two.")
    of_first: float | None = Field(description="Of those that began.")
    of_before: float | None = Field(description="Of those that came to the stage before.")

    @classmethod
    def of(cls, stage: Stage, row: StageRow) -> "StageOut":
        return cls(
            stage=stage,
            title=say(row.label),
            count=row.number.value if row.number else None,
            related=row.related.value if row.related else None,
            median=row.median,
            of_first=None if row.of_first is None else row.of_first / 10,
            of_before=None if row.of_before is None else row.of_before / 10,
        )


class RankOut(Out):
    """Accepted partners by the place at which they had first been suggested."""

    place: Rank
    count: int


class QuarterOut(TotalOut):
    year: int
    quarter: int

    @classmethod
    def at(cls, quarter: Quarter, total: Total) -> "QuarterOut":
        return cls(**TotalOut.of(total).model_dump(), year=quarter.year, quarter=quarter.quarter)


class StagesOut(Out):
    """The stages that are public by themselves, in one quarter or of one house."""

    year: int | None = None
    quarter: int | None = None
    house: str | None = None
    counts: dict[Stage, int]


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
    totals: list[TotalOut] = Field(description="Of a sum: one for each currency.")
    stages: list[StageOut] = Field(description="Of a figure that counts stages: each of them.")


class FigureWhole(FigureOut):
    model_config = ConfigDict(
        json_schema_extra={
            "example": _FIGURE
            | {
                "definition": ["What owners of inventions were paid for deals on this market …"],
                "quarters": [_TOTAL | {"year": 2026, "quarter": 2}],
                "houses": [_TOTAL | {"house": "06fq3k9d1v7m2x4c"}],
                "stages_by_quarter": [],
                "stages_by_house": [],
                "ranks": [],
            }
        }
    )

    definition: list[str]
    quarters: list[QuarterOut]
    houses: list[HouseOut]
    stages_by_quarter: list[StagesOut]
    stages_by_house: list[StagesOut]
    ranks: list[RankOut] = Field(description="Of K21 alone.")


class RecordOut(Out):
    """One fact. `from_number` and `to_number` are the entries of the journal that began and ended
    it; the payment, deal, invention or need stands under `/api/v1` by `subject_id`.

    `occurred` decides the period, `reached` is the day of the thing itself; `measured` are days, or
    the place among the suggestions.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "stage": "whole",
                "subject_kind": "payment",
                "subject_id": "06fq3k9d1v7m2x4a",
                "deal_id": "06fq3k9d1v7m2x4b",
                "invention": "06fq3k9d1v7m2x4d",
                "house": "06fq3k9d1v7m2x4c",
                "province": "ha-noi",
                "field": "materials",
                "occurred": "2026-05-20",
                "reached": "2026-05-20",
                "value": 1200000000,
                "measured": None,
                "currency": "VND",
                "level": 2,
                "line": "headline",
                "from_number": 118,
                "to_number": None,
            }
        }
    )

    stage: Stage
    subject_kind: str
    subject_id: str
    deal_id: str | None
    invention: str | None
    house: str | None = Field(description="Null for a need whose house stays unnamed.")
    province: str
    field: str
    occurred: date
    reached: date
    value: int
    measured: int | None
    currency: str | None
    level: int
    line: Line
    from_number: int
    to_number: int | None

    @classmethod
    def of(cls, fact: Fact) -> "RecordOut":
        return cls(
            stage=fact.stage,
            subject_kind=fact.subject_kind,
            subject_id=fact.subject_id,
            deal_id=fact.deal_id or None,
            invention=fact.invention_id or None,
            house=fact.house_id or None,
            province=fact.province,
            field=fact.field,
            occurred=fact.occurred,
            reached=fact.reached,
            value=fact.value,
            measured=fact.measured,
            currency=fact.currency or None,
            level=fact.level,
            line=fact.line,
            from_number=fact.from_number,
            to_number=fact.to_number,
        )


class RecordsOut(Listing[RecordOut]):
    withheld: int = Field(
        description="How many more the number counts that are not public and so not listed."
    )

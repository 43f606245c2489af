"""What of the figures somebody wants to see."""

import re
from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from marketplace.kit.fields import Asked, Blank, Input, refused
from marketplace.kit.text import t
from marketplace.metrics.rules import Measure, Rank, Stage

LARGEST = 2**63 - 1
_PERIOD = re.compile(r"((?:19|20)\d\d)(?:-Q([1-4]))?")


def _period(value: str) -> str:
    if value and not _PERIOD.fullmatch(value):
        raise refused(t("A period is a year such as 2026 or a quarter such as 2026-Q2."))
    return value


Period = Annotated[str, StringConstraints(max_length=7), AfterValidator(_period)]


class FigureFilter(Input):
    """`period` is a year or a quarter; `as_of` a number of the journal."""

    period: Annotated[Period, Asked(t("Period"), kind="select")] = ""
    house: Annotated[
        str,
        StringConstraints(pattern="^[0-9a-z]{0,16}$"),
        Asked(t("House"), kind="select"),
    ] = ""
    province: Annotated[
        str,
        StringConstraints(pattern="^[a-z-]{0,40}$"),
        Asked(t("Province or city"), kind="select"),
    ] = ""
    field: Annotated[
        str,
        StringConstraints(pattern="^[a-z-]{0,40}$"),
        Asked(t("Field"), kind="select"),
    ] = ""
    as_of: Annotated[
        Annotated[int, Field(ge=0, le=LARGEST)] | None,
        Blank,
        Asked(t("As known at journal entry"), kind="number"),
    ] = None


NO_CLAIMS = t("Stages are counted from what has happened; nobody claims them.")


def _counted(value: Measure) -> Measure:
    if value == Measure.CLAIMED:
        raise refused(NO_CLAIMS)
    return value


StageMeasure = Annotated[Measure, AfterValidator(_counted)]


class RecordFilter(FigureFilter):
    """The records of a sum."""

    measure: Measure = Measure.VERIFIED
    currency: Annotated[str, StringConstraints(pattern="^([A-Z]{3})?$")] = ""


class StageFilter(FigureFilter):
    """The records of one stage; without `stage` those of the figure's first."""

    stage: Stage = Stage.WHOLE
    measure: StageMeasure = Measure.VERIFIED
    rank: Annotated[Rank | None, Blank] = None


def days_of(period: str) -> tuple[date | None, date | None]:
    """The first and last day of a period; (None, None) for all time."""
    match = _PERIOD.fullmatch(period)
    if match is None:
        return None, None
    year, quarter = int(match[1]), match[2]
    if quarter is None:
        return date(year, 1, 1), date(year, 12, 31)
    first_month = 3 * int(quarter) - 2
    after = date(year + 1, 1, 1) if quarter == "4" else date(year, first_month + 3, 1)
    return date(year, first_month, 1), after - timedelta(days=1)

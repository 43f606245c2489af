"""What the pages of figures have in common: numbers with their addresses, scope and standing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from marketplace.houses import queries as houses
from marketplace.houses.models import House
from marketplace.houses.pages import house_name
from marketplace.kit.text import t
from marketplace.kit.views import Option, Words
from marketplace.locale import language, say
from marketplace.metrics import queries
from marketplace.metrics.forms import FigureFilter, RecordFilter, StageFilter, days_of
from marketplace.metrics.queries import Completeness, Quarter, Scope
from marketplace.metrics.rules import Figure, Measure, Rank, Stage
from marketplace.rulebook.fields import Field
from marketplace.rulebook.provinces import PROVINCES


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
class Standing:
    """As of which entry of the journal the numbers hold, and how many newer ones wait."""

    number: int
    at: datetime | None
    past: bool
    behind: int
    stopped: bool
    today: str
    """The same page with what is known now."""


def scope_of(chosen: FigureFilter, known: Completeness) -> Scope:
    """What is asked for; a number that is not folded yet means as it is known now."""
    since, until = days_of(chosen.period)
    past = chosen.as_of is not None and chosen.as_of < known.number
    return Scope(
        since=since,
        until=until,
        house_id=chosen.house or None,
        province=chosen.province or None,
        field=chosen.field or None,
        as_of=chosen.as_of if past else None,
    )


def standing_of(
    session: Session, known: Completeness, scope: Scope, path: str, chosen: FigureFilter
) -> Standing:
    past = scope.as_of is not None
    number = known.number if scope.as_of is None else scope.as_of
    return Standing(
        number=number,
        at=queries.instant_of(session, number) if past else known.at,
        past=past,
        behind=known.behind,
        stopped=known.stopped,
        today=address(path, chosen.model_copy(update={"as_of": None})),
    )


def filter_options(session: Session, chosen: FigureFilter) -> Mapping[str, Sequence[Option]]:
    """Choices that have records behind them, and what is chosen now."""
    periods = [Option(str(year), str(year)) for year in queries.years(session)]
    if "-Q" in chosen.period:
        periods.insert(0, Option(chosen.period, period_label(chosen.period)))
    known = queries.places(session)
    named = houses.names(session, sorted({house for house, _, _ in known if house}))
    provinces = {
        code: PROVINCES[code].name(language()) for _, code, _ in known if code in PROVINCES
    }
    labels = {field.value: field.label for field in Field}
    fields = {code: say(labels[code]) for _, _, code in known if code in labels}
    return {
        "period": [Option("", t("All time")), *periods],
        "house": _choices(t("All houses"), {key: house_name(one) for key, one in named.items()}),
        "province": _choices(t("All provinces"), provinces),
        "field": _choices(t("All fields"), fields),
    }


def address(path: str, chosen: FigureFilter) -> str:
    asked = {name: value for name, value in chosen.model_dump().items() if value not in ("", None)}
    return f"{path}?{urlencode(asked)}" if asked else path


def figure_address(figure: Figure, chosen: FigureFilter) -> str:
    return address(f"/figures/{figure.value}", chosen)


def records_address(figure: Figure, chosen: FigureFilter, measure: Measure, currency: str) -> str:
    asked = plain(chosen).model_dump() | {"measure": measure, "currency": currency}
    return address(f"/figures/{figure.value}/records", RecordFilter(**asked))


def stage_address(
    figure: Figure,
    chosen: FigureFilter,
    stage: Stage,
    measure: Measure = Measure.VERIFIED,
    rank: Rank | None = None,
) -> str:
    asked = plain(chosen).model_dump() | {"stage": stage, "measure": measure, "rank": rank}
    return address(f"/figures/{figure.value}/records", StageFilter(**asked))


def plain(chosen: FigureFilter) -> FigureFilter:
    """Only the scope of a filter that asks for more."""
    return FigureFilter(**chosen.model_dump(include=set(FigureFilter.model_fields)))


def quarter_of(quarter: Quarter, chosen: FigureFilter) -> FigureFilter:
    return chosen.model_copy(update={"period": f"{quarter.year}-Q{quarter.quarter}"})


def house_of(house_id: str, chosen: FigureFilter) -> FigureFilter:
    return chosen.model_copy(update={"house": house_id})


def quarter_label(quarter: Quarter, *, short: bool = False) -> str:
    year = quarter.year % 100 if short else quarter.year
    return f"Q{quarter.quarter}/{year:02}"


def period_label(period: str) -> str:
    year, _, quarter = period.partition("-Q")
    return f"Q{quarter}/{year}" if quarter else year


def province_of(house: House | None) -> str | None:
    return PROVINCES[house.province].name(language()) if house else None


def _choices(every: Words, found: Mapping[str, str]) -> Sequence[Option]:
    ordered = sorted((label, value) for value, label in found.items())
    return [Option("", every), *(Option(value, label) for label, value in ordered)]

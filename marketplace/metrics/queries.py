"""Reads of facts: every total and every record behind it is one query over the same table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    extract,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.db.journal import CursorRow, last_number, sealed_at_number
from marketplace.metrics.models import Fact
from marketplace.metrics.rules import LISTENER, VERIFIED, Figure, Line, Measure


@dataclass(frozen=True, slots=True)
class Scope:
    """Which facts are looked at. Without `as_of` as they are known now.

    `since` and `until` are inclusive days of what happened, `as_of` a number of the journal.
    """

    since: date | None = None
    until: date | None = None
    house_id: str | None = None
    province: str | None = None
    as_of: int | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """`claimed` counts every live fact; `verified` and `related` those of level 2 on their line.

    Amounts of different currencies are never added together: there is a total for each.
    """

    currency: str
    claimed: int = 0
    verified: int = 0
    related: int = 0

    def of(self, measure: Measure) -> int:
        value: int = getattr(self, measure.value)
        return value

    def __add__(self, other: "Total") -> "Total":
        return Total(
            self.currency,
            self.claimed + other.claimed,
            self.verified + other.verified,
            self.related + other.related,
        )


@dataclass(frozen=True, slots=True)
class Quarter:
    year: int
    quarter: int

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.quarter // 4, self.quarter % 4 + 1)

    def __lt__(self, other: "Quarter") -> bool:
        return (self.year, self.quarter) < (other.year, other.quarter)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far the figures follow the journal; `at` is the instant of that event."""

    number: int
    at: datetime | None
    last: int
    stopped: bool

    @property
    def behind(self) -> int:
        return self.last - self.number


def completeness(session: Session) -> Completeness:
    cursor = session.get(CursorRow, LISTENER)
    number = cursor.number if cursor else 0
    return Completeness(
        number=number,
        at=instant_of(session, number),
        last=last_number(session),
        stopped=cursor is not None and cursor.stopped_by is not None,
    )


def instant_of(session: Session, number: int) -> datetime | None:
    event = sealed_at_number(session, number)
    return event.at if event else None


def totals(session: Session, figure: Figure, scope: Scope) -> Sequence[Total]:
    """One for each currency; empty where nothing was claimed."""
    rows = session.execute(
        select(Fact.currency, *_sums())
        .where(*_within(figure, scope))
        .group_by(Fact.currency)
        .order_by(Fact.currency)
    )
    return [Total(currency, int(c), int(v), int(r)) for currency, c, v, r in rows]


def by_quarter(
    session: Session, figure: Figure, scope: Scope
) -> Mapping[str, Mapping[Quarter, Total]]:
    """By currency, then by quarter in order; quarters in which nothing happened are not named."""
    year, month = extract("year", Fact.occurred), extract("month", Fact.occurred)
    rows = session.execute(
        select(Fact.currency, year, month, *_sums())
        .where(*_within(figure, scope))
        .group_by(Fact.currency, year, month)
        .order_by(Fact.currency, year, month)
    )
    found: dict[str, dict[Quarter, Total]] = {}
    for currency, y, m, claimed, verified, related in rows:
        quarters = found.setdefault(currency, {})
        quarter = Quarter(int(y), (int(m) + 2) // 3)
        total = Total(currency, int(claimed), int(verified), int(related))
        quarters[quarter] = quarters.get(quarter, Total(currency)) + total
    return found


def by_house(
    session: Session, figure: Figure, scope: Scope
) -> Mapping[str, Sequence[tuple[str, Total]]]:
    """By currency: houses with their total, the largest verified one first."""
    claimed, verified, related = _sums()
    rows = session.execute(
        select(Fact.currency, Fact.house_id, claimed, verified, related)
        .where(*_within(figure, scope))
        .group_by(Fact.currency, Fact.house_id)
        .order_by(Fact.currency, verified.desc(), claimed.desc(), Fact.house_id)
    )
    found: dict[str, list[tuple[str, Total]]] = {}
    for currency, house_id, c, v, r in rows:
        total = Total(currency, int(c), int(v), int(r))
        found.setdefault(currency, []).append((house_id, total))
    return found


def records(
    figure: Figure, scope: Scope, measure: Measure, currency: str | None = None
) -> Select[Fact]:
    """The facts behind a number: their values add up to it."""
    query = select(Fact).where(*_within(figure, scope), *_measured(measure))
    if currency is not None:
        query = query.where(Fact.currency == currency)
    return query


def newest_first(query: Select[Fact]) -> Select[Fact]:
    return query.order_by(Fact.occurred.desc(), Fact.from_number.desc(), Fact.subject_id)


def records_after(
    session: Session, query: Select[Fact], cursor: tuple[int, str] | None, limit: int
) -> tuple[Sequence[Fact], tuple[int, str] | None]:
    """Up to `limit` facts in the order in which they became known, the latest first."""
    key = tuple_(Fact.from_number, Fact.subject_id)
    if cursor is not None:
        query = query.where(key < cursor)
    ordered = query.order_by(Fact.from_number.desc(), Fact.subject_id.desc())
    rows = session.scalars(ordered.limit(limit + 1)).all()
    shown = rows[:limit]
    more = len(rows) > limit
    return shown, (shown[-1].from_number, shown[-1].subject_id) if more else None


def years(session: Session) -> Sequence[int]:
    """The years in which anything was ever claimed, the latest first."""
    year = extract("year", Fact.occurred)
    rows = session.scalars(select(year).distinct().order_by(year.desc()))
    return [int(row) for row in rows]


def houses_named(session: Session) -> Sequence[str]:
    return session.scalars(select(Fact.house_id).distinct()).all()


def provinces_named(session: Session) -> Sequence[str]:
    return session.scalars(select(Fact.province).distinct().order_by(Fact.province)).all()


# What the fold asks of the facts before an event.


def live(session: Session, figure: Figure, subject_id: str) -> Fact | None:
    return session.scalars(
        select(Fact).where(
            Fact.figure == figure, Fact.subject_id == subject_id, Fact.to_number.is_(None)
        )
    ).one_or_none()


def live_of_deal(session: Session, deal_id: str) -> Sequence[Fact]:
    return session.scalars(
        select(Fact).where(Fact.deal_id == deal_id, Fact.to_number.is_(None))
    ).all()


def live_of_cluster(session: Session, figure: Figure, cluster: str) -> Sequence[Fact]:
    return session.scalars(
        select(Fact).where(Fact.figure == figure, Fact.cluster == cluster, Fact.to_number.is_(None))
    ).all()


def verified_income(session: Session, cluster: str) -> Sequence[Fact]:
    found = live_of_cluster(session, Figure.INCOME, cluster)
    return [fact for fact in found if fact.level >= VERIFIED]


def claims(session: Session, cluster: str) -> Mapping[str, Fact]:
    """By deal, the fact that its signing made, whether or not it is still live."""
    rows = session.scalars(
        select(Fact)
        .where(Fact.figure == Figure.DEALS, Fact.cluster == cluster)
        .order_by(Fact.from_number.desc())
    )
    return {fact.subject_id: fact for fact in rows}


def deal_is_related(session: Session, deal_id: str) -> bool:
    found = exists().where(Fact.deal_id == deal_id, Fact.line == Line.RELATED)
    return bool(session.scalar(select(found)))


def all_facts(session: Session) -> Sequence[Fact]:
    return session.scalars(select(Fact)).all()


def _within(figure: Figure, scope: Scope) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Fact.figure == figure, _known(scope.as_of)]
    if scope.since:
        conditions.append(Fact.occurred >= scope.since)
    if scope.until:
        conditions.append(Fact.occurred <= scope.until)
    if scope.house_id:
        conditions.append(Fact.house_id == scope.house_id)
    if scope.province:
        conditions.append(Fact.province == scope.province)
    return conditions


def _known(as_of: int | None) -> ColumnElement[bool]:
    if as_of is None:
        return Fact.to_number.is_(None)
    return and_(Fact.from_number <= as_of, or_(Fact.to_number.is_(None), Fact.to_number > as_of))


def _measured(measure: Measure) -> Sequence[ColumnElement[bool]]:
    if measure == Measure.CLAIMED:
        return ()
    line = Line.HEADLINE if measure == Measure.VERIFIED else Line.RELATED
    return (Fact.level >= VERIFIED, Fact.line == line)


def _sums() -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    value: InstrumentedAttribute[int] = Fact.value
    verified = case((and_(*_measured(Measure.VERIFIED)), value), else_=0)
    related = case((and_(*_measured(Measure.RELATED)), value), else_=0)
    return func.sum(value), func.sum(verified), func.sum(related)

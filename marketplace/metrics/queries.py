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
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from marketplace.db.journal import CursorRow, last_number, sealed_at_number
from marketplace.metrics.models import Fact
from marketplace.metrics.rules import (
    LISTENER,
    VERIFIED,
    Figure,
    Line,
    Measure,
    Stage,
    pair_of,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which facts are looked at. Without `as_of` as they are known now.

    `since` and `until` are inclusive days of what happened, `as_of` a number of the journal.
    """

    since: date | None = None
    until: date | None = None
    house_id: str | None = None
    province: str | None = None
    field: str | None = None
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
        .where(*within(figure, scope))
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
        .where(*within(figure, scope))
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
        .where(*within(figure, scope))
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
    query = select(Fact).where(*within(figure, scope), *measured(measure))
    if currency is not None:
        query = query.where(Fact.currency == currency)
    return query


def count(session: Session, query: Select[Fact]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def newest_first(query: Select[Fact]) -> Select[Fact]:
    return query.order_by(Fact.reached.desc(), Fact.from_number.desc(), Fact.subject_id)


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
    """From the latest to the earliest in which anything was ever counted."""
    first = session.scalar(select(func.min(Fact.occurred)))
    last = session.scalar(select(func.max(Fact.occurred)))
    return range(last.year, first.year - 1, -1) if first and last else ()


def places(session: Session) -> Sequence[tuple[str, str, str]]:
    """House, province and field wherever anything was ever counted; "" for what is not known."""
    rows = session.execute(select(Fact.house_id, Fact.province, Fact.field).distinct())
    return [(house_id, province, field) for house_id, province, field in rows]


# What the fold asks of the facts before an event.


def live_payment(session: Session, payment_id: str) -> Fact | None:
    return session.scalars(
        _live().where(Fact.figure == Figure.INCOME, Fact.subject_id == payment_id)
    ).one_or_none()


def live_of_deal(session: Session, deal_id: str) -> Sequence[Fact]:
    return session.scalars(_live().where(Fact.deal_id == deal_id)).all()


def live_of_cluster(session: Session, figure: Figure, cluster: str) -> Sequence[Fact]:
    return session.scalars(_live().where(Fact.figure == figure, Fact.cluster == cluster)).all()


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


def way_of(session: Session, subject_id: str) -> Sequence[Fact]:
    """Every stage that an invention or a need has reached."""
    return session.scalars(
        _live().where(Fact.figure == Figure.FUNNEL, Fact.subject_id == subject_id)
    ).all()


def posting(session: Session, need_id: str) -> Fact | None:
    return next((fact for fact in way_of(session, need_id) if fact.stage == Stage.POSTED), None)


def pair(session: Session, need_id: str, invention_id: str) -> Fact | None:
    """The suggestion of the one for the other, if there was one."""
    found = live_of_cluster(session, Figure.MATCHING, pair_of(need_id, invention_id))
    return next((fact for fact in found if fact.stage == Stage.PAIR), None)


def best_open_pair(session: Session, house_id: str, invention_id: str) -> Fact | None:
    """Of the house's open needs the one for which the invention was suggested highest."""
    ended = exists().where(
        _ENDING.figure == Figure.FUNNEL,
        _ENDING.subject_id == Fact.subject_id,
        _ENDING.stage.in_((Stage.MET, Stage.CLOSED)),
        _ENDING.to_number.is_(None),
    )
    pairs = _live().where(
        Fact.house_id == house_id,
        Fact.invention_id == invention_id,
        Fact.figure == Figure.MATCHING,
        Fact.stage == Stage.PAIR,
        ~ended,
    )
    return session.scalars(pairs.order_by(Fact.measured, Fact.from_number).limit(1)).first()


_ENDING = aliased(Fact)


def _live() -> Select[Fact]:
    return select(Fact).where(Fact.to_number.is_(None))


def all_facts(session: Session) -> Sequence[Fact]:
    return session.scalars(select(Fact)).all()


def within(figure: Figure, scope: Scope) -> Sequence[ColumnElement[bool]]:
    """The conditions that a fact of the figure meets in this scope."""
    conditions: list[ColumnElement[bool]] = [Fact.figure == figure, known(scope.as_of)]
    if scope.since:
        conditions.append(Fact.occurred >= scope.since)
    if scope.until:
        conditions.append(Fact.occurred <= scope.until)
    for column, wanted in (
        (Fact.house_id, scope.house_id),
        (Fact.province, scope.province),
        (Fact.field, scope.field),
    ):
        if wanted:
            conditions.append(column == wanted)
    return conditions


def known(as_of: int | None) -> ColumnElement[bool]:
    if as_of is None:
        return Fact.to_number.is_(None)
    return and_(Fact.from_number <= as_of, or_(Fact.to_number.is_(None), Fact.to_number > as_of))


def measured(measure: Measure) -> Sequence[ColumnElement[bool]]:
    if measure == Measure.CLAIMED:
        return ()
    line = Line.HEADLINE if measure == Measure.VERIFIED else Line.RELATED
    return (Fact.level >= VERIFIED, Fact.line == line)


def _sums() -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    value: InstrumentedAttribute[int] = Fact.value
    verified = case((and_(*measured(Measure.VERIFIED)), value), else_=0)
    related = case((and_(*measured(Measure.RELATED)), value), else_=0)
    return func.sum(value), func.sum(verified), func.sum(related)

"""Folds the journal into facts: the only writer of them, and nothing but events goes in."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed, last_number, sealed_after
from marketplace.db.sealer import take_cursor
from marketplace.db.session import Database
from marketplace.kit import clock
from marketplace.kit.errors import Conflict
from marketplace.kit.text import t
from marketplace.metrics import queries
from marketplace.metrics.models import Fact
from marketplace.metrics.rules import LISTENER, VERIFIED, Figure, Line, Paid, cluster_of, counted

BATCH = 1000
DEAL = "deal"
COLUMNS = tuple(column.name for column in Fact.__table__.columns)


def fold(session: Session, event: Sealed) -> None:
    """Take one event into the facts; a pure function of it and of the facts before it."""
    step = _STEPS.get(event.kind)
    if step is not None:
        step(session, event)


def _declared(session: Session, event: Sealed) -> None:
    if event.payload["purpose"] == DEAL:
        session.add(_income(session, event, level=0))


def _verified(session: Session, event: Sealed) -> None:
    if event.payload["purpose"] != DEAL:
        return
    fact = _income(session, event, level=VERIFIED)
    _end(session, Figure.INCOME, event)
    session.add(fact)
    _recount(session, fact.cluster, event.number)


def _fallen_away(session: Session, event: Sealed) -> None:
    _end(session, Figure.INCOME, event)


def _signed(session: Session, event: Sealed) -> None:
    """The claim; it becomes a paid deal when `_recount` finds a verified payment."""
    told = event.payload
    fact = Fact(
        figure=Figure.DEALS,
        from_number=event.number,
        subject_kind=DEAL,
        subject_id=event.subject_id,
        deal_id=event.subject_id,
        house_id=told["seller_id"],
        province=told["seller_province"],
        field=told["field"],
        occurred=clock.local(event.at).date(),
        value=1,
        currency="",
        level=0,
        line=_line(session, event.subject_id, related=told["related"]),
        cluster=cluster_of(
            seller_id=told["seller_id"],
            buyer_id=told["buyer_id"],
            asset_id=told["invention_id"],
        ),
    )
    session.add(fact)


def _related(session: Session, event: Sealed) -> None:
    """Every live fact of the deal moves to the line of related parties."""
    for fact in queries.live_of_deal(session, event.subject_id):
        if fact.line != Line.RELATED:
            _replace(session, fact, event.number, line=Line.RELATED)


_STEPS = {
    "payment.declared": _declared,
    "payment.verified": _verified,
    "payment.withdrawn": _fallen_away,
    "payment.rejected": _fallen_away,
    "deal.signed": _signed,
    "deal.relation-declared": _related,
}
KINDS = frozenset(_STEPS)
"""A dispute changes nothing: the payment stays claimed until it is verified or falls away."""


def _income(session: Session, event: Sealed, *, level: int) -> Fact:
    told = event.payload
    sign = -1 if told["direction"] == "reversal" else 1
    return Fact(
        figure=Figure.INCOME,
        from_number=event.number,
        subject_kind="payment",
        subject_id=event.subject_id,
        deal_id=told["reference"],
        house_id=told["payee_id"],
        province=told["payee_province"],
        field=told["field"],
        occurred=date.fromisoformat(told["paid_on"]),
        value=sign * told["money"]["amount"],
        currency=told["money"]["currency"],
        level=level,
        line=_line(session, told["reference"], related=told["related"]),
        cluster=cluster_of(
            seller_id=told["payee_id"], buyer_id=told["payer_id"], asset_id=told["asset_id"]
        ),
    )


def _line(session: Session, deal_id: str, *, related: bool) -> Line:
    """Once a deal's parties are known as related, whatever follows is too."""
    known = related or queries.deal_is_related(session, deal_id)
    return Line.RELATED if known else Line.HEADLINE


def _end(session: Session, figure: Figure, event: Sealed) -> None:
    fact = queries.live(session, figure, event.subject_id)
    if fact is not None:
        fact.to_number = event.number


def _replace(session: Session, fact: Fact, number: int, **changes: Any) -> None:
    values = {name: getattr(fact, name) for name in COLUMNS}
    fact.to_number = number
    session.add(Fact(**(values | {"from_number": number, "to_number": None} | changes)))


def _recount(session: Session, cluster: str, number: int) -> None:
    """Bring the deals of one cluster up to what their verified payments now say."""
    claims = queries.claims(session, cluster)
    income = queries.verified_income(session, cluster)
    firsts = _first_payments(income)
    related = {fact.deal_id for fact in income if fact.line == Line.RELATED}
    ones = counted(Paid(deal_id, firsts.get(deal_id)) for deal_id in claims)
    for fact in queries.live_of_cluster(session, Figure.DEALS, cluster):
        level = VERIFIED if fact.subject_id in ones else 0
        occurred = firsts[fact.subject_id] if level else claims[fact.subject_id].occurred
        line = Line.RELATED if fact.subject_id in related else fact.line
        if (fact.level, fact.occurred, fact.line) != (level, occurred, line):
            _replace(session, fact, number, level=level, occurred=occurred, line=line)


def _first_payments(facts: Sequence[Fact]) -> Mapping[str, date]:
    """By deal: the day of the first payment since its income was last at zero.

    Counter-entries bear the day of what they take back, so that a deal whose first payment was
    taken back starts with the next one. A deal with nothing left in any currency is not named.
    """
    sums: dict[tuple[str, str], dict[date, int]] = {}
    for fact in facts:
        days = sums.setdefault((fact.deal_id, fact.currency), {})
        days[fact.occurred] = days.get(fact.occurred, 0) + fact.value
    found: dict[str, date] = {}
    for (deal_id, _), days in sums.items():
        if sum(days.values()) > 0:
            first = min(day for day, value in days.items() if value > 0)
            found[deal_id] = min(first, found.get(deal_id, first))
    return found


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What is kept and what the journal gives anew, both up to event `number`, as sorted JSON."""

    number: int
    kept: str
    anew: str

    @property
    def equal(self) -> bool:
        return self.kept == self.anew


def recompute(database: Database) -> Recomputed:
    """Fold the journal from its beginning aside, as far as the listener has come."""
    with database.reading() as session, _scratch() as aside:
        number = queries.completeness(session).number
        _fold_until(session, aside, number)
        return Recomputed(number, dump(session), dump(aside))


def rebuild(database: Database) -> int:
    """Replace every fact by what the journal gives anew; returns the number it is complete to.

    Folding is done aside, and the listener goes on from that number, so that the write transaction
    only exchanges rows.
    """
    with database.reading() as session, _scratch() as aside:
        number = last_number(session)
        _fold_until(session, aside, number)
        rows = _rows(aside)
    with database.writing() as session:
        cursor = take_cursor(session, LISTENER)
        if cursor is None:
            raise Conflict(t("A worker is counting at this moment. Try again."))
        session.execute(delete(Fact))
        session.add_all(Fact(**row) for row in rows)
        cursor.number, cursor.stopped_by = number, None
    return number


def dump(session: Session) -> str:
    """Every fact as a line of JSON, sorted: two dumps are equal if and only if the facts are."""
    lines = [json.dumps(row, sort_keys=True, default=str) for row in _rows(session)]
    return "\n".join(sorted(lines))


def _rows(session: Session) -> Sequence[Mapping[str, Any]]:
    return [{name: getattr(fact, name) for name in COLUMNS} for fact in queries.all_facts(session)]


def _fold_until(session: Session, aside: Session, number: int) -> None:
    reached = 0
    while events := sealed_after(session, reached, limit=BATCH, kinds=KINDS):
        for event in events:
            if event.number > number:
                return
            fold(aside, event)
        reached = events[-1].number


@contextmanager
def _scratch() -> Iterator[Session]:
    """An empty table of facts in a database of its own, thrown away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'facts.db'}", threads=1)
        try:
            table = Fact.__table__
            assert isinstance(table, Table)  # noqa: S101 - what a mapped class has
            table.create(database.engine)
            with database.writing() as session:
                yield session
        finally:
            database.dispose()

"""Folds the journal into facts: the only writer of them, and nothing but events goes in."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed, last_number, sealed_after
from marketplace.db.sealer import take_cursor
from marketplace.db.session import Database
from marketplace.kit.errors import Conflict
from marketplace.kit.text import t
from marketplace.metrics import funnel, income, quality, queries
from marketplace.metrics.models import Fact
from marketplace.metrics.rules import LISTENER

BATCH = 1000
COLUMNS = tuple(column.name for column in Fact.__table__.columns)

Step = Callable[[Session, Sealed], Iterable[Fact]]


def fold(session: Session, event: Sealed) -> None:
    """Take one event into the facts; a pure function of it and of the facts before it.

    What a step yields is added before it goes on, so that its next question finds it.
    """
    for step in _STEPS.get(event.kind, ()):
        for fact in step(session, event):
            session.add(fact)


def _known_as_related(session: Session, event: Sealed) -> Iterator[Fact]:
    """Signing may show a relation that was not known when the deal was agreed."""
    if event.payload["related"]:
        yield from income.related(session, event)
        yield from funnel.related(session, event)


_STEPS: Mapping[str, tuple[Step, ...]] = {
    "invention.drafted": (funnel.drafted,),
    "invention.deleted": (funnel.deleted,),
    "invention.listed": (funnel.listed,),
    "need.posted": (funnel.posted,),
    "need.met": (funnel.met,),
    "need.closed": (funnel.closed,),
    "need.reopened": (funnel.reopened,),
    "suggestion.made": (funnel.suggested, quality.suggested),
    "suggestion.judged": (quality.judged,),
    "bid.made": (funnel.bid,),
    "deal.agreed": (funnel.agreed, quality.agreed),
    "deal.signed": (_known_as_related, income.signed, funnel.signed, quality.signed),
    "deal.relation-declared": (income.related, funnel.related, quality.related),
    "payment.declared": (income.declared,),
    "payment.verified": (income.verified, funnel.paid),
    "payment.withdrawn": (income.fallen_away,),
    "payment.rejected": (income.fallen_away,),
}
"""In this order: a later step sees what an earlier one has changed."""

KINDS = frozenset(_STEPS)
"""A dispute changes nothing: the payment stays claimed until it is verified or falls away."""


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

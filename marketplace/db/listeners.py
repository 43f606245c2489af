"""Listeners read sealed events by number; their writes and their cursor commit together."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from marketplace.db.journal import (
    CursorRow,
    ParkedRow,
    Sealed,
    last_number,
    sealed_after,
    sealed_at_number,
)
from marketplace.db.sealer import take_cursor
from marketplace.db.session import Database
from marketplace.kit import clock

log = logging.getLogger(__name__)

BATCH = 100
Handler = Callable[[Session, Sealed], None]


@dataclass(frozen=True, slots=True)
class Listener:
    """`handlers` by kind of event; kinds without one are passed over.

    With `parks`, an event that fails is set aside and tried again while later ones go on; without,
    the listener stops in front of it, because its results would be wrong without that event.
    """

    name: str
    handlers: Mapping[str, tuple[Handler, ...]]
    parks: bool = True


def listen_once(database: Database, listener: Listener) -> int:
    """Handle what is new, at most `BATCH` events, and parked ones that are due again."""
    with database.reading() as session:
        cursor = session.get(CursorRow, listener.name)
        behind = cursor is not None and cursor.number < last_number(session)
        due = _due(session, listener) is not None
    if not behind and not due:
        return 0
    with database.writing() as session:
        held = take_cursor(session, listener.name)
        if held is None:
            return 0
        _retry_one(session, listener)
        return _advance(session, listener, held)


def _advance(session: Session, listener: Listener, cursor: CursorRow) -> int:
    handled = 0
    for event in sealed_after(session, cursor.number, limit=BATCH):
        error = _handle(session, listener, event)
        if error is not None and not listener.parks:
            _stop(listener, cursor, event, error)
            return handled
        if error is not None:
            _park(session, listener, event, error)
        cursor.number = event.number
        handled += 1
    cursor.stopped_by = None
    return handled


def _handle(session: Session, listener: Listener, event: Sealed) -> Exception | None:
    """Run the handlers; a failure undoes their writes for this event and is returned."""
    handlers = listener.handlers.get(event.kind, ())
    if not handlers:
        return None
    try:
        with session.begin_nested():
            for handler in handlers:
                handler(session, event)
    except Exception as error:
        return error
    return None


def _park(session: Session, listener: Listener, event: Sealed, error: Exception) -> None:
    log.error("listener %s parked event %d", listener.name, event.number, exc_info=error)
    row = session.get(ParkedRow, (listener.name, event.number))
    if row is None:
        row = ParkedRow(listener=listener.name, number=event.number, attempts=0)
        session.add(row)
    row.attempts += 1
    row.error = type(error).__name__  # the message may hold a person's data
    row.retry_at = clock.now() + timedelta(seconds=min(3600, 5 * 2**row.attempts))


def _retry_one(session: Session, listener: Listener) -> None:
    row = _due(session, listener)
    event = sealed_at_number(session, row.number) if row else None
    if row is None or event is None:
        return
    error = _handle(session, listener, event)
    if error is not None:
        _park(session, listener, event, error)
    else:
        session.delete(row)


def _due(session: Session, listener: Listener) -> ParkedRow | None:
    return session.scalars(
        select(ParkedRow)
        .where(ParkedRow.listener == listener.name, ParkedRow.retry_at <= clock.now())
        .order_by(ParkedRow.number)
        .limit(1)
    ).first()


def _stop(listener: Listener, cursor: CursorRow, event: Sealed, error: Exception) -> None:
    """What came before is kept; logged once, though it is tried again without pause."""
    name = type(error).__name__
    if cursor.stopped_by != name:
        log.error(
            "listener %s stopped before event %d", listener.name, event.number, exc_info=error
        )
    cursor.stopped_by = name


def ensure_cursors(database: Database, names: tuple[str, ...]) -> None:
    """Give each listener its row, at the journal's beginning."""
    with database.writing() as session:
        dialect = session.get_bind().dialect.name
        insert = sqlite_insert if dialect == "sqlite" else postgresql_insert
        rows = [{"name": name, "number": 0} for name in names]
        session.execute(insert(CursorRow).values(rows).on_conflict_do_nothing())

"""Listeners read sealed events by number; their writes and their cursor commit together.

A `Listener` does its work inside that transaction; a `Projector` computes first and then writes.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

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
PROJECTED = 5_000
Handler = Callable[[Session, Sealed], None]
Write = Callable[[Session], None]
Project = Callable[[Sequence[Sealed]], Write]


@dataclass(frozen=True, slots=True)
class Listener:
    """`handlers` by kind of event; kinds without one are passed over.

    With `parks`, an event that fails is set aside and tried again while later ones go on; without,
    the listener stops in front of it, because its results would be wrong without that event.
    """

    name: str
    handlers: Mapping[str, tuple[Handler, ...]]
    parks: bool = True


@dataclass(frozen=True, slots=True)
class Projector:
    """A listener whose work takes longer than a write transaction may: it looks at the events of
    `kinds`, does what it does without any transaction open, and returns the writes that are left.

    `project` is called again with the same events if a process dies in between, or if another
    worker was faster and the writes were not used, so it must be harmless to repeat; it re-reads
    the present state of what the events are about. Where it fails on several events, half of them
    are tried; with `parks` the one that fails is set aside, without it the projector stops there.
    With `after` it goes no further than the listener of that name has come, whose work it needs.
    """

    name: str
    kinds: frozenset[str]
    project: Project
    parks: bool = True
    after: str | None = None


def project_once(database: Database, projector: Projector) -> int:
    """Take in what is new, at most `PROJECTED` events of its kinds, and parked ones due again."""
    with database.reading() as session:
        cursor = session.get(CursorRow, projector.name)
        if cursor is None:
            return 0
        since, last = cursor.number, _known_until(session, projector)
        new = since < last
        events = _between(session, projector, since, last) if new else []
        parked = _due(session, projector)
        retried = sealed_at_number(session, parked.number) if parked else None
    if retried is not None:
        _project_again(database, projector, retried)
    if not new:
        return 0
    until = events[-1].number if len(events) == PROJECTED else last
    return _project(database, projector, events, since, until)


def _known_until(session: Session, projector: Projector) -> int:
    if projector.after is None:
        return last_number(session)
    ahead = session.get(CursorRow, projector.after)
    return ahead.number if ahead else 0


def _between(session: Session, projector: Projector, since: int, last: int) -> list[Sealed]:
    events = sealed_after(session, since, limit=PROJECTED, kinds=projector.kinds)
    return [event for event in events if event.number <= last]


def _project(
    database: Database, projector: Projector, events: Sequence[Sealed], since: int, until: int
) -> int:
    try:
        write = projector.project(events) if events else _nothing
    except Exception as error:
        if len(events) > 1:
            half = events[: len(events) // 2]
            return _project(database, projector, half, since, half[-1].number)
        if not projector.parks:
            with database.writing() as session:
                if cursor := take_cursor(session, projector.name):
                    _stop(projector, cursor, events[0], error)
            return 0
        write = partial(_park, listener=projector, event=events[0], error=error)
    with database.writing() as session:
        cursor = take_cursor(session, projector.name)
        if cursor is None or cursor.number != since:
            return 0
        write(session)
        cursor.number, cursor.stopped_by = until, None
    return until - since


def _project_again(database: Database, projector: Projector, event: Sealed) -> None:
    try:
        write = projector.project([event])
    except Exception as error:
        write = partial(_park, listener=projector, event=event, error=error)
    else:
        write = partial(_unpark, listener=projector, event=event, write=write)
    with database.writing() as session:
        if take_cursor(session, projector.name):
            write(session)


def _unpark(session: Session, listener: Projector, event: Sealed, write: Write) -> None:
    row = session.get(ParkedRow, (listener.name, event.number))
    if row is not None:
        write(session)
        session.delete(row)


def _nothing(session: Session) -> None:
    """What is left to write where no event was of the projector's kinds."""


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


def _park(
    session: Session, listener: Listener | Projector, event: Sealed, error: Exception
) -> None:
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


def _due(session: Session, listener: Listener | Projector) -> ParkedRow | None:
    return session.scalars(
        select(ParkedRow)
        .where(ParkedRow.listener == listener.name, ParkedRow.retry_at <= clock.now())
        .order_by(ParkedRow.number)
        .limit(1)
    ).first()


def _stop(
    listener: Listener | Projector, cursor: CursorRow, event: Sealed, error: Exception
) -> None:
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

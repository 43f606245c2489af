"""After an erasure: rewrite the files in which copies of what was deleted may still lie.

A deleted row's bytes stay in a database's files for a while: in free pages and the write-ahead log
of SQLite, in dead rows, statistics and files not yet unlinked of PostgreSQL. What this module
cannot reach are PostgreSQL's own write-ahead log (it recycles its segments; archives follow their
retention), backups, and blocks that the file system has freed: docs/erasure.md.
"""

import logging
import sqlite3
import time
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, NullPool, create_engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.db.journal import CursorRow, ParkedRow, Sealed
from marketplace.db.session import BUSY_SECONDS, Database
from marketplace.kit import clock

log = logging.getLogger(__name__)

SCRUB = "scrub"
PATIENCE_SECONDS = 5
QUIET_SECONDS = 10.0
AGAIN = timedelta(seconds=30)
ADVISORY_LOCK = 7_305_114_480


def mark_due(session: Session, event: Sealed) -> None:
    """Remember, with the listener's own writes, that the files must be rewritten.

    The mark is a parked event of the scrubber: tried until it succeeds, like any other.
    """
    if session.get(ParkedRow, (SCRUB, event.number)) is None:
        session.add(
            ParkedRow(
                listener=SCRUB,
                number=event.number,
                attempts=0,
                error="NotYetScrubbed",
                retry_at=clock.now(),
            )
        )


def scrub_once(database: Database, tables: Sequence[str], listeners: Sequence[str]) -> int:
    """Scrub if a mark is due and every listener has done its part of those erasures."""
    with database.reading() as session:
        numbers = _due(session)
        if not numbers or not _all_done(session, numbers, listeners):
            return 0
    done = scrub(database, tables)
    with database.writing() as session:
        marks = session.scalars(
            select(ParkedRow).where(ParkedRow.listener == SCRUB, ParkedRow.number.in_(numbers))
        )
        for mark in marks:
            if done:
                session.delete(mark)
            else:
                mark.attempts += 1
                mark.retry_at = clock.now() + AGAIN
    return len(numbers) if done else 0


def _due(session: Session) -> Sequence[int]:
    return session.scalars(
        select(ParkedRow.number).where(
            ParkedRow.listener == SCRUB, ParkedRow.retry_at <= clock.now()
        )
    ).all()


def _all_done(session: Session, numbers: Sequence[int], listeners: Sequence[str]) -> bool:
    slowest = min(session.scalars(select(CursorRow.number).where(CursorRow.name.in_(listeners))))
    elsewhere = session.scalar(
        select(ParkedRow.number)
        .where(ParkedRow.listener != SCRUB, ParkedRow.number.in_(numbers))
        .limit(1)
    )
    return slowest >= max(numbers) and elsewhere is None


def scrub(database: Database, tables: Sequence[str]) -> bool:
    """Rewrite the files so that only living rows are in them; False if it must be tried again.

    `tables` are those from which erasures remove something; SQLite rewrites its one file anyway.
    Runs outside of any transaction of ours, and gives way to others instead of holding them up.
    """
    try:
        return _sqlite(database) if database.sqlite else _postgresql(database, tables)
    except (sqlite3.OperationalError, DBAPIError) as error:
        log.warning("the scrub will be tried again: %s", type(error).__name__)
        return False


def _sqlite(database: Database) -> bool:
    """VACUUM writes the whole database anew; the checkpoint then empties the log.

    The connection is the writers' own, so that they queue behind it as behind one another; none of
    the two statements may stand in a transaction, so no session is made of it.
    """
    held = database.engine.raw_connection()
    try:
        connection = held.driver_connection
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - an SQLite engine
        connection.execute(f"PRAGMA busy_timeout={PATIENCE_SECONDS * 1000}")
        connection.execute("VACUUM")
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    finally:
        held.close()
    return not busy


def _postgresql(database: Database, tables: Sequence[str]) -> bool:
    engine = create_engine(
        database.url, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    with engine.connect() as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK}):
            return False
        if not _quiet(connection):
            return False
        connection.execute(text(f"SET lock_timeout = '{PATIENCE_SECONDS}s'"))
        for table in tables:
            connection.execute(text(f'VACUUM (FULL, ANALYZE) "{table}"'))
        # ANALYZE keeps samples of common values; its own old rows hold the erased ones.
        _if_permitted(connection, "VACUUM FULL pg_statistic")
        # A rewritten table's old file is unlinked by the next checkpoint.
        _if_permitted(connection, "CHECKPOINT")
    return True


def _quiet(connection: Connection) -> bool:
    """Wait until nobody reads in a snapshot from before: VACUUM would keep dead rows for them."""
    boundary = connection.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::xid::text"))
    older = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND greatest(age(backend_xid), age(backend_xmin)) "
        "> age(CAST(:boundary AS xid))"
    )
    until = time.monotonic() + QUIET_SECONDS
    while connection.scalar(older, {"boundary": boundary}):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def _if_permitted(connection: Connection, statement: str) -> None:
    try:
        connection.execute(text(statement))
    except DBAPIError as error:
        log.warning("%s was not permitted: %s", statement, type(error.orig).__name__)

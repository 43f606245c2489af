"""Engines and sessions. Nobody else commits.

On SQLite one connection writes, so that a process's writers queue inside it instead of racing for
the file's lock; between processes (site and worker) a lock file makes the queue, because SQLite
itself only asks again from time to time. Readers have connections of their own and never wait.
"""

import fcntl
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 30
SYNCHRONOUS = "full"
"""When SQLite answers a commit: after it has reached the disk."""


class Database:
    """`threads` is how many sessions may be open at once in this process."""

    def __init__(self, url: str, *, threads: int = 40) -> None:
        self.url = url
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.sqlite:
            self.engine = _sqlite(url, size=1, read_only=False)
            _take_turns(self.engine, Path(make_url(url).database or "threehouses.db"))
            self.reader = _sqlite(url, size=2 * threads, read_only=True)
        else:
            self.engine = create_engine(
                url,
                pool_size=threads,
                max_overflow=threads,  # a page may look something up beside its own session
                pool_timeout=BUSY_SECONDS,
                pool_pre_ping=True,
                hide_parameters=True,
            )
            self.reader = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        weakref.finalize(self, _close, self.engine, self.reader)  # commands just end

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, committed on leaving and rolled back on any exception."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view; a write in it fails."""
        with Session(self.reader, autoflush=False) as session:
            yield session

    def dispose(self) -> None:
        _close(self.engine, self.reader)


def _close(engine: Engine, reader: Engine) -> None:
    engine.dispose()
    reader.dispose()


def _take_turns(engine: Engine, file: Path) -> None:
    """Hold the lock of `<file>.lock` from a write transaction's first statement to its end."""
    path = file.with_name(f"{file.name}.lock")

    @event.listens_for(engine, "connect")
    def _open(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["lock"] = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)

    @event.listens_for(engine, "close")
    def _close(_connection: object, record: ConnectionPoolEntry) -> None:
        os.close(record.info.pop("lock"))

    @event.listens_for(engine, "checkout")
    def _wait(_connection: object, record: ConnectionPoolEntry, _proxy: object) -> None:
        fcntl.flock(record.info["lock"], fcntl.LOCK_EX)

    @event.listens_for(engine, "checkin")
    def _pass_on(_connection: object, record: ConnectionPoolEntry) -> None:
        if "lock" in record.info:  # a broken connection has closed it already
            fcntl.flock(record.info["lock"], fcntl.LOCK_UN)


def _sqlite(url: str, *, size: int, read_only: bool) -> Engine:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,  # they are people's data, and errors go to the log
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # or the driver begins transactions behind our back
        for pragma in (
            "journal_mode=wal",
            f"synchronous={SYNCHRONOUS}",
            "foreign_keys=on",
            "recursive_triggers=on",
            "secure_delete=on",
            *(("query_only=on",) if read_only else ()),
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine

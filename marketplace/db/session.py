"""Engines and sessions. Nobody else commits.

On SQLite one connection writes, so that a process's writers queue inside it instead of racing for
the file's lock; readers have connections of their own and never wait for a writer (WAL).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

BUSY_SECONDS = 30


class Database:
    """`threads` is how many sessions may be open at once in this process."""

    def __init__(self, url: str, *, threads: int = 40) -> None:
        self.url = url
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.sqlite:
            self.engine = _sqlite(url, size=1, read_only=False)
            self.reader = _sqlite(url, size=threads, read_only=True)
        else:
            self.engine = create_engine(
                url,
                pool_size=threads,
                max_overflow=4,
                pool_timeout=BUSY_SECONDS,
                pool_pre_ping=True,
                hide_parameters=True,
            )
            self.reader = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

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
        self.engine.dispose()
        self.reader.dispose()


def _sqlite(url: str, *, size: int, read_only: bool) -> Engine:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
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
            "synchronous=full",
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

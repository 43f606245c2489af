"""Writes beside a request: a GET has no write transaction, and must not wait for one."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from marketplace.db.session import Database

log = logging.getLogger(__name__)


class Aside:
    """One thread, one transaction for each write. What fails is logged, and nobody waits for it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="aside")

    def __call__(self, write: Callable[[Session], object]) -> None:
        self._writer.submit(self._write, write)

    def settle(self) -> None:
        """Wait until what was handed over is written."""
        self._writer.submit(lambda: None).result()

    def close(self) -> None:
        self._writer.shutdown()

    def _write(self, write: Callable[[Session], object]) -> None:
        try:
            with self.database.writing() as session:
                write(session)
        except SQLAlchemyError as error:
            log.warning("a write beside a request failed: %s", type(error).__name__)

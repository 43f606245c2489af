"""Statements compiled once a process: each test opens engines of its own, each of which would
compile everything anew."""

from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

MOST = 5_000


def once(patch: pytest.MonkeyPatch) -> None:
    """SQLAlchemy finds a compiled statement by its dialect, and all of ours of one kind are set up
    alike."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(dialect, "__hash__", lambda one: hash(type(one)))
    statements: LRUCache[Any, Any] = LRUCache(MOST)

    def create(*args: Any, **options: Any) -> Engine:
        engine = create_engine(*args, **options)
        engine._compiled_cache = statements
        return engine

    patch.setattr("marketplace.db.session.create_engine", create)

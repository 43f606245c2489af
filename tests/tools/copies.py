"""Copies of an empty PostgreSQL template, used by one test after the other.

A copy is some three hundred files; to delete the rows that a test has left is ten times as fast.
Where a test has changed more than rows, its copy is thrown away.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from tests.tools.postgres import Postgres

# Who is still connected would hold locks.
ALONE = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
"""
# Of every table, index, sequence, column, constraint, trigger and function the transaction that
# changed it last; rows, and what vacuum and analyze find out, do not count as a change.
SHAPE = """
select md5(string_agg(part, ',' order by part)) from (
  select 'r' || oid || ':' || xmin as part from pg_class where oid >= 16384
  union all select 'a' || attrelid || '.' || attnum || ':' || xmin
    from pg_attribute where attrelid >= 16384
  union all select 'c' || oid || ':' || xmin from pg_constraint
  union all select 't' || oid || ':' || xmin from pg_trigger
  union all select 'f' || oid || ':' || xmin from pg_proc where oid >= 16384
) as parts
"""
TABLES = """
select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'
"""
REWIND = "select setval(format('%I', sequencename), start_value, false) from pg_sequences"


class Copies:
    """Of one template of one cluster, whose only rows are the migration's number."""

    def __init__(self, cluster: Postgres, template: str) -> None:
        self._cluster = cluster
        self._template = template
        self._names = itertools.count()
        self._empty: list[tuple[str, str]] = []

    @contextmanager
    def one(self) -> Iterator[str]:
        """The address of a copy that nobody else uses until the end of the block."""
        name, shape = self._empty.pop() if self._empty else self._made()
        yield self._cluster.url(name)
        with self._connected(name) as connection:
            connection.execute(ALONE)
            as_made = _shape(connection) == shape
            if as_made:
                _delete_rows(connection)
        if as_made:
            self._empty.append((name, shape))
        else:
            self._cluster.drop_database(name)

    def _made(self) -> tuple[str, str]:
        name = f"copy{next(self._names)}"
        self._cluster.create_database(name, template=self._template)
        with self._connected(name) as connection:
            return name, _shape(connection)

    def _connected(self, name: str) -> psycopg.Connection[tuple[object, ...]]:
        address = self._cluster.url(name).replace("+psycopg", "")
        return psycopg.connect(address, autocommit=True)


def _shape(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    return str(connection.execute(SHAPE).fetchall())


def _delete_rows(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Past every guard and reference, which would forbid most of it."""
    each = sql.SQL("(select {} from {} limit 1)")
    tables = [str(name) for (name,) in connection.execute(TABLES)]
    filled = sql.SQL(" union all ").join(
        each.format(table, sql.Identifier(table)) for table in tables
    )
    connection.execute("set session_replication_role = replica")
    with connection.transaction():
        for (name,) in connection.execute(filled).fetchall():
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(str(name))))
        connection.execute(REWIND)

"""What the databases themselves refuse, to the program and to a stranger's connection."""

import sqlite3

import pytest
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError

from marketplace.db import guards
from marketplace.db.session import Database
from marketplace.kit.ids import new_id
from tests.tools.journal import on_postgresql, on_sqlite, seal_all, sign, write

KEYS = {"event": "id", "seal": "number", "head": "number", "ledger_entry": "id"}
OTHER = {"event": "kind", "seal": "hash", "head": "hash", "ledger_entry": "account"}

BOTH = (
    "UPDATE {t} SET {o} = {o}",
    "UPDATE {t} SET {o} = 'forged'",
    "DELETE FROM {t}",
    "DELETE FROM {t} WHERE {k} = (SELECT max({k}) FROM {t})",
    "INSERT INTO {t} SELECT * FROM {t} WHERE true ON CONFLICT ({k}) DO UPDATE SET {o} = 'forged'",
)
SQLITE = (
    "INSERT OR REPLACE INTO {t} SELECT * FROM {t}",
    "REPLACE INTO {t} SELECT * FROM {t}",
    "UPDATE OR REPLACE {t} SET {k} = (SELECT max({k}) FROM {t})",
    "UPDATE OR IGNORE {t} SET {o} = 'forged'",
)
POSTGRESQL = (
    "TRUNCATE {t}",
    "TRUNCATE {t} CASCADE",
    "MERGE INTO {t} USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
    "MERGE INTO {t} USING (SELECT 1) AS one ON true WHEN MATCHED THEN UPDATE SET {o} = 'forged'",
)


def enter(database: Database) -> None:
    """Two entries of a ledger whose payment is nobody's business here: references are off."""
    entries = ", ".join(
        f"('{new_id()}', '{new_id()}', '{new_id()}', 'cash', {amount}, 'VND', '2026-11-20')"
        for amount in (5, -5)
    )
    words = (
        "INSERT INTO ledger_entry "
        f"(id, payment_id, house_id, account, amount, currency, entered_at) VALUES {entries}"
    )
    if database.sqlite:
        connection = sqlite3.connect(str(make_url(database.url).database), isolation_level=None)
        connection.execute(words)
        connection.close()
        return
    with database.engine.begin() as connected:
        connected.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connected.exec_driver_sql(words)


@pytest.fixture
def filled(database: Database) -> Database:
    write(database, 3)
    seal_all(database)
    sign(database)
    enter(database)
    return database


def dump(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: [
            tuple(row)
            for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY {key}")
        ]
        for table, key in KEYS.items()
    }


@pytest.mark.parametrize("table", sorted(KEYS))
def test_no_statement_changes_what_is_insert_only(filled: Database, table: str) -> None:
    statements = BOTH + (SQLITE if filled.sqlite else POSTGRESQL)
    with filled.engine.connect() as connection:
        before = dump(connection)
    assert len(before[table]) >= 1
    for statement in statements:
        words = statement.format(t=table, k=KEYS[table], o=OTHER[table])
        with filled.engine.connect() as connection:
            with pytest.raises(DBAPIError, match=r"is insert-only|cannot truncate a table"):
                connection.exec_driver_sql(words)
            connection.rollback()
            assert dump(connection) == before, words


@on_sqlite
@pytest.mark.parametrize("table", sorted(KEYS))
def test_a_strangers_sqlite_connection_is_refused_too(filled: Database, table: str) -> None:
    """The bare driver: no recursive_triggers, no foreign keys, nothing of ours set."""
    connection = sqlite3.connect(str(make_url(filled.url).database), isolation_level=None)
    before = connection.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid").fetchall()
    assert connection.execute("PRAGMA recursive_triggers").fetchone() == (0,)
    for statement in BOTH + SQLITE:
        words = statement.format(t=table, k=KEYS[table], o=OTHER[table])
        with pytest.raises(sqlite3.IntegrityError, match="is insert-only"):
            connection.execute(words)
    after = connection.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid").fetchall()
    assert after == before
    connection.close()


@on_sqlite  # PostgreSQL has no rowid
def test_a_replace_that_hits_a_row_only_by_its_rowid_is_refused(filled: Database) -> None:
    connection = sqlite3.connect(str(make_url(filled.url).database), isolation_level=None)
    before = connection.execute("SELECT rowid, * FROM ledger_entry").fetchall()
    columns = "payment_id, house_id, account, amount, currency, entered_at"
    with pytest.raises(sqlite3.IntegrityError, match="is insert-only"):
        connection.execute(
            f"INSERT OR REPLACE INTO ledger_entry (rowid, id, {columns}) "
            f"SELECT rowid, 'anotherkey', {columns} FROM ledger_entry"
        )
    assert connection.execute("SELECT rowid, * FROM ledger_entry").fetchall() == before
    connection.close()


def test_a_seal_cannot_take_the_event_of_another(filled: Database) -> None:
    with filled.engine.connect() as connection:
        before = dump(connection)
        with pytest.raises(DBAPIError):
            connection.exec_driver_sql(
                ("INSERT OR REPLACE" if filled.sqlite else "INSERT")
                + " INTO seal SELECT number + 100, event_id, hash, sealed_at FROM seal"
            )
        connection.rollback()
        assert dump(connection) == before


@on_postgresql  # SQLite has no TRUNCATE
def test_a_truncate_of_what_others_hang_on_stops_at_the_ledger(filled: Database) -> None:
    with filled.engine.connect() as connection:
        with pytest.raises(DBAPIError, match="is insert-only"):
            connection.exec_driver_sql("TRUNCATE house CASCADE")
        connection.rollback()


def test_guards_can_be_taken_away_and_put_back_by_a_migration(filled: Database) -> None:
    with filled.engine.begin() as connection:
        guards.remove(connection)
    with filled.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE event SET kind = kind")
        connection.rollback()
    with filled.engine.begin() as connection:
        guards.install(connection)
    with filled.engine.connect() as connection:
        with pytest.raises(DBAPIError, match="is insert-only"):
            connection.exec_driver_sql("UPDATE event SET kind = kind")
        connection.rollback()

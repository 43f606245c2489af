"""Triggers that make journal and ledger insert-only on both databases; migrations install them."""

from sqlalchemy import Connection

INSERT_ONLY = {
    "event": ("id",),
    "seal": ("number", "event_id"),
    "head": ("number",),
    "ledger_entry": ("id",),
}
"""Insert-only tables with the columns by which an INSERT OR REPLACE could hit an existing row."""


def install(connection: Connection, tables: dict[str, tuple[str, ...]] = INSERT_ONLY) -> None:
    for statement in _statements(connection.dialect.name, tables):
        connection.exec_driver_sql(statement)


def remove(connection: Connection, tables: dict[str, tuple[str, ...]] = INSERT_ONLY) -> None:
    for table in tables:
        for act in _acts(connection.dialect.name):
            suffix = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{act}{suffix}")
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS refuse_change() CASCADE")


def _acts(dialect: str) -> tuple[str, ...]:
    return ("change", "truncate") if dialect == "postgresql" else ("update", "delete", "replace")


def _statements(dialect: str, tables: dict[str, tuple[str, ...]]) -> list[str]:
    if dialect == "postgresql":
        return _postgresql(tables)
    statements = []
    for table, keys in tables.items():
        # rowid too: where it is not the key, a REPLACE could hit a row by it alone
        clash = " OR ".join(f"{key} = NEW.{key}" for key in (*keys, "rowid"))
        existing = f"SELECT 1 FROM {table} WHERE {clash}"  # noqa: S608 - names of our own
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
        statements += [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
            # REPLACE deletes without firing delete triggers unless recursive_triggers is on,
            # which a stranger's connection decides; this trigger does not depend on it.
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS ({existing}) {refuse}",
        ]
    return statements


def _postgresql(tables: dict[str, tuple[str, ...]]) -> list[str]:
    statements = [
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION '%% is insert-only', TG_TABLE_NAME; END$$"
    ]
    for table in tables:
        statements += [
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]
    return statements

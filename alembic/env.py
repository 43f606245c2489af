"""Migrations run over the program's own engine settings, in one transaction."""

from typing import Literal

from alembic import context
from sqlalchemy import TypeDecorator

from marketplace.db.session import Database
from marketplace.registry import METADATA


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our column types as what the database sees, so that migrations outlive the code."""
    if (
        kind == "type"
        and isinstance(item, TypeDecorator)
        and type(item).__module__.startswith("marketplace.")
    ):
        return f"sa.{item.impl_instance!r}"
    return False


def run() -> None:
    database = Database(str(context.config.get_main_option("sqlalchemy.url")), threads=1)
    with database.engine.connect() as connection:
        if database.sqlite:
            # Batch moves rebuild tables. Past the driver: inside a transaction it does nothing.
            # A rebuilt insert-only table has lost its triggers: install them again there.
            connection.connection.cursor().execute("PRAGMA foreign_keys=off")
        with connection.begin():
            if not database.sqlite:
                # Processes that start together must not build the schema together.
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7305114481)")
            context.configure(
                connection=connection,
                target_metadata=METADATA,
                render_as_batch=database.sqlite,
                compare_type=True,
                render_item=_render,
            )
            context.run_migrations()
    database.dispose()


run()

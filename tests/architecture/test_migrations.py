"""One line of migrations that makes exactly what the models say, and can be walked both ways."""

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select
from sqlalchemy.exc import DBAPIError

from marketplace.catalogue.alerts.models import Alert
from marketplace.catalogue.alerts.rules import Fit
from marketplace.catalogue.shortlist.models import Kept
from marketplace.catalogue.shortlist.rules import Thing
from marketplace.catalogue.words.models import SearchWords
from marketplace.db.guards import INSERT_ONLY
from marketplace.db.journal import CursorRow
from marketplace.db.listeners import ensure_cursors
from marketplace.db.migrate import config, downgrade, upgrade
from marketplace.db.sealer import SEALER
from marketplace.db.session import Database
from marketplace.houses.rules import Role
from marketplace.inventions import queries
from marketplace.metrics.rules import LISTENER
from marketplace.registry import METADATA
from tests.features.catalogue.alerts.watching import watch
from tests.features.inventions.cards import drafted
from tests.tools.journal import check, seal_all, sign, write
from tests.tools.market import Market


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(config("sqlite://")).get_heads()) == 1


def test_models_and_migrations_agree(url: str) -> None:
    command.check(config(url))


def test_up_down_and_up_again_with_rows_in_the_tables(url: str) -> None:
    fill(url)
    downgrade(url, "base")
    database = Database(url, threads=2)
    with database.engine.connect() as connection:
        left = set(inspect(connection).get_table_names())
    assert left <= {"alembic_version", "sqlite_sequence"}
    database.dispose()
    upgrade(url)
    command.check(config(url))
    database = Database(url, threads=2)
    with database.reading() as session:
        for table in METADATA.sorted_tables:
            assert session.execute(select(table)).all() == [], table.name
    database.dispose()
    fill(url)
    refuses_changes(url)


def test_what_was_there_before_is_looked_after_by_who_wrote_it(url: str) -> None:
    database = Database(url, threads=2)
    with database.writing() as session:
        actor = Market(session).member(Role.HEAD)
        invention_id = drafted(session, actor).id
    downgrade(url, "0001")
    upgrade(url)
    with database.reading() as session:
        kept = queries.invention(session, invention_id)
    database.dispose()
    assert (kept.responsible_id, kept.confirmed_at) == (actor.person_id, kept.changed_at)


def test_figures_are_folded_anew_after_an_upgrade(url: str) -> None:
    database = Database(url, threads=2)
    ensure_cursors(database, (LISTENER, SEALER))
    with database.writing() as session:
        for cursor in session.scalars(select(CursorRow)):
            cursor.number = 7
    downgrade(url, "0003")
    upgrade(url)
    with database.reading() as session:
        numbers = {cursor.name: cursor.number for cursor in session.scalars(select(CursorRow))}
    database.dispose()
    assert numbers == {LISTENER: 0, SEALER: 7}


def fill(url: str) -> None:
    database = Database(url, threads=2)
    ensure_cursors(database, (SEALER,))
    with database.writing() as session:
        head = Market(session).member(Role.HEAD)
        search_id = watch(Market(session), head)
        session.add(Kept(person_id=search_id, subject_id=search_id, thing=Thing.NEEDS, note="x"))
        session.add(SearchWords(version=1, text="a = b"))
        session.add(Alert(search_id=search_id, subject_id=search_id, state=Fit.WAITING))
    write(database, 2)
    seal_all(database)
    sign(database)
    assert check(database).faults == ()
    database.dispose()


def refuses_changes(url: str) -> None:
    database = Database(url, threads=2)
    for table in INSERT_ONLY:
        with database.engine.connect() as connection:
            if not connection.exec_driver_sql(f"SELECT 1 FROM {table}").first():  # noqa: S608
                continue
            with pytest.raises(DBAPIError, match="is insert-only"):
                connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
            connection.rollback()
    database.dispose()

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from marketplace.db.idempotency import AnswerRow
from marketplace.db.session import Database
from tests.tools.journal import on_sqlite, together


def note(session: Session, key: str) -> None:
    """Any row will do."""
    session.add(AnswerRow(person_id="p", key=key, request="", answer="{}"))
    session.flush()


def notes(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.scalars(select(AnswerRow.key)))


def test_a_transaction_is_committed_on_leaving(database: Database) -> None:
    with database.writing() as session:
        note(session, "a")
        assert notes(database) == []
    assert notes(database) == ["a"]


def test_an_exception_takes_everything_back(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            note(session, "a")
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        fail()
    assert notes(database) == []


def test_a_commit_that_fails_raises_and_leaves_nothing(database: Database) -> None:
    """A reference that is looked at only when the transaction ends."""
    if not database.sqlite:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(
                "ALTER TABLE unsealed ALTER CONSTRAINT fk_unsealed_event_id DEFERRABLE"
            )

    def write() -> None:
        with database.writing() as session:
            note(session, "a")
            late = "SET CONSTRAINTS ALL DEFERRED"
            if database.sqlite:
                late = "PRAGMA defer_foreign_keys=on"
            session.connection().exec_driver_sql(late)
            session.connection().exec_driver_sql("INSERT INTO unsealed VALUES (999)")

    with pytest.raises(IntegrityError):
        write()
    assert notes(database) == []


def test_a_savepoint_taken_back_takes_back_its_own_rows_only(database: Database) -> None:
    """The stock SQLite driver leaves them behind (docs: STYLE, trap 3)."""
    with database.writing() as session:
        note(session, "before")
        inner = session.begin_nested()
        note(session, "inside")
        inner.rollback()
        note(session, "after")
    assert notes(database) == ["after", "before"]


def test_a_read_session_cannot_write(database: Database) -> None:
    with database.reading() as session, pytest.raises(DBAPIError):
        note(session, "a")
    assert notes(database) == []


def test_a_read_session_sees_one_moment(database: Database) -> None:
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AnswerRow)) == 0
        with database.writing() as writer:
            note(writer, "a")
        assert session.scalar(select(func.count()).select_from(AnswerRow)) == 0
    assert notes(database) == ["a"]


def test_references_are_checked(database: Database) -> None:
    def write() -> None:
        with database.writing() as session:
            session.connection().exec_driver_sql("INSERT INTO unsealed VALUES (999)")

    with pytest.raises(IntegrityError):
        write()


@on_sqlite
def test_every_sqlite_connection_is_safe(
    url: str, synchronous: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketplace.db.session.SYNCHRONOUS", synchronous)
    database = Database(url)
    wanted = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1,
        "recursive_triggers": 1, "secure_delete": 1,
    }  # fmt: skip
    for engine, read_only in ((database.engine, 0), (database.reader, 1)):
        with engine.connect() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in (*wanted, "query_only")
            }
        assert found == {**wanted, "query_only": read_only}
    database.dispose()


def test_readers_do_not_wait_for_a_writer_and_writers_queue(database: Database) -> None:
    """Both writers change the same row; the second sees what the first has done."""
    with database.writing() as session:
        note(session, "a")
    reading = threading.Event()

    def hold_and_write() -> None:
        with database.writing() as session:
            row = session.get_one(AnswerRow, ("p", "a"), with_for_update=True)
            row.answer += "1"
            session.flush()
            assert reading.wait(30)

    def read_then_write() -> None:
        assert notes(database) == ["a"]
        reading.set()
        with database.writing() as session:
            row = session.get_one(
                AnswerRow, ("p", "a"), with_for_update=True, populate_existing=True
            )
            row.answer += "2"

    together(hold_and_write, read_then_write)
    with database.reading() as session:
        assert session.get_one(AnswerRow, ("p", "a")).answer in ("{}12", "{}21")


def test_as_many_read_sessions_as_threads_can_be_open(database: Database) -> None:
    sessions = [database.reading() for _ in range(8)]
    for one in sessions:
        one.__enter__().scalar(select(func.count()).select_from(AnswerRow))
    with database.writing() as session:
        note(session, "a")
    for one in sessions:
        one.__exit__(None, None, None)
    assert notes(database) == ["a"]


def test_errors_do_not_name_peoples_data(database: Database) -> None:
    with database.writing() as session:
        note(session, "a")

    def write() -> None:
        with database.writing() as session:
            session.add(AnswerRow(person_id="p", key="a", request="", answer="Nguyen Thi Lan"))

    with pytest.raises(IntegrityError) as caught:
        write()
    assert "Lan" not in str(caught.value)

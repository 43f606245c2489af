"""Listeners lose nothing, double nothing, and say when they cannot go on."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db import listeners
from marketplace.db.health import ListenerHealth, health
from marketplace.db.idempotency import AnswerRow
from marketplace.db.journal import CursorRow, ParkedRow, Sealed
from marketplace.db.listeners import Listener, ensure_cursors, listen_once
from marketplace.db.sealer import SEALER, take_cursor
from marketplace.db.session import Database
from marketplace.kit import clock
from tests.tools.journal import on_postgresql, seal_all, together, write

NAME = "notes"


class Refusing:
    """A handler that notes each event in the database and fails on some numbers.

    (Any table would do to note in; this one has no references.)
    """

    def __init__(self, *numbers: int) -> None:
        self.numbers = set(numbers)
        self.calls: list[int] = []

    def __call__(self, session: Session, event: Sealed) -> None:
        self.calls.append(event.number)
        note = f"{event.number}-{self.calls.count(event.number)}"
        session.add(AnswerRow(person_id="p", key=note, request="", answer="{}"))
        session.flush()
        if event.number in self.numbers:
            raise ValueError("Lan, lan@example.org")

    def listener(self, *, parks: bool = True) -> Listener:
        return Listener(NAME, {"need.posted": (self,)}, parks=parks)


@pytest.fixture
def notes(database: Database) -> Callable[[], list[str]]:
    ensure_cursors(database, (NAME,))

    def read() -> list[str]:
        with database.reading() as session:
            return sorted(session.scalars(select(AnswerRow.key)))

    return read


def cursor(database: Database) -> CursorRow:
    with database.reading() as session:
        return session.get_one(CursorRow, NAME)


def parked(database: Database) -> list[tuple[int, int, str]]:
    with database.reading() as session:
        rows = session.scalars(select(ParkedRow).order_by(ParkedRow.number))
        return [(row.number, row.attempts, row.error) for row in rows]


def filled(database: Database, count: int) -> None:
    write(database, count)
    seal_all(database)


def test_each_sealed_event_is_handled_once_and_in_order(
    database: Database, notes: Callable[[], list[str]]
) -> None:
    handler = Refusing()
    write(database, 2)
    assert listen_once(database, handler.listener()) == 0
    seal_all(database)
    assert listen_once(database, handler.listener()) == 2
    assert listen_once(database, handler.listener()) == 0
    filled(database, 1)
    assert listen_once(database, handler.listener()) == 1
    assert handler.calls == [1, 2, 3]
    assert notes() == ["1-1", "2-1", "3-1"]
    assert cursor(database).number == 3


def test_kinds_without_a_handler_are_passed_over(
    database: Database, notes: Callable[[], list[str]]
) -> None:
    filled(database, 3)
    assert listen_once(database, Listener(NAME, {"bid.made": (Refusing(),)})) == 3
    assert (cursor(database).number, notes()) == (3, [])


def test_a_long_journal_is_heard_in_batches(
    database: Database, notes: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listeners, "BATCH", 2)
    handler = Refusing()
    filled(database, 5)
    assert [listen_once(database, handler.listener()) for _ in range(4)] == [2, 2, 1, 0]
    assert handler.calls == [1, 2, 3, 4, 5]


def test_an_event_that_fails_is_parked_tried_again_and_holds_nothing_up(
    database: Database, notes: Callable[[], list[str]]
) -> None:
    handler = Refusing(2)
    filled(database, 3)
    assert listen_once(database, handler.listener()) == 3
    assert notes() == ["1-1", "3-1"]
    assert cursor(database).number == 3
    assert parked(database) == [(2, 1, "ValueError")]
    assert listen_once(database, handler.listener()) == 0
    assert handler.calls == [1, 2, 3]
    with clock.moved_to(clock.now() + timedelta(seconds=11)):
        listen_once(database, handler.listener())
    assert (handler.calls, parked(database)) == ([1, 2, 3, 2], [(2, 2, "ValueError")])
    handler.numbers.clear()
    with clock.moved_to(clock.now() + timedelta(minutes=5)):
        listen_once(database, handler.listener())
        listen_once(database, handler.listener())
    assert handler.calls == [1, 2, 3, 2, 2]
    assert notes() == ["1-1", "2-3", "3-1"]
    assert parked(database) == []


def test_the_pause_before_another_try_grows_to_an_hour_at_most(
    database: Database, notes: Callable[[], list[str]]
) -> None:
    handler = Refusing(1)
    filled(database, 1)
    listen_once(database, handler.listener())
    pauses = []
    for _ in range(12):
        with database.reading() as session:
            due = session.get_one(ParkedRow, (NAME, 1)).retry_at
        pauses.append(round((due - clock.now()).total_seconds()))
        with clock.moved_to(due + timedelta(seconds=1)):
            listen_once(database, handler.listener())
            with database.reading() as session:
                again = session.get_one(ParkedRow, (NAME, 1)).retry_at
            pauses[-1] = round((again - clock.now()).total_seconds())
    assert pauses[:3] == [20, 40, 80]
    assert pauses[-1] == 3600


def test_a_listener_that_does_not_park_keeps_what_came_before_and_stops(
    database: Database, notes: Callable[[], list[str]]
) -> None:
    handler = Refusing(3)
    filled(database, 4)
    listener = handler.listener(parks=False)
    assert listen_once(database, listener) == 2
    assert listen_once(database, listener) == 0
    assert notes() == ["1-1", "2-1"]
    assert handler.calls == [1, 2, 3, 3]
    stopped = cursor(database)
    assert (stopped.number, stopped.stopped_by) == (2, "ValueError")
    assert parked(database) == []
    handler.numbers.clear()
    assert listen_once(database, listener) == 2
    assert notes() == ["1-1", "2-1", "3-3", "4-1"]
    going = cursor(database)
    assert (going.number, going.stopped_by) == (4, None)


def test_a_stopped_listener_is_logged_once_not_at_every_try(
    database: Database, notes: Callable[[], list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    listener = Refusing(1).listener(parks=False)
    filled(database, 1)
    for _ in range(3):
        listen_once(database, listener)
    assert [record.getMessage() for record in caplog.records] == [
        "listener notes stopped before event 1"
    ]


def test_writes_and_cursor_are_committed_together(
    database: Database, notes: Callable[[], list[str]]
) -> None:
    """What fails outside of a handler (here: the commit itself) takes everything back."""

    def break_the_commit(session: Session, event: Sealed) -> None:
        session.add(AnswerRow(person_id="p", key="late", request="", answer="{}"))
        session.flush()
        connection = session.connection()
        if database.sqlite:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=on")
            connection.exec_driver_sql("INSERT INTO unsealed VALUES (999)")
        else:
            connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    filled(database, 2)
    with pytest.raises(Exception):  # noqa: B017, PT011 - each database has its own
        listen_once(database, Listener(NAME, {"need.posted": (break_the_commit,)}))
    assert (cursor(database).number, notes()) == (0, [])
    handler = Refusing()
    assert listen_once(database, handler.listener()) == 2
    assert notes() == ["1-1", "2-1"]


def test_two_workers_share_a_listener_without_doubling(
    url: str, database: Database, notes: Callable[[], list[str]]
) -> None:
    handler = Refusing()
    filled(database, 60)
    other = Database(url, threads=4)

    def until_done(with_engine: Database) -> None:
        while cursor(with_engine).number < 60:
            listen_once(with_engine, handler.listener())

    together(partial(until_done, database), partial(until_done, other))
    other.dispose()
    assert sorted(notes()) == sorted(f"{number}-1" for number in range(1, 61))


@on_postgresql  # on SQLite the second worker waits for the writer instead
def test_while_another_worker_holds_the_cursor_nothing_is_handled(
    database: Database, notes: Callable[[], list[str]]
) -> None:
    handler = Refusing()
    filled(database, 1)
    with database.writing() as holder:
        assert take_cursor(holder, NAME) is not None
        assert listen_once(database, handler.listener()) == 0
    assert listen_once(database, handler.listener()) == 1


def test_cursors_are_made_once_and_stay_where_they_are(
    database: Database, notes: Callable[[], list[str]]
) -> None:
    filled(database, 2)
    listen_once(database, Refusing().listener())
    ensure_cursors(database, (SEALER, NAME, "new"))
    with database.reading() as session:
        rows = {row.name: row.number for row in session.scalars(select(CursorRow))}
    assert rows == {SEALER: 2, NAME: 2, "new": 0}


def test_health_shows_lag_parked_events_and_who_has_stopped(
    database: Database, notes: Callable[[], list[str]]
) -> None:
    ensure_cursors(database, ("clock", "figures"))
    filled(database, 3)
    write(database)
    listen_once(database, Refusing(2).listener())

    def stop_before_two(session: Session, event: Sealed) -> None:
        if event.number == 2:
            raise ValueError

    listen_once(database, Listener("figures", {"need.posted": (stop_before_two,)}, parks=False))
    with database.reading() as session:
        found = health(session, sealer=SEALER, worker="clock")
    assert (found.number, found.unsealed, found.worker_alive, found.caught_up) == (
        3, 1, False, False,
    )  # fmt: skip
    assert found.listeners == (
        ListenerHealth("figures", 1, 2, 0, "ValueError"),
        ListenerHealth(NAME, 3, 0, 1, None),
    )
    with database.writing() as session:
        take_cursor(session, "clock")
    with database.reading() as session:
        assert health(session, sealer=SEALER, worker="clock").worker_alive
    later = clock.now() + timedelta(minutes=1)
    with clock.moved_to(later), database.reading() as session:
        assert not health(session, sealer=SEALER, worker="clock").worker_alive

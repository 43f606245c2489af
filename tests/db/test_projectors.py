"""Projectors compute without holding the database, and lose nothing when they fail or race."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db.idempotency import AnswerRow
from marketplace.db.journal import CursorRow, ParkedRow, Sealed
from marketplace.db.listeners import Projector, Write, ensure_cursors, project_once
from marketplace.db.session import Database
from marketplace.kit import clock
from tests.tools.journal import seal_all, write

NAME = "notes"
KINDS = frozenset({"need.posted"})


class Noting:
    """Notes the numbers it was given; fails while one of them is in `refused`."""

    def __init__(self, database: Database, *refused: int) -> None:
        self.database = database
        self.refused = set(refused)
        self.calls: list[list[int]] = []

    def __call__(self, events: Sequence[Sealed]) -> Write:
        numbers = [event.number for event in events]
        self.calls.append(numbers)
        with self.database.writing():
            pass  # would wait for ever if a write transaction were open around this
        if self.refused.intersection(numbers):
            raise ValueError("no")

        def note(session: Session) -> None:
            for number in numbers:
                key = f"{number:03}"
                session.add(AnswerRow(person_id="p", key=key, request="", answer="{}"))

        return note

    def projector(self, *, parks: bool = True, kinds: frozenset[str] = KINDS) -> Projector:
        return Projector(NAME, kinds, self, parks=parks)


@pytest.fixture
def five(database: Database) -> Database:
    ensure_cursors(database, (NAME,))
    write(database, 5)
    seal_all(database)
    return database


def noted(database: Database) -> list[int]:
    with database.reading() as session:
        return sorted(int(key) for key in session.scalars(select(AnswerRow.key)))


def cursor(database: Database) -> CursorRow:
    with database.reading() as session:
        return session.get_one(CursorRow, NAME)


def parked(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(ParkedRow.number)))


def test_all_that_is_new_is_taken_in_at_once(five: Database) -> None:
    noting = Noting(five)
    assert project_once(five, noting.projector()) == 5
    assert project_once(five, noting.projector()) == 0
    assert noting.calls == [[1, 2, 3, 4, 5]]
    assert noted(five) == [1, 2, 3, 4, 5]


def test_other_kinds_only_move_the_cursor(five: Database) -> None:
    noting = Noting(five)
    assert project_once(five, noting.projector(kinds=frozenset({"need.met"}))) == 5
    assert noting.calls == []
    assert cursor(five).number == 5


def test_the_event_that_fails_is_parked_and_taken_in_later(five: Database) -> None:
    noting = Noting(five, 4)
    while project_once(five, noting.projector()):
        pass
    assert noted(five) == [1, 2, 3, 5]
    assert parked(five) == [4]
    noting.refused.clear()
    with five.writing() as session:
        session.scalars(select(ParkedRow)).one().retry_at = clock.now()
    project_once(five, noting.projector())
    assert noted(five) == [1, 2, 3, 4, 5]
    assert parked(five) == []


def test_one_that_does_not_park_stops_in_front_of_it(five: Database) -> None:
    noting = Noting(five, 4)
    while project_once(five, noting.projector(parks=False)):
        pass
    assert noted(five) == [1, 2, 3]
    assert (cursor(five).number, cursor(five).stopped_by) == (3, "ValueError")
    noting.refused.clear()
    project_once(five, noting.projector(parks=False))
    assert noted(five) == [1, 2, 3, 4, 5]
    assert cursor(five).stopped_by is None


def test_of_two_workers_only_the_faster_one_writes(five: Database) -> None:
    noting = Noting(five)
    slower = noting.projector()

    def overtaken(events: Sequence[Sealed]) -> Write:
        left = noting(events)
        assert project_once(five, slower) == 5
        return left

    assert project_once(five, Projector(NAME, KINDS, overtaken)) == 0
    assert noted(five) == [1, 2, 3, 4, 5]

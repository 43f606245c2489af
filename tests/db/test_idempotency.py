import threading
from datetime import timedelta
from functools import partial

import pytest
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from marketplace.db.idempotency import (
    KEPT,
    AnswerRow,
    earlier_answer,
    forget_old_answers,
    remember_answer,
)
from marketplace.db.journal import EventRow, record
from marketplace.db.session import Database
from marketplace.kit import clock
from marketplace.kit.actor import MACHINE, Actor
from marketplace.kit.errors import Conflict, Invalid
from marketplace.web.api import once
from tests.tools.journal import posted, together

LAN = Actor("l" * 16)


class Made(BaseModel):
    number: int


def events(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(EventRow)) or 0


def send(database: Database, key: str | None, request: str = "{}", actor: Actor = LAN) -> Made:
    with database.writing() as session:
        return once(
            session,
            actor,
            key,
            request,
            lambda: Made(number=record(session, MACHINE, posted())),
            Made,
        )


def test_the_same_request_sent_again_changes_once_and_is_answered_alike(database: Database) -> None:
    assert send(database, "k") == send(database, "k")
    assert events(database) == 1


def test_without_a_key_each_request_counts(database: Database) -> None:
    assert send(database, None) != send(database, None)
    assert events(database) == 2


def test_the_same_key_for_another_request_is_refused(database: Database) -> None:
    send(database, "k", '{"amount":1}')
    with pytest.raises(Conflict) as caught:
        send(database, "k", '{"amount":2}')
    assert caught.value.code == "idempotency-key-reused"
    assert events(database) == 1


def test_two_persons_may_use_the_same_key(database: Database) -> None:
    send(database, "k")
    send(database, "k", actor=Actor("m" * 16))
    assert events(database) == 2


def test_a_request_that_failed_may_be_sent_again(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            remember_answer(session, "l" * 16, "k", "{}", {"number": 7})
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        fail()
    with database.reading() as session:
        assert earlier_answer(session, "l" * 16, "k", "{}") is None
    send(database, "k")
    assert events(database) == 1


def test_of_requests_at_the_same_instant_one_changes(database: Database) -> None:
    start = threading.Barrier(4)
    refused = []
    made = []

    def race() -> None:
        start.wait(30)
        try:
            made.append(send(database, "k"))
        except IntegrityError:
            refused.append(1)

    together(*[race] * 4)
    assert events(database) == 1
    assert len({one.number for one in made}) == 1
    assert len(made) + len(refused) == 4
    assert send(database, "k") == made[0]


def test_keys_that_cannot_be_printed_are_refused(database: Database) -> None:
    with pytest.raises(Invalid):
        send(database, "k\x00")
    assert events(database) == 0


def test_neither_key_nor_request_is_stored_in_the_clear(database: Database) -> None:
    send(database, "my key", '{"note":"Giá thấp"}')
    with database.reading() as session:
        row = session.scalars(select(AnswerRow)).one()
    assert (len(row.key), len(row.request)) == (64, 64)


def test_old_answers_are_forgotten_after_two_days(database: Database) -> None:
    send(database, "old")
    later = clock.now() + KEPT + timedelta(minutes=1)
    with clock.moved_to(later):
        send(database, "new")
        with database.writing() as session:
            forget_old_answers(session)
        answers = [partial(send, database, key)() for key in ("old", "new")]
    assert events(database) == 3
    assert answers[0].number > answers[1].number

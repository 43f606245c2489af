import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.db.journal import (
    EventRow,
    PrivateRow,
    UnsealedRow,
    canonical,
    chain_hash,
    record,
    sealed_about,
    sealed_after,
    sealed_at_number,
)
from marketplace.db.session import Database
from marketplace.kit import clock
from marketplace.kit.actor import ActingHouse, Actor
from marketplace.kit.event import KINDS, Event
from marketplace.kit.money import Money
from marketplace.kit.text import Wording
from tests.tools.journal import posted, seal_all, write

HOUSE = ActingHouse("h" * 16, "institute", Wording("House", ""), True, "hue", None)
ACTOR = Actor("p" * 16, HOUSE)


@pytest.fixture
def test_kind(monkeypatch: pytest.MonkeyPatch) -> type[Event]:
    """A kind of event of this test alone."""
    monkeypatch.delitem(KINDS, "test.happened", raising=False)

    @dataclass(frozen=True, kw_only=True)
    class Happened(Event):
        kind = "test.happened"
        about = "test"
        money: Money
        day: date
        codes: tuple[str, ...]

    monkeypatch.delitem(KINDS, "test.happened")
    return Happened


def test_an_event_keeps_who_when_what_and_waits_for_its_seal(session: Session) -> None:
    instant = datetime(2026, 11, 20, 8, tzinfo=UTC)
    event = posted()
    with clock.moved_to(instant):
        event_id = record(session, ACTOR, event)
    row = session.get_one(EventRow, event_id)
    assert row.at.replace(microsecond=0) == instant
    assert (row.actor_id, row.house_id) == ("p" * 16, "h" * 16)
    assert (row.kind, row.subject_kind, row.subject_id) == ("need.posted", "need", event.subject_id)
    assert row.payload == '{"field":"materials","province":"hue","unnamed":false}'
    assert row.private_digest is None
    session.flush()
    assert session.get(UnsealedRow, event_id) is not None
    assert session.get(PrivateRow, event_id) is None


def test_payloads_are_plain_sorted_and_keep_their_letters(
    session: Session, test_kind: type[Event]
) -> None:
    event = test_kind(
        subject_id="x" * 16,
        money=Money(12_00, "USD"),  # type: ignore[call-arg]  # of the class above
        day=date(2026, 11, 20),
        codes=("Đà Nẵng", "huế"),
    )
    row = session.get_one(EventRow, record(session, ACTOR, event))
    assert row.payload == (
        '{"codes":["Đà Nẵng","huế"],"day":"2026-11-20","money":{"amount":1200,"currency":"USD"}}'
    )


def test_a_private_sentence_leaves_only_a_salted_digest(session: Session) -> None:
    said = {"reason": "Giá thấp quá"}
    ids = [record(session, ACTOR, posted(), private=said) for _ in range(2)]
    session.flush()
    rows = [session.get_one(EventRow, event_id) for event_id in ids]
    private = [session.get_one(PrivateRow, event_id) for event_id in ids]
    for row, kept in zip(rows, private, strict=True):
        assert json.loads(kept.body) == said
        assert "Giá" not in row.payload
        expected = hashlib.sha256(f"{kept.salt}\n{kept.body}".encode()).hexdigest()
        assert row.private_digest == expected
    assert rows[0].private_digest != rows[1].private_digest


def test_every_column_of_an_event_changes_its_hash() -> None:
    at = datetime(2026, 11, 20, 8, 0, 0, 1, tzinfo=UTC)

    def row(**changed: object) -> EventRow:
        values: dict[str, object] = {
            "id": 1, "at": at, "actor_id": "a", "house_id": None, "kind": "k",
            "subject_kind": "s", "subject_id": "i", "payload": "{}", "private_digest": None,
        }  # fmt: skip
        return EventRow(**{**values, **changed})

    plain = chain_hash("0", 1, row(), at)
    others = [
        chain_hash("1", 1, row(), at),
        chain_hash("0", 2, row(), at),
        chain_hash("0", 1, row(), at.replace(microsecond=2)),
        *(
            chain_hash("0", 1, row(**{name: value}), at)
            for name, value in {
                "id": 2, "at": at.replace(microsecond=2), "actor_id": None, "house_id": "",
                "kind": "K", "subject_kind": "S", "subject_id": "I", "payload": "{ }",
                "private_digest": "",
            }.items()
        ),
    ]  # fmt: skip
    assert len({plain, *others}) == 13


def test_canonical_json_is_the_same_for_the_same_value() -> None:
    assert canonical({"b": 1, "a": ["ệ", None]}) == '{"a":["ệ",null],"b":1}'


def test_a_rolled_back_transaction_leaves_no_event(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            record(session, ACTOR, posted(), private={"reason": "no"})
            raise RuntimeError("before the commit")

    with pytest.raises(RuntimeError, match="before the commit"):
        fail()
    with database.reading() as session:
        for table in (EventRow, PrivateRow, UnsealedRow):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    seal_all(database)
    [event_id] = write(database)
    seal_all(database)
    with database.reading() as session:
        [sealed] = sealed_after(session, 0, limit=10)
        assert (sealed.number, event_id) == (1, event_id)


def test_reads_by_number_by_kind_and_by_subject(database: Database) -> None:
    write(database, 3)
    with database.writing() as session:
        event = posted()
        record(session, ACTOR, event)
    seal_all(database)
    with database.reading() as session:
        assert [s.number for s in sealed_after(session, 1, limit=2)] == [2, 3]
        assert sealed_after(session, 0, limit=9, kinds=frozenset({"bid.made"})) == []
        [mine] = sealed_about(session, event.subject_id)
        assert mine == sealed_at_number(session, 4)
        assert mine.payload == {"field": "materials", "province": "hue", "unnamed": False}
        assert sealed_at_number(session, 5) is None

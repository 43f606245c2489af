"""Whatever is changed behind the program's back is named."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, make_url

from marketplace.accounts.events import PersonErased
from marketplace.db import verify as verify_module
from marketplace.db.journal import (
    CursorRow,
    EventRow,
    HeadRow,
    PrivateRow,
    SealRow,
    UnsealedRow,
    record,
)
from marketplace.db.sealer import SEALER
from marketplace.db.session import Database
from marketplace.kit.actor import MACHINE
from tests.tools.journal import (
    KEY,
    SOMEBODY,
    chain,
    check,
    on_sqlite,
    posted,
    rewrite_from,
    seal_all,
    sign,
    without_triggers,
    write,
)

FORGED = '{"field":"materials","province":"ha-noi","unnamed":false}'


def sealed(database: Database, count: int = 6) -> None:
    write(database, count)
    seal_all(database)


def test_an_untouched_journal_has_no_fault(database: Database) -> None:
    assert check(database).head is None
    with database.writing() as session:
        record(session, SOMEBODY, posted("Đà Nẵng"), private={"reason": "Giá thấp"})
    sealed(database, 2)
    sign(database)
    write(database)
    report = check(database, held=(2, chain(database)[1][2]))
    assert report.faults == ()
    assert (report.events, report.head) == (3, (3, chain(database)[2][2]))


@on_sqlite
@pytest.mark.parametrize("bit", [0x01, 0x80])
@pytest.mark.parametrize(
    "part",
    ["payload", "kind", "at", "actor_id", "subject_id", "private_digest", "hash", "sealed_at"],
)
def test_one_bit_changed_in_the_sqlite_file_is_named(
    database: Database, part: str, bit: int
) -> None:
    """0x80 makes what is no UTF-8, and instants that are none."""
    write(database, 2)
    with database.writing() as session:
        event_id = record(session, SOMEBODY, posted("quang-tri"), private={"reason": "no"})
    write(database, 2)
    seal_all(database)
    file = Path(str(make_url(database.url).database))
    database.dispose()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [needle] = connection.execute(
            f"SELECT {part} FROM event JOIN seal ON event.id = seal.event_id WHERE event.id = ?",
            (event_id,),
        ).fetchone()
    connection.close()
    flip(file, places_of(database, file, part, event_id, needle.encode()), bit)
    faults = check(database).faults
    assert faults
    assert f"event {event_id} (seal 3)" in faults[0] or faults[0].startswith("seal 3 or its event")


def places_of(database: Database, file: Path, part: str, event_id: int, needle: bytes) -> int:
    """Where in the file the column's text stands inside its table row, not in an index."""
    content = file.read_bytes()
    table = "seal" if part in ("hash", "sealed_at") else "event"
    with sqlite3.connect(file) as connection:
        row = connection.execute(
            f"SELECT * FROM {table} WHERE {'number' if table == 'seal' else 'id'} = ?",
            (3 if table == "seal" else event_id,),
        ).fetchone()
    connection.close()
    body = b"".join(str(value).encode() for value in row[1:] if isinstance(value, str))
    start = content.index(body)
    inside = body.index(needle)
    return start + inside + len(needle) // 2


def flip(file: Path, place: int, bit: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= bit
    file.write_bytes(content)


CHANGES: dict[str, Callable[[EventRow], None]] = {
    "payload": lambda row: setattr(row, "payload", FORGED),
    "actor": lambda row: setattr(row, "actor_id", "x" * 16),
    "house": lambda row: setattr(row, "house_id", "x" * 16),
    "kind": lambda row: setattr(row, "kind", "need.met"),
    "subject": lambda row: setattr(row, "subject_id", "x" * 16),
    "digest": lambda row: setattr(row, "private_digest", "0" * 64),
}


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_an_event_changed_by_whoever_owns_the_database_is_named(
    database: Database, change: str
) -> None:
    sealed(database)
    with without_triggers(database) as session:
        CHANGES[change](session.get_one(EventRow, 4))
    assert check(database).faults[0] == "event 4 (seal 4) does not match its hash"


def test_a_changed_private_sentence_is_named_and_an_erased_one_is_not(database: Database) -> None:
    with database.writing() as session:
        ids = [record(session, SOMEBODY, posted(), private={"reason": "no"}) for _ in range(2)]
    seal_all(database)
    with database.writing() as session:
        session.delete(session.get_one(PrivateRow, ids[0]))
    gone = f"the private part of event {ids[0]} is missing, and nobody was erased"
    assert check(database).faults == (gone,)
    with database.writing() as session:
        erased = PersonErased(subject_id=str(SOMEBODY.person_id), rule="own request")
        record(session, MACHINE, erased)
    seal_all(database)
    assert check(database).faults == ()
    with database.writing() as session:
        session.get_one(PrivateRow, ids[1]).body = '{"reason":"yes"}'
    assert check(database).faults == (
        f"the private part of event {ids[1]} does not match its digest",
    )


def test_a_deleted_event_is_named(database: Database) -> None:
    sealed(database)
    if database.sqlite:  # by a connection that does not look at references
        bare(database, "DROP TRIGGER event_no_delete", "DELETE FROM event WHERE id = 3")
    else:
        with without_triggers(database) as session:
            session.execute(delete(EventRow).where(EventRow.id == 3))
    assert check(database).faults == ("event 3 (seal 3) is missing",)


def bare(database: Database, *statements: str) -> None:
    connection = sqlite3.connect(str(make_url(database.url).database), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_deleted_seal_is_named(database: Database) -> None:
    sealed(database)
    with without_triggers(database) as session:
        session.execute(delete(SealRow).where(SealRow.number == 3))
    assert check(database).faults == (
        "seal 3 is missing: 4 follows 2",
        "event 4 (seal 4) does not match its hash",
        "event 3 is neither sealed nor waiting",
    )


def test_an_entry_deleted_with_its_seal_is_named(database: Database) -> None:
    sealed(database)
    with without_triggers(database) as session:
        session.execute(delete(SealRow).where(SealRow.number == 3))
        session.execute(delete(EventRow).where(EventRow.id == 3))
    assert check(database).faults == (
        "seal 3 is missing: 4 follows 2",
        "event 4 (seal 4) does not match its hash",
    )


def test_a_journal_cut_off_at_its_end_is_named(database: Database) -> None:
    sealed(database)
    with without_triggers(database) as session:
        session.execute(delete(SealRow).where(SealRow.number > 4))
        session.execute(delete(EventRow).where(EventRow.id > 4))
    assert check(database).faults == ("the journal ends at 4, but the sealer has come to 6",)


def test_a_journal_cut_off_after_a_signed_head_is_named_by_it(database: Database) -> None:
    sealed(database)
    sign(database)
    held = (6, chain(database)[5][2])
    with without_triggers(database) as session:
        session.execute(delete(HeadRow))
        session.execute(delete(SealRow).where(SealRow.number > 4))
        session.execute(delete(EventRow).where(EventRow.id > 4))
        session.get_one(CursorRow, SEALER).number = 4
    assert check(database).faults == ()
    assert check(database, held=held).faults == (
        "head 6 is not the one held: the chain was written anew",
    )


def test_an_event_slipped_in_is_named(database: Database) -> None:
    sealed(database, 2)
    with database.writing() as session:
        event_id = record(session, SOMEBODY, posted())
        session.flush()
        session.execute(delete(UnsealedRow))
    assert check(database).faults == (f"event {event_id} is neither sealed nor waiting",)


def test_an_event_that_would_be_sealed_twice_is_named(database: Database) -> None:
    sealed(database, 2)
    with database.writing() as session:
        session.add(UnsealedRow(event_id=1))
    assert check(database).faults == ("1 sealed events wait to be sealed again",)


@pytest.mark.parametrize("row", [1, 3, 6])
def test_a_chain_rewritten_and_rehashed_passes_alone_but_not_beside_a_head_that_somebody_kept(
    database: Database, row: int
) -> None:
    sealed(database)
    kept = chain(database)
    with without_triggers(database) as session:
        rewrite_from(session, row, FORGED)
    assert check(database).faults == ()
    for number, _, digest in kept:
        expected = (
            (f"head {number} is not the one held: the chain was written anew",)
            if number >= row
            else ()
        )
        assert check(database, held=(number, digest)).faults == expected


def test_a_signed_head_that_remains_names_the_rewritten_chain(database: Database) -> None:
    sealed(database)
    sign(database)
    with without_triggers(database) as session:
        rewrite_from(session, 3, FORGED)
    assert check(database).faults == ("signed head 6 does not match the chain",)


def test_a_head_written_anew_without_the_key_is_not_genuine(database: Database) -> None:
    sealed(database)
    sign(database)
    with without_triggers(database) as session:
        rewrite_from(session, 3, FORGED)
        session.get_one(HeadRow, 6).hash = session.get_one(SealRow, 6).hash
    assert check(database).faults == ("the signature of head 6 is not genuine",)


def test_a_head_from_the_future_or_from_elsewhere_is_not_the_one_held(database: Database) -> None:
    sealed(database, 2)
    for held in ((3, "0" * 64), (2, "0" * 64), (0, "0" * 64)):
        assert check(database, held=held).faults == (
            f"head {held[0]} is not the one held: the chain was written anew",
        )


def test_a_long_journal_is_read_in_stretches(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_module, "CHUNK", 2)
    sealed(database, 7)
    with without_triggers(database) as session:
        session.get_one(EventRow, 5).payload = FORGED
    report = check(database)
    assert report.events == 7
    assert report.faults == ("event 5 (seal 5) does not match its hash",)


def test_progress_is_told_number_by_number(database: Database) -> None:
    sealed(database, 3)
    told: list[int] = []
    with database.reading() as session:
        verify_module.verify(session, KEY.public_key(), progress=told.append)
    assert told == [1, 2, 3]

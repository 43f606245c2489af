import stat
import threading
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from marketplace.db import sealer
from marketplace.db.journal import GENESIS, EventRow, SealRow, chain_hash, last_head, record
from marketplace.db.sealer import head_is_genuine, journal_key, seal_once
from marketplace.db.session import Database
from marketplace.kit import clock
from marketplace.kit.actor import MACHINE
from tests.tools.journal import (
    KEY,
    chain,
    check,
    on_postgresql,
    posted,
    seal_all,
    sign,
    together,
    write,
)


def test_numbers_have_no_gap_and_every_hash_covers_the_one_before(database: Database) -> None:
    ids = write(database, 3)
    assert seal_once(database) == 3
    assert seal_once(database) == 0
    ids += write(database, 2)
    assert seal_once(database) == 2
    found = chain(database)
    assert [(number, event_id) for number, event_id, _ in found] == list(enumerate(ids, start=1))
    before = GENESIS
    with database.reading() as session:
        for number, event_id, digest in found:
            seal = session.get_one(SealRow, number)
            event = session.get_one(EventRow, event_id)
            before = chain_hash(before, number, event, seal.sealed_at)
            assert digest == before
    assert check(database).faults == ()


def test_more_than_a_batch_waits_for_the_next_turn(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealer, "BATCH", 2)
    write(database, 5)
    assert [seal_once(database) for _ in range(4)] == [2, 2, 1, 0]
    assert [number for number, _, _ in chain(database)] == [1, 2, 3, 4, 5]


@on_postgresql  # SQLite has one writer: there ids are committed in order
def test_a_slow_transaction_leaves_no_gap_and_no_effect_before_its_cause(
    database: Database,
) -> None:
    """The slow one has the smallest id and commits last; between two others is cause and effect."""
    with Session(database.engine) as slow:
        slow_id = record(slow, MACHINE, posted())
        [cause] = write(database)
        [effect] = write(database)
        assert slow_id < cause < effect
        assert seal_once(database) == 2
        slow.commit()
    later = write(database)
    assert seal_once(database) == 2
    assert [event_id for _, event_id, _ in chain(database)] == [cause, effect, slow_id, *later]
    assert [number for number, _, _ in chain(database)] == [1, 2, 3, 4]
    assert check(database).faults == ()


def test_a_rolled_back_transaction_leaves_a_hole_in_the_ids_and_none_in_the_numbers(
    database: Database,
) -> None:
    write(database)
    with Session(database.engine) as given_up:
        record(given_up, MACHINE, posted())
        given_up.rollback()
    write(database)
    seal_all(database)
    assert [number for number, _, _ in chain(database)] == [1, 2]
    assert check(database).faults == ()


def test_sealers_and_writers_at_once_never_double_and_never_skip(
    url: str, database: Database
) -> None:
    """Two sealers, each with its own engine as two worker processes have, and three writers."""
    other = Database(url, threads=8)
    writers_left = threading.Semaphore(0)

    def keep_sealing(with_engine: Database) -> None:
        while not writers_left.acquire(blocking=False):
            seal_once(with_engine)

    def keep_writing() -> None:
        try:
            for _ in range(20):
                write(database, 2)
        finally:
            writers_left.release()

    sealers = [partial(keep_sealing, one) for one in (database, other)]
    together(*sealers, keep_writing, keep_writing, keep_writing)
    other.dispose()
    seal_all(database)
    found = chain(database)
    assert [number for number, _, _ in found] == list(range(1, 121))
    assert len({event_id for _, event_id, _ in found}) == 120
    assert check(database).faults == ()


@on_postgresql  # on SQLite the second sealer waits for the writer instead
def test_while_another_worker_holds_the_cursor_nothing_is_sealed(database: Database) -> None:
    write(database)
    with database.writing() as holder:
        assert sealer.take_cursor(holder, sealer.SEALER) is not None
        assert seal_once(database) == 0
    assert seal_once(database) == 1


def test_heads_are_signed_once_in_a_while_and_only_when_there_is_news(database: Database) -> None:
    sign(database)
    with database.reading() as session:
        assert last_head(session) is None
    write(database)
    seal_all(database)
    sign(database)
    sign(database)
    write(database)
    seal_all(database)
    sign(database)  # moments after the first: not yet
    with database.reading() as session:
        head = last_head(session)
    assert head is not None
    assert (head.number, head.hash) == (1, chain(database)[0][2])
    assert head_is_genuine(KEY.public_key(), head)
    assert not head_is_genuine(Ed25519PrivateKey.generate().public_key(), head)
    with clock.moved_to(clock.now() + sealer.SIGN_EVERY + timedelta(seconds=1)):
        sign(database)
    with database.reading() as session:
        head = last_head(session)
    assert head is not None
    assert head.number == 2


def test_a_head_with_another_number_hash_or_signature_is_not_genuine(database: Database) -> None:
    write(database)
    seal_all(database)
    sign(database)
    with database.reading() as session:
        head = last_head(session)
        assert head is not None
        session.expunge(head)
    for name, value in {"number": 2, "hash": "0" * 64, "signature": "no hex"}.items():
        genuine = getattr(head, name)
        setattr(head, name, value)
        assert not head_is_genuine(KEY.public_key(), head)
        setattr(head, name, genuine)
    assert head_is_genuine(KEY.public_key(), head)


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "journal.pem"
    made = journal_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]
    again = journal_key(path)
    assert again.public_key().public_bytes_raw() == made.public_key().public_bytes_raw()


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "journal.pem"
    start = threading.Barrier(4)
    keys: list[bytes] = []

    def begin() -> None:
        start.wait()
        keys.append(journal_key(path).public_key().public_bytes_raw())

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 4
    assert len(set(keys)) == 1


def test_another_kind_of_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.pem"
    path.write_text(
        "-----BEGIN PRIVATE KEY-----\n"
        "MC4CAQAwBQYDK2VuBCIEIHgH1x0dfGgZ0mGJjQqVvsqHq4yNnbhyIhZH0u8Yl1hY\n"
        "-----END PRIVATE KEY-----\n"
    )
    with pytest.raises(TypeError, match="is not an Ed25519 key"):
        journal_key(path)

"""Writing into a journal, and tampering with it as nobody should."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db.guards import INSERT_ONLY
from marketplace.db.journal import (
    GENESIS,
    EventRow,
    SealRow,
    chain_hash,
    record,
)
from marketplace.db.sealer import seal_once, sign_head
from marketplace.db.session import Database
from marketplace.db.verify import Report, verify
from marketplace.kit.actor import MACHINE, Actor
from marketplace.kit.ids import new_id
from marketplace.needs.events import NeedPosted

KEY = Ed25519PrivateKey.generate()
SOMEBODY = Actor(new_id())
on_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("url", ["postgresql"], indirect=True)
"""For what is about one kind of database only."""


def posted(province: str = "hue") -> NeedPosted:
    return NeedPosted(subject_id=new_id(), field="materials", province=province, unnamed=False)


def write(database: Database, count: int = 1, *, province: str = "hue") -> list[int]:
    """Record so many events in one transaction; gives their ids."""
    with database.writing() as session:
        return [record(session, MACHINE, posted(province)) for _ in range(count)]


def seal_all(database: Database) -> None:
    while seal_once(database):
        pass


def sign(database: Database) -> None:
    sign_head(database, KEY)


def check(database: Database, held: tuple[int, str] | None = None) -> Report:
    with database.reading() as session:
        return verify(session, KEY.public_key(), held=held)


def chain(database: Database) -> list[tuple[int, int, str]]:
    """Number, event and hash of every seal."""
    with database.reading() as session:
        rows = session.execute(
            select(SealRow.number, SealRow.event_id, SealRow.hash).order_by(SealRow.number)
        )
        return [(number, event_id, digest) for number, event_id, digest in rows]


@contextmanager
def without_triggers(database: Database) -> Iterator[Session]:
    """A session as somebody has it who owns the machine: nothing refuses a change."""
    with database.writing() as session:
        if database.sqlite:
            session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=on")
            for table in INSERT_ONLY:
                for act in ("update", "delete", "replace"):
                    session.connection().exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
        else:
            session.connection().exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield session


def rewrite_from(session: Session, number: int, payload: str) -> None:
    """Forge the event of seal `number` and rehash the whole chain from there on."""
    before = session.get_one(SealRow, number - 1).hash if number > 1 else GENESIS
    seals = session.scalars(
        select(SealRow).where(SealRow.number >= number).order_by(SealRow.number)
    )
    for seal in seals.all():
        event = session.get_one(EventRow, seal.event_id)
        if seal.number == number:
            event.payload = payload
        seal.hash = before = chain_hash(before, seal.number, event, seal.sealed_at)


def together(*jobs: Callable[[], object]) -> None:
    """Run the jobs in threads at once and raise the first fault that one of them met."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(job) for job in jobs]:
            done.result()

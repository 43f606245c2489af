"""Check the journal from its first number to its last, and name whatever does not fit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from marketplace.db.journal import (
    GENESIS,
    EventRow,
    HeadRow,
    PrivateRow,
    SealRow,
    UnsealedRow,
    chain_hash,
    private_digest,
)
from marketplace.db.sealer import head_is_genuine

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Report:
    events: int
    head: tuple[int, str] | None
    faults: tuple[str, ...]


def verify(
    session: Session,
    key: Ed25519PublicKey,
    *,
    held: tuple[int, str] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Recompute the whole chain; `held` is a head (number, hash) that somebody kept elsewhere."""
    faults: list[str] = []
    computed: dict[int, str] = {}
    wanted = {number for (number,) in session.execute(select(HeadRow.number))}
    if held:
        wanted.add(held[0])
    number, before = 0, GENESIS
    for seal, event in _pairs(session):
        number += 1
        if seal.number != number:
            faults.append(f"seal {number} is missing: {seal.number} follows {number - 1}")
            number = seal.number
        if event is None:
            faults.append(f"event {seal.event_id} (seal {number}) is missing")
        elif chain_hash(before, number, event, seal.sealed_at) != seal.hash:
            faults.append(f"event {event.id} (seal {number}) does not match its hash")
        before = seal.hash
        if number in wanted:
            computed[number] = seal.hash
        progress(number)
    faults += _private_faults(session)
    faults += _outside_faults(session)
    faults += _head_faults(session, key, computed)
    if held and computed.get(held[0]) != held[1]:
        faults.append(f"head {held[0]} is not the one held: the chain was written anew")
    return Report(number, (number, before) if number else None, tuple(faults))


def _pairs(session: Session) -> Iterator[tuple[SealRow, EventRow | None]]:
    last = 0
    while True:
        rows = session.execute(
            select(SealRow, EventRow)
            .outerjoin(EventRow, EventRow.id == SealRow.event_id)
            .where(SealRow.number > last)
            .order_by(SealRow.number)
            .limit(CHUNK)
        ).all()
        if not rows:
            return
        yield from (row.tuple() for row in rows)
        last = rows[-1][0].number
        session.expunge_all()


def _private_faults(session: Session) -> Iterator[str]:
    rows = session.execute(
        select(PrivateRow, EventRow.private_digest)
        .outerjoin(EventRow, EventRow.id == PrivateRow.event_id)
        .order_by(PrivateRow.event_id)
    ).yield_per(CHUNK)
    for row, digest in rows:
        if private_digest(row.salt, row.body) != digest:
            yield f"the private part of event {row.event_id} does not match its digest"


def _outside_faults(session: Session) -> Iterator[str]:
    """Events that are neither sealed nor waiting for it can only have been slipped in or out."""
    stray = session.scalars(
        select(EventRow.id)
        .where(
            ~exists().where(SealRow.event_id == EventRow.id),
            ~exists().where(UnsealedRow.event_id == EventRow.id),
        )
        .order_by(EventRow.id)
        .limit(20)
    )
    yield from (f"event {event_id} is neither sealed nor waiting" for event_id in stray)
    twice = session.scalar(
        select(func.count())
        .select_from(UnsealedRow)
        .join(SealRow, SealRow.event_id == UnsealedRow.event_id)
    )
    if twice:
        yield f"{twice} sealed events wait to be sealed again"


def _head_faults(
    session: Session, key: Ed25519PublicKey, computed: dict[int, str]
) -> Iterator[str]:
    for head in session.scalars(select(HeadRow).order_by(HeadRow.number)):
        if not head_is_genuine(key, head):
            yield f"the signature of head {head.number} is not genuine"
        elif computed.get(head.number) != head.hash:
            yield f"signed head {head.number} does not match the chain"

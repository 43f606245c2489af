"""Check the journal from its first number to its last, and name whatever does not fit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from marketplace.db.journal import (
    GENESIS,
    CursorRow,
    EventRow,
    HeadRow,
    PrivateRow,
    SealRow,
    UnsealedRow,
    chain_hash,
    private_digest,
)
from marketplace.db.sealer import SEALER, head_is_genuine

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
    wanted = {number for (number,) in session.execute(select(HeadRow.number))}
    walk = _Walk(wanted | {held[0]} if held else wanted)
    for found in _pairs(session):
        walk.step(*found)
        progress(walk.number)
    faults = walk.faults
    faults += _private_faults(session)
    faults += _outside_faults(session, walk.number)
    faults += _head_faults(session, key, walk.hashes)
    if held and walk.hashes.get(held[0]) != held[1]:
        faults.append(f"head {held[0]} is not the one held: the chain was written anew")
    head = (walk.number, walk.before) if walk.number else None
    return Report(walk.number, head, tuple(faults))


class _Walk:
    """Along the chain; remembers the hashes of the `wanted` numbers."""

    def __init__(self, wanted: set[int]) -> None:
        self.wanted = wanted
        self.number, self.before = 0, GENESIS
        self.hashes: dict[int, str] = {}
        self.faults: list[str] = []

    def step(self, number: int, seal: SealRow | None, event: EventRow | None) -> None:
        if number != self.number + 1:
            self.faults.append(f"seal {self.number + 1} is missing: {number} follows {self.number}")
        self.number = number
        if seal is None:
            self.faults.append(f"seal {number} or its event cannot be read")
            return
        if event is None:
            self.faults.append(f"event {seal.event_id} (seal {number}) is missing")
        elif chain_hash(self.before, number, event, seal.sealed_at) != seal.hash:
            self.faults.append(f"event {event.id} (seal {number}) does not match its hash")
        self.before = seal.hash
        if number in self.wanted:
            self.hashes[number] = seal.hash


Found = tuple[int, SealRow | None, EventRow | None]
UNREADABLE = (SQLAlchemyError, ValueError, TypeError)
"""What a changed byte can lead to on its way out of the database: no UTF-8, no instant."""


def _pairs(session: Session) -> Iterator[Found]:
    """Each seal's number with the seal and its event; without them where they are unreadable."""
    last = 0
    while numbers := session.scalars(
        select(SealRow.number).where(SealRow.number > last).order_by(SealRow.number).limit(CHUNK)
    ).all():
        last = numbers[-1]
        chunk = _both().where(SealRow.number.between(numbers[0], last)).order_by(SealRow.number)
        try:
            rows = [(seal.number, seal, event) for seal, event in session.execute(chunk)]
        except UNREADABLE:
            yield from (_one(session, number) for number in numbers)
        else:
            yield from rows
        session.expunge_all()


def _both() -> Select[SealRow, EventRow | None]:
    return select(SealRow, EventRow).outerjoin(EventRow, EventRow.id == SealRow.event_id)


def _one(session: Session, number: int) -> Found:
    try:
        seal, event = session.execute(_both().where(SealRow.number == number)).one()
    except UNREADABLE:
        return number, None, None
    return number, seal, event


def _private_faults(session: Session) -> Iterator[str]:
    for event_id in session.scalars(select(PrivateRow.event_id).order_by(PrivateRow.event_id)):
        query = (
            select(PrivateRow.salt, PrivateRow.body, EventRow.private_digest)
            .outerjoin(EventRow, EventRow.id == PrivateRow.event_id)
            .where(PrivateRow.event_id == event_id)
        )
        try:
            salt, body, digest = session.execute(query).one()
        except UNREADABLE:
            yield f"the private part of event {event_id} cannot be read"
            continue
        if private_digest(salt, body) != digest:
            yield f"the private part of event {event_id} does not match its digest"
    erased = select(EventRow.subject_id).where(EventRow.kind == "person.erased")
    missing = session.scalars(
        select(EventRow.id)
        .where(
            EventRow.private_digest.is_not(None),
            ~exists().where(PrivateRow.event_id == EventRow.id),
            or_(EventRow.actor_id.is_(None), EventRow.actor_id.not_in(erased)),
        )
        .order_by(EventRow.id)
        .limit(20)
    )
    for event_id in missing:
        yield f"the private part of event {event_id} is missing, and nobody was erased"


def _outside_faults(session: Session, last: int) -> Iterator[str]:
    """Events that are neither sealed nor waiting for it can only have been slipped in or out."""
    sealer = session.get(CursorRow, SEALER)
    if sealer is not None and sealer.number != last:
        yield f"the journal ends at {last}, but the sealer has come to {sealer.number}"
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

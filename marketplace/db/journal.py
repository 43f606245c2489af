"""The journal: what happened, insert-only, each entry later sealed into a hash chain.

`record` and `record_all` are the only way in. The public payload is stored as the exact text that
is hashed; what is private (a person's own sentence) lies in a row of its own that can be erased,
and the event keeps only that row's salted digest.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.db.base import Base
from marketplace.db.types import Id
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.event import Event

GENESIS = "0" * 64
_RowId = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts up by itself there


class EventRow(Base):
    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_actor_id_kind", "actor_id", "kind"),
        Index("ix_event_subject_id", "subject_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(_RowId, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[Id | None]
    house_id: Mapped[Id | None]
    kind: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[Id]
    payload: Mapped[str] = mapped_column(Text)
    private_digest: Mapped[str | None] = mapped_column(String(64))


class PrivateRow(Base):
    """The erasable part of an event."""

    __tablename__ = "event_private"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)


class UnsealedRow(Base):
    __tablename__ = "unsealed"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)


class SealRow(Base):
    __tablename__ = "seal"

    number: Mapped[int] = mapped_column(_RowId, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    hash: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime]


class HeadRow(Base):
    """A seal signed with the site's key; whoever holds a copy can hold the site to it."""

    __tablename__ = "head"

    number: Mapped[int] = mapped_column(ForeignKey("seal.number"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))
    signed_at: Mapped[datetime]


class CursorRow(Base):
    """How far a listener (or the sealer) has come; its row lock decides which worker works."""

    __tablename__ = "cursor"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, default=0)
    beat_at: Mapped[datetime | None]
    stopped_by: Mapped[str | None] = mapped_column(Text)


class ParkedRow(Base):
    """An event that a listener could not handle; tried again later, seen by the operator."""

    __tablename__ = "parked"

    listener: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    attempts: Mapped[int] = mapped_column(default=1)
    error: Mapped[str] = mapped_column(Text)
    retry_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed event as listeners and readers get it; `hash` is its seal's."""

    number: int
    hash: str
    at: datetime
    actor_id: str | None
    house_id: str | None
    kind: str
    subject_kind: str
    subject_id: str
    payload: Mapping[str, Any]


def record(
    session: Session, actor: Actor, event: Event, *, private: Mapping[str, str] | None = None
) -> int:
    """Write `event` in the caller's transaction; returns the event's id (not its number)."""
    salt = secrets.token_hex(32)
    body = canonical(private) if private else None
    row = _row(actor, event)
    row.private_digest = private_digest(salt, body) if body else None
    session.add(row)
    session.flush()  # the rows below refer to the number that the database gives
    session.add(UnsealedRow(event_id=row.id))
    if body:
        session.add(PrivateRow(event_id=row.id, salt=salt, body=body))
    return row.id


def record_all(session: Session, actor: Actor, events: Iterable[Event]) -> None:
    """Write many in the order given, in a few statements however many they are."""
    rows = [_row(actor, event) for event in events]
    session.add_all(rows)
    session.flush()  # the rows below refer to the numbers that the database gives
    session.add_all(UnsealedRow(event_id=row.id) for row in rows)


def _row(actor: Actor, event: Event) -> EventRow:
    return EventRow(
        at=clock.now(),
        actor_id=actor.person_id,
        house_id=actor.house_id,
        kind=event.kind,
        subject_kind=event.about,
        subject_id=event.subject_id,
        payload=canonical(event.payload()),
    )


def forget_private(session: Session, person_id: str) -> None:
    """Remove the private parts of whatever an erased person did; the events keep their digests."""
    acts = select(EventRow.id).where(EventRow.actor_id == person_id)
    session.execute(delete(PrivateRow).where(PrivateRow.event_id.in_(acts)))


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def private_digest(salt: str, body: str) -> str:
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def chain_hash(before: str, number: int, event: EventRow, sealed_at: datetime) -> str:
    """SHA-256 over the hash before and every column of the event, as canonical JSON."""
    text = canonical(
        [
            before,
            number,
            event.id,
            stamp(event.at),
            event.actor_id,
            event.house_id,
            event.kind,
            event.subject_kind,
            event.subject_id,
            event.payload,
            event.private_digest,
            stamp(sealed_at),
        ]
    )
    return hashlib.sha256(text.encode()).hexdigest()


def stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def sealed_after(
    session: Session, number: int, *, limit: int, kinds: frozenset[str] | None = None
) -> list[Sealed]:
    """Sealed events with a larger number, in order; at most `limit`."""
    query = (
        select(SealRow, EventRow)
        .join(EventRow, EventRow.id == SealRow.event_id)
        .where(SealRow.number > number)
        .order_by(SealRow.number)
        .limit(limit)
    )
    if kinds is not None:
        query = query.where(EventRow.kind.in_(sorted(kinds)))
    return [as_sealed(seal, event) for seal, event in session.execute(query)]


def sealed_at_number(session: Session, number: int) -> Sealed | None:
    found = session.execute(
        select(SealRow, EventRow)
        .join(EventRow, EventRow.id == SealRow.event_id)
        .where(SealRow.number == number)
    ).first()
    return as_sealed(*found) if found else None


def sealed_about(session: Session, subject_id: str, *, limit: int = 100) -> list[Sealed]:
    """The sealed history of one subject, oldest first."""
    rows = session.execute(
        select(SealRow, EventRow)
        .join(EventRow, EventRow.id == SealRow.event_id)
        .where(EventRow.subject_id == subject_id)
        .order_by(SealRow.number)
        .limit(limit)
    )
    return [as_sealed(seal, event) for seal, event in rows]


def as_sealed(seal: SealRow, event: EventRow) -> Sealed:
    return Sealed(
        number=seal.number,
        hash=seal.hash,
        at=event.at,
        actor_id=event.actor_id,
        house_id=event.house_id,
        kind=event.kind,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        payload=json.loads(event.payload),
    )


def last_head(session: Session) -> HeadRow | None:
    return session.scalars(select(HeadRow).order_by(HeadRow.number.desc()).limit(1)).first()


def last_number(session: Session) -> int:
    return session.scalar(select(SealRow.number).order_by(SealRow.number.desc()).limit(1)) or 0

"""Reads of the public part of the journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db.journal import EventRow, Sealed, SealRow, as_sealed, last_number, sealed_after
from marketplace.kit.event import KINDS


@dataclass(frozen=True, slots=True)
class Stretch:
    """Public entries in the order of their numbers, and the number to go on after."""

    entries: Sequence[Sealed]
    next: int


def public_kinds() -> frozenset[str]:
    return frozenset(kind for kind, event in KINDS.items() if event.public)


def stretch_after(session: Session, number: int, *, limit: int) -> Stretch:
    """What follows `number`; `next` also passes over the entries that are not public."""
    last = last_number(session)
    entries = sealed_after(session, number, limit=limit, kinds=public_kinds())
    if len(entries) == limit:
        return Stretch(entries, entries[-1].number)
    return Stretch(entries, max(number, last))


def newest(session: Session, *, before: int | None, limit: int) -> Sequence[Sealed]:
    """Public entries, newest first; `before` leaves out that number and what follows it."""
    query = (
        select(SealRow, EventRow)
        .join(EventRow, EventRow.id == SealRow.event_id)
        .where(EventRow.kind.in_(sorted(public_kinds())))
        .order_by(SealRow.number.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(SealRow.number < before)
    return [as_sealed(seal, event) for seal, event in session.execute(query)]


def is_public(entry: Sealed) -> bool:
    return entry.kind in public_kinds()


def shown_house(entry: Sealed) -> str | None:
    """The house that acted, unless it chose to stay unnamed."""
    return None if _unnamed(entry) else entry.house_id


def shown_payload(entry: Sealed) -> Mapping[str, Any]:
    """The payload; of an unnamed house without any id that could lead to it."""
    if not _unnamed(entry):
        return entry.payload
    return {name: value for name, value in entry.payload.items() if not name.endswith("_id")}


def _unnamed(entry: Sealed) -> bool:
    return entry.payload.get("unnamed") is True

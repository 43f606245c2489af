"""What the journal's pages show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed, last_head, last_number, sealed_at_number
from marketplace.houses import queries as houses
from marketplace.houses.models import House
from marketplace.houses.pages import house_name
from marketplace.interop import queries
from marketplace.interop.rules import SUGGESTED, place, place_of_detail, words
from marketplace.kit.amounts import show_money
from marketplace.kit.errors import NotFound
from marketplace.kit.money import Money
from marketplace.kit.text import t
from marketplace.kit.views import Crumb, Words
from marketplace.locale import language

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class SignedHead:
    """`public_key` is raw, in hexadecimal; the PEM holds the same key."""

    number: int
    hash: str
    signature: str
    signed_at: datetime
    public_key: str
    public_key_pem: str

    @property
    def text(self) -> str:
        """What `threehouses verify --head` takes."""
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal: an entry, or a burst of them from `first` to `number`.

    `house` and `subject` are None where they are not shown.
    """

    number: int
    at: datetime
    what: Words
    subject: str | None
    house: Crumb | None
    first: int


@dataclass(frozen=True, slots=True)
class JournalPage:
    entries: Sequence[Entry]
    head: SignedHead | None
    total: int
    older: str | None
    newer: str | None


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`details` is None for an entry that is not public: then nothing but its kind is shown."""

    number: int
    hash: str
    at: datetime
    kind: str
    what: Words
    subject: Crumb | None
    house: Crumb | None
    details: Sequence[tuple[str, Crumb | Words]] | None
    previous: int | None
    next: int | None


def signed_head(session: Session, key: Ed25519PublicKey) -> SignedHead | None:
    row = last_head(session)
    if row is None:
        return None
    return SignedHead(
        number=row.number,
        hash=row.hash,
        signature=row.signature,
        signed_at=row.signed_at,
        public_key=key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex(),
        public_key_pem=key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
    )


def journal_page(session: Session, key: Ed25519PublicKey, *, before: int | None) -> JournalPage:
    found = queries.newest(session, before=before, limit=AT_ONCE + 1)
    shown = found[:AT_ONCE]
    more = len(found) > AT_ONCE
    return JournalPage(
        entries=_entries(session, _bursts(shown)),
        head=signed_head(session, key),
        total=last_number(session),
        older=f"/journal?before={shown[-1].number}" if more else None,
        newer="/journal" if before is not None else None,
    )


def entry_page(session: Session, number: int) -> EntryPage:
    entry = sealed_at_number(session, number)
    if entry is None:
        raise NotFound(t("The journal has no such number yet."))
    public = queries.is_public(entry)
    line = _entries(session, [[entry]])[0] if public else None
    return EntryPage(
        number=entry.number,
        hash=entry.hash,
        at=entry.at,
        kind=entry.kind,
        what=words(entry.kind),
        subject=_about(entry) if public else None,
        house=line.house if line else None,
        details=_details(queries.shown_payload(entry)) if public else None,
        previous=number - 1 or None,
        next=number + 1 if number < last_number(session) else None,
    )


def _bursts(found: Sequence[Sealed]) -> Sequence[Sequence[Sealed]]:
    """What is new brings up to ten suggestions at once: those of one need, or of one invention,
    that follow each other are one line."""
    bursts: list[list[Sealed]] = []
    for entry in found:
        if bursts and any(len(about) == 1 for about in _abouts([*bursts[-1], entry])):
            bursts[-1].append(entry)
        else:
            bursts.append([entry])
    return bursts


def _abouts(burst: Sequence[Sealed]) -> Sequence[set[str]]:
    """The needs and the inventions of suggestions; nothing for other entries."""
    if any(entry.kind != SUGGESTED for entry in burst):
        return ()
    inventions = {str(entry.payload["invention_id"]) for entry in burst}
    return {entry.subject_id for entry in burst}, inventions


def _entries(session: Session, found: Sequence[Sequence[Sealed]]) -> Sequence[Entry]:
    ids = [house_id for burst in found if (house_id := queries.shown_house(burst[0]))]
    names = houses.names(session, ids) if ids else {}
    return tuple(
        _line(burst, _house(names.get(queries.shown_house(burst[0]) or ""))) for burst in found
    )


def _line(burst: Sequence[Sealed], house: Crumb | None) -> Entry:
    newest, oldest = burst[0], burst[-1]
    what, subject = words(newest.kind), place(newest.subject_kind, newest.subject_id)
    if len(burst) > 1:
        needs, inventions = _abouts(burst)
        if len(needs) == 1:
            what = t("%(count)s inventions suggested for a need", count=len(inventions))
        else:
            what = t("Invention suggested for %(count)s needs", count=len(needs))
            subject = place("invention", *inventions)
    return Entry(newest.number, newest.at, what, subject, house, oldest.number)


def _about(entry: Sealed) -> Crumb | None:
    href = place(entry.subject_kind, entry.subject_id)
    return Crumb(entry.subject_id, href) if href else None


def _house(house: House | None) -> Crumb | None:
    return Crumb(house_name(house), f"/houses/{house.id}") if house else None


def _details(payload: Mapping[str, Any]) -> Sequence[tuple[str, Crumb | Words]]:
    """The payload field by field, under its own names, so that it can be compared with the feed."""
    rows: list[tuple[str, Crumb | Words]] = []
    for name, value in payload.items():
        href = place_of_detail(name, payload)
        rows.append((name, Crumb(str(value), href) if href else _plain(value)))
    return tuple(rows)


def _plain(value: Any) -> Words:
    if value is None:
        return t("Not given")
    if isinstance(value, bool):
        return t("Yes") if value else t("No")
    if isinstance(value, dict):
        return show_money(Money(**value), language())
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)

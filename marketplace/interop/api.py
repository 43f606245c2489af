"""The feed that other programs follow, and the journal's signed head."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field

from marketplace.db.journal import Sealed
from marketplace.interop import queries
from marketplace.interop.pages import signed_head
from marketplace.kit.errors import NotFound
from marketplace.kit.text import t
from marketplace.web.api import Out, problems
from marketplace.web.deps import Reading

router = APIRouter(prefix="/api/v1", tags=["journal"])

LARGEST = 2**63 - 1
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class SubjectOut(Out):
    """What the entry is about; its record stands under `/api/v1` by this id."""

    kind: str = Field(examples=["need"])
    id: str = Field(examples=["06fq3k9d1v7m2x4a"])


class EntryOut(Out):
    """`house` acted; it is null for a house that stays unnamed, and for the site itself."""

    number: int = Field(examples=[118])
    hash: str = Field(examples=[HASH], description="The seal: it covers every entry before.")
    at: datetime
    kind: str = Field(examples=["need.posted"])
    subject: SubjectOut
    house: str | None = Field(examples=["06fq3k9d1v7m2x4b"])
    payload: dict[str, Any] = Field(
        examples=[{"field": "materials", "province": "ha-noi", "unnamed": False}]
    )


class HeadOut(Out):
    """A seal that the site has signed: keep it, and it can be held to it.

    The signature (Ed25519) is over the ASCII text `threehouses head NUMBER:HASH`.
    """

    number: int = Field(examples=[120])
    hash: str = Field(examples=[HASH])
    signature: str = Field(description="64 bytes in hexadecimal.")
    signed_at: datetime
    public_key: str = Field(description="32 bytes in hexadecimal.")
    public_key_pem: str


class FeedOut(Out):
    """`next` is where to go on; it stands still while nothing new is there."""

    items: list[EntryOut]
    next: int = Field(examples=[120])
    head: HeadOut | None


@router.get("/feed", summary="Follow what happens in public", responses=problems())
def feed(
    request: Request,
    session: Reading,
    after: Annotated[
        int, Query(ge=0, le=LARGEST, description="`next` of the answer before; 0 to begin.")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="How many entries at most.")] = 100,
) -> FeedOut:
    """Public entries of the journal in the order of their numbers.

    Ask again with `after` set to `next`, for ever: numbers have no gap and are never given twice,
    so a program that follows `next` loses nothing. Entries that are not public are passed over.
    """
    found = queries.stretch_after(session, after, limit=limit)
    items = [_entry(entry) for entry in found.entries]
    return FeedOut(items=items, next=found.next, head=_head(request, session))


@router.get("/journal/head", summary="The journal's signed head", responses=problems(404))
def head(request: Request, session: Reading) -> HeadOut:
    """The newest seal with the site's signature. Whoever kept one can prove a later forgery."""
    found = _head(request, session)
    if found is None:
        raise NotFound(t("Nothing has been signed yet."))
    return found


def _entry(entry: Sealed) -> EntryOut:
    return EntryOut(
        number=entry.number,
        hash=entry.hash,
        at=entry.at,
        kind=entry.kind,
        subject=SubjectOut(kind=entry.subject_kind, id=entry.subject_id),
        house=queries.shown_house(entry),
        payload=dict(queries.shown_payload(entry)),
    )


def _head(request: Request, session: Reading) -> HeadOut | None:
    found = signed_head(session, request.app.state.journal_key)
    return HeadOut.model_validate(found) if found else None

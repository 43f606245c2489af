"""Bids for programs; accepting one is an operation of deals."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, Field

from marketplace.bids import pages, queries, service
from marketplace.bids.forms import BidForm, RefuseBidForm
from marketplace.bids.models import Bid
from marketplace.bids.pages import Tab
from marketplace.bids.rules import BidState, Refusal, Right, Terms
from marketplace.db.paging import after
from marketplace.inventions import pages as invention_pages
from marketplace.web.api import (
    ApiKey,
    Cursor,
    Id,
    IdempotencyKey,
    Limit,
    Listing,
    MoneyOut,
    Out,
    once,
    problems,
    tag,
)
from marketplace.web.deps import Reading, SignedIn, Writing

router = APIRouter(prefix="/api/v1", tags=["bids"], dependencies=[ApiKey])

TERMS_EXAMPLE: dict[str, Any] = {
    "right": "non-exclusive-licence",
    "upfront": {"amount": 1200000000, "currency": "VND"},
    "term_months": 60,
    "territory": ["VN"],
    "royalty_percent": "3",
    "field_of_use": "",
}


class TermsOut(Out):
    """`territory` holds ISO 3166-1 alpha-2 codes, or `WORLD`; royalty is of net revenue."""

    model_config = ConfigDict(json_schema_extra={"example": TERMS_EXAMPLE})

    right: Right
    upfront: MoneyOut
    term_months: int
    territory: Sequence[str]
    royalty_percent: Decimal
    field_of_use: str

    @classmethod
    def of(cls, terms: Terms) -> "TermsOut":
        return cls(
            right=terms.right,
            upfront=MoneyOut.of(terms.upfront),
            term_months=terms.term_months,
            territory=terms.territory,
            royalty_percent=terms.royalty_percent,
            field_of_use=terms.field_of_use,
        )


class BidOut(Out):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "06fq3k9d1v7m2x4a",
                "state": "open",
                "invention_id": "06fq3k1c5w8n3y6b",
                "owner_id": "06fq3jz0a2b4c6d8",
                "bidder_id": "06fq3jz9e1f3g5h7",
                "need_id": None,
                "terms": TERMS_EXAMPLE,
                "terms_salt": "5f0c1d2e3a4b596877665544332211aa",
                "terms_digest": "9c1b7e1f" * 8,
                "message": "We want to coat our own seven cranes first.",
                "made_at": "2026-04-20T02:15:00Z",
                "valid_until": "2026-06-19T02:15:00Z",
                "answered_at": None,
                "refusal": None,
                "refusal_sentence": "",
                "version": 1,
            }
        }
    )

    id: str
    state: BidState
    invention_id: str
    owner_id: str
    bidder_id: str
    need_id: str | None
    terms: TermsOut
    terms_salt: str = Field(
        description="With it `terms_digest` is the SHA-256 of the terms as canonical JSON "
        "(UTF-8, keys sorted, no spaces) with the key `salt` added."
    )
    terms_digest: str = Field(description="What the journal calls these terms.")
    message: str
    made_at: datetime
    valid_until: datetime
    answered_at: datetime | None
    refusal: Refusal | None
    refusal_sentence: str
    version: int

    @classmethod
    def of(cls, bid: Bid) -> "BidOut":
        return cls(
            id=bid.id,
            state=bid.state,
            invention_id=bid.invention_id,
            owner_id=bid.invention.house_id,
            bidder_id=bid.house_id,
            need_id=bid.need_id,
            terms=TermsOut.of(bid.terms),
            terms_salt=bid.terms_json["salt"],
            terms_digest=bid.terms_digest,
            message=bid.message,
            made_at=bid.created_at,
            valid_until=bid.valid_until,
            answered_at=bid.answered_at,
            refusal=bid.refusal,
            refusal_sentence=bid.refusal_sentence,
            version=bid.version,
        )


@router.get("/bids", summary="List your house's bids", responses=problems())
def list_bids(
    session: Reading,
    actor: SignedIn,
    tab: Annotated[Tab | None, Query(description="Only one kind of them.")] = None,
    state: BidState | None = None,
    cursor: Cursor = None,
    limit: Limit = 25,
) -> Listing[BidOut]:
    """The bids that the house you act for has made or received, the newest first."""
    query = {
        None: queries.visible_to,
        Tab.RECEIVED: queries.received,
        Tab.MADE: queries.made,
    }[tab](actor).order_by(None)
    if state is not None:
        query = query.where(Bid.state == state)
    rows, following = after(session, query, Bid.id, cursor, limit)
    return Listing(items=[BidOut.of(row) for row in rows], next=following)


@router.post(
    "/inventions/{invention_id}/bids",
    status_code=201,
    summary="Make a bid",
    responses=problems(403, 404, 409),
)
def make(
    response: Response,
    session: Writing,
    actor: SignedIn,
    invention_id: Id,
    form: BidForm,
    key: IdempotencyKey = None,
) -> BidOut:
    """Four answers: `right`, `upfront`, `term_years`, `territory`. It stays open for 60 days."""

    def offer() -> BidOut:
        invention = invention_pages.seen(session, actor, invention_id)
        bid = service.make_bid(session, actor, invention=invention, form=form)
        return BidOut.of(bid)

    request = f"bid {invention_id} {form.model_dump_json()}"
    made = once(session, actor, key, request, offer, BidOut)
    response.headers["location"] = f"/api/v1/bids/{made.id}"
    tag(response, made.version)
    return made


@router.get("/bids/{bid_id}", summary="Read a bid", responses=problems(403, 404))
def read(response: Response, session: Reading, actor: SignedIn, bid_id: Id) -> BidOut:
    return _answer(response, pages.seen(session, actor, bid_id))


@router.post("/bids/{bid_id}/refuse", summary="Refuse a bid", responses=problems(403, 404, 409))
def refuse(
    response: Response, session: Writing, actor: SignedIn, bid_id: Id, form: RefuseBidForm
) -> BidOut:
    """With a coded reason, and a sentence that only the two houses read."""
    bid = pages.seen(session, actor, bid_id)
    service.refuse_bid(session, actor, bid=bid, form=form)
    return _answer(response, bid)


@router.post("/bids/{bid_id}/withdraw", summary="Withdraw a bid", responses=problems(403, 404, 409))
def withdraw(response: Response, session: Writing, actor: SignedIn, bid_id: Id) -> BidOut:
    bid = pages.seen(session, actor, bid_id)
    service.withdraw_bid(session, actor, bid=bid)
    return _answer(response, bid)


def _answer(response: Response, bid: Bid) -> BidOut:
    tag(response, bid.version)
    return BidOut.of(bid)

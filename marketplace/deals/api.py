"""Deals for programs, with the acceptance of a bid.

A deal's answer holds terms and payments in the shape that their own features give them.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, Field

from marketplace.bids import pages as bid_pages
from marketplace.bids.api import TERMS_EXAMPLE, TermsOut
from marketplace.bids.forms import TermsForm
from marketplace.bids.rules import Right
from marketplace.db.paging import after
from marketplace.deals import pages, policy, queries, service
from marketplace.deals.forms import SignForm
from marketplace.deals.models import Deal, TermSheet
from marketplace.deals.rules import DealState, Party
from marketplace.kit.actor import Actor
from marketplace.payments.api import PaymentOut
from marketplace.payments.forms import PaymentForm
from marketplace.web.api import (
    ApiKey,
    Cursor,
    Id,
    IdempotencyKey,
    IfMatch,
    Limit,
    Listing,
    Out,
    expected_version,
    once,
    problems,
    tag,
)
from marketplace.web.deps import AnyActor, Reading, SignedIn, Writing

router = APIRouter(prefix="/api/v1", tags=["deals"], dependencies=[ApiKey])


class SheetOut(Out):
    """One version of the term sheet; `digest` is the SHA-256 of `terms` with `salt`, see bids."""

    number: int
    party: Party = Field(description="The side that wrote it.")
    terms: TermsOut
    salt: str
    digest: str
    made_at: datetime

    @classmethod
    def of(cls, sheet: TermSheet) -> "SheetOut":
        return cls(
            number=sheet.number,
            party=sheet.party,
            terms=TermsOut.of(sheet.terms),
            salt=sheet.terms_json["salt"],
            digest=sheet.digest,
            made_at=sheet.made_at,
        )


class DealOut(Out):
    """`bid_id`, `starts_on` and `sheets` are null for readers who are no party."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "06fq3k9d1v7m2x4a",
                "state": "agreed",
                "invention_id": "06fq3k1c5w8n3y6b",
                "seller_id": "06fq3jz0a2b4c6d8",
                "buyer_id": "06fq3jz9e1f3g5h7",
                "right": "non-exclusive-licence",
                "related": False,
                "agreed_at": "2026-04-28T02:15:00Z",
                "signed_by": ["buyer"],
                "signed_at": None,
                "ended_at": None,
                "terms_digest": "9c1b7e1f" * 8,
                "bid_id": "06fq3k8m4p6q2r5s",
                "starts_on": "2026-04-28",
                "sheets": [
                    {
                        "number": 1,
                        "party": "buyer",
                        "terms": TERMS_EXAMPLE,
                        "salt": "5f0c1d2e3a4b596877665544332211aa",
                        "digest": "9c1b7e1f" * 8,
                        "made_at": "2026-04-20T02:15:00Z",
                    }
                ],
                "version": 2,
            }
        }
    )

    id: str
    state: DealState
    invention_id: str
    seller_id: str
    buyer_id: str
    right: Right
    related: bool
    agreed_at: datetime
    signed_by: Sequence[Party] = Field(description="The sides that signed the present version.")
    signed_at: datetime | None
    ended_at: datetime | None
    terms_digest: str = Field(description="Of the present version; send it back to sign.")
    bid_id: str | None
    starts_on: date | None
    sheets: Sequence[SheetOut] | None = Field(description="The versions; the last is present.")
    version: int

    @classmethod
    def of(cls, actor: Actor, deal: Deal) -> "DealOut":
        """As this reader may see it."""
        full = bool(policy.can_see_terms(actor, deal))
        return cls(
            id=deal.id,
            state=deal.state,
            invention_id=deal.invention_id,
            seller_id=deal.seller_id,
            buyer_id=deal.buyer_id,
            right=deal.terms.right,
            related=deal.related,
            agreed_at=deal.created_at,
            signed_by=sorted(deal.signed_by),
            signed_at=deal.signed_at,
            ended_at=deal.ended_at,
            terms_digest=deal.sheet.digest,
            bid_id=deal.bid_id if full else None,
            starts_on=deal.starts_on if full else None,
            sheets=[SheetOut.of(sheet) for sheet in deal.sheets] if full else None,
            version=deal.version,
        )


@router.post(
    "/bids/{bid_id}/accept",
    status_code=201,
    summary="Accept a bid",
    responses=problems(403, 404, 409),
)
def accept(
    response: Response,
    session: Writing,
    actor: SignedIn,
    bid_id: Id,
    key: IdempotencyKey = None,
) -> DealOut:
    """Makes a deal on the bid's terms. 409 `exclusive-licence-lives` says which grant on the
    invention they would overlap with; the other open bids stay open."""

    def agree() -> DealOut:
        bid = bid_pages.seen(session, actor, bid_id)
        return DealOut.of(actor, service.accept_bid(session, actor, bid=bid))

    made = once(session, actor, key, f"accept {bid_id}", agree, DealOut)
    response.headers["location"] = f"/api/v1/deals/{made.id}"
    tag(response, made.version)
    return made


@router.get("/deals", summary="List deals", responses=problems())
def list_deals(
    session: Reading,
    actor: AnyActor,
    ours: Annotated[  # noqa: FBT002 - a query parameter
        bool, Query(description="Only the deals of the house you act for.")
    ] = False,
    state: DealState | None = None,
    cursor: Cursor = None,
    limit: Limit = 25,
) -> Listing[DealOut]:
    """Signed deals are public record; a house also sees its own that are not signed."""
    query = (queries.ours(actor) if ours else queries.visible_to(actor)).order_by(None)
    if state is not None:
        query = query.where(Deal.state == state)
    rows, following = after(session, query, Deal.id, cursor, limit)
    return Listing(items=[DealOut.of(actor, row) for row in rows], next=following)


@router.get("/deals/{deal_id}", summary="Read a deal", responses=problems(403, 404))
def read(response: Response, session: Reading, actor: AnyActor, deal_id: Id) -> DealOut:
    return _answer(response, actor, pages.seen(session, actor, deal_id))


@router.post(
    "/deals/{deal_id}/sign",
    summary="Sign the terms for your house",
    responses=problems(403, 404, 409),
)
def sign(
    response: Response, session: Writing, actor: SignedIn, deal_id: Id, form: SignForm
) -> DealOut:
    """By signing, the deal's existence, its parties and its verified payments become public
    record; its terms do not. The second signature completes."""
    deal = pages.seen(session, actor, deal_id)
    service.sign_deal(session, actor, deal=deal, digest=form.digest)
    return _answer(response, actor, deal)


@router.put(
    "/deals/{deal_id}/terms",
    summary="Propose other terms",
    responses=problems(403, 404, 409, 412, 428),
)
def propose(
    response: Response,
    session: Writing,
    actor: SignedIn,
    deal_id: Id,
    form: TermsForm,
    if_match: IfMatch = None,
) -> DealOut:
    """A new version of the term sheet, as long as nobody has signed the present one."""
    deal = pages.party_to(session, actor, deal_id)
    version = expected_version(if_match, deal.version)
    service.propose_terms(session, actor, deal=deal, form=form, version=version)
    return _answer(response, actor, deal)


@router.post(
    "/deals/{deal_id}/end",
    summary="Leave a deal before both have signed",
    responses=problems(403, 404, 409),
)
def end(response: Response, session: Writing, actor: SignedIn, deal_id: Id) -> DealOut:
    deal = pages.seen(session, actor, deal_id)
    service.end_deal(session, actor, deal=deal)
    return _answer(response, actor, deal)


@router.post(
    "/deals/{deal_id}/relation",
    summary="Declare that the two houses are related",
    responses=problems(403, 404, 409),
)
def declare_relation(response: Response, session: Writing, actor: SignedIn, deal_id: Id) -> DealOut:
    """Never undone. Payments of related houses need a verifier and stand outside the headline."""
    deal = pages.seen(session, actor, deal_id)
    service.declare_relation(session, actor, deal=deal)
    return _answer(response, actor, deal)


@router.post(
    "/deals/{deal_id}/payments",
    status_code=201,
    tags=["payments"],
    summary="Declare a payment for a signed deal",
    responses=problems(403, 404, 409),
)
def declare_payment(
    response: Response,
    session: Writing,
    actor: SignedIn,
    deal_id: Id,
    form: PaymentForm,
    key: IdempotencyKey = None,
) -> PaymentOut:
    """By the house that was paid; the payer confirms it, and only then it counts."""

    def declare() -> PaymentOut:
        deal = pages.seen(session, actor, deal_id)
        payment = service.declare_deal_payment(session, actor, deal=deal, form=form)
        return PaymentOut.of(actor, payment)

    request = f"payment {deal_id} {form.model_dump_json()}"
    made = once(session, actor, key, request, declare, PaymentOut)
    response.headers["location"] = f"/api/v1/payments/{made.id}"
    return made


def _answer(response: Response, actor: Actor, deal: Deal) -> DealOut:
    tag(response, deal.version)
    return DealOut.of(actor, deal)

"""Payments for programs."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from marketplace.db.paging import after
from marketplace.kit.actor import Actor
from marketplace.payments import policy, queries, service
from marketplace.payments.forms import DisputeForm, RejectForm, ReverseForm
from marketplace.payments.models import Payment
from marketplace.payments.rules import Direction, Level, PaymentState, Purpose
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
)
from marketplace.web.deps import AnyActor, Reading, SignedIn, Writing

router = APIRouter(prefix="/api/v1", tags=["payments"], dependencies=[ApiKey])


class PaymentOut(Out):
    """`bank_reference` and the sentences are null for readers who are not concerned."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "06fq3k9d1v7m2x4a",
                "state": "verified",
                "level": 2,
                "direction": "payment",
                "reverses_id": None,
                "money": {"amount": 1200000000, "currency": "VND"},
                "paid_on": "2026-05-20",
                "purpose": "deal",
                "reference": "06fq3k9d1v7m2x4b",
                "payee_id": "06fq3k9d1v7m2x4c",
                "payer_id": "06fq3k9d1v7m2x4d",
                "related": False,
                "declared_at": "2026-05-20T03:10:00Z",
                "closed_at": "2026-05-21T02:00:00Z",
                "bank_reference": None,
                "reason": None,
                "objection": None,
                "finding": None,
            }
        }
    )

    id: str
    state: PaymentState
    level: int | None = Field(description="0 declared, 2 verified; null once it has fallen away.")
    direction: Direction
    reverses_id: str | None = Field(description="Of a counter-entry: the payment it takes back.")
    money: MoneyOut = Field(description="Always positive; a counter-entry takes it away.")
    paid_on: date
    purpose: Purpose
    reference: str = Field(description="The id of what was paid for.")
    payee_id: str
    payer_id: str
    related: bool
    declared_at: datetime
    closed_at: datetime | None
    bank_reference: str | None
    reason: str | None = Field(description="The payee's, for a counter-entry.")
    objection: str | None = Field(description="The payer's, for disputing.")
    finding: str | None = Field(description="The verifier's, for rejecting.")

    @classmethod
    def of(cls, actor: Actor, payment: Payment) -> "PaymentOut":
        """As this reader may see it."""
        private = policy.can_see_private(actor, payment)
        return cls(
            id=payment.id,
            state=payment.state,
            level=_LEVELS.get(payment.state),
            direction=payment.direction,
            reverses_id=payment.reverses_id,
            money=MoneyOut.of(payment.money),
            paid_on=payment.paid_on,
            purpose=Purpose(payment.purpose),
            reference=payment.reference,
            payee_id=payment.payee_id,
            payer_id=payment.payer_id,
            related=payment.related,
            declared_at=payment.created_at,
            closed_at=payment.closed_at,
            bank_reference=payment.bank_reference if private else None,
            reason=payment.reason if private else None,
            objection=payment.objection if private else None,
            finding=payment.finding if private else None,
        )


_LEVELS = {
    PaymentState.DECLARED: int(Level.V0),
    PaymentState.DISPUTED: int(Level.V0),
    PaymentState.VERIFIED: int(Level.V2),
}


class PaymentQuery(BaseModel):
    state: PaymentState | None = None
    purpose: Purpose | None = None
    reference: str | None = Field(
        default=None, pattern="^[0-9a-z]{16}$", description="The id of what was paid for."
    )
    cursor: Cursor = None
    limit: Limit = 25


@router.get("/payments", summary="List payments", responses=problems())
def list_payments(
    session: Reading, actor: AnyActor, asked: Annotated[PaymentQuery, Query()]
) -> Listing[PaymentOut]:
    """The verified ones, and those that concern the house you act for; the newest first."""
    query = queries.listed(
        actor, state=asked.state, purpose=asked.purpose, reference=asked.reference
    )
    rows, following = after(session, query, Payment.id, asked.cursor, asked.limit)
    return Listing(items=[PaymentOut.of(actor, row) for row in rows], next=following)


@router.get("/payments/{payment_id}", summary="Read a payment", responses=problems(404))
def read(session: Reading, actor: AnyActor, payment_id: Id) -> PaymentOut:
    return PaymentOut.of(actor, queries.payment_for(session, actor, payment_id))


@router.post(
    "/payments/{payment_id}/confirm",
    summary="Confirm that your house paid",
    responses=problems(403, 404, 409),
)
def confirm(session: Writing, actor: SignedIn, payment_id: Id) -> PaymentOut:
    """The payment is verified (V2) and counts in the figures. Refused between related houses."""
    payment = queries.payment_for(session, actor, payment_id)
    return PaymentOut.of(actor, service.confirm_payment(session, actor, payment=payment))


@router.post(
    "/payments/{payment_id}/dispute",
    summary="Say that your house did not pay this",
    responses=problems(403, 404, 409),
)
def dispute(session: Writing, actor: SignedIn, payment_id: Id, form: DisputeForm) -> PaymentOut:
    payment = queries.payment_for(session, actor, payment_id)
    return PaymentOut.of(actor, service.dispute_payment(session, actor, payment=payment, form=form))


@router.post(
    "/payments/{payment_id}/withdraw",
    summary="Withdraw a declaration that is not verified yet",
    responses=problems(403, 404, 409),
)
def withdraw(session: Writing, actor: SignedIn, payment_id: Id) -> PaymentOut:
    payment = queries.payment_for(session, actor, payment_id)
    return PaymentOut.of(actor, service.withdraw_payment(session, actor, payment=payment))


@router.post(
    "/payments/{payment_id}/verify",
    summary="Verify from the evidence, as an outsider",
    responses=problems(403, 404, 409),
)
def verify(session: Writing, actor: SignedIn, payment_id: Id) -> PaymentOut:
    """For finance officers of state houses outside, where parties are related or disagree."""
    payment = queries.payment_for(session, actor, payment_id)
    return PaymentOut.of(actor, service.verify_payment(session, actor, payment=payment))


@router.post(
    "/payments/{payment_id}/reject",
    summary="Reject after looking at the evidence, as an outsider",
    responses=problems(403, 404, 409),
)
def reject(session: Writing, actor: SignedIn, payment_id: Id, form: RejectForm) -> PaymentOut:
    payment = queries.payment_for(session, actor, payment_id)
    return PaymentOut.of(actor, service.reject_payment(session, actor, payment=payment, form=form))


@router.post(
    "/payments/{payment_id}/reverse",
    status_code=201,
    summary="Declare the counter-entry of a verified payment",
    responses=problems(403, 404, 409),
)
def reverse(
    response: Response,
    session: Writing,
    actor: SignedIn,
    payment_id: Id,
    form: ReverseForm,
    idempotency_key: IdempotencyKey = None,
) -> PaymentOut:
    """Answers with the counter-entry. It counts once the payer has confirmed it; both stay."""
    payment = queries.payment_for(session, actor, payment_id)

    def make() -> PaymentOut:
        entry = service.reverse_payment(session, actor, payment=payment, form=form)
        return PaymentOut.of(actor, entry)

    request = f"reverse {payment_id} {form.model_dump_json()}"
    made = once(session, actor, idempotency_key, request, make, PaymentOut)
    response.headers["location"] = f"/api/v1/payments/{made.id}"
    return made

"""Declare, confirm, dispute, verify, take back: the only writer of payments and of the ledger."""

from typing import Any

from sqlalchemy.orm import Session

from marketplace.db.journal import record
from marketplace.houses.models import House
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict
from marketplace.kit.ids import new_id
from marketplace.kit.text import t
from marketplace.payments import events, policy, queries
from marketplace.payments.forms import DisputeForm, PaymentForm, RejectForm, ReverseForm
from marketplace.payments.models import LedgerEntry, Payment
from marketplace.payments.rules import WORKFLOW, Direction, PaymentState, Purpose, balanced


def declare_payment(  # noqa: PLR0913 - each one is a fact of the payment
    session: Session,
    actor: Actor,
    *,
    purpose: str,
    reference: str,
    payee: House,
    payer: House,
    related: bool,
    field: str,
    asset_id: str,
    form: PaymentForm,
) -> Payment:
    """The payee says that money came; it counts as claimed until the payer has confirmed it."""
    policy.can_declare(actor, payee).require()
    if payee.id == payer.id:
        raise Conflict(t("A house does not pay itself."), code="same-house")
    payment = Payment(
        id=new_id(),
        purpose=Purpose(purpose).value,
        reference=reference,
        direction=Direction.PAYMENT,
        payee=payee,
        payee_id=payee.id,
        payer=payer,
        payer_id=payer.id,
        payee_province=payee.province,
        field=field,
        asset_id=asset_id,
        related=related,
        amount=form.money.amount,
        currency=form.money.currency,
        paid_on=form.paid_on,
        bank_reference=form.bank_reference,
        state=PaymentState.DECLARED,
        declared_by=str(actor.person_id),
    )
    session.add(payment)
    record(session, actor, events.PaymentDeclared(**_facts(payment)))
    return payment


def confirm_payment(session: Session, actor: Actor, *, payment: Payment) -> Payment:
    """The payer's one click (V2: confirmed by the counterparty)."""
    payment = queries.locked(session, payment.id)
    policy.can_confirm(actor, payment).require()
    return _verify(session, actor, payment, action="confirm", by="payer")


def dispute_payment(
    session: Session, actor: Actor, *, payment: Payment, form: DisputeForm
) -> Payment:
    """The payer does not agree; from now on a verifier outside decides."""
    payment = queries.locked(session, payment.id)
    policy.can_dispute(actor, payment).require()
    payment.state = WORKFLOW.step(payment.state, "dispute").target
    payment.objection = form.reason
    record(
        session,
        actor,
        events.PaymentDisputed(**_facts(payment)),
        private={"reason": form.reason},
    )
    return payment


def withdraw_payment(session: Session, actor: Actor, *, payment: Payment) -> Payment:
    payment = queries.locked(session, payment.id)
    policy.can_withdraw(actor, payment).require()
    _close(actor, payment, "withdraw")
    record(session, actor, events.PaymentWithdrawn(**_facts(payment)))
    return payment


def verify_payment(session: Session, actor: Actor, *, payment: Payment) -> Payment:
    """By a verifier outside, from the evidence (V2), where the parties' word is not enough."""
    payment = queries.locked(session, payment.id)
    policy.can_verify(actor, payment).require()
    return _verify(session, actor, payment, action="verify", by="verifier")


def reject_payment(
    session: Session, actor: Actor, *, payment: Payment, form: RejectForm
) -> Payment:
    payment = queries.locked(session, payment.id)
    policy.can_reject(actor, payment).require()
    _close(actor, payment, "reject")
    payment.finding = form.reason
    record(
        session,
        actor,
        events.PaymentRejected(**_facts(payment)),
        private={"reason": form.reason},
    )
    return payment


def reverse_payment(
    session: Session, actor: Actor, *, payment: Payment, form: ReverseForm
) -> Payment:
    """Declare the counter-entry of a verified payment; it counts once the payer has agreed.

    It bears the day of the payment it takes back, so that the period is put right in which the
    wrong entry stood; what was known before stays readable by the journal's number.
    """
    payment = queries.locked(session, payment.id)
    policy.can_reverse(actor, payment).require()
    WORKFLOW.step(payment.state, "reverse")
    if queries.counter_entry(session, payment.id):
        raise Conflict(t("A counter-entry has been declared already."), code="reversed-already")
    entry = Payment(
        id=new_id(),
        purpose=payment.purpose,
        reference=payment.reference,
        direction=Direction.REVERSAL,
        reverses_id=payment.id,
        payee=payment.payee,
        payee_id=payment.payee_id,
        payer=payment.payer,
        payer_id=payment.payer_id,
        payee_province=payment.payee_province,
        field=payment.field,
        asset_id=payment.asset_id,
        related=payment.related,
        amount=payment.amount,
        currency=payment.currency,
        paid_on=payment.paid_on,
        state=PaymentState.DECLARED,
        declared_by=str(actor.person_id),
        reason=form.reason,
    )
    session.add(entry)
    record(session, actor, events.PaymentDeclared(**_facts(entry)), private={"reason": form.reason})
    return entry


def mark_related(session: Session, *, purpose: str, reference: str) -> None:
    """The parties turned out to be related: what is not verified yet now needs a verifier.

    The caller records the event that says so; the figures follow that one.
    """
    for payment in queries.all_of(session, purpose=purpose, reference=reference):
        queries.locked(session, payment.id).related = True


def _verify(session: Session, actor: Actor, payment: Payment, *, action: str, by: str) -> Payment:
    _close(actor, payment, action)
    entries = balanced(payment.effect, payer_id=payment.payer_id, payee_id=payment.payee_id)
    session.add_all(
        LedgerEntry(
            payment_id=payment.id,
            house_id=house_id,
            account=account,
            amount=amount,
            currency=payment.currency,
        )
        for house_id, account, amount in entries
    )
    record(session, actor, events.PaymentVerified(**_facts(payment), by=by))
    return payment


def _close(actor: Actor, payment: Payment, action: str) -> None:
    payment.state = WORKFLOW.step(payment.state, action).target
    payment.closed_by, payment.closed_at = actor.person_id, clock.now()


def _facts(payment: Payment) -> dict[str, Any]:
    """What every payment event says of the payment."""
    return {
        "subject_id": payment.id,
        "purpose": payment.purpose,
        "reference": payment.reference,
        "direction": payment.direction.value,
        "money": payment.money,
        "paid_on": payment.paid_on,
        "payee_id": payment.payee_id,
        "payer_id": payment.payer_id,
        "payee_province": payment.payee_province,
        "field": payment.field,
        "asset_id": payment.asset_id,
        "related": payment.related,
        "reverses_id": payment.reverses_id,
    }

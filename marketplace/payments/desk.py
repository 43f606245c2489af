"""Payments on everybody's desk, until somebody has confirmed, verified or rejected them."""

from sqlalchemy import Select

from marketplace.houses.pages import colleagues, house_name
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Waiting, Words
from marketplace.notices.queries import Pile
from marketplace.payments import policy, queries
from marketplace.payments.models import Payment
from marketplace.payments.pages import label_of, title_of
from marketplace.payments.rules import CONFIRMERS, WORKFLOW


def _confirmable(actor: Actor) -> Select[Payment] | None:
    return queries.to_confirm(actor) if queries.may_confirm(actor) else None


def _verifiable(actor: Actor) -> Select[Payment] | None:
    return queries.to_verify(actor) if queries.may_verify(actor) else None


def _to_confirm(_actor: Actor, payment: Payment) -> Waiting:
    return _waiting(payment, house_name(payment.payee), t("Look at it and confirm"))


def _to_verify(_actor: Actor, payment: Payment) -> Waiting:
    parties = t(
        "%(one)s and %(other)s", one=house_name(payment.payee), other=house_name(payment.payer)
    )
    return _waiting(payment, parties, t("Look at the evidence"))


def _unsettled(actor: Actor, payment: Payment) -> Waiting:
    return _waiting(payment, _whom(actor, payment), t("Open the payment"))


def _whom(actor: Actor, payment: Payment) -> Words:
    if policy.needs_verifier(payment):
        return t("A verifier outside")
    if actor.acts_for(payment.payer_id):
        kind = payment.payer.kind
        return colleagues(kind, *CONFIRMERS[kind])
    return house_name(payment.payer)


def _waiting(payment: Payment, whom: Words, label: Words) -> Waiting:
    """Nothing but a dispute or a relation changes an open payment, and both begin the wait anew."""
    party = "verifier" if policy.needs_verifier(payment) else "payer"
    return Waiting(
        kind="payment",
        id=payment.id,
        title=title_of(payment),
        whom=whom,
        steps=[
            label_of(step.action, step.label, payment)
            for step in WORKFLOW.awaited_of(payment.state, party)
        ],
        action=Action(label, f"/payments/{payment.id}"),
        since=payment.changed_at,
    )


PILES = (
    Pile(_confirmable, _to_confirm),
    Pile(_verifiable, _to_verify),
    Pile(queries.unsettled, _unsettled, mine=False),
)

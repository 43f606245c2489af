"""Who may do what with a payment. Nobody verifies one of their own organisation (DOMAIN.md 4)."""

from marketplace.houses.models import House
from marketplace.houses.rules import HouseKind, Role
from marketplace.kit.actor import Actor
from marketplace.kit.decision import Decision, allowed_if, denied, first_denial
from marketplace.kit.text import Text, t
from marketplace.payments.models import Payment
from marketplace.payments.rules import (
    CONFIRMERS,
    DECLARERS,
    VERIFIERS,
    Direction,
    PaymentState,
)


def can_see(actor: Actor, payment: Payment) -> Decision:
    """Verified payments are public; until then only those concerned know of one."""
    return allowed_if(
        payment.state == PaymentState.VERIFIED or bool(can_see_private(actor, payment)),
        t("This payment has not been verified."),
    )


def can_see_private(actor: Actor, payment: Payment) -> Decision:
    """Bank reference and own sentences: the parties, and a verifier where one is asked for."""
    return allowed_if(
        _is_party(actor, payment) or (is_outside(actor, payment) and needs_verifier(payment)),
        t("Only the parties and the verifier read this."),
    )


def can_declare(actor: Actor, payee: House) -> Decision:
    return allowed_if(
        actor.acts_for(payee.id) and actor.has(*DECLARERS[payee.kind]),
        _only(t("Only the house that received the money declares it."), DECLARERS[payee.kind]),
    )


def can_withdraw(actor: Actor, payment: Payment) -> Decision:
    return can_declare(actor, payment.payee)


def can_reverse(actor: Actor, payment: Payment) -> Decision:
    return first_denial(
        can_declare(actor, payment.payee),
        allowed_if(
            payment.direction == Direction.PAYMENT,
            t("A counter-entry cannot be taken back. Declare the payment anew."),
        ),
    )


def can_dispute(actor: Actor, payment: Payment) -> Decision:
    return allowed_if(
        actor.acts_for(payment.payer_id) and actor.has(*CONFIRMERS[payment.payer.kind]),
        _only(t("Only the house that paid can answer this."), CONFIRMERS[payment.payer.kind]),
    )


def can_confirm(actor: Actor, payment: Payment) -> Decision:
    return first_denial(
        can_dispute(actor, payment),
        allowed_if(
            not payment.related,
            t(
                "The two houses are related, so their word alone does not count: "
                "a finance officer of a state house outside verifies it."
            ),
        ),
    )


def can_verify(actor: Actor, payment: Payment) -> Decision:
    if _is_party(actor, payment):
        return denied(t("Nobody verifies a payment of their own organisation."))
    return first_denial(
        allowed_if(
            is_outside(actor, payment),
            t(
                "Only a finance officer of a verified state house that stands neither above "
                "nor below a party verifies payments."
            ),
        ),
        allowed_if(
            needs_verifier(payment),
            t("The payer confirms this payment; a verifier is asked only where they disagree."),
        ),
    )


def can_reject(actor: Actor, payment: Payment) -> Decision:
    return can_verify(actor, payment)


def needs_verifier(payment: Payment) -> bool:
    """Also true of what a verifier has rejected, so that they can read it again."""
    disagreed = payment.state in (PaymentState.DISPUTED, PaymentState.REJECTED)
    return payment.related or disagreed


def is_outside(actor: Actor, payment: Payment) -> bool:
    """A finance officer of a verified state house: no party, and no parent or child of one."""
    house = actor.house
    if house is None or not actor.has(VERIFIERS):
        return False
    parties = {payment.payee_id, payment.payer_id}
    above = {payment.payee.parent_id, payment.payer.parent_id}
    return (
        house.verified
        and house.kind == HouseKind.STATE
        and house.id not in parties | above
        and house.parent_id not in parties
    )


def parties_of(actor: Actor, payment: Payment) -> tuple[str, ...]:
    """The names by which the workflow table knows this actor."""
    return tuple(
        name
        for name, is_one in (
            ("payee", actor.acts_for(payment.payee_id)),
            ("payer", actor.acts_for(payment.payer_id)),
            ("verifier", is_outside(actor, payment) and needs_verifier(payment)),
        )
        if is_one
    )


def _is_party(actor: Actor, payment: Payment) -> bool:
    return actor.acts_for(payment.payee_id) or actor.acts_for(payment.payer_id)


def _only(sentence: Text, roles: tuple[Role, ...]) -> Text:
    """The sentence, with the roles that may where there is such a role."""
    if not roles:
        return sentence
    if len(roles) == 1:
        return t("%(who)s Its %(role)s does it.", who=sentence, role=roles[0].label)
    return t(
        "%(who)s Its %(role)s or %(other)s does it.",
        who=sentence,
        role=roles[0].label,
        other=roles[1].label,
    )

"""Who negotiates, signs and declares money; who sees the terms, and who only the deal."""

from collections.abc import Callable, Mapping

from marketplace.bids.rules import DEALERS
from marketplace.deals.models import Deal
from marketplace.deals.rules import READERS, DealState, Party
from marketplace.houses.rules import SIGNERS, HouseKind
from marketplace.kit.actor import Actor
from marketplace.kit.decision import Decision, allowed_if, denied, first_denial
from marketplace.kit.text import t
from marketplace.payments import policy as payments

_NO_PARTY = t("Only the two houses of this deal do this.")


def party_of(actor: Actor, deal: Deal) -> Party | None:
    if actor.acts_for(deal.seller_id):
        return Party.SELLER
    return Party.BUYER if actor.acts_for(deal.buyer_id) else None


def can_see(actor: Actor, deal: Deal) -> Decision:
    """A signed deal is public (docs/adr/0012); before that its two houses know of it."""
    return allowed_if(
        deal.state == DealState.SIGNED or bool(can_see_terms(actor, deal)),
        t("Your role in this house does not see its contracts."),
    )


def can_see_terms(actor: Actor, deal: Deal) -> Decision:
    return first_denial(
        allowed_if(party_of(actor, deal) is not None, t("The terms are between the two houses.")),
        allowed_if(actor.has(*READERS), t("Your role in this house does not see its contracts.")),
    )


def can_negotiate(actor: Actor, deal: Deal) -> Decision:
    """Propose terms, leave, declare a relation."""
    return first_denial(
        allowed_if(party_of(actor, deal) is not None, _NO_PARTY),
        allowed_if(
            actor.has(*DEALERS),
            t("Your role in this house does not negotiate. Ask a colleague whose role does."),
        ),
    )


def can_propose(actor: Actor, deal: Deal) -> Decision:
    return first_denial(
        can_negotiate(actor, deal),
        allowed_if(
            not deal.signed_by,
            t("One side has signed these terms: sign them too, or leave the deal."),
        ),
    )


def may_sign(actor: Actor) -> bool:
    """Whether the actor signs whatever their house signs."""
    signer = SIGNERS.get(HouseKind(actor.house.kind)) if actor.house else None
    return signer is not None and actor.has(signer)


def can_sign(actor: Actor, deal: Deal) -> Decision:
    party = party_of(actor, deal)
    if party is None or actor.house is None:
        return denied(_NO_PARTY)
    signer = SIGNERS.get(HouseKind(actor.house.kind))
    if signer is None:
        return denied(t("This kind of house signs no contracts."))
    return allowed_if(
        actor.has(signer), t("Only the house's %(role)s signs for it.", role=signer.label)
    )


def can_declare_payment(actor: Actor, deal: Deal) -> Decision:
    """The payee declares, the payer confirms: nobody verifies their own claim."""
    return first_denial(
        allowed_if(party_of(actor, deal) is not None, _NO_PARTY),
        allowed_if(
            party_of(actor, deal) is Party.SELLER,
            t("The house that was paid declares the payment; you confirm it."),
        ),
        payments.can_declare(actor, deal.seller),
    )


STEPS: Mapping[str, Callable[[Actor, Deal], Decision]] = {
    "sign": can_sign,
    "end": can_negotiate,
}
"""Who may take each step of the workflow; `complete` comes with the second signature."""


def parties_in_workflow(actor: Actor, deal: Deal) -> tuple[str, ...]:
    """The actor's names in the workflow's table; none for a stranger."""
    return ("signer", "party") if party_of(actor, deal) else ()


def has_to_sign(actor: Actor, deal: Deal) -> bool:
    """Whether this actor's signature is what the deal waits for."""
    return (
        deal.state == DealState.AGREED
        and bool(can_sign(actor, deal))
        and party_of(actor, deal) not in deal.signed_by
    )

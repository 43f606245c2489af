"""Who bids, who answers, and who sees a bid: the two houses and nobody else."""

from collections.abc import Callable, Mapping

from marketplace.bids.models import Bid
from marketplace.bids.rules import ANSWERERS, DEALERS
from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions.models import Invention
from marketplace.inventions.rules import InventionState
from marketplace.kit.actor import Actor
from marketplace.kit.decision import Decision, allowed_if, denied, first_denial
from marketplace.kit.text import t


def can_bid(actor: Actor, invention: Invention) -> Decision:
    if not actor.signed_in:
        return denied(t("Sign in to make a bid."))
    if actor.house is None:
        return denied(t("Houses make bids. Found yours, or join one that invites you."))
    if actor.house.kind == HouseKind.MONITOR:
        return denied(t("A monitor's house watches the market and bids on nothing."))
    return first_denial(
        allowed_if(
            not actor.acts_for(invention.house_id), t("This invention belongs to your own house.")
        ),
        allowed_if(
            actor.house.verified,
            t("Your house may bid as soon as the operator has verified it."),
        ),
        allowed_if(
            actor.has(*DEALERS),
            t("Your role in this house makes no bids. Ask a colleague whose role does."),
        ),
        allowed_if(
            invention.state == InventionState.LISTED, t("This invention is not listed now.")
        ),
    )


def takes_part(actor: Actor, bid: Bid) -> bool:
    """Whether the actor's house is one of the two that know of the bid."""
    return actor.acts_for(bid.house_id) or actor.acts_for(bid.invention.house_id)


def can_see(actor: Actor, bid: Bid) -> Decision:
    """Those who deal for either house; a researcher sees bids on their own inventions."""
    return allowed_if(
        takes_part(actor, bid) and (actor.has(*DEALERS) or _inventor(actor, bid)),
        t("Your role in this house does not see its bids."),
    )


def can_answer(actor: Actor, bid: Bid) -> Decision:
    return allowed_if(
        actor.acts_for(bid.invention.house_id) and actor.has(*ANSWERERS),
        t("A bid is answered by the owner's transfer officer or head."),
    )


def can_withdraw(actor: Actor, bid: Bid) -> Decision:
    return allowed_if(
        actor.acts_for(bid.house_id) and actor.has(*DEALERS),
        t("A bid is withdrawn by the house that made it."),
    )


STEPS: Mapping[str, Callable[[Actor, Bid], Decision]] = {
    "accept": can_answer,
    "refuse": can_answer,
    "withdraw": can_withdraw,
}
"""Who may take each step of the workflow; the clock takes the others."""


def party(actor: Actor, bid: Bid) -> str:
    """The actor's party in the workflow's table; "" for a stranger."""
    if actor.acts_for(bid.invention.house_id):
        return "owner"
    return "bidder" if actor.acts_for(bid.house_id) else ""


def _inventor(actor: Actor, bid: Bid) -> bool:
    named = {inventor.person_id for inventor in bid.invention.inventors}
    return (
        actor.acts_for(bid.invention.house_id)
        and actor.has(Role.RESEARCHER)
        and actor.person_id in {*named, bid.invention.made_by}
    )

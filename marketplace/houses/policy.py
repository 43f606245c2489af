"""Who may do what with a house."""

from marketplace.houses.models import House
from marketplace.houses.rules import LEADS, HouseState
from marketplace.kit.actor import Actor
from marketplace.kit.decision import Decision, allowed_if
from marketplace.kit.text import t


def can_see(actor: Actor, house: House) -> Decision:
    """Verified houses are public; others are seen by their members and the operator."""
    return allowed_if(
        house.state == HouseState.VERIFIED or actor.acts_for(house.id) or actor.operator,
        t("This house has not been verified yet."),
    )


def can_edit(actor: Actor, house: House) -> Decision:
    return allowed_if(
        actor.acts_for(house.id) and actor.has(LEADS[house.kind]),
        t("Only the house's %(role)s may do this.", role=LEADS[house.kind].label),
    )


def can_see_members(actor: Actor, house: House) -> Decision:
    return allowed_if(
        actor.acts_for(house.id) or actor.operator,
        t("Only members of the house see who belongs to it."),
    )


def can_invite(actor: Actor, house: House) -> Decision:
    return can_edit(actor, house)


def can_leave(actor: Actor, house: House) -> Decision:
    return allowed_if(actor.acts_for(house.id), t("Act for this house first."))


def can_verify(actor: Actor) -> Decision:
    return allowed_if(actor.operator, t("Only the operator verifies houses."))

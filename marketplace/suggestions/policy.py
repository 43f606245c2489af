"""Who may say whether a suggestion is useful, and who reads what was said."""

from marketplace.houses.rules import Role
from marketplace.inventions.models import Invention
from marketplace.inventions.policy import DRAFTERS
from marketplace.kit.actor import Actor
from marketplace.kit.decision import Decision, allowed_if, denied
from marketplace.kit.text import t
from marketplace.needs.models import Need
from marketplace.needs.rules import NeedState
from marketplace.suggestions.rules import Side

JUDGES: tuple[Role, ...] = DRAFTERS
"""Whoever works for a house on what it lacks and offers; not those who only watch or pay."""


def side_of(actor: Actor, need: Need, invention: Invention) -> Side | None:
    """For which of the two houses the actor speaks; the need's first, if both are one."""
    if actor.acts_for(need.house_id):
        return Side.NEED
    return Side.INVENTION if actor.acts_for(invention.house_id) else None


def can_judge(actor: Actor, need: Need, invention: Invention) -> Decision:
    if side_of(actor, need, invention) is None:
        return denied(t("Only the two houses that it would bring together say whether it fits."))
    if not actor.has(*JUDGES):
        return denied(t("Your role in this house does not judge suggestions."))
    return allowed_if(need.state == NeedState.OPEN, t("This need is not open any more."))

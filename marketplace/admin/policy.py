"""Who may open the operator's pages."""

from marketplace.kit.actor import Actor
from marketplace.kit.decision import Decision, allowed_if
from marketplace.kit.text import t


def can_open(actor: Actor) -> Decision:
    return allowed_if(actor.operator, t("Only the operator opens these pages."))

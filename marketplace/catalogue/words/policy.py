"""Who may change how everybody's searches are read."""

from marketplace.kit.actor import Actor
from marketplace.kit.decision import Decision, allowed_if
from marketplace.kit.text import t


def can_change(actor: Actor) -> Decision:
    return allowed_if(actor.operator, t("Only the operator changes the search's words."))

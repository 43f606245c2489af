"""Who brings spreadsheets in, and sees what they hold: whoever may draft for the house."""

from marketplace.interop.imports.models import Batch
from marketplace.inventions.policy import can_draft
from marketplace.kit.actor import Actor
from marketplace.kit.decision import Decision, allowed_if, first_denial
from marketplace.kit.text import t


def can_import(actor: Actor) -> Decision:
    return can_draft(actor)


def can_see(actor: Actor, batch: Batch) -> Decision:
    """Also who may bring it in and take it back; each invention is then asked about by itself."""
    return first_denial(
        allowed_if(actor.acts_for(batch.house_id), t("This import belongs to another house.")),
        can_import(actor),
    )

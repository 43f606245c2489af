"""What of a figure its reader may know: drafts, bids and judgements belong to their houses."""

from marketplace.bids.rules import DEALERS
from marketplace.kit.actor import Actor
from marketplace.kit.decision import Decision, allowed_if
from marketplace.kit.text import t
from marketplace.metrics.rules import ENOUGH_HOUSES, NAMED_ONCE, NEVER_NAMED, Stage


def can_count(actor: Actor, stage: Stage, *, house_id: str | None, houses: int) -> Decision:
    """Whether the number is shown where so many houses' inventions or needs are counted together.

    `house_id` is the one to which the reader has narrowed the figure.
    """
    return allowed_if(
        (stage not in NAMED_ONCE and stage not in NEVER_NAMED)
        or houses >= ENOUGH_HOUSES
        or bool(can_name(actor, stage, house_id=house_id)),
        t("Known only to the houses: counted where at least three of them are counted together."),
    )


def can_name(actor: Actor, stage: Stage, *, house_id: str | None) -> Decision:
    """Whether every record is named, also those that are not public yet; in a list the others are
    left out by `counts.named`."""
    return allowed_if(
        stage not in NEVER_NAMED
        and (stage not in NAMED_ONCE or (actor.acts_for(house_id) and actor.has(*DEALERS))),
        t("Named once it has become public."),
    )

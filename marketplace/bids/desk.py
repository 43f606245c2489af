"""Bids on everybody's desk."""

from marketplace.bids import queries
from marketplace.bids.models import Bid
from marketplace.bids.pages import path_of, title_of
from marketplace.bids.rules import ANSWERERS, WORKFLOW
from marketplace.houses.pages import colleagues, house_name
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Waiting, Words
from marketplace.notices.queries import Pile


def _to_answer(_actor: Actor, bid: Bid) -> Waiting:
    return _waiting(bid, house_name(bid.house), t("Read it and answer"))


def _unanswered(actor: Actor, bid: Bid) -> Waiting:
    owner = bid.invention.house
    ours = actor.acts_for(owner.id)
    whom = colleagues(owner.kind, *ANSWERERS) if ours else house_name(owner)
    return _waiting(bid, whom, t("Open the bid"))


def _waiting(bid: Bid, whom: Words, label: Words) -> Waiting:
    """Accepting and refusing have pages of their own; the bid's page leads to both."""
    return Waiting(
        kind="bid",
        id=bid.id,
        title=t("Bid on “%(title)s”", title=title_of(bid.invention)),
        whom=whom,
        steps=[step.label for step in WORKFLOW.awaited_of(bid.state, "owner")],
        action=Action(label, path_of(bid)),
        since=bid.created_at,
        until=bid.valid_until,
    )


PILES = (
    Pile(queries.to_answer, _to_answer),
    Pile(queries.unanswered, _unanswered, mine=False),
)

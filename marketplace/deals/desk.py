"""Deals on everybody's desk, until both sides have signed."""

from marketplace.bids.pages import title_of
from marketplace.deals import policy, queries
from marketplace.deals.models import Deal
from marketplace.deals.pages import path_of
from marketplace.deals.rules import WORKFLOW, Party
from marketplace.houses.models import House
from marketplace.houses.pages import colleagues, house_name
from marketplace.houses.rules import SIGNERS
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Waiting, Words
from marketplace.notices.queries import Pile


def _to_sign(actor: Actor, deal: Deal) -> Waiting:
    other = deal.buyer if policy.party_of(actor, deal) is Party.SELLER else deal.seller
    sign = Action(t("Read and sign"), f"{path_of(deal)}/sign")
    return _waiting(deal, house_name(other), sign)


def _unsigned(actor: Actor, deal: Deal) -> Waiting:
    """One side's signature is missing, or both are; the reader's own signer stands first."""
    houses = {Party.SELLER: deal.seller, Party.BUYER: deal.buyer}
    missing = [house for party, house in houses.items() if party not in deal.signed_by]
    missing.sort(key=lambda house: not actor.acts_for(house.id))
    first, *others = [_signer(actor, house) for house in missing]
    whom = t("%(one)s and %(other)s", one=first, other=others[0]) if others else first
    return _waiting(deal, whom, Action(t("Open the deal"), path_of(deal)))


def _signer(actor: Actor, house: House) -> Words:
    ours = actor.acts_for(house.id)
    return colleagues(house.kind, SIGNERS[house.kind]) if ours else house_name(house)


def _waiting(deal: Deal, whom: Words, action: Action) -> Waiting:
    """Since the deal was made, or since other terms were proposed."""
    return Waiting(
        kind="deal",
        id=deal.id,
        title=t("Deal on “%(title)s”", title=title_of(deal.invention)),
        whom=whom,
        steps=[step.label for step in WORKFLOW.awaited_of(deal.state, "signer")],
        action=action,
        since=max(deal.created_at, deal.sheet.made_at),
    )


PILES = (
    Pile(queries.to_sign, _to_sign),
    Pile(queries.unsigned, _unsigned, mine=False),
)

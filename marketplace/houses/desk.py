"""Houses on everybody's desk: those to verify, and one's own until it is verified."""

from marketplace.houses import queries
from marketplace.houses.models import House
from marketplace.houses.pages import colleagues, house_name
from marketplace.houses.rules import LEADS, WORKFLOW, HouseState
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Waiting, Words
from marketplace.notices.queries import Pile


def _to_verify(_actor: Actor, house: House) -> Waiting:
    return _waiting(house, house.kind.label, t("Look at it and decide"))


def _to_apply(_actor: Actor, house: House) -> Waiting:
    return _waiting(house, t("The operator"), t("Read the reason"))


def _undecided(_actor: Actor, house: House) -> Waiting:
    applied = house.state == HouseState.APPLIED
    whom = t("The operator") if applied else colleagues(house.kind, LEADS[house.kind])
    return _waiting(house, whom, t("Open the house's page"))


def _waiting(house: House, whom: Words, label: Words) -> Waiting:
    party = "operator" if house.state == HouseState.APPLIED else "lead"
    return Waiting(
        kind="house",
        id=house.id,
        title=t("Verification of %(house)s", house=house_name(house)),
        whom=whom,
        steps=[step.label for step in WORKFLOW.awaited_of(house.state, party)],
        action=Action(label, f"/houses/{house.id}"),
        since=house.state_since,
    )


PILES = (
    Pile(queries.to_verify, _to_verify),
    Pile(queries.to_apply, _to_apply),
    Pile(queries.undecided, _undecided, mine=False),
)

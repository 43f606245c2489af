"""What the front page shows: to a visitor what this is, to a member what is new."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.catalogue import queries
from marketplace.houses.models import House
from marketplace.houses.queries import house as house_of
from marketplace.houses.rules import HouseKind, HouseState
from marketplace.inventions.pages import InventionCard, card_of
from marketplace.inventions.policy import can_draft as can_draft_invention
from marketplace.kit.actor import Actor
from marketplace.kit.decision import Decision
from marketplace.kit.text import t
from marketplace.kit.views import Action, Panel, Words
from marketplace.needs.pages import NeedCard, card
from marketplace.needs.policy import can_draft as can_draft_need


@dataclass(frozen=True, slots=True)
class Way:
    """What one of the three houses does here, and its next step."""

    title: Words
    text: Words
    action: Action


@dataclass(frozen=True, slots=True)
class NextStep:
    title: Words
    text: Words
    actions: Sequence[Action]


@dataclass(frozen=True, slots=True)
class HomePage:
    title: Words
    lede: Words | None
    actions: Sequence[Action]
    ways: Sequence[Way]
    next: NextStep | None
    inventions: Sequence[InventionCard]
    needs: Sequence[NeedCard]
    first: Sequence[Panel]
    """What a reader may do at once, before anything else."""
    panels: Sequence[Panel]


FIRST = 50
"""Panels of a smaller order stand at the top."""

WAYS = (
    Way(
        t("Institutes and universities"),
        t("List an invention or a research result, and follow it until somebody uses it."),
        Action(t("Offer an invention"), "/inventions/new"),
    ),
    Way(
        t("Enterprises"),
        t("Say what you lack, bid on what you find, then sign and pay where both sides see it."),
        Action(t("Post a need"), "/needs/new"),
    ),
    Way(
        t("State agencies"),
        t("Watch what came of it: every figure opens into the records behind it."),
        Action(t("Look at the figures"), "/figures"),
    ),
)

_OFFER = Action(t("Offer an invention"), "/inventions/new", tone="primary")
_POST = Action(t("Post a need"), "/needs/new")
_FIGURES = Action(t("Look at the figures"), "/figures")
_DESK = Action(t("My desk"), "/desk")

_BY_KIND: Mapping[HouseKind, Sequence[Action]] = {
    HouseKind.INSTITUTE: (_OFFER, _POST),
    HouseKind.ENTERPRISE: (Action(_POST.label, _POST.href, tone="primary"), _DESK),
    HouseKind.STATE: (_FIGURES, _POST),
    HouseKind.MONITOR: (_FIGURES,),
}
_MAY: Mapping[str, Callable[[Actor], Decision]] = {
    _OFFER.href: can_draft_invention,
    _POST.href: can_draft_need,
}


def home_page(session: Session, actor: Actor, panels: Sequence[Panel]) -> HomePage:
    member = actor.house is not None and actor.house.verified
    known = actor.signed_in
    return HomePage(
        title=t("What is new on the market") if known else t("Research, industry and the State"),
        lede=None
        if known
        else t(
            "On this open market institutes list inventions, enterprises post what they lack and "
            "bid, and the State sees what comes of it. No figure here can be typed in by hand."
        ),
        actions=_actions(actor) if member else (),
        ways=() if known else WAYS,
        next=_next_step(session, actor),
        inventions=[card_of(invention) for invention in queries.latest_inventions(session)],
        needs=[card(actor, need) for need in queries.latest_needs(session)],
        first=[panel for panel in panels if panel.order < FIRST],
        panels=[panel for panel in panels if panel.order >= FIRST],
    )


def _actions(actor: Actor) -> Sequence[Action]:
    """What a house of this kind comes for, without what this role may not do."""
    if actor.house is None:
        return ()
    return [
        action
        for action in _BY_KIND[HouseKind(actor.house.kind)]
        if action.href not in _MAY or _MAY[action.href](actor)
    ]


def _next_step(session: Session, actor: Actor) -> NextStep | None:
    """The one thing that stands between a signed-in person and the market, if anything does."""
    if not actor.signed_in or actor.operator:
        return None
    if actor.house is None:
        return NextStep(
            t("Found your house"),
            t(
                "You act here for an institute, an enterprise or a State agency. Name it in three "
                "answers; if it is here already, ask a colleague to invite you."
            ),
            (Action(t("Found your house"), "/houses/new", tone="primary"),),
        )
    if actor.house.verified:
        return None
    return _waiting(house_of(session, actor.house.id))


def _waiting(house: House) -> NextStep:
    page = f"/houses/{house.id}"
    if house.state == HouseState.REFUSED:
        return NextStep(
            t("%(house)s could not be verified", house=house.named),
            t("The house's page says why. Put it right there and apply again."),
            (Action(t("Open the house's page"), page, tone="primary"),),
        )
    return NextStep(
        t("%(house)s waits for verification", house=house.named),
        t(
            "The operator of the site compares your house with public registers and then writes "
            "to you. Until then you can write drafts, which nobody outside your house sees."
        ),
        (*_drafts(house), Action(t("Open the house's page"), page)),
    )


def _drafts(house: House) -> Sequence[Action]:
    if house.kind == HouseKind.INSTITUTE:
        return (Action(t("Draft an invention"), "/inventions/new", tone="primary"),)
    if house.kind == HouseKind.MONITOR:
        return ()
    return (Action(t("Draft a need"), "/needs/new", tone="primary"),)

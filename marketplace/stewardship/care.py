"""What one listing's page says of who looks after it, to the house's own members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.houses import queries as houses
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Crumb, Form, Panel, Words
from marketplace.stewardship import policy
from marketplace.stewardship.pages import address, freshness, path_of, spoken_title
from marketplace.stewardship.policy import Thing, shelf_of
from marketplace.stewardship.queries import LIVE
from marketplace.stewardship.rules import Deed


@dataclass(frozen=True, slots=True)
class Care:
    """Who looks after one listing, and when it was last confirmed."""

    responsible: str
    confirmed: datetime | None
    stale: Words | None
    actions: Sequence[Action]


@dataclass(frozen=True, slots=True)
class ReassignPage:
    title: Words
    crumbs: Sequence[Crumb]
    form: Form
    action: str
    cancel: str


def reassign_page(thing: Thing, form: Form) -> ReassignPage:
    shelf, path = shelf_of(thing), path_of(thing)
    title, _ = spoken_title(thing)
    return ReassignPage(
        title=t("Who looks after it"),
        crumbs=(Crumb(shelf.label, address(shelf, {})), Crumb(title, path)),
        form=form,
        action=f"{path}/reassign",
        cancel=path,
    )


def care_of(session: Session, actor: Actor, thing: Thing) -> Panel | None:
    """For the house's own members alone."""
    if not actor.acts_for(thing.house_id):
        return None
    names = houses.member_names(session, thing.house_id)
    confirmed, stale = freshness(thing)
    care = Care(
        responsible=names.get(thing.responsible_id or "", ""),
        confirmed=confirmed,
        stale=stale,
        actions=tuple(_care_actions(actor, thing, stale=stale is not None)),
    )
    return Panel("stewardship/_care.html", care, order=45)


def _care_actions(actor: Actor, thing: Thing, *, stale: bool) -> list[Action]:
    path, live = path_of(thing), thing.state == LIVE[shelf_of(thing)]
    may = policy.may_confirm(actor, thing) and live
    confirm = Action(
        Deed.CONFIRM.label, f"{path}/confirm", post=True, tone="primary" if stale else "secondary"
    )
    reassign = Action(t("Re-assign"), f"{path}/reassign")
    return [
        *([confirm] if may else ()),
        *([reassign] if policy.may_reassign(actor, thing) else ()),
    ]

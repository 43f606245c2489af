"""What a person keeps, and the button that keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.catalogue.shortlist import queries
from marketplace.catalogue.shortlist.queries import Seen
from marketplace.catalogue.shortlist.rules import MOST_COMPARED, Thing
from marketplace.inventions.models import Invention
from marketplace.inventions.pages import card_of
from marketplace.inventions.rules import InventionState
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Badge, Crumb, Panel, Words
from marketplace.locale import language
from marketplace.needs.models import Need
from marketplace.needs.pages import card as need_card
from marketplace.needs.rules import NeedState

PATH = "/shortlist"
FILES = (("csv", t("CSV")), ("xlsx", t("Excel")), ("json", t("JSON")))
"""In which shapes lists are taken along."""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """`title` is None for what is no longer on the market; `spoken` is the language of the title.

    `compare` is its id where it can be ticked for the comparison.
    """

    id: str
    href: str
    title: Words | None
    spoken: str
    badge: Badge
    meta: Sequence[Words]
    note: str
    at: datetime
    save: str
    let_go: Action
    compare: str | None


@dataclass(frozen=True, slots=True)
class ShortlistPage:
    rows: Sequence[KeptRow]
    most: int
    exports: Sequence[Crumb]

    @property
    def comparable(self) -> bool:
        return sum(row.compare is not None for row in self.rows) > 1


@dataclass(frozen=True, slots=True)
class KeepPanel:
    """`note` is None where the thing is not kept."""

    action: Action
    note: str | None
    sheet: str | None


def list_page(session: Session, actor: Actor) -> ShortlistPage:
    return ShortlistPage(
        rows=[row(actor, one) for one in queries.own(session, actor)],
        most=MOST_COMPARED,
        exports=[Crumb(label, f"{PATH}/export?format={code}") for code, label in FILES],
    )


def invention_panel(session: Session, actor: Actor, invention: Invention) -> Panel | None:
    if invention.state != InventionState.LISTED:
        return None
    return _panel(session, actor, Thing.INVENTIONS, invention.id)


def need_panel(session: Session, actor: Actor, need: Need) -> Panel | None:
    if need.state == NeedState.DRAFT:
        return None
    return _panel(session, actor, Thing.NEEDS, need.id)


def keep_action(thing: Thing, subject_id: str, *, kept: bool, back: str) -> Action:
    """`back` is where the button stands."""
    path = f"{PATH}/{thing}/{subject_id}"
    if kept:
        return Action(
            t("Take off the shortlist"), f"{path}/remove", post=True, fields={"next": back}
        )
    return Action(t("Put on the shortlist"), path, post=True, fields={"next": back})


def _panel(session: Session, actor: Actor, thing: Thing, subject_id: str) -> Panel:
    """Visitors may press it too: signing in leads back."""
    kept = queries.row(session, actor, subject_id)
    page = f"/{thing}/{subject_id}"
    action = keep_action(thing, subject_id, kept=kept is not None, back=page)
    sheet = f"{page}/sheet" if thing == Thing.INVENTIONS else None
    content = KeepPanel(action, kept.note if kept else None, sheet)
    return Panel("catalogue/_keep.html", content, 55)


def row(actor: Actor, one: Seen) -> KeptRow:
    kept = one.kept
    title, spoken, meta = _shown(actor, one.subject)
    href = f"/{kept.thing}/{kept.subject_id}"
    return KeptRow(
        id=kept.subject_id,
        href=href,
        title=title,
        spoken=spoken,
        badge=Badge(kept.thing.label, "info" if kept.thing == Thing.INVENTIONS else "warning"),
        meta=[part for part in meta if part],
        note=kept.note,
        at=kept.kept_at,
        save=f"{PATH}{href}",
        let_go=keep_action(kept.thing, kept.subject_id, kept=True, back=PATH),
        compare=kept.subject_id if isinstance(one.subject, Invention) else None,
    )


def _shown(
    actor: Actor, subject: Invention | Need | None
) -> tuple[Words | None, str, Sequence[Words]]:
    if isinstance(subject, Invention):
        card = card_of(subject)
        return card.title, language(), (card.house, card.province, card.kind, card.readiness)
    if isinstance(subject, Need):
        need = need_card(actor, subject)
        return need.title, need.spoken, (need.house.label, need.field or "", need.budget or "")
    return None, language(), ()

"""What is like an invention or a need: what was suggested for the same ones.

It follows from the stored suggestions alone, so that no page ranks, and it changes with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.inventions.models import Invention
from marketplace.inventions.pages import InventionCard, card_of
from marketplace.inventions.rules import InventionState
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Panel, Words
from marketplace.locale import language
from marketplace.needs.models import Need
from marketplace.needs.pages import NeedCard
from marketplace.needs.pages import card as need_card
from marketplace.needs.rules import NeedState
from marketplace.suggestions import queries

AFTER_WHAT_FITS = 70


@dataclass(frozen=True, slots=True)
class Like:
    """`spoken` is the language of its title; `shared` is how many both have in common."""

    href: str
    title: Words
    spoken: str
    meta: Sequence[Words]
    shared: int


@dataclass(frozen=True, slots=True)
class Similar:
    title: Words
    why: Words
    rows: Sequence[Like]


def similar_inventions(session: Session, _actor: Actor, invention: Invention) -> Panel | None:
    if invention.state != InventionState.LISTED:
        return None
    rows = [
        _like_invention(card_of(one), shared)
        for one, shared in queries.like_invention(session, invention.id)
    ]
    why = t("They fit open needs that this one fits too, the strongest first.")
    return _panel(Similar(t("Similar inventions"), why, rows))


def similar_needs(session: Session, actor: Actor, need: Need) -> Panel | None:
    if need.state != NeedState.OPEN:
        return None
    rows = [
        _like_need(need_card(actor, one), shared)
        for one, shared in queries.like_need(session, need.id)
    ]
    why = t("Inventions that fit this need fit them too, the strongest first.")
    return _panel(Similar(t("Similar needs"), why, rows))


def _like_invention(card: InventionCard, shared: int) -> Like:
    meta = (card.house, card.kind, card.readiness)
    return Like(card.href, card.title, language(), [part for part in meta if part], shared)


def _like_need(card: NeedCard, shared: int) -> Like:
    meta = (card.house.label, card.field)
    return Like(card.href, card.title, card.spoken, [part for part in meta if part], shared)


def _panel(content: Similar) -> Panel | None:
    return Panel("suggestions/_similar.html", content, AFTER_WHAT_FITS) if content.rows else None

"""Three houses for a need, on its page: who needs it, who can, who would pay with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.inventions.pages import card_of
from marketplace.kit.actor import Actor
from marketplace.kit.text import Text, t
from marketplace.kit.views import Panel, Words
from marketplace.locale import language
from marketplace.needs.models import Need
from marketplace.needs.pages import card as need_card
from marketplace.needs.rules import NeedState
from marketplace.suggestions import queries
from marketplace.suggestions.models import Trio
from marketplace.suggestions.reasons import read_trio
from marketplace.suggestions.why import PartView, parts_of, words_of
from matching import Part

GLANCE = 4
AFTER_SUGGESTIONS = 61

PARTS: Mapping[str, Text] = {
    "can": t("The institute's listing fits the need"),
    "need": t("The payer's own need is like it"),
    "serves": t("The listing fits the payer's need too"),
    "kinds": t("State, institute and enterprise together"),
    "money": t("Both budgets reach the price"),
    "place": t("Need and payer are in one province"),
}


@dataclass(frozen=True, slots=True)
class SideView:
    """One of the three: the house, what speaks for it, the words that do, and their points."""

    label: Words
    house: Words
    house_href: str | None
    title: Words
    href: str
    spoken: str | None
    glance: Sequence[str]
    parts: Sequence[PartView]


@dataclass(frozen=True, slots=True)
class TrioView:
    """`points` of 100; those of `parts` add up to them."""

    points: float
    sides: Sequence[SideView]
    parts: Sequence[PartView]


@dataclass(frozen=True, slots=True)
class Together:
    """`own` is the side that all have in common."""

    own: SideView
    trios: Sequence[TrioView]


def together_panel(session: Session, actor: Actor, need: Need) -> Panel | None:
    """On the page of an open need of the State, or of one for which little fits."""
    found = queries.trios_of(session, need.id) if need.state == NeedState.OPEN else ()
    if not found:
        return None
    trios = [_view(actor, one) for one in found]
    content = Together(_side(actor, t("Who needs it"), need, ()), trios)
    return Panel("suggestions/_together.html", content, order=AFTER_SUGGESTIONS)


def _view(actor: Actor, trio: Trio) -> TrioView:
    reasons = read_trio(trio.why)
    card = card_of(trio.invention)
    can = SideView(
        label=t("Who can"),
        house=card.house,
        house_href=f"/houses/{trio.invention.house_id}",
        title=card.title,
        href=card.href,
        spoken=None,
        glance=_glance(reasons.can),
        parts=parts_of(reasons.can),
    )
    pay = _side(actor, t("Who would pay"), trio.payer_need, reasons.pay)
    labelled = [part for part in reasons.parts if part.name in PARTS]
    return TrioView(
        points=100 * trio.score,
        sides=(can, pay),
        parts=[
            PartView(
                label=PARTS[part.name],
                points=100 * part.weight * part.value,
                most=100 * part.weight,
                terms=(),
                remark=t("Not stated: half of the points.") if part.state == "not-stated" else None,
            )
            for part in labelled
        ],
    )


def _side(actor: Actor, label: Words, need: Need, parts: Sequence[Part]) -> SideView:
    card = need_card(actor, need)
    return SideView(
        label=label,
        house=card.house.label,
        house_href=card.house.href,
        title=card.title,
        href=card.href,
        spoken=card.spoken if card.spoken != language() else None,
        glance=_glance(parts),
        parts=parts_of(parts),
    )


def _glance(parts: Sequence[Part]) -> list[str]:
    return [term.text for term in words_of(parts)][:GLANCE]

"""Inventions side by side: the same questions, each answered by all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from marketplace.catalogue.shortlist.rules import MOST_COMPARED
from marketplace.houses.pages import house_name
from marketplace.inventions import pages, queries
from marketplace.inventions.models import Invention
from marketplace.inventions.pages import CardView
from marketplace.inventions.policy import tiers_for
from marketplace.kit.actor import Actor
from marketplace.kit.money import Money
from marketplace.kit.text import Text, t
from marketplace.kit.views import Crumb, Words
from marketplace.locale import language, say
from marketplace.rulebook.provinces import PROVINCES

Answer = Sequence[Words | Money]
"""Paragraphs; nothing where the house did not answer."""


@dataclass(frozen=True, slots=True)
class Column:
    """`spoken` is the language of its texts."""

    title: Words
    href: str
    house: Crumb
    spoken: str
    without: str
    """The address of the comparison without it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One question; `differs` where not all answer the same."""

    label: Words
    answers: Sequence[Answer]
    differs: bool


@dataclass(frozen=True, slots=True)
class ComparePage:
    columns: Sequence[Column]
    lines: Sequence[Line]
    missing: int
    """How many of those that were asked for this reader may not see."""


def compare_page(session: Session, actor: Actor, asked: Sequence[str]) -> ComparePage:
    """At most four, in the order asked for; what the reader may not see is left out."""
    ids = list(dict.fromkeys(asked))[:MOST_COMPARED]
    seen = queries.seen_by(session, actor, ids)
    there = [one for one in ids if one in seen]
    found = [queries.invention(session, one) for one in there]
    cards = [(one, pages.card_view(one, tiers_for(actor, one))) for one in found]
    return ComparePage(
        columns=[_column(one, card, [i for i in there if i != one.id]) for one, card in cards],
        lines=list(_lines(cards)),
        missing=len(ids) - len(there),
    )


def address(ids: Sequence[str]) -> str:
    query = urlencode([("invention", one) for one in ids])
    return f"/compare?{query}" if query else "/compare"


def _column(invention: Invention, card: CardView, others: Sequence[str]) -> Column:
    house = invention.house
    return Column(
        title=queries.title_in(invention, language()) or pages.UNTITLED,
        href=f"/inventions/{invention.id}",
        house=Crumb(house_name(house), f"/houses/{house.id}"),
        spoken=card.language,
        without=address(others),
    )


def _lines(cards: Sequence[tuple[Invention, CardView]]) -> Iterator[Line]:
    """Without what nobody answers."""
    answered = [_answers(*card) for card in cards]
    for label in dict.fromkeys(label for one in answered for label in one):
        answers = [[part for part in one.get(label, ()) if part] for one in answered]
        said = {tuple(map(_plain, answer)) for answer in answers}
        if said != {()}:
            yield Line(label, answers, differs=len(said) > 1)


def _plain(part: Words | Money) -> object:
    return part if isinstance(part, Money) else say(part)


def _answers(invention: Invention, card: CardView) -> Mapping[Words, Answer]:
    """By question, in the order of the page."""
    return {
        t("Kind"): (invention.kind.label if invention.kind else "",),
        t("Readiness"): (card.readiness or "", card.evidence),
        t("Field"): (invention.field.label if invention.field else "",),
        t("Province or city"): (PROVINCES[invention.house.province].name(language()),),
        **{passage.title: (passage.text,) for passage in card.passages},
        t("On offer"): card.offers,
        t("Asking price"): (*((card.asking,) if card.asking else ()), card.asking_terms),
        **{label: (value,) for label, value in card.right if isinstance(value, Text | str)},
        t("Inventors"): [person.name for person in card.inventors],
        t("Keywords"): (", ".join(card.keywords),),
        t("For members of verified houses"): (card.members,),
    }

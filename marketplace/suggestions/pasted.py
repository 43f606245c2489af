"""A pasted text: what fits it now, and how it becomes a need."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from marketplace.inventions import queries as inventions
from marketplace.inventions.models import Invention
from marketplace.inventions.rules import folded
from marketplace.needs.forms import NeedDraft
from marketplace.suggestions.documents import of_text
from marketplace.suggestions.listings import Listings
from marketplace.suggestions.reasons import Suggested
from marketplace.suggestions.rules import LEAST_SCORE, TOP, MatcherAway
from matching.explaining import reasons
from matching.reactions import Reacting

TITLE_LETTERS = 120
WORDS_LEFT_OUT = 1
"""Of so many words for each language a reader who waits is told what they decide."""


@dataclass(frozen=True, slots=True)
class Compared:
    """`found` holds the listed inventions that fit `text`, the best first, with the parts of each
    score; they were sought among so many `listings`."""

    text: str
    found: Sequence[tuple[Invention, Suggested]]
    listings: int


def compare(session: Session, listings: Listings, text: str, top: int = TOP) -> Compared:
    """Raises `MatcherAway` before the worker has saved its first index."""
    matcher = listings.saved()
    if matcher is None:
        raise MatcherAway
    query = of_text(text)
    ranker = Reacting(matcher, floor=LEAST_SCORE)
    keys = [one.key for one in ranker.rank(query, top)]
    shown = {one.id: one for one in inventions.cards_of(session, keys)}
    explained = map(Suggested, reasons(ranker, query, keys, words=WORDS_LEFT_OUT))
    found = [(shown[one.key], one) for one in explained if one.key in shown]
    return Compared(text, found, len(matcher))


def as_draft(text: str) -> NeedDraft:
    """The first sentence as the title, the whole as the problem."""
    return NeedDraft(title=_title(text), problem=text, language=_language(text))


def _title(text: str) -> str:
    sentence = re.split(r"(?<=[.!?…])\s|\n", text.strip(), maxsplit=1)[0].rstrip(" .")
    line = " ".join(sentence.split())
    if len(line) <= TITLE_LETTERS:
        return line
    return line[:TITLE_LETTERS].rsplit(" ", 1)[0] + "…"


def _language(text: str) -> Literal["vi", "en"]:
    """Vietnamese shows by its marks; without any, by syllables that English does not have."""
    plain = folded(text)
    if plain != " ".join(text.casefold().split()):
        return "vi"
    words = re.findall(r"[a-z]+", plain)
    english = {"the", "and", "of", "to", "is", "are", "a", "in", "we", "our", "for", "with"}
    return "en" if sum(word in english for word in words) * 20 >= len(words) else "vi"

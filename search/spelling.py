"""Another spelling for words that hardly anybody uses, one slip of the finger away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.text import Word, placed, required

SHORTEST = 3
"""Below this a word has more neighbours than letters."""
SHORTEST_RARE = 5
"""Shorter words that somebody uses are what they are: each syllable is next to another one."""
RARE = 2
"""A word in so few documents may be a slip itself."""
COMMONER = 5
"""How many times as common as a rare word another spelling must be."""
MOST_TRIED = 8
MOST_DOUBTFUL = 3
"""Where more words are unknown, no finger slipped."""
MOST_SURE = 6

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Spelling:
    """`exact` is how the word is written with its marks; `uses` counts documents."""

    folded: str
    exact: str
    uses: int

    @property
    def word(self) -> Word:
        return Word(self.exact, self.folded)


@dataclass(frozen=True, slots=True)
class Around:
    """The words beside a doubtful one, and all that are sure."""

    before: Sequence[Word]
    after: Sequence[Word]
    sure: Sequence[Word]

    @classmethod
    def of(cls, term: Word, every: Sequence[Word], sure: Sequence[Word]) -> "Around":
        place = every.index(term)
        return cls(every[max(0, place - 1) : place], every[place + 1 : place + 2], sure)


class Lexicon(Protocol):
    """Knows what everybody may read, and nothing else: no spelling gives away a text for few."""

    def uses(self, terms: Sequence[Word]) -> Mapping[Word, int]:
        """In how many documents each of them stands, with whatever marks."""

    def near(self, term: Word) -> Iterable[Spelling]:
        """The `neighbours` of a word that are in use.

        Each is written with those of the marks in use that are most like what was typed.
        """

    def fit(self, tried: Sequence[Spelling], around: Around) -> Sequence[tuple[int, int]]:
        """In how many documents each stands beside its neighbours, and with all that are sure."""


def respelt(lexicon: Lexicon, text: str) -> str | None:
    """`text` with its doubtful words replaced, or None where none of them has a better spelling."""
    found = placed(text)
    every = [place.word for place in found]
    uses = lexicon.uses(required(every))
    doubtful = _doubtful(uses)
    if len(doubtful) > MOST_DOUBTFUL:
        return None
    sure = [term for term in uses if term not in doubtful][:MOST_SURE]
    better = {
        term.folded: _better(lexicon, uses[term], term, Around.of(term, every, sure))
        for term in doubtful
    }
    plain = not any(word.marked for word in every)
    for start, end, word in reversed(found):
        if spelling := better.get(word.folded):
            text = text[:start] + (spelling.folded if plain else spelling.exact) + text[end:]
    return text if any(better.values()) else None


def _doubtful(uses: Mapping[Word, int]) -> Sequence[Word]:
    """The words that nobody uses; if there are none, the longer ones that hardly anybody does.

    Numbers, formulas and symbols are what they are: next to "H01N" lies another class.
    """
    terms = [term for term in uses if term.folded.isalpha()]
    unknown = [term for term in terms if len(term.folded) >= SHORTEST and not uses[term]]
    rare = [term for term in terms if len(term.folded) >= SHORTEST_RARE and uses[term] <= RARE]
    return unknown or rare


def _better(lexicon: Lexicon, uses: int, typed: Word, around: Around) -> Spelling | None:
    """The neighbour that fits best with the words around it, else the likeliest slip."""
    found = [one for one in lexicon.near(typed) if one.uses > COMMONER * uses]
    found.sort(key=lambda one: (_unlikeliness(typed.folded, one.folded), -one.uses, one.folded))
    tried = found[:MOST_TRIED]
    fits = lexicon.fit(tried, around)
    pairs = list(zip(fits, tried, strict=True))
    return max(pairs, key=lambda pair: pair[0])[1] if pairs else None


def _unlikeliness(typed: str, meant: str) -> tuple[bool, bool]:
    """People seldom miss the first letter, and more often swap two than hit a wrong one."""
    return typed[0] != meant[0], sorted(typed) != sorted(meant)


def likest(typed: Word, forms: Mapping[str, int]) -> str:
    """Of the ways in which a word is written, with their uses, the one most like what was typed."""
    return max(
        forms, key=lambda form: (len({*form} & {*typed.exact}), forms[form]), default=typed.folded
    )


def neighbours(word: str) -> Sequence[str]:
    """All that differ from a word by one letter left out, added or changed, or by two swapped."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {
        *(head + tail[1:] for head, tail in cuts if tail),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1),
        *(head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS),
        *(head + letter + tail for head, tail in cuts for letter in _LETTERS),
    }
    return sorted(found - {word, ""})

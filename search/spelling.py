"""Another spelling for words that hardly anybody uses, one slip of the finger away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur

from search.asking import EVERYBODYS, count, narrowed, required, side_by_side, with_words
from search.schema import spelt
from search.text import Word, placed

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


def respelt(searcher: tantivy.Searcher, text: str) -> str | None:
    """`text` with its doubtful words replaced, or None where none of them has a better spelling.

    Only what everybody may read is asked, so that no spelling gives away what a text for few says.
    """
    found = placed(text)
    every = [place.word for place in found]
    used = {term: _spelling(searcher, term.folded, term) for term in required(every)}
    doubtful = _doubtful(used)
    if len(doubtful) > MOST_DOUBTFUL:
        return None
    sure = [term for term in used if term not in doubtful][:MOST_SURE]
    better = {
        term.folded: _better(searcher, used[term], term, _Around.of(term, every, sure))
        for term in doubtful
    }
    plain = not any(word.marked for word in every)
    for start, end, word in reversed(found):
        if spelling := better.get(word.folded):
            text = text[:start] + (spelling.folded if plain else spelling.exact) + text[end:]
    return text if any(better.values()) else None


@dataclass(frozen=True, slots=True)
class _Around:
    """The words beside a doubtful one, and all that are sure."""

    before: Sequence[Word]
    after: Sequence[Word]
    sure: Sequence[Word]

    @classmethod
    def of(cls, term: Word, every: Sequence[Word], sure: Sequence[Word]) -> "_Around":
        place = every.index(term)
        return cls(every[max(0, place - 1) : place], every[place + 1 : place + 2], sure)

    def fits(self, searcher: tantivy.Searcher, spelling: Spelling) -> tuple[int, int]:
        """In how many documents it stands beside its neighbours, and with all that are sure."""
        word = Word(spelling.exact, spelling.folded)
        pairs = [(Occur.Should, pair) for pair in side_by_side([*self.before, word, *self.after])]
        beside = narrowed(tantivy.Query.boolean_query(pairs), EVERYBODYS)
        together = narrowed(with_words([word, *self.sure]), EVERYBODYS)
        return count(searcher, beside), count(searcher, together)


def _doubtful(used: Mapping[Word, Spelling]) -> Sequence[Word]:
    """The words that nobody uses; if there are none, the longer ones that hardly anybody does."""
    uses = {term: one.uses for term, one in used.items() if not term.folded.isdigit()}
    unknown = [term for term in uses if len(term.folded) >= SHORTEST and not uses[term]]
    rare = [term for term in uses if len(term.folded) >= SHORTEST_RARE and uses[term] <= RARE]
    return unknown or rare


def _better(
    searcher: tantivy.Searcher, used: Spelling, typed: Word, around: _Around
) -> Spelling | None:
    """The neighbour that fits best with the words around it, else the likeliest slip."""
    found = [
        spelling
        for folded in neighbours(typed.folded)
        if (spelling := _spelling(searcher, folded, typed)).uses > COMMONER * used.uses
    ]
    found.sort(key=lambda one: (_unlikeliness(typed.folded, one.folded), -one.uses, one.folded))
    tried = [(around.fits(searcher, one), one) for one in found[:MOST_TRIED]]
    return max(tried, key=lambda pair: pair[0])[1] if tried else None


def _unlikeliness(typed: str, meant: str) -> tuple[bool, bool]:
    """People seldom miss the first letter, and more often swap two than hit a wrong one."""
    return typed[0] != meant[0], sorted(typed) != sorted(meant)


def _spelling(searcher: tantivy.Searcher, folded: str, typed: Word) -> Spelling:
    """With those marks of the ones in use that are most like what was typed, else the commonest."""
    beginning = spelt(folded)
    # The first look costs next to nothing, but also sees what was removed.
    if not searcher.terms_with_prefix("spelt", beginning, limit=1):
        return Spelling(folded, folded, 0)
    uses = {
        term.removeprefix(beginning): uses
        for term, uses in searcher.terms_with_prefix("spelt", beginning, EVERYBODYS)
    }
    exact = max(uses, key=lambda form: len({*form} & {*typed.exact}), default=folded)
    return Spelling(folded, exact, sum(uses.values()))


def neighbours(word: str) -> Iterable[str]:
    """All that differ from a word by one letter left out, added or changed, or by two swapped."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {
        *(head + tail[1:] for head, tail in cuts if tail),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1),
        *(head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS),
        *(head + letter + tail for head, tail in cuts for letter in _LETTERS),
    }
    return sorted(found - {word, ""})

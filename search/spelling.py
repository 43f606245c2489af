"""Another spelling for words that hardly anybody uses, one slip of the finger away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import tantivy

from search.asking import EVERYBODYS, count, narrowed, required, with_words
from search.schema import spelt
from search.text import Word, placed

SHORTEST = 3
"""Below this a word has more neighbours than letters."""
RARE = 2
"""A word in so few documents may be a slip itself."""
COMMONER = 5
"""How many times as common as a rare word another spelling must be."""
MOST_TRIED = 8

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
    sure = [term for term in used if term not in doubtful]
    better = {term.folded: _better(searcher, term, used[term].uses, sure) for term in doubtful}
    plain = not any(word.marked for word in every)
    for start, end, word in reversed(found):
        if spelling := better.get(word.folded):
            text = text[:start] + (spelling.folded if plain else spelling.exact) + text[end:]
    return text if any(better.values()) else None


def _doubtful(used: Mapping[Word, Spelling]) -> Sequence[Word]:
    """The words that nobody uses; if there are none, those that hardly anybody does."""
    uses = {
        term: spelling.uses
        for term, spelling in used.items()
        if len(term.folded) >= SHORTEST and not term.folded.isdigit()
    }
    unknown = [term for term, times in uses.items() if not times]
    return unknown or [term for term, times in uses.items() if times <= RARE]


def _better(
    searcher: tantivy.Searcher, term: Word, uses: int, sure: Sequence[Word]
) -> Spelling | None:
    """The neighbour that stands most often beside the sure words, else the commonest.

    The first letter is the one that people seldom miss.
    """
    found = [
        spelling
        for folded in neighbours(term.folded)
        if (spelling := _spelling(searcher, folded, term)).uses > COMMONER * uses
    ]
    found.sort(key=lambda one: (one.folded[0] != term.folded[0], -one.uses, one.folded))
    if not sure:
        return found[0] if found else None
    together = [(_beside(searcher, one, sure), one) for one in found[:MOST_TRIED]]
    return max(together, key=lambda pair: pair[0])[1] if together else None


def _beside(searcher: tantivy.Searcher, spelling: Spelling, sure: Sequence[Word]) -> int:
    word = Word(spelling.exact, spelling.folded)
    query = narrowed(with_words([word, *sure]), EVERYBODYS)
    return count(searcher, query)


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

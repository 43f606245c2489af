"""Which words of a text were looked for, always shown on the text as it was put in."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise

from search.base import Part, Passage
from search.candidates import Candidates
from search.text import LANGUAGES, NEITHER, Placed, Word, pattern_for

EXCERPT = 40
"""Words of an excerpt."""
LEAD = 6
"""How many of them stand before the first one that was looked for."""
LETTERS = 12
"""Of a word, as a first guess, with what stands before the next."""
LONGEST = 30
"""Letters between two spaces, such as of a number with its unit, that are not torn apart."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The words looked for; of `beginning`, the last of them, the first letters are enough."""

    candidates: Candidates
    own: Mapping[str, Mapping[str, Word]]
    base: Mapping[str, Mapping[str, Word]]
    """By language, then by the form of each term."""
    beginning: Word | None = None

    @classmethod
    def of(cls, terms: Sequence[Word], beginning: Word | None) -> "Sought":
        languages = (*LANGUAGES, NEITHER)
        return cls(
            Candidates(terms),
            {one: {term.own(one): term for term in terms} for one in languages},
            {one: {term.base(one): term for term in terms} for one in languages},
            beginning,
        )


@dataclass(frozen=True, slots=True)
class Met:
    """A word of a text, and the term that it is."""

    place: Placed
    term: Word


def marked(text: str, language: str, sought: Sought) -> Passage:
    """The whole text."""
    return Passage(_parts(text, _met(text, language, sought)), language)


def meets(text: str, language: str, sought: Sought) -> bool:
    """Whether any of its words was looked for."""
    return bool(_met(text, language, sought))


def best_excerpt(texts: Iterable[tuple[str, str]], sought: Sought) -> Passage | None:
    """The piece that shows most of the terms, of texts with their languages, the first one first.

    Where no term is met it is the beginning; None where there is no text.
    """
    pieces = [_excerpt(text, language, sought) for language, text in texts if text]
    _, best = max(pieces, key=lambda piece: piece[0], default=(0, None))
    return best


def _excerpt(text: str, language: str, sought: Sought) -> tuple[int, Passage]:
    """A piece of the text, and how many of the terms it shows.

    Only the words around are taken apart: a text may be hundreds of times as long.
    """
    met = _met(text, language, sought)
    pattern = pattern_for(text)
    place = _fullest(text, met)
    after = [one.span() for one in islice(pattern.finditer(text, place), EXCERPT + 1)]
    lead = max(LEAD, EXCERPT - len(after))
    before = _spans_before(text, place, lead + 1, pattern)
    cut_before, around = len(before) > lead, [*before[-lead:], *after]
    cut_after = len(around) > EXCERPT
    begin = _whole(text, around[0][0], -1) if cut_before else 0
    end = _whole(text, around[EXCERPT - 1][1], 1) if cut_after else len(text)
    shown = [one for one in met if begin <= one.place.start < end]
    passage = Passage(_parts(text[:end], shown, begin), language, cut_before, cut_after)
    return len({one.term for one in shown}), passage


def _spans_before(
    text: str, place: int, number: int, pattern: re.Pattern[str]
) -> Sequence[tuple[int, int]]:
    """Of the last so many words before a place, or of all that are there."""
    far = number * LETTERS
    while True:
        start = max(0, place - far)
        spans = [one.span() for one in pattern.finditer(text, start, place)]
        if not start or len(spans) > number:  # the first may be only the end of a word
            return spans[-number:]
        far *= 2


def _whole(text: str, place: int, step: int) -> int:
    """The end of what stands together there, such as "0,9" or "2‰"; too long a piece is cut."""
    behind = min(0, step)
    for far in range(LONGEST):
        at = place + far * step + behind
        if not 0 <= at < len(text) or text[at].isspace():
            return at - behind
    return place


def _met(text: str, language: str, sought: Sought) -> Sequence[Met]:
    """The words of a text that are one of the terms.

    Where a term stands as it was typed, words that merely resemble it are left alone: who typed
    "đường" and finds it does not look for "dưỡng".
    """
    found = sought.candidates.in_text(text)
    if not found:
        return ()
    by_own, by_base = sought.own[language], sought.base[language]
    different = {place.word for place in found}
    there = {by_own[own] for word in different if (own := word.own(language)) in by_own}
    beginning = sought.beginning if sought.beginning not in there else None

    def term_of(word: Word) -> Word | None:
        if own := by_own.get(word.own(language)):
            return own
        base = by_base.get(word.base(language))
        if base and not (base.marked and base in there):
            return base
        return beginning if beginning and word.folded.startswith(beginning.folded) else None

    terms = {word: term_of(word) for word in different}
    return [Met(place, term) for place in found if (term := terms[place.word])]


def _fullest(text: str, met: Sequence[Met]) -> int:
    """Where the stretch of words begins that holds most different terms; 0 if there are none.

    Words are counted by the blanks between them, which is near enough to choose by.
    """
    if len({one.term for one in met}) < 2:
        return met[0].place.start if met else 0
    starts = [one.place.start for one in met]
    blanks = (text.count(" ", one, other) for one, other in pairwise(starts))
    places = [*accumulate(blanks, initial=0)]

    def variety(number: int) -> int:
        last = bisect_left(places, places[number] + EXCERPT - LEAD)
        return len({one.term for one in met[number:last]})

    return starts[max(range(len(places)), key=variety)]


def _parts(text: str, met: Sequence[Met], begin: int = 0) -> Sequence[Part]:
    """`text` from `begin` on, cut where a hit begins or ends."""
    parts, done = [], begin
    for start, end, _ in (one.place for one in met):
        parts += [Part(text[done:start]), Part(text[start:end], hit=True)]
        done = end
    parts.append(Part(text[done:]))
    return tuple(part for part in parts if part.text)

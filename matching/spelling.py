"""Terms as they are written in a document, for people to read."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate

from matching.analysis import (
    EXACT,
    SHARE_OF_SYLLABLES,
    SYLLABLE,
    WORD,
    Occurrence,
    compose,
    fold,
    occurrences,
)
from matching.documents import Document, Term

LETTERED = 0.2
"""From this share of words with such letters on, a line is Vietnamese, full of foreign names."""
VIETNAMESE_LETTER = re.compile("[ăđơư\u1ea0-\u1ef9]")


@lru_cache(maxsize=4096)
def read(text: str) -> tuple[Occurrence, ...]:
    """Kept, because one text is explained for many queries, one after the other."""
    return tuple(occurrences(text))


def spelt(
    document: Document, fields: Mapping[str, float], values: Mapping[str, float]
) -> list[Term]:
    """Terms with their values, spelt as in the field where they weigh most.

    Folded and exact form of a word stand at the same place, and are one term for a reader.
    """
    totals: dict[tuple[str, str], float] = {}
    shown: dict[tuple[str, str], str] = {}
    for term, (_, field, text) in _places(document, fields, values).items():
        spelling = (field, text.lower())
        shown.setdefault(spelling, text)
        totals[spelling] = totals.get(spelling, 0.0) + values[term]
    return [Term(shown[spelling], spelling[0], value) for spelling, value in totals.items()]


@lru_cache(maxsize=1 << 14)
def keys_of(spelling: str) -> frozenset[str]:
    """The folded terms that stand for the whole of a spelling: "Màng lọc" is "mang loc"."""
    whole = (0, len(compose(spelling)))
    return frozenset(
        found.term
        for found in occurrences(spelling)
        if (found.start, found.end) == whole and not found.term.startswith(EXACT)
    )


@lru_cache(maxsize=1 << 12)
def language_of(line: str) -> str:
    """ "vi" or "en", by the shape of its words, or by letters that only Vietnamese has."""
    words = WORD.findall(compose(line))
    shaped = sum(SYLLABLE.fullmatch(fold(word)) is not None for word in words)
    lettered = sum(VIETNAMESE_LETTER.search(word.lower()) is not None for word in words)
    is_vietnamese = shaped >= SHARE_OF_SYLLABLES * len(words) or lettered >= LETTERED * len(words)
    return "vi" if is_vietnamese else "en"


@lru_cache(maxsize=512)
def languages_of(text: str) -> Mapping[str, frozenset[str]]:
    """For each term the languages of the lines where it stands."""
    lines = compose(text).splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    spoken = [language_of(line) for line in lines]
    found: dict[str, set[str]] = {}
    for one in read(text):
        found.setdefault(one.term, set()).add(spoken[bisect_right(starts, one.start) - 1])
    return {term: frozenset(languages) for term, languages in found.items()}


def _places(
    document: Document, fields: Mapping[str, float], wanted: Mapping[str, float]
) -> dict[str, tuple[float, str, str]]:
    """For each wanted term how much it weighs in its best field, the field, its first spelling."""
    places: dict[str, tuple[float, str, str]] = {}
    for field, text in sorted(document.fields.items()):
        there = [found for found in read(text) if found.term in wanted]
        counted = Counter(found.term for found in there)
        composed = compose(text)
        first = {found.term: found for found in reversed(there)}
        for term, found in first.items():
            weight = fields.get(field, 1.0) * counted[term]
            if term not in places or weight > places[term][0]:
                places[term] = (weight, field, composed[found.start : found.end])
    return places

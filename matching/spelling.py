"""Terms as they are written in a document, for people to read."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from matching.analysis import Occurrence, compose, occurrences
from matching.documents import Document, Term


@lru_cache(maxsize=512)
def _read(text: str) -> tuple[Occurrence, ...]:
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


def _places(
    document: Document, fields: Mapping[str, float], wanted: Mapping[str, float]
) -> dict[str, tuple[float, str, str]]:
    """For each wanted term how much it weighs in its best field, the field, its first spelling."""
    places: dict[str, tuple[float, str, str]] = {}
    for field, text in sorted(document.fields.items()):
        there = [found for found in _read(text) if found.term in wanted]
        counted = Counter(found.term for found in there)
        composed = compose(text)
        first = {found.term: found for found in reversed(there)}
        for term, found in first.items():
            weight = fields.get(field, 1.0) * counted[term]
            if term not in places or weight > places[term][0]:
                places[term] = (weight, field, composed[found.start : found.end])
    return places

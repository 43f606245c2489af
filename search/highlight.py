"""Which words of a text were looked for, always shown on the text as it was put in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.base import Part, Passage
from search.text import Placed, Word, placed

EXCERPT = 40
"""Words of an excerpt."""
LEAD = 6
"""How many of them stand before the first one that was looked for."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The words looked for; of `beginning`, the last of them, the first letters are enough."""

    terms: Sequence[Word]
    beginning: Word | None = None


def marked(text: str, language: str, sought: Sought) -> Passage:
    """The whole text."""
    found = placed(text)
    return Passage(_parts(text, found, _met(found, language, sought)), language)


def best_excerpt(texts: Iterable[tuple[str, str]], sought: Sought) -> Passage | None:
    """The piece that shows most of the terms, of texts with their languages, the first one first.

    Where no term is met it is the beginning; None where there is no text.
    """
    pieces = [_excerpt(text, language, sought) for language, text in texts if text]
    _, best = max(pieces, key=lambda piece: piece[0], default=(0, None))
    return best


def _excerpt(text: str, language: str, sought: Sought) -> tuple[int, Passage]:
    """A piece of the text, and how many of the terms it shows."""
    found = placed(text, None if sought.terms else EXCERPT + 1)
    met = _met(found, language, sought)
    first = max(0, min(_fullest(met) - LEAD, len(found) - EXCERPT))
    last = min(len(found), first + EXCERPT)
    begin = found[first].start if first else 0
    end = found[last - 1].end if last < len(found) else len(text)
    met = met[first:last]
    parts = _parts(text[:end], found[first:last], met, begin)
    passage = Passage(parts, language, cut_before=first > 0, cut_after=last < len(found))
    return len({*met} - {None}), passage


def _met(found: Sequence[Placed], language: str, sought: Sought) -> Sequence[Word | None]:
    """For each word of a text the term that it is, if any.

    Where a term stands as it was typed, words that merely resemble it are left alone: who typed
    "đường" and finds it does not look for "dưỡng".
    """
    by_own = {term.own(language): term for term in sought.terms}
    by_base = {term.base(language): term for term in sought.terms}
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
    return [terms[place.word] for place in found]


def _fullest(met: Sequence[Word | None]) -> int:
    """Where the stretch begins that holds most different terms; 0 if there are none."""
    places = [place for place, term in enumerate(met) if term is not None]

    def variety(place: int) -> int:
        return len({*met[place : place + EXCERPT - LEAD]} - {None})

    return max(places, key=variety, default=0)


def _parts(
    text: str, found: Sequence[Placed], met: Sequence[Word | None], begin: int = 0
) -> Sequence[Part]:
    """`text` from `begin` on, cut where a hit begins or ends."""
    parts, done = [], begin
    for place, term in zip(found, met, strict=True):
        if term is None:
            continue
        parts += [Part(text[done : place.start]), Part(text[place.start : place.end], hit=True)]
        done = place.end
    parts.append(Part(text[done:]))
    return tuple(part for part in parts if part.text)

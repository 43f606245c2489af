"""How a question is put to Meilisearch.

Filters decide exactly what is found, because a question itself is read only up to its tenth word;
the words are asked for again for the order of the hits.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from search.attempts import Wanted
from search.base import PUBLIC, Range
from search.meili.rows import EVERY, base, beginning, own, stemmed, value, whole
from search.text import Word, beginning_in, words
from search.wordlists import Term

READ = 10
"""Words of a question that Meilisearch reads."""
MOST_COUNTED = 16
"""Where half of the words are enough, it is half of so many, the rarest ones."""
MOST_WEIGHED = 6
"""So many of them, the rarest again, decide the order."""
STARTS = 3
"""From so many of these on the others are counted."""

CODE, REST = 1_000.0, 1e-9
OTHER_FORM, OTHER_MARKS = 0.9, 1e-3
"""What a hit is worth that has the words in another form; where marks were typed, with others."""

Filter = str


@dataclass(frozen=True, slots=True)
class Ranked:
    """One of the questions whose hits are merged by weight."""

    text: str
    found: Filter
    weight: float
    strategy: str = "all"


@dataclass(frozen=True, slots=True)
class Asked:
    """`found` is all that is found, `ranked` in which order."""

    found: Filter
    ranked: Sequence[Ranked]


def visible_to(tokens: AbstractSet[str]) -> Filter:
    """What the holder of these tokens may read, each subject once."""
    held = _in(map(value, sorted(tokens)))
    return f"readers {held} AND passed_over_by NOT {held}"


def has_value(facet: str, chosen: Iterable[str]) -> Filter:
    """One of them."""
    return f"facets.{facet} {_in(map(value, chosen))}"


def between(name: str, ends: Range) -> Filter:
    low, high = ends
    limits = [
        f'numbers.{name} {sign} "{end + 0.0!r}"'  # there is one zero
        for sign, end in ((">=", low), ("<=", high))
        if end is not None
    ]
    return conjoined([f"numbers.{name} EXISTS", *limits])


def everything(found: Filter = "readers EXISTS") -> Asked:
    """The newest first."""
    return Asked(found, (Ranked(f"{EVERY} ", found, REST),))


def with_all(wanted: Wanted) -> Asked:
    """What has all the words, or one of the codes; codes first."""
    found = words(wanted.text)
    terms = wanted.terms
    ways: dict[float, Filter] = {}
    if wanted.codes:
        ways[CODE] = f"codes {_in(map(value, wanted.codes))}"
    if terms:
        ways[REST] = conjoined(has(term, found) for term in terms)
    if not ways:
        return everything(_NOWHERE)  # signs without a word
    ranked = [Ranked(f"{EVERY} ", way, weight) for weight, way in ways.items()]
    if terms:
        typed = [word for term in terms for word in term[0]]
        ranked += _in_both_forms(typed[:READ], found, ways[REST])
    return Asked(" OR ".join(f"({way})" for way in ways.values()), ranked)


def with_some(wanted: Wanted, counts: Mapping[Term, int], total: int) -> Asked:
    """What has at least so many of the terms, of which `counts` tells in how many rows each is."""
    found = words(wanted.text)
    known = sorted((term for term in counts if counts[term]), key=lambda term: counts[term])
    least = min(wanted.least or 1, MOST_COUNTED // 2)
    if len(known) < least:
        return everything(_NOWHERE)
    rarest = known[:MOST_COUNTED]
    way = at_least([has(term, found) for term in rarest], least)
    weights = {term: math.log(1 + total / counts[term]) ** 2 for term in rarest[:MOST_WEIGHED]}
    return Asked(way, [Ranked(f"{EVERY} ", way, REST), *_from_each(weights, way)])


def has(term: Term, typed: Sequence[Word] = ()) -> Filter:
    """In any field and in any way; of the last word typed the beginning is enough."""
    first, *others = term
    ways = [
        conjoined(has_word(word, begins=word == beginning_in(typed)) for word in first),
        *(conjoined(map(_means, way)) for way in others),
    ]
    return ways[0] if len(ways) == 1 else f"({' OR '.join(f'({way})' for way in ways)})"


def has_word(word: Word, *, begins: bool = False) -> Filter:
    form = f'words = "{stemmed(base(word))}"'
    return f'({form} OR words STARTS WITH "{beginning(word)}")' if begins else form


def _means(word: Word) -> Filter:
    """Words of the same meaning must have their marks."""
    return f'words = "{own(word)}"' if word.marked else has_word(word)


def has_whole(term: Word) -> Filter:
    return f'words = "{whole(term)}"'


def conjoined(filters: Iterable[Filter]) -> Filter:
    return " AND ".join(filters)


def at_least(filters: Sequence[Filter], least: int) -> Filter:
    """So many of these hold: so many of one half and the remainder of the other."""
    if least == len(filters):
        return conjoined(filters)
    if least == 1:
        return " OR ".join(filters)
    half = len(filters) // 2
    halves = filters[:half], filters[half:]
    ways = (
        [(part, number) for part, number in zip(halves, (first, least - first), strict=True)]
        for first in range(max(0, least - len(halves[1])), min(half, least) + 1)
    )
    joined = (
        conjoined(f"({at_least(part, number)})" for part, number in way if number) for way in ways
    )
    return " OR ".join(f"({way})" for way in joined)


def side_by_side(one: Word, other: Word) -> str:
    """A question for what has one right before the other."""
    return f'"{base(one)} {base(other)}"'


def _in_both_forms(terms: Sequence[Word], typed: Sequence[Word], way: Filter) -> Iterator[Ranked]:
    """All that is found, and with more weight what is written as it was typed.

    A space at the end of a question says that its last word is a whole one.
    """
    last = terms[-1]
    grows = last == beginning_in(typed) and base(last) == beginning(last)
    text = " ".join(map(base, terms)) + ("" if grows else " ")
    written = conjoined(f'words = "{own(term)}"' for term in terms)
    yield Ranked(text, f"({way}) AND {written}", 1.0)
    marked = any(term.marked for term in terms)
    yield Ranked(text, way, OTHER_MARKS if marked else OTHER_FORM)


def _from_each(weights: Mapping[Term, float], way: Filter) -> Iterator[Ranked]:
    """Meilisearch leaves out words from the end on, so each start counts other runs of words."""
    terms = list(weights)
    heaviest = sum(weights.values())
    for first in range(min(STARTS, len(terms))):
        run = terms[first:]
        share = sum(weights[term] for term in run) / heaviest
        text = " ".join(base(word) for term in run for word in term[0])
        yield Ranked(f"{text} ", way, share, "last")


def _in(values: Iterable[str]) -> Filter:
    listed = ", ".join(f'"{one}"' for one in dict.fromkeys(values))
    return f"IN [{listed}]"


EVERYBODYS = visible_to({PUBLIC})
_NOWHERE = "readers IN []"

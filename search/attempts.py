"""In which ways a question is put: all its words first, then what comes near."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from search.base import Matched, Query
from search.text import words
from search.wordlists import Term, WordLists

FEW = 2
"""With so few hits another spelling is offered, if it finds more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What has all words of `text`, or at least so many of them; or one of the codes.

    `lists` say which words are meant by others, and which need not be there.
    """

    text: str
    lists: WordLists
    codes: tuple[str, ...] = ()
    least: int | None = None

    @property
    def terms(self) -> Sequence[Term]:
        return self.lists.terms(words(self.text))

    @property
    def matched(self) -> Matched:
        return Matched.ALL if self.least is None else Matched.SOME


@dataclass(frozen=True, slots=True)
class Best:
    """The way that was taken, how much it finds, and another spelling if that finds more."""

    wanted: Wanted
    total: int
    suggestion: str | None = None


def best_attempt(
    query: Query,
    lists: WordLists,
    count: Callable[[Wanted], int],
    respell: Callable[[str], str | None],
) -> Best:
    """The first way that finds something."""
    whole = Wanted(query.text, lists, tuple(query.codes))
    total = count(whole)
    if total > FEW or not query.text.strip():
        return Best(whole, total)
    if other := respell(query.text):
        better = Wanted(other, lists)
        if (more := count(better)) > total:
            return Best(whole, total, other) if total else Best(better, more)
    for part in () if total else _in_part(query.text, lists):
        if some := count(part):
            return Best(part, some)
    return Best(whole, total)


def _in_part(text: str, lists: WordLists) -> Iterator[Wanted]:
    """At least half of the words, else at least one."""
    every = len(Wanted(text, lists).terms)
    for least in dict.fromkeys((math.ceil(every / 2), 1)):
        if least < every:
            yield Wanted(text, lists, least=least)

"""Words of the same meaning, and words that need not be there: lists that a site may change."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from search.text import MOST_WORDS, STOP_WORDS, Word, words

MOST_WAYS = 6
"""Of saying one thing."""

Way = tuple[Word, ...]
Term = tuple[Way, ...]
"""One thing that is looked for: how it was typed, then other ways of saying it."""


@dataclass(frozen=True)
class WordLists:
    """Each of `synonyms` is a row of words or phrases that are looked for together."""

    synonyms: Iterable[Sequence[str]] = ()
    stop_words: frozenset[str] = STOP_WORDS

    def terms(self, typed: Sequence[Word]) -> Sequence[Term]:
        """What must be there, each once: all but stop words, if there is anything else."""
        found: dict[str, Term] = {}
        place = 0
        while place < len(typed):
            term = self._term_at(typed, place)
            if len(term) > 1 or term[0][0].exact not in self.stop_words:
                found.setdefault(" ".join(word.folded for word in term[0]), term)
            place += len(term[0])
        every = list(found.values()) or [((word,),) for word in dict.fromkeys(typed)]
        return every[:MOST_WORDS]

    def _term_at(self, typed: Sequence[Word], place: int) -> Term:
        """The longest row of words that has synonyms, else one word."""
        for length in range(min(self._longest, len(typed) - place), 0, -1):
            own = tuple(typed[place : place + length])
            others = self._ways.get(tuple(word.folded for word in own), ())
            if meant := [ways for known, ways in others if _may_be(own, known)]:
                ways = dict.fromkeys(way for some in meant for way in some)
                return (own, *list(ways)[: MOST_WAYS - 1])
        return ((typed[place],),)

    @cached_property
    def _ways(self) -> Mapping[tuple[str, ...], Sequence[tuple[Way, Sequence[Way]]]]:
        """By how a way is typed without marks: how it is written, and the others of its row."""
        found: dict[tuple[str, ...], list[tuple[Way, Sequence[Way]]]] = defaultdict(list)
        for row in self.synonyms:
            ways = [way for text in row if (way := tuple(words(text)))]
            for own in ways:
                others = [way for way in ways if _folded(way) != _folded(own)]
                found[_folded(own)].append((own, others))
        return found

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._ways), default=0)


def _folded(way: Way) -> tuple[str, ...]:
    return tuple(word.folded for word in way)


def _may_be(typed: Way, known: Way) -> bool:
    """Marks may be left out, but who types others means another word."""
    pairs = zip(typed, known, strict=True)
    return all(not one.marked or one.exact == other.exact for one, other in pairs)


Lists = Callable[[], WordLists]
"""Asked with each question, so that a change needs no restart."""

MARKS = ("!", "-", "+")
REMARK = re.compile(r"(?:^|\s)#")


def edited(given: WordLists, lines: Iterable[str]) -> WordLists:
    """`AI = trí tuệ nhân tạo` is a row of synonyms, `! AI` drops all rows with that word; `- word`
    is a word that need not be there, `+ word` one that must, though the program thinks otherwise.
    Behind a `#` of its own stand remarks. What cannot be read changes nothing.
    """
    rows = [tuple(row) for row in given.synonyms]
    stop_words = set(given.stop_words)
    for line in map(_without_remark, lines):
        text = line[1:].strip()
        if line.startswith("!"):
            rows = [row for row in rows if text.casefold() not in map(str.casefold, row)]
        elif line.startswith("-"):
            stop_words |= {word.exact for word in words(text)}
        elif line.startswith("+"):
            stop_words -= {word.exact for word in words(text)}
        elif "=" in line:
            rows.append(tuple(part.strip() for part in line.split("=")))
    return WordLists(tuple(rows), frozenset(stop_words))


def misread(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The numbers, from 1 on, and the text of those lines that `edited` cannot read."""
    for number, line in enumerate(map(_without_remark, lines), start=1):
        parts = [line[1:]] if line.startswith(MARKS) else line.split("=")
        row = line.startswith(MARKS) or len(parts) > 1
        if line and not (row and all(words(part) for part in parts)):
            yield number, line


def _without_remark(line: str) -> str:
    return REMARK.split(line, maxsplit=1)[0].strip()


def plain() -> WordLists:
    """Without synonyms."""
    return _PLAIN


_PLAIN = WordLists()

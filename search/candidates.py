"""Words of a text that may be the ones looked for, found without taking the whole text apart.

A pattern of their first letters, in all the ways in which they may be written, passes over the rest
many times as fast as each word could be folded and compared.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain

from search.text import Placed, Word, fold, placed, placed_word, stem

MOST_LETTERS = 3
ENDING = 2
"""Words of one stem may differ from it in so many of its last letters."""
_LOOKED_AT = (range(0x2500), range(0xFB00, 0xFB07), range(0xFF00, 0xFFF0))
"""Where letters with marks, ligatures and letters of other widths stand in Unicode."""
_MARKS = r"[\u0300-\u036f]*"
_START = "".join(
    rf"(?<![^\W_]{marks})" for marks in ("", *(r"[\u0300-\u036f]" * n for n in (1, 2)))
)


class Candidates:
    """All words of a text that begin like one of the terms or like its stem."""

    def __init__(self, terms: Sequence[Word]) -> None:
        ways = "|".join(map(_written, sorted({_beginning(term) for term in terms})))
        self._pattern = re.compile(rf"{_START}(?:{ways})(?:[^\W_]{_MARKS})*") if terms else None

    def in_text(self, text: str) -> Sequence[Placed]:
        if self._pattern is None:
            return ()
        if not text.isascii() and _letters().several.search(text):
            return placed(text)
        return [placed_word(match) for match in self._pattern.finditer(text)]


def _beginning(term: Word) -> str:
    return term.folded[: max(1, min(MOST_LETTERS, len(stem(term.folded)) - ENDING))]


def _written(beginning: str) -> str:
    ways = _letters().ways
    return "".join(f"[{re.escape(ways.get(one, one))}]{_MARKS}" for one in beginning)


class _Letters:
    """`ways` is how each plain letter may be written, `several` who stands for more than one."""

    def __init__(self) -> None:
        ways: Mapping[str, list[str]] = defaultdict(list)
        several: list[str] = []
        for letter in map(chr, chain(*_LOOKED_AT)):
            folded = fold(letter)
            if len(folded) == 1:
                ways[folded].append(letter)
            elif folded:
                several.append(letter)
        self.ways = {plain: "".join(written) for plain, written in ways.items()}
        self.several = re.compile(f"[{re.escape(''.join(several))}]")


_letters = cache(_Letters)

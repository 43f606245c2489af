"""Words of a text that may be the ones looked for, found without taking the whole text apart.

A pattern of their first letters passes over the rest many times as fast as each word could be
folded and compared.
"""

import re
import sys
from collections.abc import Sequence
from functools import cache
from itertools import chain

import numpy as np

from search.text import Placed, Word, composed, fold, placed, placed_at, stem

MOST_LETTERS = 3
ENDING = 2
"""Words of one stem may differ from it in so many of its last letters."""
_LOOKED_AT = (range(0x2500), range(0xFB00, 0xFB07), range(0xFF00, 0xFFF0))
"""Where letters with marks, ligatures and letters of other widths stand in Unicode."""
_UNITS = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"


class Candidates:
    """All words of a text that begin like one of the terms or like its stem."""

    def __init__(self, terms: Sequence[Word]) -> None:
        self._beginnings = tuple(sorted({_beginning(term) for term in terms}))
        ways = "|".join(map(re.escape, self._beginnings))
        self._pattern = re.compile(rf"(?:{ways})[^\W_]*")

    def in_text(self, text: str) -> Sequence[Placed]:
        if not self._beginnings:
            return ()
        plain = _plain(text)
        if plain is None:
            return [one for one in placed(text) if one.word.folded.startswith(self._beginnings)]
        # That it begins a word is looked at afterwards: patterns that begin with letters are fast.
        spans = map(re.Match.span, self._pattern.finditer(plain))
        return [
            placed_at(text, start, end)
            for start, end in spans
            if not (start and plain[start - 1].isalnum())
        ]


def _beginning(term: Word) -> str:
    return term.folded[: max(1, min(MOST_LETTERS, len(stem(term.folded)) - ENDING))]


def _plain(text: str) -> str | None:
    """The text without case and marks, letter by letter; None where that cannot be."""
    if text.isascii():
        return text.lower()
    if not composed(text) or _letters().several.search(text):
        return None
    units = np.frombuffer(text.encode(_UNITS, "surrogatepass"), np.uint16)
    return _letters().plain[units].tobytes().decode(_UNITS, "surrogatepass")


class _Letters:
    """`plain` has each letter without case and mark, `several` those that stand for more than one.

    `plain` is a table of UTF-16 units: `str.translate` would take twenty times as long.
    """

    def __init__(self) -> None:
        letters = filter(str.isalnum, map(chr, chain(*_LOOKED_AT)))
        folded = {letter: fold(letter) for letter in letters}
        self.plain = np.arange(1 << 16, dtype=np.uint16)
        for one, way in folded.items():
            if len(way) == 1:
                self.plain[ord(one)] = ord(way)
        several = "".join(one for one, way in folded.items() if len(way) > 1)
        self.several = re.compile(f"[{re.escape(several)}]")


_letters = cache(_Letters)

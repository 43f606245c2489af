"""Words of Vietnamese and English text, in the forms by which they are found."""

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import snowballstemmer

LANGUAGES = ("vi", "en")

LONGEST = 60
"""How many letters of a word count."""

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
# Letters that Unicode does not take apart into a letter and its mark.
_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"})

STOP_WORDS = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "it", "of", "on",
        "or", "that", "the", "this", "to", "with",
        "các", "cho", "của", "là", "những", "và", "với",
    }
)  # fmt: skip
"""Words that need not be there, as typed: without its mark "của" may as well be "cua", the crab."""

_stemmer = snowballstemmer.stemmer("english")
_stemming = threading.Lock()


class Word(NamedTuple):
    """Where a word stands in its text, as written there, and without case and marks."""

    start: int
    end: int
    exact: str
    folded: str

    def base(self, language: str) -> str:
        """The form in which a word of this language is found: English ones by their stem."""
        return stem(self.folded) if language == "en" else self.folded

    def own(self, language: str) -> str:
        """The narrower form, which ranks higher."""
        return self.folded if language == "en" else self.exact

    @property
    def marked(self) -> bool:
        return self.exact != self.folded


def words(text: str, most: int | None = None) -> Sequence[Word]:
    """The words of a text however it is composed; positions are those of `text` itself."""
    return list(islice(_each(text), most))


def _each(text: str) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        exact, folded = _forms(match[0])
        if folded:
            yield Word(*match.span(), exact, folded)


def language_of(text: str) -> str:
    """A guess for text whose language nobody named, by how many of its words carry marks."""
    found = words(text)
    return "vi" if 10 * sum(word.marked for word in found) > len(found) else "en"


@lru_cache(1 << 17)
def _forms(typed: str) -> tuple[str, str]:
    exact = unicodedata.normalize("NFC", typed.casefold())
    # The compatibility form also turns "₄" into "4" and full-width letters into plain ones.
    spread = unicodedata.normalize("NFKD", typed).casefold().translate(_LETTERS)
    return exact[:LONGEST], "".join(filter(str.isalnum, spread))[:LONGEST]


@lru_cache(1 << 16)
def stem(word: str) -> str:
    with _stemming:  # the stemmer keeps the word it works on
        return str(_stemmer.stemWord(word))

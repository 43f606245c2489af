"""Words of Vietnamese and English text, in the forms by which they are found."""

import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

LANGUAGES = ("vi", "en")
NEITHER = ""
"""The language of names, which may be in any."""

LONGEST = 60
"""How many letters of a word count."""

MOST_WORDS = 32
"""Of a question."""
SHORTEST_BEGINNING = 3

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
# The same where no mark stands beside its letter, which takes a fourth of the time.
_COMPOSED = re.compile(r"[^\W_]+")
_ASCII = re.compile(r"[^\W_]+", re.ASCII)
_MARK = re.compile(r"[\u0300-\u036f]")
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
    """A word as it is written, and without case and marks."""

    exact: str
    folded: str

    def base(self, language: str) -> str:
        """The form in which a word of this language is found: by its stem, if it may have one."""
        return self.folded if language == "vi" else stem(self.folded)

    def own(self, language: str) -> str:
        """The narrower form, which ranks higher."""
        return self.folded if language == "en" else self.exact

    @property
    def marked(self) -> bool:
        return self.exact != self.folded


class Placed(NamedTuple):
    """Where a word stands in its text."""

    start: int
    end: int
    word: Word


def words(text: str) -> Sequence[Word]:
    """The words of a text, however it is composed."""
    return [word for typed in pattern_for(text).findall(text) if (word := _word(typed)).folded]


def placed(text: str) -> Sequence[Placed]:
    """The same with their places in `text` itself."""
    found = (placed_at(text, *match.span()) for match in pattern_for(text).finditer(text))
    return [one for one in found if one.word.folded]


def placed_at(text: str, start: int, end: int) -> Placed:
    return Placed(start, end, _word(text[start:end]))


def composed(text: str) -> bool:
    """Whether no letter's mark stands beside it."""
    return text.isascii() or not _MARK.search(text)


def pattern_for(text: str) -> re.Pattern[str]:
    """Of each of its words."""
    if text.isascii():
        return _ASCII
    return _COMPOSED if composed(text) else _WORD


def required(words: Sequence[Word]) -> Sequence[Word]:
    """The words that must be there, each once: all but stop words, if there are others."""
    once = list({word.folded: word for word in words}.values())[:MOST_WORDS]
    return [word for word in once if word.exact not in STOP_WORDS] or once


def beginning_in(words: Sequence[Word]) -> Word | None:
    """The last word, if it is long enough that its beginning may stand for it."""
    last = words[-1] if words else None
    return last if last and len(last.folded) >= SHORTEST_BEGINNING else None


def language_of(text: str) -> str:
    """A guess for text whose language nobody named, by how many of its words carry marks."""
    found = words(text)
    return "vi" if 10 * sum(word.marked for word in found) > len(found) else "en"


@lru_cache(1 << 17)
def _word(typed: str) -> Word:
    exact = unicodedata.normalize("NFC", typed.casefold())
    return Word(exact[:LONGEST], fold(typed)[:LONGEST])


def fold(typed: str) -> str:
    """Letters and digits alone, without case and marks."""
    # The compatibility form also turns "₄" into "4" and full-width letters into plain ones.
    spread = unicodedata.normalize("NFKD", typed).casefold().translate(_LETTERS)
    return "".join(filter(str.isalnum, spread))


@lru_cache(1 << 16)
def stem(word: str) -> str:
    with _stemming:  # the stemmer keeps the word it works on
        return str(_stemmer.stemWord(word))

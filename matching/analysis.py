"""Texts into terms, for Vietnamese, English and both in one text.

Every term is folded: lower case, no tone marks, đ as d, English endings cut off. So a text typed
without its marks yields the same terms, and since only terms are ranked, the same ranking. A word
that has marks yields its exact form besides; `matching.text` lets that one decide between
documents that are equal otherwise.

The language is found line by line from the shape of the folded words, so that it, too, is the
same without marks.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import snowballstemmer

from matching.stopwords import ENGLISH, VIETNAMESE

WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+")
SYLLABLE = re.compile(
    "(?:b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?"
    "(?:a[iouy]?|e[ou]?|i(?:a|eu?|u)?|o(?:a[iouy]?|eo?|i|o)?|u(?:a[uy]?|e|i|o[iu]?|u|y[aeu]?)?"
    "|y(?:eu?)?)(?:c|ch|m|n|ng|nh|p|t)?"
)
EXACT = "="
"""Begins the exact form of a word; no folded term does."""
MARKS = re.compile("[\u0300-\u036f]+")
SHARE_OF_SYLLABLES = 0.6
"""From this share on of syllable-shaped words, a line is Vietnamese; English has about 0.3."""

_stemmer = snowballstemmer.stemmer("english")


class Word(NamedTuple):
    form: str
    exact: str
    shaped: bool
    """Could be a Vietnamese syllable."""
    english_stop: bool
    vietnamese_stop: bool


class Occurrence(NamedTuple):
    """A term and where it stands in the composed text."""

    term: str
    start: int
    end: int


def compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Without capitals and tone marks."""
    bare = MARKS.sub("", unicodedata.normalize("NFD", text.lower()))
    return compose(bare).replace("đ", "d")


@lru_cache(maxsize=1 << 17)
def _word(written: str) -> Word:
    lower = written.lower()
    folded = fold(written)
    return Word(
        form=_stemmer.stemWord(folded),
        exact="" if lower == folded else EXACT + lower,
        shaped=SYLLABLE.fullmatch(folded) is not None,
        english_stop=folded in ENGLISH,
        vietnamese_stop=folded in VIETNAMESE,
    )


def occurrences(text: str) -> list[Occurrence]:
    """The terms of a text: words, their exact forms, and pairs of neighbours."""
    found: list[Occurrence] = []
    start = 0
    for line in compose(text).splitlines(keepends=True):
        matches = list(WORD.finditer(line))
        words = [_word(match[0]) for match in matches]
        spans = [(start + match.start(), start + match.end()) for match in matches]
        found += _vietnamese(words, spans) if _is_vietnamese(words) else _english(words, spans)
        start += len(line)
    return found


def terms(text: str) -> list[str]:
    return [found[0] for found in occurrences(text)]


def _is_vietnamese(words: list[Word]) -> bool:
    return sum(word.shaped for word in words) >= SHARE_OF_SYLLABLES * len(words)


Span = tuple[int, int]


def _english(words: list[Word], spans: list[Span]) -> list[Occurrence]:
    """Stop words are left out, and what stands around them becomes neighbours."""
    kept = [pair for pair in zip(words, spans, strict=True) if not pair[0].english_stop]
    found = _singles(kept)
    found += [
        Occurrence(f"{one.form} {other.form}", start, end)
        for (one, (start, _)), (other, (_, end)) in pairwise(kept)
    ]
    return found


def _vietnamese(words: list[Word], spans: list[Span]) -> list[Occurrence]:
    """A stop word's syllable may be half of a word (trong, cây trồng), so pairs keep it."""
    placed = list(zip(words, spans, strict=True))
    found = _singles([pair for pair in placed if not pair[0].vietnamese_stop])
    found += [
        Occurrence(f"{one.form} {other.form}", start, end)
        for (one, (start, _)), (other, (_, end)) in pairwise(placed)
        if not (one.vietnamese_stop and other.vietnamese_stop)
    ]
    return found


def _singles(placed: list[tuple[Word, Span]]) -> list[Occurrence]:
    found = [Occurrence(word.form, *span) for word, span in placed]
    found += [Occurrence(word.exact, *span) for word, span in placed if word.exact]
    return found

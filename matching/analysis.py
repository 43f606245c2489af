"""Texts into terms, for Vietnamese, English and both in one text.

Every term is folded: lower case, no tone marks, đ as d, English endings cut off. So a text typed
without its marks yields the same terms, and since only terms are ranked, the same ranking. A word
that has marks yields its exact form besides; `matching.text` lets that one decide between
documents that are equal otherwise.

The language is found line by line from the shape of the folded words, so that it, too, is the
same without marks.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
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
PAIR = " "
"""Joins the two words of a pair."""
EXACT = "="
"""Begins the exact form of a word; no folded term does."""
MARKS = re.compile("[\u0300-\u036f]+")
SHARE_OF_SYLLABLES = 0.6
"""From this share on of syllable-shaped words, a line is Vietnamese; English has about 0.3."""
_stemmer = snowballstemmer.stemmer("english")
_one_at_a_time = threading.Lock()  # the stemmer keeps the word in itself while it works


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
def _stem(folded: str) -> str:
    with _one_at_a_time:
        return str(_stemmer.stemWord(folded))


@lru_cache(maxsize=1 << 17)
def _word(written: str) -> Word:
    lower = written.lower()
    folded = fold(written)
    return Word(
        form=_stem(folded),
        exact="" if lower == folded else EXACT + lower,
        shaped=SYLLABLE.fullmatch(folded) is not None,
        english_stop=folded in ENGLISH,
        vietnamese_stop=folded in VIETNAMESE,
    )


def terms(text: str) -> list[str]:
    """The terms of a text: words, their exact forms, and pairs of neighbours."""
    found: list[str] = []
    for line in compose(text).splitlines():
        words = [_word(written) for written in WORD.findall(line)]
        singles, pairs = _chosen(words)
        forms = [word.form for word in words]
        found += [forms[at] for at in singles]
        found += [words[at].exact for at in singles if words[at].exact]
        found += [forms[one] + PAIR + forms[other] for one, other in pairs]
    return found


def occurrences(text: str) -> Iterator[Occurrence]:
    """The same terms, each with the place where it stands."""
    start = 0
    for line in compose(text).splitlines(keepends=True):
        matches = list(WORD.finditer(line))
        words = [_word(match[0]) for match in matches]
        singles, pairs = _chosen(words)
        for one, other in [*zip(singles, singles, strict=True), *pairs]:
            span = (start + matches[one].start(), start + matches[other].end())
            if one != other:
                yield Occurrence(words[one].form + PAIR + words[other].form, *span)
                continue
            yield Occurrence(words[one].form, *span)
            if words[one].exact:
                yield Occurrence(words[one].exact, *span)
        start += len(line)


def is_word(term: str) -> bool:
    """Neither a pair nor an exact form."""
    return PAIR not in term and not term.startswith(EXACT)


def _chosen(words: Sequence[Word]) -> tuple[Sequence[int], list[tuple[int, int]]]:
    """Which words count by themselves, and which two stand together."""
    shaped = sum(word.shaped for word in words)
    if shaped >= SHARE_OF_SYLLABLES * len(words):
        return _vietnamese(words)
    return _english(words)


def _english(words: Sequence[Word]) -> tuple[Sequence[int], list[tuple[int, int]]]:
    """Stop words are left out, and what stands around them becomes neighbours."""
    kept = [at for at, word in enumerate(words) if not word.english_stop]
    return kept, list(pairwise(kept))


def _vietnamese(words: Sequence[Word]) -> tuple[Sequence[int], list[tuple[int, int]]]:
    """A stop word's syllable may be half of a word (trong, cây trồng), so pairs keep it."""
    singles = [at for at, word in enumerate(words) if not word.vietnamese_stop]
    pairs = [
        (one, other)
        for one, other in pairwise(range(len(words)))
        if not (words[one].vietnamese_stop and words[other].vietnamese_stop)
    ]
    return singles, pairs

"""How documents lie in a Meilisearch index, and the index's settings.

Every word stands there in our own forms and in ASCII, so that neither Meilisearch's tokenizer nor
its folding has anything to decide, and both engines find the same.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from search.base import DEEPEST, MOST_VALUES, SearchDocument
from search.hits import originals
from search.text import Word, stem, words

VERSION = 4
"""Counts up with every change of the settings or of what stands in the rows."""

LONGEST_CODED = 200
"""Letters of a word in ASCII; Meilisearch passes over words of more than 250 bytes."""

EVERY = "0every"
"""A word that each row has. Asking for it finds all, in the order of their dates."""

_FIELDS = ("title", "names", "text", "wholes", "every")
_FILTERED = ("id", "subject", "readers", "passed_over_by", "codes", "facets.*")
_ONLY_EQUAL = {"equality": True, "comparison": False}
_DAY_ONE = datetime.fromisoformat("2000-01-01T00:00:00Z")

SETTINGS: Mapping[str, Any] = {
    "searchableAttributes": list(_FIELDS),
    "displayedAttributes": ["id", "stored"],
    "filterableAttributes": [
        {
            "attributePatterns": list(_FILTERED),
            "features": {"facetSearch": False, "filter": _ONLY_EQUAL},
        },
        {
            "attributePatterns": ["words"],
            "features": {"facetSearch": True, "filter": _ONLY_EQUAL},
        },
        {
            "attributePatterns": ["numbers.*"],
            "features": {"facetSearch": False, "filter": {"equality": True, "comparison": True}},
        },
    ],
    "sortableAttributes": ["at", "numbers"],
    "rankingRules": ["sort", "words", "proximity", "attribute", "exactness", "at:desc"],
    # Slips are mended by `search.spelling`; only the search among spellings forgives one letter.
    "typoTolerance": {
        "enabled": True,
        "minWordSizeForTypos": {"oneTypo": 1, "twoTypos": 255},
        "disableOnAttributes": list(_FIELDS),
    },
    "faceting": {"maxValuesPerFacet": MOST_VALUES, "sortFacetValuesBy": {"*": "count"}},
    "pagination": {"maxTotalHits": 1_000 * DEEPEST},  # else totals would stop there
}

Row = Mapping[str, Any]


def coded(word: str) -> str:
    """A word in ASCII letters and digits; beginnings stay beginnings."""
    letters = (one if one.isascii() else f"0{ord(one):x}0" for one in word)
    return "".join(letters)[:LONGEST_CODED]


def value(text: str) -> str:
    """A token, code or facet's value, so that it needs no quoting and no two become one."""
    return f"v{text.encode().hex()}"


def value_of(coded_value: str) -> str:
    return bytes.fromhex(coded_value[1:]).decode()


def subject_of(key: str) -> str:
    """A subject's key as Meilisearch allows it in ids."""
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def base(word: Word) -> str:
    """The form in which a word is found, whatever language its text is in."""
    return coded(stem(word.folded))


def whole(word: Word) -> str:
    """The first three are forms in which a row's `words` hold each of its words.

    The bar ends the word: what stands before it is the beginning that may have been typed.
    """
    return f"{beginning(word)}|"


def beginning(word: Word) -> str:
    return coded(word.folded)


def own(word: Word) -> str:
    """As it is written; without marks that is the whole word."""
    return f"{whole(word)}{word.exact}" if word.marked else whole(word)


def stemmed(form: str) -> str:
    """A base form."""
    return f"={form}"


def rows(subject: Sequence[SearchDocument]) -> Iterable[Row]:
    """The rows of one subject; each is passed over by those who may read a higher one."""
    for place, document in enumerate(subject):
        higher = [other.readers for other in subject if other.tier > document.tier]
        yield _row(document, place, frozenset().union(*higher))


def nothing(row_id: str) -> Row:
    """In the place of a row that nobody finds any more."""
    return {"id": row_id, "readers": []}


def _row(document: SearchDocument, place: int, passed_over_by: frozenset[str]) -> Row:
    subject = subject_of(document.key)
    texts = {
        "title": [words(text) for text in document.titles.values()],
        "names": [words(text) for text in document.names],
        "text": [words(text) for text in document.texts.values()],
    }
    every = {word for found in texts.values() for some in found for word in some}
    return {
        "id": f"{subject}-{place}",
        "subject": subject,
        "readers": _values(document.readers),
        "passed_over_by": _values(passed_over_by),
        "codes": _values(document.codes),
        "facets": {name: _values(chosen) for name, chosen in document.facets.items()},
        "numbers": {name: number + 0.0 for name, number in document.numbers.items()},
        "at": (document.at - _DAY_ONE) // timedelta(microseconds=1),
        "words": sorted({form for word in every for form in _forms(word)}),
        "wholes": " ".join(sorted({beginning(word) for word in every if _has_stem(word)})),
        "every": EVERY,
        "stored": json.dumps(originals(document), ensure_ascii=False),
        **{name: [" ".join(map(base, some)) for some in found] for name, found in texts.items()},
    }


def _values(texts: Iterable[str]) -> list[str]:
    return sorted({value(text) for text in texts})


def _has_stem(word: Word) -> bool:
    """Whether its beginnings are to be found beside its stem."""
    return base(word) != beginning(word)


def _forms(word: Word) -> set[str]:
    return {whole(word), own(word), stemmed(base(word))}

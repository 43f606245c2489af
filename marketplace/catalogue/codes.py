"""What is found whole, in any spelling: a right's number, a class, an ORCID iD, a DOI."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from marketplace.inventions.classes import NotAClass, parents, read_class
from marketplace.inventions.numbers import key
from marketplace.inventions.orcid import NotOrcid, read_orcid

SHORTEST_CLASS = 3
"""Sections of the classification, such as "H", are too wide to be meant."""

# A registrant's prefix and what they made of the rest (ISO 26324), in which case does not count.
_DOI = r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"<>]+"
_IN_TEXT = re.compile(rf"(?<![\w.]){_DOI}", re.ASCII)
_TYPED = re.compile(
    rf"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi[:\s]\s*)?({_DOI})", re.ASCII | re.IGNORECASE
)
_AFTER = ".,;:!?'\u2019\u201d»…"
"""What ends a sentence rather than a DOI."""


def codes_of(text: str) -> Sequence[str]:
    """What the whole of a text that somebody looks for may be."""
    return [*_number(text), *_class(text), *_orcid(text), *_doi(text)]


def number_code(number: str) -> str:
    """The same for the same number of a right in any spelling."""
    return f"number {key(number)}"


def class_codes(symbols: Iterable[str]) -> Sequence[str]:
    return [f"class {symbol}" for symbol in with_parents(symbols)]


def orcid_code(orcid: str) -> str:
    return f"orcid {orcid}"


def doi_codes(texts: Iterable[str]) -> Sequence[str]:
    """Of all DOIs that stand in the texts."""
    found = (_doi_code(doi) for text in texts for doi in _IN_TEXT.findall(text))
    return tuple(dict.fromkeys(found))


def with_parents(symbols: Iterable[str]) -> Sequence[str]:
    """Each symbol with those above it, widest first: "H", "H01", "H01M", "H01M 10/00" and it."""
    return list(dict.fromkeys(one for symbol in symbols for one in (*parents(symbol), symbol)))


def _number(text: str) -> Sequence[str]:
    return [number_code(text)] if any(letter.isdigit() for letter in text) else []


def _class(text: str) -> Sequence[str]:
    try:
        symbol = read_class(text)
    except NotAClass:
        return []
    return [f"class {symbol}"] if len(symbol) >= SHORTEST_CLASS else []


def _orcid(text: str) -> Sequence[str]:
    try:
        return [orcid_code(read_orcid(text))]
    except NotOrcid:
        return []


def _doi(text: str) -> Sequence[str]:
    match = _TYPED.fullmatch(unquote(text.strip()))
    return [_doi_code(match[1])] if match else []


def _doi_code(doi: str) -> str:
    """Without the sentence around it; a closing bracket stays where its opening one stands."""
    doi = doi.rstrip(_AFTER)
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(_AFTER)
    return f"doi {doi.casefold()}"

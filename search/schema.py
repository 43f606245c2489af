"""How documents lie in the embedded index."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import tantivy

from search.base import PUBLIC, SearchDocument
from search.hits import originals
from search.numbers import terms_of
from search.text import LANGUAGES, NEITHER, Word, stem, words

VERSION = 5
"""Counts up with every change of the schema or of what stands in its fields."""

_WORDS = "words"
_DAY_ONE = datetime.fromisoformat("2000-01-01T00:00:00Z")


FIELDS: Mapping[str, str] = {
    **{f"title_{language}": language for language in LANGUAGES},
    **{f"text_{language}": language for language in LANGUAGES},
    "names": NEITHER,
}
"""The fields that words are looked for in, and their languages, each with counts of its own."""


ANYWHERE = "anywhere"
"""The field that holds all words of a document, for whoever only asks whether it has them."""


def whole(word: Word) -> str:
    """In which form `ANYWHERE` holds each word; what begins so begins with it, too."""
    return f"w{word.folded}"


def stemmed(word: Word) -> str:
    """In which form it also holds each word that may be found by its stem."""
    return f"s{stem(word.folded)}"


def own_form(name: str) -> str:
    """The field beside `name` that holds the words' narrower forms."""
    return f"{name}_own"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "readers", "passed_over_by", "codes"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name=_WORDS)
        builder.add_text_field(own_form(name), tokenizer_name=_WORDS, index_option="freq")
    for name in (ANYWHERE, "spelt"):
        builder.add_text_field(name, tokenizer_name=_WORDS, index_option="basic")
    builder.add_json_field("facets", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("numbers", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("at", fast=True)  # in microseconds; dates lie there by the second
    builder.add_float_field("freshness", fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


SCHEMA = _schema()


def prepare(index: tantivy.Index) -> tantivy.Index:
    """What an index has to be told each time it is opened."""
    whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_WORDS, whitespace)
    index.config_reader("manual")
    return index


def rows(subject: Sequence[SearchDocument]) -> Iterable[tantivy.Document]:
    """The documents of one subject; each is passed over by those who may read a higher one."""
    for document in subject:
        higher = [other.readers for other in subject if other.tier > document.tier]
        yield _row(document, frozenset().union(*higher))


def _row(document: SearchDocument, passed_over_by: frozenset[str]) -> tantivy.Document:
    texts = {
        **{f"title_{language}": text for language, text in document.titles.items()},
        **{f"text_{language}": text for language, text in document.texts.items()},
        "names": "\n".join(document.names),
    }
    found = {name: words(text) for name, text in texts.items()}
    fields = {
        "key": document.key,
        "readers": sorted(document.readers),
        "passed_over_by": sorted(passed_over_by),
        "codes": list(document.codes),
        ANYWHERE: _everything(found),
        "spelt": _spellings(found.values()) if PUBLIC in document.readers else "",
        "facets": {name: list(values) for name, values in document.facets.items() if values},
        "numbers": list(terms_of(document.numbers)),
        "at": (document.at - _DAY_ONE) // timedelta(microseconds=1),
        "freshness": freshness(document.at),
        "stored": json.dumps(originals(document), ensure_ascii=False).encode(),
    }
    for name, some in found.items():
        language = FIELDS[name]
        fields[name] = " ".join(word.base(language) for word in some)
        fields[own_form(name)] = " ".join(word.own(language) for word in some)
    return tantivy.Document.from_dict(fields, SCHEMA)


def _everything(found: Mapping[str, Sequence[Word]]) -> str:
    every = [(word, FIELDS[name]) for name, some in found.items() for word in some]
    wholes = {whole(word) for word, _ in every}
    stems = {stemmed(word) for word, language in every if language != "vi"}
    return " ".join(sorted(wholes | stems))


def freshness(at: datetime) -> float:
    """So small that it only decides between hits of nearly the same weight."""
    return max(0.0, (at - _DAY_ONE) / timedelta(days=1) / 100_000)


def spelt(folded: str, exact: str = "") -> str:
    """The term that tells how a folded word is written; its beginning, without `exact`."""
    return f"{folded}|{exact}"


def _spellings(texts: Iterable[Sequence[Word]]) -> str:
    every = (spelt(word.folded, word.exact) for some in texts for word in some)
    return " ".join(dict.fromkeys(every))

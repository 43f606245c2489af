"""How a question is put to the embedded index: who may read, what must match, what weighs more."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import tantivy
from tantivy import Occur

from search.base import PUBLIC, Range
from search.numbers import beginning_of, ends_of
from search.schema import ANYWHERE, FIELDS, SCHEMA, own_form, prepare, stemmed, whole
from search.text import MOST_WORDS, Word, beginning_in
from search.wordlists import Term

Asked = tantivy.Query
_PARSER = prepare(tantivy.Index(SCHEMA))
"""Ranges of terms are made by reading a question alone."""

OWN_FORM = 0.5
"""What the narrower form adds, as a share of its field's weight."""
BEGINNING = 0.3
"""What a word is worth of which only the beginning was typed."""
NEIGHBOURS = 0.5
"""What it adds that two words stand side by side as they were typed, as such a share."""
SAME = 0.7
"""What a word of the same meaning is worth."""
CODE = 1000.0
_LAST = "\U0010ffff"
"""Behind every letter."""

WEIGHTS = {"title": 4.0, "names": 3.0, "text": 1.0}
"""Of a word in a field whose name begins so."""


@lru_cache(1_000)
def visible_to(tokens: frozenset[str]) -> Asked:
    """What the holder of these tokens may read, each subject once."""
    return tantivy.Query.boolean_query(
        [
            (Occur.Must, _any_of("readers", tokens)),
            (Occur.MustNot, _any_of("passed_over_by", tokens)),
        ]
    )


def _any_of(name: str, tokens: Iterable[str]) -> Asked:
    """Nearly every document has one: a set of them would be written down for each question."""
    return _either([_has(name, token) for token in sorted(tokens)])


def _has(name: str, term: str) -> Asked:
    return tantivy.Query.term_query(SCHEMA, name, term, index_option="basic")


def _either(queries: Sequence[Asked]) -> Asked:
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(Occur.Should, one) for one in queries])


EVERYBODYS = visible_to(frozenset({PUBLIC}))


def narrowed(query: Asked, *filters: Asked) -> Asked:
    """`query` where all filters hold too; they add nothing to the weight."""
    weightless = [(Occur.Must, tantivy.Query.const_score_query(one, 0.0)) for one in filters]
    return tantivy.Query.boolean_query([(Occur.Must, query), *weightless])


def count(searcher: tantivy.Searcher, query: Asked) -> int:
    found = searcher.search(query, limit=1)
    return int(found.count)  # type: ignore[attr-defined]  # the library's stubs forget it


def has_value(facet: str, values: Sequence[str]) -> Asked:
    """One of them."""
    if len(values) == 1:
        return _has(f"facets.{facet}", values[0])
    return tantivy.Query.term_set_query(SCHEMA, f"facets.{facet}", list(values))


def between(name: str, ends: Range) -> Asked:
    first, last = ends_of(name, *ends)
    return _PARSER.parse_query(f"numbers:[{first} TO {last}]")


def has_number(name: str) -> Asked:
    return tantivy.Query.term_query(SCHEMA, "numbers", beginning_of(name))


def has_code(codes: Sequence[str]) -> Asked:
    return tantivy.Query.const_score_query(
        tantivy.Query.term_set_query(SCHEMA, "codes", list(codes)), CODE
    )


def with_words(words: Sequence[Word], terms: Sequence[Term], *, least: int | None = None) -> Asked:
    """What has all the terms of a row of words, or at least so many of them, by weight."""
    beginning = beginning_in(words)
    matching = _enough([_weighed_ways(term, beginning) for term in terms], least)
    own = [_as_written(word, OWN_FORM) for term in terms for word in term[0]]
    finer = [*own, *side_by_side(words[:MOST_WORDS])]
    return tantivy.Query.boolean_query(
        [(Occur.Must, matching), *((Occur.Should, one) for one in finer)]
    )


def having_words(
    words: Sequence[Word], terms: Sequence[Term], *, least: int | None = None
) -> Asked:
    """The same documents, all of one weight: for whoever only counts them, in half the time."""
    beginning = beginning_in(words)
    return _enough([_either(_ways(term, beginning)) for term in terms], least)


def _enough(terms: Sequence[Asked], least: int | None) -> Asked:
    if least is None:
        return _all_of(terms)
    return tantivy.Query.boolean_query([(Occur.Should, one) for one in terms], least)


def _weighed_ways(term: Term, beginning: Word | None) -> Asked:
    """As it was typed, or with less weight by other words of the same meaning.

    Those must have their marks: who asks for "tea" means "chè", not "che".
    """
    typed, *others = term
    each = [
        [_as_written(word) if word.marked else _weighed_anywhere(word) for word in way]
        for way in others
    ]
    ways = [
        _all_of([_weighed_anywhere(word, begins=word == beginning) for word in typed]),
        *(tantivy.Query.boost_query(_all_of(one), SAME) for one in each),
    ]
    return ways[0] if len(ways) == 1 else tantivy.Query.disjunction_max_query(ways, 0.1)


def _ways(term: Term, beginning: Word | None) -> Sequence[Asked]:
    typed, *others = term
    return [
        _all_of([_anywhere(word, begins=word == beginning) for word in typed]),
        *(
            _all_of([_as_written(word) if word.marked else _anywhere(word) for word in way])
            for way in others
        ),
    ]


def _all_of(queries: Sequence[Asked]) -> Asked:
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(Occur.Must, one) for one in queries])


def _anywhere(term: Word, *, begins: bool = False) -> Asked:
    """Words that are written alike have the same stem."""
    ways = [_has(ANYWHERE, whole(term)), _has(ANYWHERE, stemmed(term))]
    return _either([*ways, _begins(ANYWHERE, whole(term))] if begins else ways)


def _weighed_anywhere(term: Word, *, begins: bool = False) -> Asked:
    """The term in any field; the field where it weighs most decides."""
    alternatives = [
        _weighed(tantivy.Query.term_query(SCHEMA, name, term.base(language)), name)
        for name, language in FIELDS.items()
    ]
    if begins:
        alternatives += [
            _weighed(tantivy.Query.const_score_query(_begins(field, letters), BEGINNING), name)
            for name, field, letters in _beginnings(term)
        ]
    return tantivy.Query.disjunction_max_query(alternatives, 0.1)


def _beginnings(term: Word) -> Iterator[tuple[str, str, str]]:
    """Stems have lost their ends, so that English words are looked up whole.

    Texts weigh least, so that what stands anywhere may pass for what stands in them.
    """
    for name, language in FIELDS.items():
        if not name.startswith("text_"):
            yield name, own_form(name) if language == "en" else name, term.folded
    yield "text", ANYWHERE, whole(term)


def _begins(field: str, letters: str) -> Asked:
    return _PARSER.parse_query(f"{field}:[{letters} TO {letters}{_LAST}]")


def _as_written(term: Word, share: float = 1.0) -> Asked:
    alternatives = [
        _weighed(tantivy.Query.term_query(SCHEMA, own_form(name), term.own(language)), name, share)
        for name, language in FIELDS.items()
    ]
    return tantivy.Query.disjunction_max_query(alternatives, 0.1)


def side_by_side(words: Sequence[Word]) -> Iterable[Asked]:
    """Each two that follow each other, in any field."""
    for one, other in pairwise(words):
        pairs = [
            _weighed(
                tantivy.Query.phrase_query(
                    SCHEMA, name, [one.base(language), other.base(language)]
                ),
                name,
                NEIGHBOURS,
            )
            for name, language in FIELDS.items()
        ]
        yield tantivy.Query.disjunction_max_query(pairs, 0.1)


def _weighed(query: Asked, name: str, share: float = 1.0) -> Asked:
    kind = name.partition("_")[0]
    return tantivy.Query.boost_query(query, share * WEIGHTS[kind])

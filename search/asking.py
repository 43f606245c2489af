"""How a question is put to the embedded index: who may read, what must match, what weighs more."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

import tantivy
from tantivy import Occur

from search.base import PUBLIC, Range
from search.numbers import beginning_of, ends_of
from search.schema import FIELDS, SCHEMA, own_form, prepare
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

WEIGHTS = {"title": 4.0, "names": 3.0, "text": 1.0}
"""Of a word in a field whose name begins so."""


def visible_to(tokens: AbstractSet[str]) -> Asked:
    """What the holder of these tokens may read, each subject once."""
    held = sorted(tokens)
    return tantivy.Query.boolean_query(
        [
            (Occur.Must, tantivy.Query.term_set_query(SCHEMA, "readers", held)),
            (Occur.MustNot, tantivy.Query.term_set_query(SCHEMA, "passed_over_by", held)),
        ]
    )


EVERYBODYS = visible_to({PUBLIC})


def narrowed(query: Asked, *filters: Asked) -> Asked:
    """`query` where all filters hold too; they add nothing to the weight."""
    weightless = [(Occur.Must, tantivy.Query.const_score_query(one, 0.0)) for one in filters]
    return tantivy.Query.boolean_query([(Occur.Must, query), *weightless])


def count(searcher: tantivy.Searcher, query: Asked) -> int:
    found = searcher.search(query, limit=1)
    return int(found.count)  # type: ignore[attr-defined]  # the library's stubs forget it


def has_value(facet: str, values: Sequence[str]) -> Asked:
    """One of them."""
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
    """What has all the terms of a row of words, or at least so many of them."""
    beginning = beginning_in(words)
    each = [_in_any_way(term, beginning) for term in terms]
    if least is None:
        matching = tantivy.Query.boolean_query([(Occur.Must, one) for one in each])
    else:
        matching = tantivy.Query.boolean_query([(Occur.Should, one) for one in each], least)
    own = [_as_written(word, OWN_FORM) for term in terms for word in term[0]]
    finer = [*own, *side_by_side(words[:MOST_WORDS])]
    return tantivy.Query.boolean_query(
        [(Occur.Must, matching), *((Occur.Should, one) for one in finer)]
    )


def _in_any_way(term: Term, beginning: Word | None) -> Asked:
    """As it was typed, or with less weight by other words of the same meaning.

    Those must have their marks: who asks for "tea" means "chè", not "che".
    """
    typed, *others = term
    each = [
        [_as_written(word) if word.marked else _anywhere(word) for word in way] for way in others
    ]
    ways = [
        _all_of([_anywhere(word, begins=word == beginning) for word in typed]),
        *(tantivy.Query.boost_query(_all_of(one), SAME) for one in each),
    ]
    return ways[0] if len(ways) == 1 else tantivy.Query.disjunction_max_query(ways, 0.1)


def _all_of(queries: Sequence[Asked]) -> Asked:
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(Occur.Must, one) for one in queries])


def _anywhere(term: Word, *, begins: bool = False) -> Asked:
    """The term in any field; the field where it weighs most decides."""
    alternatives = [
        _weighed(tantivy.Query.term_query(SCHEMA, name, term.base(language)), name)
        for name, language in FIELDS.items()
    ]
    if begins:
        alternatives += [
            _weighed(tantivy.Query.const_score_query(_begins(name, term.folded), BEGINNING), name)
            for name in FIELDS
        ]
    return tantivy.Query.disjunction_max_query(alternatives, 0.1)


def _begins(name: str, beginning: str) -> Asked:
    """Stems have lost their ends, so that English words are looked up whole."""
    whole = own_form(name) if FIELDS[name] == "en" else name
    return tantivy.Query.fuzzy_term_query(SCHEMA, whole, beginning, distance=0, prefix=True)


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

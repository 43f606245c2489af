"""Answering a question from the embedded index."""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import tantivy
from tantivy import Occur

from search.asking import (
    Asked,
    between,
    has_code,
    has_value,
    having_words,
    narrowed,
    visible_to,
    with_words,
)
from search.attempts import Wanted, best_attempt
from search.base import MOST_VALUES, Facet, Hit, Query, Results
from search.highlight import Sought
from search.hits import hit_of, sought_in
from search.lexicon import Lexicon
from search.ordering import Address, Page, page_of
from search.spelling import respelt
from search.text import words
from search.wordlists import WordLists

_BESIDE = ThreadPoolExecutor(4, "facets")
"""Values are counted while hits are read: tantivy needs no interpreter for it."""


def answer(searcher: tantivy.Searcher, query: Query, lists: WordLists) -> Results:
    readable = visible_to(frozenset(query.readers))
    filters = {name: has_value(name, values) for name, values in query.filters.items()}
    ranges = [between(name, ends) for name, ends in query.ranges.items()]
    always = narrowed(readable, *ranges)

    pages: dict[Wanted, Page] = {}

    def counted(wanted: Wanted) -> int:
        found = narrowed(_asked(wanted, with_words), always, *filters.values())
        pages[wanted] = page_of(searcher, query, found)
        return pages[wanted][0]

    best = best_attempt(query, lists, counted, partial(respelt, Lexicon(searcher)))
    wanted = best.wanted
    found = narrowed(_asked(wanted, having_words), always)
    counted_beside = _BESIDE.submit(_facets, searcher, query.facets, found, filters)
    return Results(
        hits=_hits(searcher, query, pages[wanted][1], sought_in(wanted.text, lists)),
        total=best.total,
        searched=wanted.text,
        matched=wanted.matched,
        suggestion=best.suggestion,
        facets=counted_beside.result(),
    )


def _asked(wanted: Wanted, put: Callable[..., Asked]) -> Asked:
    """Its words are `put` for whoever orders by weight, or for whoever only counts."""
    if not wanted.text.strip():
        return tantivy.Query.all_query()
    found = words(wanted.text)
    ways = [put(found, wanted.terms, least=wanted.least)] if found else []
    if wanted.codes:
        ways.append(has_code(wanted.codes))
    return tantivy.Query.boolean_query([(Occur.Should, way) for way in ways])


def _hits(
    searcher: tantivy.Searcher, query: Query, page: Sequence[Address], sought: Sought
) -> Sequence[Hit]:
    stored = (searcher.doc(address).get_first("stored") or b"{}" for address in page)
    return tuple(hit_of(json.loads(one), query.language, sought) for one in stored)


def _facets(
    searcher: tantivy.Searcher, names: Sequence[str], found: Asked, filters: Mapping[str, Asked]
) -> Mapping[str, Sequence[Facet]]:
    """Each is counted as if its own filter were not set; those without one are counted at once."""
    free = [name for name in names if name not in filters]
    counted = dict(_counted(searcher, free, narrowed(found, *filters.values())))
    for name in set(names) - set(free):
        others = [one for facet, one in filters.items() if facet != name]
        counted |= _counted(searcher, [name], narrowed(found, *others))
    return counted


def _counted(
    searcher: tantivy.Searcher, names: Sequence[str], found: Asked
) -> Mapping[str, Sequence[Facet]]:
    """The commonest value first."""
    asked = {name: {"terms": {"field": f"facets.{name}", "size": MOST_VALUES}} for name in names}
    answers = searcher.aggregate(found, asked) if names else {}
    return {
        name: sorted(
            (Facet(one["key"], one["doc_count"]) for one in answer["buckets"]),
            key=lambda facet: (-facet.count, facet.value),
        )
        for name, answer in answers.items()
    }

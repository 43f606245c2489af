"""Answering a question by Meilisearch."""

import json
from collections.abc import Mapping, Sequence
from functools import partial

from search.attempts import Wanted, best_attempt
from search.base import Facet, Order, Query, Results
from search.hits import hit_of, sought_in
from search.meili.asking import (
    Asked,
    Filter,
    between,
    conjoined,
    everything,
    has,
    has_value,
    visible_to,
    with_all,
    with_some,
)
from search.meili.calls import Calls, Counts, Found, faults
from search.meili.groups import asked_at_once, groups_of
from search.meili.lexicon import Lexicon
from search.meili.rows import value_of
from search.spelling import respelt
from search.text import words
from search.wordlists import WordLists


def answer(calls: Calls, query: Query, lists: WordLists) -> Results:
    """Each way of asking brings its page of hits along, so that one call answers most questions."""
    readable = visible_to(query.readers)
    ranges = [between(name, ends) for name, ends in query.ranges.items()]
    always = conjoined([readable, *ranges])
    filters = {name: has_value(name, values) for name, values in query.filters.items()}
    here = (always, *filters.values())
    pages: dict[Wanted, Found] = {}
    others: dict[Wanted, Filter] = {}

    def count(wanted: Wanted) -> int:
        if query.order == Order.BEST and (groups := groups_of(wanted)):
            pages[wanted] = asked_at_once(calls, query, groups, always, filters)
        else:
            asked = _asked(calls, wanted, here)
            pages[wanted] = _page(calls, query, asked, here)
            others[wanted] = asked.found
        return pages[wanted].total

    best = best_attempt(query, lists, count, partial(respelt, Lexicon(calls)))
    wanted = best.wanted
    page = pages[wanted]
    sought = sought_in(wanted.text, lists)
    facets = dict(page.facets)
    if found := others.get(wanted):
        facets |= _without_own_filter(calls, query, found, always, filters)
    with faults():
        stored = [json.loads(one) for one in page.stored]
        hits = tuple(hit_of(one, query.language, sought) for one in stored)
    return Results(
        hits=hits,
        total=best.total,
        searched=wanted.text,
        matched=wanted.matched,
        suggestion=best.suggestion,
        facets=_facets(query.facets, facets),
    )


def _asked(calls: Calls, wanted: Wanted, here: Sequence[Filter]) -> Asked:
    if not wanted.text.strip():
        return everything()
    if wanted.least is None:
        return with_all(wanted)
    typed = words(wanted.text)
    terms = wanted.terms
    asked = [list(here), *([*here, has(term, typed)] for term in terms)]
    (total, _), *each = calls.counted([{"filter": one} for one in asked])
    counts = {term: number for term, (number, _) in zip(terms, each, strict=True)}
    return with_some(wanted, counts, total)


def _page(calls: Calls, query: Query, asked: Asked, here: Sequence[Filter]) -> Found:
    sort = _sort(query)
    queries = [
        {
            "q": ranked.text,
            "filter": [*here, ranked.found],
            "matchingStrategy": ranked.strategy,
            "attributesToRetrieve": ["stored"],
            "federationOptions": {"weight": ranked.weight},
            **({"sort": sort} if sort else {}),
        }
        for ranked in (everything(asked.found).ranked if sort else asked.ranked)
    ]
    free = [_name(facet) for facet in query.facets if facet not in query.filters]
    return calls.federated(queries, free, offset=query.offset, limit=query.limit)


def _sort(query: Query) -> Sequence[str]:
    """By what the hits are sorted; by nothing, it is by how well they fit."""
    ways = {Order.LOWEST: "asc", Order.HIGHEST: "desc"}
    if way := ways.get(query.order):
        return [f"numbers.{query.by}:{way}", "at:desc"]
    dates = {Order.NEWEST: ["at:desc"], Order.OLDEST: ["at:asc"]}
    return dates.get(query.order, [])


def _without_own_filter(
    calls: Calls, query: Query, found: Filter, always: Filter, filters: Mapping[str, Filter]
) -> Counts:
    """Each facet that is set is counted as if it were not."""
    names = [name for name in query.facets if name in filters]
    asked = [
        {
            "filter": [always, found, *(one for name, one in filters.items() if name != own)],
            "facets": [_name(own)],
        }
        for own in names
    ]
    return {name: one for _, counts in calls.counted(asked) for name, one in counts.items()}


def _facets(names: Sequence[str], counts: Counts) -> Mapping[str, Sequence[Facet]]:
    """The commonest value first."""
    return {
        name: sorted(
            (Facet(value_of(value), count) for value, count in counts.get(_name(name), {}).items()),
            key=lambda facet: (-facet.count, facet.value),
        )
        for name in names
    }


def _name(facet: str) -> str:
    return f"facets.{facet}"

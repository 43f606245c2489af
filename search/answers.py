"""Answering a question from the embedded index: first all its words, then what comes near."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import Occur

from search.asking import (
    Asked,
    beginning_in,
    count,
    has_code,
    has_value,
    narrowed,
    required,
    visible_to,
    with_words,
)
from search.base import Facet, Hit, Matched, Order, Passage, Query, Results
from search.highlight import Sought, best_excerpt, marked
from search.spelling import respelt
from search.text import NEITHER, words

FEW = 2
"""With so few hits another spelling is offered, if it finds more."""
MOST_VALUES = 200
"""Values counted of one facet."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way of putting the question, and how much it finds."""

    text: str
    query: Asked
    count: int
    matched: Matched = Matched.ALL


def answer(searcher: tantivy.Searcher, query: Query) -> Results:
    readable = visible_to(query.readers)
    filters = {name: has_value(name, value) for name, value in query.filters.items()}
    attempt, suggestion = _best_attempt(searcher, query, [readable, *filters.values()])
    found = narrowed(attempt.query, readable)
    return Results(
        hits=_page(searcher, query, narrowed(found, *filters.values()), _sought(attempt.text)),
        total=attempt.count,
        searched=attempt.text,
        matched=attempt.matched,
        suggestion=suggestion,
        facets=_facets(searcher, query.facets, found, filters),
    )


def _best_attempt(
    searcher: tantivy.Searcher, query: Query, filters: Sequence[Asked]
) -> tuple[Attempt, str | None]:
    """The first way that finds something, and another spelling if that finds more."""

    def attempt(text: str, asked: Asked, matched: Matched = Matched.ALL) -> Attempt:
        return Attempt(text, asked, count(searcher, narrowed(asked, *filters)), matched)

    whole = attempt(query.text, _all_of(query.text, query.codes))
    if whole.count > FEW or not query.text.strip():
        return whole, None
    other = respelt(searcher, query.text)
    better = attempt(other, _all_of(other)) if other else whole
    if better.count > whole.count:
        return (whole, better.text) if whole.count else (better, None)
    for asked in () if whole.count else _some_of(query.text):
        part = attempt(query.text, asked, Matched.SOME)
        if part.count:
            return part, None
    return whole, None


def _all_of(text: str, codes: Sequence[str] = ()) -> Asked:
    if not text.strip():
        return tantivy.Query.all_query()
    found = words(text)
    ways = [with_words(found)] if found else []
    if codes:
        ways.append(has_code(codes))
    return tantivy.Query.boolean_query([(Occur.Should, way) for way in ways])


def _some_of(text: str) -> Iterator[Asked]:
    """At least half of the words, else at least one."""
    found = words(text)
    all_of_them = len(required(found))
    for least in dict.fromkeys((math.ceil(all_of_them / 2), 1)):
        if least < all_of_them:
            yield with_words(found, least=least)


def _sought(text: str) -> Sought:
    found = words(text)
    return Sought(required(found), beginning_in(found))


def _page(searcher: tantivy.Searcher, query: Query, found: Asked, sought: Sought) -> Sequence[Hit]:
    """Among hits of nearly the same weight the newer one comes first."""
    newest = query.order == Order.NEWEST or not query.text.strip()
    page = searcher.search(
        found,
        limit=query.limit,
        offset=query.offset,
        count=False,
        order_by_field="at" if newest else None,
        weight_by_field=None if newest else "freshness",
    )
    return tuple(_hit(searcher, address, query.language, sought) for _, address in page.hits)


def _hit(
    searcher: tantivy.Searcher, address: tantivy.DocAddress, language: str, sought: Sought
) -> Hit:
    """Words that stand only in a title of another language are shown in the excerpt."""
    stored: Mapping[str, Any] = json.loads(searcher.doc(address).get_first("stored") or b"{}")
    titles: Mapping[str, str] = stored["titles"]
    texts: Mapping[str, str] = stored["texts"]
    code = language if titles.get(language) else next(iter(titles))
    others = [(other, title) for other, title in titles.items() if other != code]
    own_first = sorted(texts.items(), key=lambda item: item[0] != code)
    return Hit(
        key=stored["key"],
        kind=stored["kind"],
        title=marked(titles[code], code, sought),
        excerpt=best_excerpt([*own_first, *others], sought),
        names=_names_met(stored["names"], sought),
        shown=stored["shown"],
    )


def _names_met(names: Sequence[str], sought: Sought) -> Sequence[Passage]:
    if not sought.terms:
        return ()
    passages = (marked(name, NEITHER, sought) for name in names)
    return tuple(one for one in passages if any(part.hit for part in one.parts))


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

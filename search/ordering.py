"""In which order the embedded index gives what was found."""

from collections.abc import Iterator, Sequence

import tantivy
from tantivy import Occur

from search.asking import Asked, between, count, has_number, narrowed
from search.base import Order, Query
from search.numbers import beginning_of, number_in

Address = tantivy.DocAddress
Page = tuple[int, Sequence[Address]]
"""How much is found, and where the documents of one page are."""


def page_of(searcher: tantivy.Searcher, query: Query, found: Asked) -> Page:
    """In the order that is asked for."""
    if query.order in {Order.LOWEST, Order.HIGHEST}:
        return _by_number(searcher, query, found)
    if query.order == Order.BEST and query.text.strip():
        return _best(searcher, query, found)
    return _by_date(searcher, found, query.offset, query.limit, oldest=query.order == Order.OLDEST)


def _best(searcher: tantivy.Searcher, query: Query, found: Asked) -> Page:
    """Among hits of nearly the same weight the newer one comes first."""
    page = searcher.search(
        found, limit=query.limit, offset=query.offset, weight_by_field="freshness"
    )
    return _page(page)


def _by_date(
    searcher: tantivy.Searcher, found: Asked, offset: int, limit: int, *, oldest: bool = False
) -> Page:
    order = tantivy.Order.Asc if oldest else tantivy.Order.Desc
    return _page(
        searcher.search(found, limit=limit, offset=offset, order_by_field="at", order=order)
    )


def _page(answer: tantivy.SearchResult) -> Page:
    total = int(answer.count)  # type: ignore[attr-defined]  # the library's stubs forget it
    return total, [address for _, address in answer.hits]


def _by_number(searcher: tantivy.Searcher, query: Query, found: Asked) -> Page:
    """Group by group of those that have the same number; only those on the page are searched."""
    page: list[Address] = []
    passed = 0
    for group, size in _groups(searcher, query, found):
        offset = max(0, query.offset - passed)
        missing = query.limit - len(page)
        if missing and offset < size:
            page += _by_date(searcher, group, offset, missing)[1]
        passed += size
    return passed, page


def _groups(searcher: tantivy.Searcher, query: Query, found: Asked) -> Iterator[tuple[Asked, int]]:
    terms = searcher.terms_with_prefix("numbers", beginning_of(query.by), found)
    counts = {number: size for term, size in terms if (number := number_in(term)) is not None}
    for number in sorted(counts, reverse=query.order == Order.HIGHEST):
        yield narrowed(found, between(query.by, (number, number))), counts[number]
    without = tantivy.Query.boolean_query(
        [(Occur.Must, found), (Occur.MustNot, has_number(query.by))]
    )
    yield without, count(searcher, without)

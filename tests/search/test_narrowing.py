"""Filters of several values, ranges of numbers, and orders, on every engine."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.base import Facet, Order, Query, SearchEngine
from search.numbers import number_in, term_of
from tests.search.shelf import EVERYBODY, START, keys, made

OFFERS = (
    ("a", 5e9, "x"), ("b", 250_000.5, "y"), ("c", None, "x"), ("d", 5e9, "z"), ("e", -3.0, "y"),
    ("f", 0.0, "x"), ("g", 1e15, "y"), ("h", None, "z"),
)  # fmt: skip
"""Each newer than the one before: its key, price and field."""


@pytest.fixture(scope="module")
def priced(vacant: SearchEngine) -> SearchEngine:
    vacant.put(
        made(
            key,
            en="Kiln" if key < "g" else "Furnace",
            at=START + timedelta(days=day),
            numbers={"level": float(day)} if price is None else {"price": price},
            facets={"field": (field,), "first": (key,)},
        )
        for day, (key, price, field) in enumerate(OFFERS)
    )
    vacant.settle()
    return vacant


@pytest.mark.parametrize(
    ("ends", "found"),
    [
        ((None, None), "abdefg"), ((0.0, None), "abdfg"), ((None, 0.0), "ef"), ((5e9, 5e9), "ad"),
        ((-3.0, -3.0), "e"), ((-0.0, 0.0), "f"), ((250_000.25, 250_000.75), "b"),
        ((5_000_000_001.0, None), "g"), ((2.0, 1.0), ""), ((1e16, None), ""), ((None, -4.0), ""),
        ((1e-9, 1e300), "abdg"),
    ],
)  # fmt: skip
def test_a_range_has_both_its_ends_and_nothing_without_the_number(
    priced: SearchEngine, ends: tuple[float | None, float | None], found: str
) -> None:
    results = priced.find(Query(ranges={"price": ends}, facets=("field",)))
    assert sorted(hit.key for hit in results.hits) == [*found]
    assert results.total == sum(one.count for one in results.facets["field"]) == len(found)


def test_ranges_go_with_words_filters_and_each_other(priced: SearchEngine) -> None:
    above = {"price": (0.0, None)}
    assert sorted(keys(priced, "kiln", ranges=above)) == ["a", "b", "d", "f"]
    assert keys(priced, "furnace", ranges=above) == ["g"]
    assert keys(priced, "", ranges=above, filters={"field": ["z"]}) == ["d"]
    assert keys(priced, "", ranges={**above, "level": (None, None)}) == []
    assert keys(priced, "", ranges={"unknown": (None, None)}) == []


def test_a_facet_is_counted_within_the_ranges(priced: SearchEngine) -> None:
    asked = Query(ranges={"price": (0.0, 1e10)}, filters={"field": ["y"]}, facets=("field",))
    results = priced.find(asked)
    assert (results.total, results.facets["field"]) == (
        1, [Facet("x", 2), Facet("y", 1), Facet("z", 1)],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "found"),
    [(["x", "z"], "acdfh"), (["z", "x"], "acdfh"), (["y"], "beg"), (["q", "z"], "dh"), ([], "")],
)
def test_any_value_of_a_filter_is_enough(
    priced: SearchEngine, values: list[str], found: str
) -> None:
    results = priced.find(Query(filters={"field": values}, facets=("field", "first")))
    assert sorted(hit.key for hit in results.hits) == [*found]
    assert results.facets["field"] == [Facet("x", 3), Facet("y", 3), Facet("z", 2)]
    assert {one.value for one in results.facets["first"]} == {*found}


def test_filters_of_several_facets_hold_all(priced: SearchEngine) -> None:
    chosen = {"field": ["x", "y"], "first": ["a", "b", "d"]}
    results = priced.find(Query(filters=chosen, facets=("field", "first")))
    assert sorted(hit.key for hit in results.hits) == ["a", "b"]
    assert results.facets["field"] == [Facet("x", 1), Facet("y", 1), Facet("z", 1)]
    assert [one.value for one in results.facets["first"]] == ["a", "b", "c", "e", "f", "g"]


@pytest.mark.parametrize(
    ("order", "by", "found"),
    [
        (Order.LOWEST, "price", "efbdaghc"), (Order.HIGHEST, "price", "gdabfehc"),
        (Order.LOWEST, "level", "chgfedba"), (Order.HIGHEST, "level", "hcgfedba"),
        (Order.LOWEST, "unknown", "hgfedcba"), (Order.OLDEST, "", "abcdefgh"),
        (Order.NEWEST, "", "hgfedcba"), (Order.BEST, "", "hgfedcba"),
    ],
)  # fmt: skip
def test_by_a_number_or_a_date_both_ways(
    priced: SearchEngine, order: Order, by: str, found: str
) -> None:
    assert keys(priced, "", order=order, by=by) == [*found]
    kilns = [key for key in found if key < "g"]
    if order != Order.BEST:
        assert keys(priced, "kiln", order=order, by=by) == kilns
    pages = [keys(priced, "", order=order, by=by, offset=n, limit=3) for n in (0, 3, 6, 9)]
    assert [key for page in pages for key in page] == [*found]


def test_an_order_by_number_tells_nothing_of_what_is_hidden(engine: SearchEngine) -> None:
    secret = made(
        "secret", en="Kiln", tier=2, readers=frozenset({"members"}), numbers={"price": 1.0}
    )
    public = made("secret", en="Kiln", readers=EVERYBODY)
    engine.put([public, secret, made("open", en="Kiln", numbers={"price": 2.0})])
    engine.settle()
    assert keys(engine, "", order=Order.LOWEST, by="price") == ["open", "secret"]
    assert keys(engine, "", ranges={"price": (None, None)}) == ["open"]
    members = frozenset({"public", "members"})
    assert keys(engine, "", order=Order.LOWEST, by="price", readers=members) == ["secret", "open"]


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@settings(
    max_examples=100, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(FINITE, FINITE)
def test_terms_of_numbers_lie_in_their_order(one: float, other: float) -> None:
    assert number_in(term_of("price", one)) == one
    assert (term_of("price", one) < term_of("price", other)) == (one < other)

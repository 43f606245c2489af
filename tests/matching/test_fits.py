"""Classes, readiness and budget: values by hand."""

import pytest

from matching import BlendedMatcher, Document, Part
from matching.fits import branches_of


def part(name: str, wanted: Document, held: Document) -> Part:
    matcher = BlendedMatcher().fit([held])
    (found,) = [one for one in matcher.explain(wanted, held.key).parts if one.name == name]
    return found


@pytest.mark.parametrize(
    ("symbol", "branches"),
    [
        ("C02F 1/44", ("C02", "C02F", "C02F1", "C02F1/44")),
        ("c02f1/44", ("C02", "C02F", "C02F1", "C02F1/44")),
        ("C02F 1/00", ("C02", "C02F", "C02F1")),
        ("C02F0001440000", ("C02", "C02F", "C02F1")),
        ("C02F", ("C02", "C02F")),
        ("Y02", ("Y02",)),
        ("C", ()),
        ("water", ()),
        ("", ()),
    ],
)
def test_a_symbol_lies_in_the_branches_above_it(symbol: str, branches: tuple[str, ...]) -> None:
    assert branches_of(symbol) == branches


@pytest.mark.parametrize(
    ("wanted", "held", "value"),
    [
        (("C02F 1/44",), ("C02F 1/44",), 1.0),
        (("C02F 1/44",), ("C02F 1/48",), 0.75),
        (("C02F 1/44",), ("C02F 3/32",), 0.5),
        (("C02F",), ("C02F 3/32",), 1.0),
        (("C02F 1/44",), ("B01D 61/02",), 0.0),
        (("C02F 1/44",), ("B01D 61/02", "C02F 1/44"), 1.0),
        (("C02F 1/44", "B01D 61/02"), ("C02F 1/44",), 0.5),
        (("C02F 1/44", "C02F 1/44"), ("C02F 1/44",), 1.0),
    ],
)
def test_classes_fit_by_how_far_they_go_together(
    wanted: tuple[str, ...], held: tuple[str, ...], value: float
) -> None:
    found = part("classes", Document("q", {}, wanted), Document("d", {}, held))
    assert (found.value, found.state) == (value, "stated")
    assert sum(term.value for term in found.terms) == pytest.approx(value)
    assert {term.text for term in found.terms} <= set(held)


@pytest.mark.parametrize(
    ("wanted", "held", "value", "state"),
    [
        (5, 7, 1.0, "stated"),
        (5, 5, 1.0, "stated"),
        (5, 4, 0.75, "stated"),
        (9, 1, 0.0, "stated"),
        (5, None, 0.5, "not-stated"),
    ],
)
def test_readiness_fits_by_the_levels_that_are_missing(
    wanted: int, held: int | None, value: float, state: str
) -> None:
    asked = Document("q", {}, readiness=wanted)
    found = part("readiness", asked, Document("d", {}, readiness=held))
    assert (found.value, found.state) == (value, state)
    assert [(term.text, term.value) for term in found.terms] == [(str(held or ""), value)]


@pytest.mark.parametrize(
    ("budget", "price", "value", "state"),
    [
        ((None, 500), (400, 900), 1.0, "stated"),
        ((100, 500), (None, 1000), 0.5, "stated"),
        ((500, None), (1000, None), 0.5, "stated"),
        ((None, 0), (0, 0), 1.0, "stated"),
        ((None, 0), (10, None), 0.0, "stated"),
        ((None, 500), (None, None), 0.5, "not-stated"),
    ],
)
def test_a_budget_fits_by_the_share_of_the_price_that_it_pays(
    budget: tuple[int | None, int | None],
    price: tuple[int | None, int | None],
    value: float,
    state: str,
) -> None:
    asked = Document("q", {}, money=budget, currency="VND")
    found = part("budget", asked, Document("d", {}, money=price, currency="VND"))
    assert (found.value, found.state) == (value, state)


def test_amounts_in_other_currencies_are_not_compared() -> None:
    asked = Document("q", {}, money=(None, 500), currency="VND")
    found = part("budget", asked, Document("d", {}, money=(1, 1), currency="USD"))
    assert (found.value, found.state) == (0.5, "not-stated")


def test_a_shared_class_is_reason_enough_to_be_ranked_and_a_readiness_is_not() -> None:
    near = Document("near", {"title": "ao"}, ("C02F 1/44",), 9)
    other = Document("other", {"title": "tôm"}, ("H01M 10/54",), 9)
    matcher = BlendedMatcher().fit([near, other])
    asked = Document("q", {"title": "membrane"}, ("C02F 1/00",), 4)
    assert [one.key for one in matcher.rank(asked)] == ["near"]
    assert matcher.rank(Document("q", {}, readiness=4)) == []


def test_the_weights_belong_to_what_a_query_asks_for() -> None:
    matcher = BlendedMatcher(shares={"text": 0.6, "classes": 0.3, "readiness": 0.1})
    matcher.fit([Document("d", {"title": "ao"}, ("C02F",), 3, (1, 1), "VND")])

    def weights(query: Document) -> dict[str, float]:
        return {one.name: one.weight for one in matcher.explain(query, "d").parts}

    assert weights(Document("q", {"title": "ao"})) == {"text": 1.0}
    assert weights(Document("q", {"title": "ao"}, ("C02F",))) == pytest.approx(
        {"text": 2 / 3, "classes": 1 / 3}
    )
    assert weights(Document("q", {"title": "ao"}, (), 5, (1, 1), "VND")) == pytest.approx(
        {"text": 6 / 7, "readiness": 1 / 7}
    )
    assert weights(Document("q", {})) == {}

"""The parts that are shown add up to the score, for whatever is asked of whatever is held."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import BlendedMatcher, Bm25Matcher, Document, Explanation, TfidfMatcher
from matching.base import Matcher
from tests.matching.samples import INVENTIONS, NEEDS, query

WORDS = ["Nước", "nước", "nuoc", "lọc", "Tôm", "ao", "Membrane", "membranes", "salt", "và", "the"]
CLASSES = ("C02F 1/44", "C02F 1/00", "C02F 3/32", "B01D 61/02", "H01M", "?")
sentences = st.lists(st.sampled_from([*WORDS, "\n"]), max_size=8).map(" ".join)
amounts = st.none() | st.integers(0, 10**12)


def documents(key: str) -> st.SearchStrategy[Document]:
    return st.builds(
        Document,
        key=st.just(key),
        fields=st.dictionaries(st.sampled_from(["title", "keywords", "text", "other"]), sentences),
        classes=st.lists(st.sampled_from(CLASSES), max_size=3).map(tuple),
        readiness=st.none() | st.integers(1, 9),
        money=st.tuples(amounts, amounts),
        currency=st.sampled_from(["VND", "USD"]),
    )


def adds_up(explained: Explanation) -> None:
    total = sum(part.weight * part.value for part in explained.parts)
    assert total == pytest.approx(explained.score, abs=1e-9)
    assert 0 <= explained.score <= 1
    for part in explained.parts:
        assert 0 <= part.value <= 1
        assert part.weight >= 0
        assert sum(term.value for term in part.terms) == pytest.approx(part.value, abs=1e-9)
    if explained.parts:
        assert sum(part.weight for part in explained.parts) == pytest.approx(1)


every_matcher = pytest.mark.parametrize(
    "matcher", [TfidfMatcher(), Bm25Matcher({"title": 0.3}), BlendedMatcher()], ids=repr
)
pairs = given(documents("a"), documents("b"), documents("c"), documents("query"), st.integers(0, 4))


@every_matcher
@settings(max_examples=60, deadline=None)
@pairs
def test_parts_and_terms_add_up(
    matcher: Matcher, one: Document, other: Document, late: Document, asked: Document, terms: int
) -> None:
    all_add_up(matcher, (one, other, late), asked, terms)


@pytest.mark.prove
@every_matcher
@settings(max_examples=3_400, deadline=None, derandomize=True)
@pairs
def test_parts_and_terms_of_ten_thousand_pairs_add_up(
    matcher: Matcher, one: Document, other: Document, late: Document, asked: Document, terms: int
) -> None:
    all_add_up(matcher, (one, other, late), asked, terms)


def all_add_up(
    matcher: Matcher, held: tuple[Document, Document, Document], asked: Document, terms: int
) -> None:
    one, other, late = held
    matcher.fit([one, other]).partial_fit([late])
    for key in "abc":
        explained = matcher.explain(asked, key, terms)
        adds_up(explained)
        assert [explained.score] == matcher.score(asked, [key])
        assert all(len(part.terms) <= max(terms, 2) + 1 for part in explained.parts)


def test_terms_are_spelt_as_in_the_document_however_they_are_typed() -> None:
    matcher = BlendedMatcher().fit(INVENTIONS)
    text, _ = matcher.explain(query("LOC NUOC LO cho ao tom"), "brackish-filter").parts
    assert [(term.text, term.field) for term in text.terms[:7]] == [
        ("lợ", "title"),
        ("lọc", "title"),
        ("nước", "title"),
        ("nước lợ", "title"),
        ("lọc nước", "title"),
        ("ao", "text"),
        ("tôm", "text"),
    ]


def test_the_strongest_terms_come_first_and_the_rest_is_one() -> None:
    matcher = BlendedMatcher().fit(INVENTIONS)
    asked = query(NEEDS["brackish-filter"])
    text, _ = matcher.explain(asked, "brackish-filter", terms=3).parts
    values = [term.value for term in text.terms[:3]]
    assert values == sorted(values, reverse=True)
    assert [term.text == "" for term in text.terms] == [False, False, False, True]
    whole, _ = matcher.explain(asked, "brackish-filter", terms=100).parts
    assert text.terms[3].value == pytest.approx(sum(term.value for term in whole.terms[3:]))
    assert "" not in {term.text for term in whole.terms}


def test_what_is_not_stated_is_marked_and_neutral() -> None:
    matcher = BlendedMatcher().fit(INVENTIONS)
    asked = Document("need", {"text": "old batteries"}, ("H01M 10/54",), 5, (None, 10), "VND")
    states = {
        part.name: (part.state, part.value) for part in matcher.explain(asked, "battery").parts
    }
    assert states["classes"] == ("stated", 1.0)
    assert states["readiness"] == states["budget"] == ("not-stated", 0.5)

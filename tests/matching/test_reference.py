"""Our rows and postings against plain scikit-learn, and BM25 against its formula."""

import math
from collections import Counter

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from matching import Bm25Matcher, Document, TfidfMatcher
from matching.analysis import EXACT, terms
from tests.matching.samples import INVENTIONS, NEEDS, query

ONCE = {"title": 1.0, "keywords": 1.0, "text": 1.0}


def all_terms(document: Document) -> list[str]:
    """Folded terms alone, for matchers whose exact forms are worth nothing."""
    found = (term for text in document.fields.values() for term in terms(text))
    return [term for term in found if not term.startswith(EXACT)]


@pytest.mark.parametrize("sublinear", [True, False])
def test_tfidf_is_scikit_learns(sublinear: bool) -> None:
    matcher = TfidfMatcher(ONCE, sublinear=sublinear, pairs=1.0, exact=0.0).fit(INVENTIONS)
    plain = TfidfVectorizer(analyzer=all_terms, sublinear_tf=sublinear)
    rows = plain.fit_transform(INVENTIONS)
    for text in NEEDS.values():
        expected = cosine_similarity(plain.transform([query(text)]), rows)[0]
        scores = matcher.score(query(text), [one.key for one in INVENTIONS])
        assert scores == pytest.approx(expected.tolist(), abs=1e-6)


def test_a_field_that_counts_twice_is_written_twice() -> None:
    weighted = TfidfMatcher(ONCE | {"title": 2.0}, pairs=1.0, exact=0.0).fit(INVENTIONS)
    twice = [
        Document(one.key, dict(one.fields) | {"again": one.fields["title"]}) for one in INVENTIONS
    ]
    written = TfidfMatcher(ONCE, pairs=1.0, exact=0.0).fit(twice)
    for text in NEEDS.values():
        assert weighted.rank(query(text)) == written.rank(query(text))


def test_bm25_is_the_formula() -> None:
    k1, b = 1.5, 0.6
    matcher = Bm25Matcher(ONCE, k1=k1, b=b, pairs=1.0, exact=0.0).fit(INVENTIONS)
    counts = [Counter(all_terms(one)) for one in INVENTIONS]
    mean = np.mean([count.total() for count in counts])
    asked = query(NEEDS["brackish-filter"])

    def idf(term: str) -> float:
        holders = sum(term in count for count in counts)
        return math.log1p((len(counts) - holders + 0.5) / (holders + 0.5))

    known = {
        term: n for term, n in Counter(all_terms(asked)).items() if any(term in c for c in counts)
    }
    weights = {term: 1 + math.log(n) for term, n in known.items()}
    most = sum(weight * idf(term) for term, weight in weights.items())
    expected = [
        sum(
            weight
            * idf(term)
            * count[term]
            / (count[term] + k1 * (1 - b + b * count.total() / mean))
            for term, weight in weights.items()
        )
        / most
        for count in counts
    ]
    scores = matcher.score(asked, [one.key for one in INVENTIONS])
    assert scores == pytest.approx(expected, abs=1e-6)


def test_what_came_later_is_weighed_as_a_fit_with_it_would_but_for_drift() -> None:
    """The idf of a term that is new to the matcher is the one of a rare term."""
    grown = TfidfMatcher().fit(INVENTIONS[:-1]).partial_fit(INVENTIONS[-1:])
    anew = TfidfMatcher().fit(INVENTIONS)
    for text in NEEDS.values():
        drifted = {one.key: one.score for one in grown.rank(query(text))}
        exact = {one.key: one.score for one in anew.rank(query(text))}
        assert drifted == pytest.approx(exact, abs=0.06)

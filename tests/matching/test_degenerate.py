"""What nobody writes on purpose has a defined answer too."""

import math
from pathlib import Path

import pytest
from sklearn.base import clone

from matching import BlendedMatcher, Bm25Matcher, Document, TfidfMatcher
from matching.base import Matcher

MATCHERS = (TfidfMatcher(), TfidfMatcher(sublinear=False), Bm25Matcher(), BlendedMatcher())
every_matcher = pytest.mark.parametrize("matcher", MATCHERS, ids=repr)
TEXTS = {
    "blank": "",
    "stops": "the of and\nvà các của",
    "one word": "pond " * 100_000,
    "long word": "x" * 100_000,
    "emoji": "🐟🐟 👩‍🔬 pond",
    "right to left": "مياه عذبة מים pond",
    "surrogate": "pond \ud800 salt",
    "zero": "pond\x00salt",
    "not a number": "nan inf -inf NaN 1e999 pond",
    "lines": "\n\r\n\u2028pond\u2029\x0b",
}
DOCUMENTS = [Document(key, {"title": text[:40], "text": text}) for key, text in TEXTS.items()]


@every_matcher
def test_each_text_is_held_found_saved_and_explained(matcher: Matcher, tmp_path: Path) -> None:
    fitted = clone(matcher).fit(DOCUMENTS)
    fitted.save(tmp_path)
    loaded = type(fitted).load(tmp_path)
    for document in DOCUMENTS:
        ranked = fitted.rank(document, len(DOCUMENTS))
        assert ranked == loaded.rank(document, len(DOCUMENTS))
        assert all(0 < one.score <= 1 and math.isfinite(one.score) for one in ranked)
        assert (document.key in {one.key for one in ranked}) == (
            document.key not in ("blank", "stops")
        )
        explained = fitted.explain(document, document.key)
        total = sum(part.weight * part.value for part in explained.parts)
        assert total == pytest.approx(explained.score, abs=1e-9)
        assert loaded.document(document.key) == document


@every_matcher
@pytest.mark.parametrize("key", TEXTS)
def test_a_corpus_of_one(matcher: Matcher, key: str) -> None:
    document = Document(key, {"text": TEXTS[key]})
    alone = clone(matcher).fit([document])
    late = clone(matcher).fit([]).partial_fit([document])
    for fitted in (alone, late, late.refit()):
        found = [one.key for one in fitted.rank(document)]
        assert found == ([] if key in ("blank", "stops") else [key])
        assert len(fitted.remove([key])) == 0
        assert fitted.rank(document) == []
        fitted.partial_fit([document])


@pytest.mark.parametrize("matcher", MATCHERS[:1], ids=repr)
def test_ten_megabytes_are_one_document_among_others(matcher: Matcher) -> None:
    words = " ".join(f"w{number % 40_000} pond" for number in range(800_000))
    assert len(words) > 9_000_000
    fitted = clone(matcher).fit([*DOCUMENTS, Document("long", {"text": words})])
    assert fitted.rank(Document("q", {"text": "w39999"}))[0].key == "long"
    assert [one.key for one in fitted.rank(Document("q", {"text": words}), 1)] == ["long"]


@every_matcher
def test_keys_may_be_anything_and_come_twice(matcher: Matcher, tmp_path: Path) -> None:
    keys = ["", "\n", "a\nb", "\ud800", "kh\u00f3a", "0", "None"]
    documents = [Document(key, {"title": "pond", "text": f"n{n}"}) for n, key in enumerate(keys)]
    fitted = clone(matcher).fit([*documents, *documents[:3]])
    fitted.save(tmp_path)
    for one in (fitted, type(fitted).load(tmp_path)):
        assert len(one) == len(keys)
        assert [r.key for r in one.rank(Document("q", {"text": "pond"}), 9)] == sorted(keys)
        assert all(one.document(document.key) == document for document in documents)


def test_amounts_and_levels_beyond_reason_are_no_error() -> None:
    odd = [
        Document("huge", {"text": "pond"}, readiness=10**6, money=(10**30, 10**30), currency="VND"),
        Document("negative", {"text": "pond"}, readiness=-5, money=(-1, -1), currency="VND"),
        Document("none", {"text": "pond"}, classes=("", "?", "C02F", "C02F")),
    ]
    fitted = BlendedMatcher().fit(odd)
    asked = Document("q", {"text": "pond"}, ("C02F",), 5, (0, 10**30), "VND")
    assert all(0 < one.score <= 1 for one in fitted.rank(asked))
    assert {one.key for one in fitted.rank(asked)} == {"huge", "negative", "none"}

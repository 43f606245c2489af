"""Why a document has its rank: in the reader's language, with the passage, and adding up."""

import pytest
from hypothesis import given, settings

from matching import BlendedMatcher, Document
from matching.analysis import fold
from matching.changes import DEPTH, without
from matching.documents import Term
from matching.explaining import LEAST, Reasons, distinct, reasons, shared_classes, strongest
from matching.noise import is_noise
from matching.passages import passages
from matching.spelling import keys_of, language_of
from tests.matching.samples import INVENTIONS, NEEDS, query
from tests.matching.test_explanations import adds_up, documents

BOTH = Document(
    "need",
    {
        "title": "Lọc nước lợ cho ao tôm\nBrackish water for shrimp ponds",
        "text": "Cần màng lọc khử mặn 250 l mỗi giờ, không tốn điện.\n"
        "A membrane that removes salt without the grid, and recovers lithium.",
    },
    ("C02F 1/28", "B01D 61/00", "A61K"),
    7,
    (None, 500_000_000),
    "VND",
)


def of(asked: Document, key: str) -> Reasons:
    return reasons(BlendedMatcher().fit(INVENTIONS), asked, [key])[0]


@settings(max_examples=60, deadline=None)
@given(documents("a"), documents("b"), documents("query"))
def test_what_is_kept_adds_up(one: Document, other: Document, asked: Document) -> None:
    matcher = BlendedMatcher().fit([one, other])
    for found in reasons(matcher, asked, "ab"):
        adds_up(found.explanation)
        assert [found.explanation.score] == matcher.score(asked, [found.explanation.key])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_at_least_five_words_stand_in_the_readers_language(language: str) -> None:
    found = of(BOTH, "brackish-filter")
    shown = strongest(found.explanation.parts, language)
    assert len(shown) >= LEAST
    assert all(language in term.languages for term in shown)
    assert not {term.text for term in shown} & {"250", "l", "mỗi", "không", "cần"}


def test_a_letter_a_number_and_an_everyday_word_say_nothing() -> None:
    for noise in ("l", "250", "m³", "7,5", "của ao", "mỗi giờ", "a", "không", "250 bar", "…"):
        assert is_noise(noise), noise
    for name in ("màng lọc", "Membrane", "không khí", "từ trường", "5G", "cao su"):
        assert not is_noise(name), name


def test_the_passage_is_the_richest_sentence_of_each_language_with_its_words_marked() -> None:
    found = {one.language: one for one in of(BOTH, "brackish-filter").passages}
    assert set(found) == {"vi", "en"}
    assert found["vi"].text == "Màng nano khử mặn nước lợ cho ao nuôi tôm, không cần lưới điện."
    marked = [found["vi"].text[start:end] for start, end in found["vi"].marks]
    assert marked == ["Màng", "khử mặn", "nước lợ", "ao", "tôm", "điện"]
    assert found["en"].field == "text"
    assert "membrane removes salt" in [
        found["en"].text[start:end] for start, end in found["en"].marks
    ]


def test_where_only_the_title_says_it_the_title_is_the_passage() -> None:
    document = Document("a", {"title": "Màng lọc", "text": "Chạy êm. Bền lâu."})
    (only,) = passages(document, {"loc": 1.0})
    assert (only.field, only.text, only.marks) == ("title", "Màng lọc", ((5, 8),))
    assert passages(document, {"tom": 1.0}) == ()


def test_what_is_lacking_is_said() -> None:
    found = of(BOTH, "brackish-filter")
    assert found.gap == (7, 6)
    assert [(one.wanted, one.held, one.common) for one in found.classes] == [
        ("B01D 61/00", "B01D 61/02", "B01D 61"),
        ("C02F 1/28", "C02F 1/44", "C02F 1"),
    ]
    assert [term.text for term in found.missing] == ["recovers lithium"]
    assert found.not_stated == ()
    assert of(BOTH, "battery").not_stated == ("readiness", "budget")
    assert of(query("tôm"), "leaf-spots").gap is None


def test_nothing_is_missing_in_a_language_that_the_document_does_not_speak() -> None:
    missing = of(BOTH, "leaf-spots").missing
    assert missing
    assert all("vi" in term.languages for term in missing)


def test_shared_classes_need_a_common_branch() -> None:
    assert shared_classes(("C02F 1/44",), ("H01M",)) == ()
    (same,) = shared_classes(("C02F 1/44",), ("C02F 1/44", "C02F"))
    assert (same.held, same.common) == ("C02F 1/44", "C02F 1/44")


def test_ranks_without_a_word_are_those_of_a_need_that_never_said_it() -> None:
    matcher = BlendedMatcher().fit(INVENTIONS)
    asked = query(f"{NEEDS['coffee-dryer']}. Nước thải nhuộm")
    keys = [one.key for one in matcher.rank(asked)]
    told = 0
    for found in reasons(matcher, asked, keys, words=10):
        now = keys.index(found.explanation.key) + 1
        for change in found.changes:
            assert change.kind == "without"
            cut = without(asked, keys_of(change.what))
            assert fold(change.what) not in fold(cut.fields["text"])
            ranks = [one.key for one in matcher.rank(cut, DEPTH)]
            there = found.explanation.key in ranks
            assert change.rank == (ranks.index(found.explanation.key) + 1 if there else None)
            assert change.rank is None or change.rank > now
            told += 1
    assert told


def test_a_price_within_the_budget_would_lift_it_by_as_many_points_as_are_missing() -> None:
    asked = Document(
        "need", {"text": "màng lọc nước"}, readiness=9, money=(None, 100), currency="VND"
    )
    same = {"title": "Màng lọc nước", "text": "Màng lọc nước."}
    matcher = BlendedMatcher().fit(
        [
            Document("a", same, readiness=9, money=(50, 50), currency="VND"),
            Document("b", same, readiness=9),
            Document("c", same, readiness=5, money=(50, 50), currency="VND"),
        ]
    )
    found = {one.explanation.key: one.changes for one in reasons(matcher, asked, "abc", words=0)}
    assert found["a"] == ()
    assert [(one.kind, one.what, one.rank) for one in found["b"]] == []
    assert [(one.kind, one.what, one.rank) for one in found["c"]] == [("met", "readiness", 2)]
    cheaper = matcher.partial_fit(
        [Document("0", same, readiness=9, money=(400, 400), currency="VND")]
    )
    (zero,) = reasons(cheaper, asked, ["0"], words=0)
    assert [(one.what, one.rank) for one in zero.changes] == [("budget", 1)]


def test_a_pair_stands_for_its_word_only_if_it_has_enough_by_itself() -> None:
    terms = [Term("container", "text", 1.0), Term("từng container", "text", 0.1)]
    assert [term.text for term in distinct(terms)] == ["container"]
    terms = [Term("lọc", "text", 1.0), Term("màng lọc", "text", 0.6), Term("màng", "text", 0.5)]
    assert [term.text for term in distinct(terms)] == ["màng lọc"]


@pytest.mark.parametrize(
    ("line", "language"),
    [("Màng lọc nước lợ", "vi"), ("mang loc nuoc lo", "vi"), ("A membrane for water", "en")],
)
def test_the_language_of_a_line_shows_in_the_shape_of_its_words(line: str, language: str) -> None:
    assert language_of(line) == language

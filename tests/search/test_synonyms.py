"""Words of the same meaning and words that need not be there, on every engine."""

import pytest

from search.base import Matched, Query, SearchEngine
from search.text import STOP_WORDS, words
from search.wordlists import WordLists, edited, misread
from tests.search.shelf import keys, made, words_hit

LISTS = WordLists(
    (
        ("AI", "trí tuệ nhân tạo", "artificial intelligence"), ("LFP", "LiFePO4"),
        ("mạng nơ-ron", "neural network", "NN"), ("máy bơm", "bơm", "pump"), ("chè", "tea"),
        ("sợi carbon", "carbon fibre"), ("vắc-xin", "vaccine"),
    ),
    STOP_WORDS | {"va", "nhung"},
)  # fmt: skip
THINGS = (
    made("ai", vi="Chấm lúa bằng trí tuệ nhân tạo"),
    made("intelligence", en="Artificial intelligence for rice grading"),
    made("short", en="AI for shrimp ponds"),
    made("lfp", vi="Cực dương LFP cho xe buýt"),
    made("formula", en="Cathodes of LiFePO₄ for buses"),
    made("network", en="A neural network hears pumps"),
    made("pump", vi="Máy bơm chịu mặn"),
    made("tea", vi="Máy hái chè"),
    made("che", vi="Lưới che nắng"),
    made("fibre", en="Carbon fibre masts"),
    made("vaccine", vi="Vắc-xin cho cá tra"),
)


@pytest.fixture(scope="module")
def speaking(vacant: SearchEngine) -> SearchEngine:
    """Knows the lists."""
    vacant._lists = lambda: LISTS  # type: ignore[attr-defined]
    vacant.put(THINGS)
    vacant.settle()
    return vacant


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AI", ["ai", "intelligence", "short"]),
        ("trí tuệ nhân tạo", ["ai", "intelligence", "short"]),
        ("tri tue nhan tao", ["ai", "intelligence", "short"]),
        ("artificial intelligence", ["ai", "intelligence", "short"]),
        ("AI lúa", ["ai"]), ("rice AI", ["intelligence"]), ("trí tuệ nhân tạo shrimp", ["short"]),
        ("LFP", ["formula", "lfp"]), ("LiFePO4", ["formula", "lfp"]), ("lifepo₄ bus", ["formula"]),
        ("NN", ["network"]), ("mạng nơ-ron", ["network"]), ("mang no ron", ["network"]),
        ("pump", ["network", "pump"]), ("bơm", ["network", "pump"]), ("pumps", ["network"]),
        ("tea", ["tea"]), ("chè", ["che", "tea"]), ("sợi carbon", ["fibre"]),
        ("vaccine", ["vaccine"]),
    ],
)  # fmt: skip
def test_another_way_of_saying_it_is_found(
    speaking: SearchEngine, text: str, found: list[str]
) -> None:
    results = speaking.find(Query(text))
    assert (sorted(hit.key for hit in results.hits), results.matched) == (found, Matched.ALL)
    assert results.total == len(found)


def test_as_it_was_typed_it_comes_first(speaking: SearchEngine) -> None:
    assert keys(speaking, "LFP")[0] == "lfp"
    assert keys(speaking, "lifepo4")[0] == "formula"
    assert keys(speaking, "artificial intelligence")[0] == "intelligence"


def test_the_other_way_of_saying_it_is_marked(speaking: SearchEngine) -> None:
    (hit,) = speaking.find(Query("NN")).hits
    assert words_hit(hit.title) == ["neural", "network"]
    (hit,) = speaking.find(Query("trí tuệ nhân tạo shrimp")).hits
    assert words_hit(hit.title) == ["AI", "shrimp"]


def test_words_with_other_marks_mean_something_else(speaking: SearchEngine) -> None:
    assert [len(term) for term in LISTS.terms(words("chẻ"))] == [1]
    assert [len(term) for term in LISTS.terms(words("che"))] == [2]
    assert keys(speaking, "che nang") == ["che"]


@pytest.mark.parametrize(
    "text", ["những máy hái chè và của", "nhung may hai che", "the AI of rice"]
)
def test_stop_words_need_not_be_there(speaking: SearchEngine, text: str) -> None:
    results = speaking.find(Query(text))
    assert (results.total, results.matched) == (1, Matched.ALL)


def test_lists_that_change_count_with_the_next_question(speaking: SearchEngine) -> None:
    assert keys(speaking, "cột buồm") == []
    lines = ["cột buồm = mast  # of ships", "! AI", "- chịu", "+ the"]
    speaking._lists = lambda: edited(LISTS, lines)  # type: ignore[attr-defined]
    assert keys(speaking, "cot buom") == ["fibre"]
    assert keys(speaking, "AI") == ["short"]
    assert keys(speaking, "máy bơm chịu mặn") == keys(speaking, "máy bơm mặn") == ["pump"]
    speaking._lists = lambda: LISTS  # type: ignore[attr-defined]
    assert sorted(keys(speaking, "AI")) == ["ai", "intelligence", "short"]


def test_lines_add_to_the_lists_and_take_away() -> None:
    made_ = edited(
        WordLists((("a", "b"),), frozenset({"x"})), ["", "# c", "d= e", "-y", "+x", "!B"]
    )
    assert (made_.synonyms, made_.stop_words) == ((("d", "e"),), frozenset({"y"}))


def test_lines_that_cannot_be_read_are_named() -> None:
    lines = ["a = b", "", "# remark", "C# = C sharp", "! AI", "alone", "=", "a =", "-", "+ …"]
    assert list(misread(lines)) == [
        (6, "alone"), (7, "="), (8, "a ="), (9, "-"), (10, "+ …"),
    ]  # fmt: skip

"""What all matchers promise: ranking, adding and removing, saving, and cases at the edge."""

import json
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from matching import BlendedMatcher, Bm25Matcher, Document, Ranked, TfidfMatcher
from matching.analysis import fold
from matching.base import Matcher
from tests.matching.samples import INVENTIONS, NEEDS, query

MATCHERS = (TfidfMatcher(), Bm25Matcher(), BlendedMatcher(), BlendedMatcher(Bm25Matcher()))
every_matcher = pytest.mark.parametrize("matcher", MATCHERS, ids=repr)

WORDS = ["nước", "lọc", "tôm", "ao", "membrane", "water", "shrimp", "salt", "và", "the", "of"]
sentences = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
corpora = st.lists(sentences, max_size=12).map(
    lambda texts: [Document(f"d{n:02}", {"title": text}) for n, text in enumerate(texts)]
)


def keys(ranked: list[Ranked]) -> list[str]:
    return [one.key for one in ranked]


@every_matcher
@pytest.mark.parametrize("key", NEEDS)
def test_what_fits_comes_first(matcher: Matcher, key: str) -> None:
    matcher = clone(matcher).fit(INVENTIONS)
    assert keys(matcher.rank(query(NEEDS[key])))[0] == key


@every_matcher
@pytest.mark.parametrize("key", NEEDS)
def test_a_text_typed_without_tone_marks_finds_the_same(matcher: Matcher, key: str) -> None:
    matcher = clone(matcher).fit(INVENTIONS)
    ranked = matcher.rank(query(NEEDS[key]))
    assert keys(matcher.rank(query(fold(NEEDS[key])))) == keys(ranked)


@every_matcher
def test_tone_marks_decide_between_texts_that_are_equal_without_them(matcher: Matcher) -> None:
    texts = {"a": "cây mạ", "b": "cây mã", "c": "cay ma", "d": "cây má"}
    matcher = clone(matcher).fit(Document(key, {"text": text}) for key, text in texts.items())
    assert keys(matcher.rank(query("má")))[0] == "d"
    assert keys(matcher.rank(query("mã")))[0] == "b"


@every_matcher
def test_one_score_whoever_asks_for_it(matcher: Matcher) -> None:
    matcher = clone(matcher).fit(INVENTIONS)
    queries = [query(text) for text in NEEDS.values()]
    assert matcher.rank_many(queries, top=3) == [matcher.rank(one, top=3) for one in queries]
    for one in queries:
        for ranked in matcher.rank(one):
            assert 0 < ranked.score <= 1
            assert matcher.score(one, [ranked.key]) == [ranked.score]
            assert matcher.explain(one, ranked.key).score == ranked.score


@every_matcher
def test_a_listing_finds_itself_first(matcher: Matcher) -> None:
    matcher = clone(matcher).fit(INVENTIONS)
    assert [matcher.rank(one, 1)[0].key for one in INVENTIONS] == [one.key for one in INVENTIONS]


@settings(max_examples=25, deadline=None)
@given(corpora, sentences, st.randoms())
@every_matcher
def test_the_order_of_documents_changes_nothing(
    matcher: Matcher, documents: list[Document], text: str, chance: random.Random
) -> None:
    ranked = matcher.fit(documents).rank(query(text), 5)
    again = matcher.fit(documents).rank(query(text), 5)
    shuffled = matcher.fit(chance.sample(documents, len(documents))).rank(query(text), 5)
    assert ranked == again == shuffled
    assert ranked == sorted(ranked, key=lambda one: (-one.score, one.key))
    assert matcher.rank(query(text), 12)[:5] == ranked


@settings(max_examples=25, deadline=None)
@given(corpora, sentences, st.data())
@every_matcher
def test_what_is_removed_leaves_the_others_as_they_were(
    matcher: Matcher, documents: list[Document], text: str, data: st.DataObject
) -> None:
    before = matcher.fit(documents).rank(query(text), 20)
    gone = data.draw(
        st.sets(st.sampled_from(documents).map(lambda one: one.key))
        if documents
        else st.just(set())
    )
    after = matcher.remove(gone).rank(query(text), 20)
    assert after == [one for one in before if one.key not in gone]
    assert len(matcher) == len(documents) - len(gone)
    back = [document for document in documents if document.key in gone]
    assert matcher.partial_fit(back).rank(query(text), 20) == before


@every_matcher
def test_a_document_is_added_and_replaced_by_its_key(matcher: Matcher) -> None:
    matcher = clone(matcher).fit(INVENTIONS)
    matcher.partial_fit([Document("kiln", {"title": "Lò gốm Bát Tràng", "text": "Lò nung gốm"})])
    assert keys(matcher.rank(query("lo nung gom")))[0] == "kiln"
    assert ("kiln" in matcher, len(matcher), matcher.changes_since_fit_) == (True, 6, 1)
    matcher.partial_fit([Document("kiln", {"title": "Battery kiln"})])
    assert "kiln" not in keys(matcher.rank(query("gốm Bát Tràng")))
    assert "kiln" in keys(matcher.rank(query("kiln")))
    matcher.remove(["kiln", "never-there"])
    assert ("kiln" in matcher, len(matcher), matcher.changes_since_fit_) == (False, 5, 3)
    assert matcher.rank(query("kiln")) == []
    with pytest.raises(KeyError):
        matcher.score(query("kiln"), ["kiln"])


@every_matcher
def test_many_changes_leave_no_waste_behind(matcher: Matcher) -> None:
    matcher = clone(matcher).fit(INVENTIONS)
    ranked = matcher.rank(query(NEEDS["battery"]))
    for _ in range(20):
        matcher.partial_fit(INVENTIONS[:3])
    assert len(matcher.shelf_.documents) < 20
    assert matcher.rank(query(NEEDS["battery"])) == ranked


@every_matcher
def test_of_two_documents_with_one_key_the_later_one_stays(matcher: Matcher) -> None:
    same = [Document("a", {"title": "first"}), Document("a", {"title": "second"})]
    for fitted in (clone(matcher).fit(same), clone(matcher).fit([]).partial_fit(same)):
        assert len(fitted) == 1
        assert keys(fitted.rank(query("second"))) == ["a"]
        assert fitted.rank(query("first")) == []


@every_matcher
@pytest.mark.parametrize("text", ["", "  \n", "the of and", "và các của", "😀", "xyzzy"])
def test_a_query_without_known_words_finds_nothing(matcher: Matcher, text: str) -> None:
    matcher = clone(matcher).fit(INVENTIONS)
    assert matcher.rank(query(text)) == []
    assert matcher.score(query(text), ["battery"]) == [0.0]
    explained = matcher.explain(query(text), "battery")
    assert explained.score == 0.0
    assert {one.value for one in explained.parts} <= {0.0}


@every_matcher
def test_few_documents_or_none_are_enough(matcher: Matcher) -> None:
    empty = clone(matcher).fit([])
    assert (len(empty), empty.rank(query("lọc nước"))) == (0, [])
    grown = empty.partial_fit(INVENTIONS[:1])
    alone = clone(matcher).fit(INVENTIONS[:1])
    blank = clone(matcher).fit([Document("blank", {}), Document("stop", {"title": "the of"})])
    assert keys(grown.rank(query("lọc nước"))) == ["brackish-filter"]
    assert keys(alone.rank(query("lọc nước"))) == ["brackish-filter"]
    assert blank.rank(query("the lọc")) == []
    assert blank.score(query("lọc"), ["blank", "stop"]) == [0.0, 0.0]


@every_matcher
def test_only_so_many_are_ranked_as_are_asked_for(matcher: Matcher) -> None:
    matcher = clone(matcher).fit(Document(f"{n:02}", {"title": "pond"}) for n in range(30))
    assert keys(matcher.rank(query("pond"), 3)) == ["00", "01", "02"]
    assert len(matcher.rank(query("pond"), 100)) == 30
    assert matcher.rank(query("pond"), 0) == []


@every_matcher
def test_what_is_saved_ranks_the_same_in_another_process(matcher: Matcher, tmp_path: Path) -> None:
    matcher = clone(matcher).fit(INVENTIONS[:3])
    matcher.save(tmp_path)
    matcher.partial_fit(INVENTIONS[2:]).remove(["coffee-dryer"]).save(tmp_path)
    loaded = type(matcher).load(tmp_path)
    assert repr(loaded) == repr(matcher)
    assert (len(loaded), loaded.changes_since_fit_) == (4, matcher.changes_since_fit_)
    for text in NEEDS.values():
        assert loaded.rank(query(text)) == matcher.rank(query(text))
    new = [Document("new", {"title": "Lò gốm", "text": "nước"})]
    grown = loaded.partial_fit(new).rank(query("lò nước"))
    assert grown == matcher.partial_fit(new).rank(query("lò nước"))


def test_a_save_keeps_the_one_before_for_whoever_is_opening_it(tmp_path: Path) -> None:
    matcher = TfidfMatcher().fit(INVENTIONS)
    now: set[str] = set()
    for number in range(4):
        matcher.partial_fit([Document(f"new{number}", {"title": "pond"})]).save(tmp_path)
        before, now = now, files_of(tmp_path)
        assert {file.name for file in tmp_path.iterdir()} == before | now | {"matcher.json"}


def test_what_was_saved_before_is_not_written_again(tmp_path: Path) -> None:
    many = [Document(f"{n:04}", {"title": f"pond {n}", "text": "salt " * 9}) for n in range(1000)]
    matcher = TfidfMatcher().fit(many)
    matcher.save(tmp_path / "a")
    matcher.partial_fit([Document("new", {"title": "pond"})]).remove(["0007"])
    matcher.save(tmp_path / "b")
    old, new = files_of(tmp_path / "a"), files_of(tmp_path / "b")
    assert old < new
    assert sum((tmp_path / "b" / name).stat().st_size for name in new - old) < 20_000
    shutil.rmtree(tmp_path / "a")
    loaded = TfidfMatcher.load(tmp_path / "b")
    loaded.partial_fit([Document("last", {"title": "salt"})]).save(tmp_path / "c")
    again = TfidfMatcher.load(tmp_path / "c")
    assert len(again) == 1001
    assert again.rank(query("pond salt"), 2000) == loaded.rank(query("pond salt"), 2000)
    assert again.document("0008") == many[8]
    with pytest.raises(KeyError):
        again.document("0007")


def test_each_save_may_go_into_a_new_folder_and_the_old_ones_away(tmp_path: Path) -> None:
    """One after another, or all before: then it comes from what is mapped of them."""
    matcher = TfidfMatcher().fit([Document(f"{n}", {"title": f"pond {n}"}) for n in range(100)])
    for number in range(5):
        matcher.partial_fit([Document(f"new{number}", {"title": f"kiln {number}"})])
        matcher.save(tmp_path / f"{number}")
        if number:
            shutil.rmtree(tmp_path / f"{number - 1}")
    shutil.rmtree(tmp_path / "4")
    matcher.save(tmp_path / "last")
    again = TfidfMatcher.load(tmp_path / "last")
    assert len(again) == 105
    assert again.rank(query("pond kiln"), 200) == matcher.rank(query("pond kiln"), 200)
    assert [again.document(key) for key in ("7", "new2")] == [
        matcher.document(key) for key in ("7", "new2")
    ]


def test_a_document_that_was_replaced_between_saves_is_the_new_one(tmp_path: Path) -> None:
    matcher = TfidfMatcher().fit([Document("a", {"title": "old"}), Document("b", {"title": "b"})])
    for number in range(4):
        matcher.save(tmp_path)
        new = Document("a", {"title": f"new{number} pond"})
        matcher.partial_fit([new, Document(f"c{number}", {"title": "c"})])
        matcher.save(tmp_path)
        for one in (matcher, TfidfMatcher.load(tmp_path)):
            assert one.document("a") == new
            assert keys(one.rank(query("pond old"))) == ["a"]
            assert len(one) == 3 + number
    matcher.remove(["a"]).save(tmp_path)
    assert "a" not in TfidfMatcher.load(tmp_path)


def files_of(folder: Path) -> set[str]:
    index = json.loads((folder / "matcher.json").read_text())
    return {*index["layers"], *(place[0] for place in index["arrays"].values())}


def test_another_format_or_matcher_is_refused(tmp_path: Path) -> None:
    TfidfMatcher().fit(INVENTIONS).save(tmp_path)
    with pytest.raises(TypeError, match="holds a TfidfMatcher, not a BlendedMatcher"):
        BlendedMatcher.load(tmp_path)
    index = tmp_path / "matcher.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"format": 99}))
    with pytest.raises(ValueError, match="has format 99, this version reads 3"):
        TfidfMatcher.load(tmp_path)
    with pytest.raises(FileNotFoundError):
        TfidfMatcher.load(tmp_path / "nowhere")


@every_matcher
def test_estimators_follow_the_conventions(matcher: Matcher) -> None:
    fresh = clone(matcher)
    assert repr(fresh) == repr(matcher)
    assert fresh.fit(INVENTIONS) is fresh
    assert fresh.partial_fit([]) is fresh
    assert fresh.remove([]) is fresh
    for unused in (lambda one: one.rank(query("a")), len, lambda one: one.save(Path("never"))):
        with pytest.raises(NotFittedError, match="call fit first"):
            unused(clone(matcher))
    assert keys(clone(matcher).partial_fit(INVENTIONS).rank(query("battery"))) == ["battery"]


def test_parameters_are_kept_as_they_were_given() -> None:
    weights = {"title": 2.0}
    matcher = BlendedMatcher(TfidfMatcher(weights, pairs=0.5), {"text": 1.0})
    assert matcher.get_params()["text__pairs"] == 0.5
    assert matcher.set_params(text__pairs=0.9).text is not None
    assert matcher.get_params()["text__pairs"] == 0.9
    assert matcher.get_params()["text__weights"] is weights


@pytest.mark.parametrize("shares", [{"text": -1.0}, {"text": 1.0, "colour": 0.5}])
def test_shares_are_of_the_known_parts_and_not_negative(shares: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="shares are at least 0, of bm25, budget, classes"):
        BlendedMatcher(shares=shares).fit(INVENTIONS)


def test_a_field_may_count_for_nothing_but_not_less() -> None:
    documents = [Document("a", {"title": "pond", "text": "salt"}), Document("b", {"text": "salt"})]
    matcher = TfidfMatcher({"text": 0.0}).fit(documents)
    assert keys(matcher.rank(Document("q", {"title": "pond salt"}))) == ["a"]
    with pytest.raises(ValueError, match="cannot count less than nothing"):
        TfidfMatcher({"text": -1.0}).fit(documents)


def test_the_title_counts_more() -> None:
    texts = ({"title": "pond", "text": "salt"}, {"title": "salt", "text": "pond"})
    documents = [Document(str(number), fields) for number, fields in enumerate(texts)]
    assert keys(TfidfMatcher().fit(documents).rank(query("salt"))) == ["1", "0"]
    turned = TfidfMatcher({"title": 0.5}).fit(documents)
    assert keys(turned.rank(query("salt"))) == ["0", "1"]


def test_a_document_replaced_between_two_saves_is_still_found(tmp_path: Path) -> None:
    matcher = BlendedMatcher().fit(INVENTIONS)
    matcher.save(tmp_path / "first")
    matcher.partial_fit(INVENTIONS).save(tmp_path / "second")
    keys = [one.key for one in INVENTIONS]
    asked = query(NEEDS["battery"])
    for held in (matcher, BlendedMatcher.load(tmp_path / "second")):
        assert len(held.score(asked, keys)) == len(keys)
        assert [held.document(key).key for key in keys] == keys
        assert held.remove(keys[:1]).rank(asked)[0].key == "battery"
        assert keys[0] not in held

"""What every search engine must do, whatever it is made of."""

import threading
import unicodedata
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.base import PUBLIC, Facet, Matched, Order, Query, SearchDocument, SearchEngine
from tests.search.shelf import (
    ALL,
    BATTERY,
    EVERYBODY,
    FERN,
    MEMBER,
    NEED,
    PIPE,
    START,
    keys,
    made,
    words_hit,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vật liệu nano", ["pipe"]),
        ("vat lieu nano", ["pipe"]),
        ("VẬT LIỆU", ["pipe"]),
        ("nano vật liệu", ["pipe"]),
        (unicodedata.normalize("NFD", "đường ống"), ["pipe"]),
        ("duong ong", ["pipe"]),
        ("Ðường ống", ["pipe"]),
        ("chong gi", ["pipe"]),
        ("tran thi ha", ["pipe"]),
        ("song hong", ["pipe"]),
        ("ferns", ["fern"]),
        ("fern", ["fern"]),
        ("growing", ["fern"]),
        ("grow", ["fern"]),
        ("battery", ["battery"]),
        ("batteries", ["battery"]),
        ("LiFePO4", ["battery"]),
        ("lifepo₄", ["battery"]),
        ("TRL 6", ["battery"]),
        ("F16L 58/10", ["pipe"]),
        ("f16l", ["pipe"]),
        ("coating for the pipes", ["fern"]),
        ("màng lọc membrane", ["need"]),
        ("nanomat", ["battery"]),
        ("dương x", []),
        ("membr", ["need"]),
        ("vật liệu na", []),
        ("zirconium", []),
    ],
)  # fmt: skip
def test_words_are_found_however_they_are_typed(
    stocked: SearchEngine, text: str, found: list[str]
) -> None:
    results = stocked.find(Query(text))
    whole = [hit.key for hit in results.hits] if results.matched == Matched.ALL else []
    assert (whole, results.searched) == (found, text)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("đường", ["pipe", "fern"]),
        ("dương", ["fern", "pipe"]),
        ("dưỡng", ["fern", "pipe"]),
    ],
)
def test_what_is_written_as_typed_comes_first(
    stocked: SearchEngine, text: str, order: list[str]
) -> None:
    assert keys(stocked, text) == order


def test_a_word_of_the_title_weighs_more(engine: SearchEngine) -> None:
    engine.put(
        [
            made("text", en="Shrimp farm", text_en="A pump keeps the water moving."),
            made("title", en="A pump", text_en="It keeps the water of a shrimp farm moving."),
        ]
    )
    engine.settle()
    assert keys(engine, "pump") == ["title", "text"]
    assert keys(engine, "shrimp") == ["text", "title"]


def test_words_side_by_side_come_before_words_apart(engine: SearchEngine) -> None:
    engine.put(
        [
            made("apart", vi="Phân bón cho cây cà chua và hạt phê chuẩn"),
            made("beside", vi="Phân bón cho cây chua và hạt cà phê chuẩn"),
        ]
    )
    engine.settle()
    assert keys(engine, "cà phê") == ["beside", "apart"]
    assert keys(engine, "ca phe") == ["beside", "apart"]


def test_of_equals_the_newer_comes_first(engine: SearchEngine) -> None:
    older, newer = (
        made(key, en="Kiln", at=START + timedelta(days=n)) for n, key in enumerate("ab")
    )
    engine.put([newer, older])
    engine.settle()
    assert keys(engine, "kiln") == ["b", "a"]


def test_without_text_everything_is_there_the_newest_first(stocked: SearchEngine) -> None:
    results = stocked.find(Query(" "))
    assert [hit.key for hit in results.hits] == ["need", "battery", "fern", "pipe"]
    assert (results.total, results.matched, results.suggestion) == (4, Matched.ALL, None)
    excerpt = results.hits[-1].excerpt
    assert excerpt is not None
    assert (excerpt.text, excerpt.cut_after) == (PIPE.texts["vi"], False)


def test_the_newest_are_told_apart_by_less_than_a_second(engine: SearchEngine) -> None:
    names = "fbdaec"
    times = [START + timedelta(microseconds=n) for n in range(len(names))]
    engine.put([made(name, en="Kiln", at=at) for name, at in zip(names, times, strict=True)])
    engine.settle()
    assert keys(engine, "") == keys(engine, "kiln", order=Order.NEWEST) == [*reversed(names)]


def test_signs_without_a_word_find_nothing(stocked: SearchEngine) -> None:
    assert stocked.find(Query("?! …")).total == 0


def test_newest_first_if_asked_for(stocked: SearchEngine) -> None:
    assert keys(stocked, "dưỡng", order=Order.NEWEST) == ["fern", "pipe"]
    assert keys(stocked, "đường", order=Order.NEWEST) == ["fern", "pipe"]


def test_a_code_is_found_whole_and_first(stocked: SearchEngine) -> None:
    code = ("number VN1-2024-01234",)
    assert keys(stocked, "1 2024 01234", codes=code) == ["pipe"]
    assert keys(stocked, "ferns", codes=code) == ["pipe", "fern"]
    assert keys(stocked, "1 2024 0123", codes=("number VN1-2024-00123",)) == []


@pytest.mark.parametrize(
    ("typed", "searched", "found"),
    [
        ("vat liu nano", "vat lieu nano", "pipe"),
        ("vật liu nano", "vật liệu nano", "pipe"),
        ("đưng ống", "đường ống", "pipe"),
        ("bateries", "batteries", "battery"),
        ("nanomaterails", "nanomaterials", "battery"),
        ("medicnie ferns", "medicine ferns", "fern"),
        ("membrnae", "membrane", "need"),
        ("nuôi dưỡng mediicne", "nuôi dưỡng medicine", "fern"),
    ],
)
def test_a_slip_that_finds_nothing_is_mended_and_said(
    stocked: SearchEngine, typed: str, searched: str, found: str
) -> None:
    results = stocked.find(Query(typed))
    assert [hit.key for hit in results.hits][:1] == [found]
    assert (results.searched, results.matched) == (searched, Matched.ALL)
    assert any(words_hit(hit.title) or words_hit(hit.excerpt) for hit in results.hits)


def test_the_spelling_that_fits_its_neighbours_is_taken(engine: SearchEngine) -> None:
    rain = [made(f"rain{n}", vi=f"Đo mưa ở trạm {n}", text_vi="Lúa và cây.") for n in range(4)]
    engine.put([*rain, made("salt", vi="Giống lúa chịu mặn", text_vi="Mưa ít.")])
    engine.settle()
    assert engine.find(Query("lua chiu mna")).searched == "lua chiu man"


def test_a_short_word_that_somebody_uses_is_no_slip(engine: SearchEngine) -> None:
    many = [made(f"k{n}", vi="Đến biển xem đèn", text_vi=f"Số {n}") for n in range(9)]
    engine.put([*many, made("coast", vi="Nhà ven biển")])
    engine.settle()
    results = engine.find(Query("ven bien"))
    assert ([hit.key for hit in results.hits], results.suggestion) == (["coast"], None)


def test_a_rare_spelling_is_kept_and_a_common_one_offered(engine: SearchEngine) -> None:
    right = [made(f"r{number}", en=f"Graphene layer {number}") for number in range(6)]
    engine.put([*right, made("wrong", en="Grahpene layer")])
    engine.settle()
    results = engine.find(Query("grahpene"))
    assert [hit.key for hit in results.hits] == ["wrong"]
    assert (results.searched, results.suggestion) == ("grahpene", "graphene")


def test_if_not_all_words_are_found_those_are_that_have_most_of_them(
    stocked: SearchEngine,
) -> None:
    results = stocked.find(Query("rice husk kiln anode"))
    assert (results.matched, [hit.key for hit in results.hits]) == (Matched.SOME, ["battery"])
    one_of_two = stocked.find(Query("zirconium membrane"))
    assert (one_of_two.matched, one_of_two.total) == (Matched.SOME, 1)
    assert one_of_two.searched == "zirconium membrane"


LONG = (
    "Nuôi dưỡng dương xỉ lấy thuốc, nhà kính và đèn, growing ferns for medicine, "
    "a greenhouse and its lamps, the pipes have a new coating"
)


def test_every_word_of_a_long_question_counts(engine: SearchEngine) -> None:
    engine.put([FERN, made("copy", vi=LONG.replace("coating", "lining"))])
    engine.settle()
    whole = engine.find(Query(LONG))
    assert ([hit.key for hit in whole.hits], whole.matched) == (["fern"], Matched.ALL)
    most = engine.find(Query(f"{LONG} zirconium"))
    assert (most.total, most.matched) == (2, Matched.SOME)


def test_at_least_half_of_the_words_is_what_is_meant_by_some(engine: SearchEngine) -> None:
    letters = [f"{letter}{letter}{letter}" for letter in "abcdefghijklmn"]
    engine.put(
        [
            made(f"k{n:02}", en=" ".join(letters[place : place + n]))
            for n in range(1, 14)
            for place in (14 - n,)
        ]
    )
    engine.settle()
    results = engine.find(Query(" ".join(letters), limit=50))
    assert results.matched == Matched.SOME
    assert sorted(hit.key for hit in results.hits) == [f"k{n:02}" for n in range(7, 14)]
    assert results.hits[0].key == "k13"


AWKWARD = (
    'a" OR readers = "members', "back\\slash", '\\" OR 1', "Hoa", "hoa", "hoá", "1", "01", "'", "",
)  # fmt: skip


def test_values_are_what_they_are(engine: SearchEngine) -> None:
    engine.put(
        [
            *(made(f"k{n}", en="Kiln", facets={"f": (one,)}) for n, one in enumerate(AWKWARD)),
            made("secret", en="Kiln", readers=frozenset({"members"}), facets={"f": ("x",)}),
        ]
    )
    engine.settle()
    for n, one in enumerate(AWKWARD):
        results = engine.find(Query("kiln", filters={"f": [one]}, facets=("f",)))
        assert [hit.key for hit in results.hits] == [f"k{n}"]
        assert results.facets["f"] == [Facet(one, 1) for one in sorted(AWKWARD)]
    for token in ('"', 'a" OR readers = "members', "member", "MEMBERS"):
        assert engine.find(Query("kiln", readers=frozenset({token}))).total == 0


def test_facets_count_what_was_found_without_their_own_filter(stocked: SearchEngine) -> None:
    results = stocked.find(Query(facets=("field", "readiness", "nothing")))
    assert results.facets["field"] == [
        Facet("materials", 2), Facet("agriculture", 1), Facet("environment", 1),
    ]  # fmt: skip
    assert results.facets["readiness"] == [Facet("1", 3), Facet("2", 2), Facet("3", 1)]
    assert results.facets["nothing"] == []
    chosen = {"field": ["materials"], "readiness": ["2"]}
    narrowed = stocked.find(Query(filters=chosen, facets=("field", "readiness")))
    assert sorted(hit.key for hit in narrowed.hits) == ["battery", "pipe"]
    assert narrowed.facets["field"] == [Facet("materials", 2)]
    assert narrowed.facets["readiness"] == [Facet("1", 2), Facet("2", 2), Facet("3", 1)]


def test_filters_go_with_words(stocked: SearchEngine) -> None:
    assert keys(stocked, "duong", filters={"house": ["h2"]}) == ["fern"]
    assert stocked.find(Query("duong", filters={"house": ["h3"]})).total == 0


def test_pages_do_not_overlap_and_the_total_is_true(engine: SearchEngine) -> None:
    engine.put([made(f"k{n:02}", en=f"Kiln {n}", at=START + timedelta(days=n)) for n in range(30)])
    engine.settle()
    pages = [engine.find(Query("kiln", offset=offset, limit=12)) for offset in (0, 12, 24, 36)]
    assert [page.total for page in pages] == [30] * 4
    seen = [hit.key for page in pages for hit in page.hits]
    assert [len(page.hits) for page in pages] == [12, 12, 6, 0]
    assert len(set(seen)) == 30


def test_titles_come_in_the_readers_language_if_there_is_one(stocked: SearchEngine) -> None:
    titles = {
        (language, key): (hit.title.text, hit.title.language)
        for language in ("vi", "en")
        for key in ("fern", "battery")
        for hit in stocked.find(Query(language=language)).hits
        if hit.key == key
    }
    assert titles == {
        ("vi", "fern"): (FERN.titles["vi"], "vi"),
        ("en", "fern"): (FERN.titles["en"], "en"),
        ("vi", "battery"): (BATTERY.titles["en"], "en"),
        ("en", "battery"): (BATTERY.titles["en"], "en"),
    }


def test_what_was_found_is_marked_on_the_original(stocked: SearchEngine) -> None:
    (hit,) = stocked.find(Query("vat lieu nuoc")).hits
    assert words_hit(hit.title) == ["vật", "liệu"]
    assert hit.title.text == PIPE.titles["vi"]
    assert words_hit(hit.excerpt) == ["nước"]
    assert hit.shown == PIPE.shown
    (hit,) = stocked.find(Query("coated nanomaterial", language="vi")).hits
    assert words_hit(hit.excerpt) == ["Nanomaterials", "coat"]


def test_names_that_were_met_come_with_the_hit(stocked: SearchEngine) -> None:
    (hit,) = stocked.find(Query("vat lieu chong")).hits
    assert [(name.text, words_hit(name)) for name in hit.names] == [
        ("Viện Vật liệu Sông Hồng", ["Vật", "liệu"]), ("chống gỉ", ["chống"]),
    ]  # fmt: skip
    (hit,) = stocked.find(Query("batteries")).hits
    assert [words_hit(name) for name in hit.names] == [["battery"]]
    assert [hit.names for hit in stocked.find(Query()).hits] == [()] * len(ALL)


def test_a_tone_mark_that_was_typed_is_not_marked_where_another_stands(
    stocked: SearchEngine,
) -> None:
    marks = {hit.key: words_hit(hit.title) for hit in stocked.find(Query("dương")).hits}
    assert marks == {"fern": ["dương"], "pipe": ["Đường"]}


def test_words_in_the_other_language_are_shown_in_the_excerpt(stocked: SearchEngine) -> None:
    (hit,) = stocked.find(Query("medicine", language="vi")).hits
    assert hit.title.text == FERN.titles["vi"]
    assert hit.excerpt is not None
    assert (hit.excerpt.language, words_hit(hit.excerpt)) == ("en", ["medicine"])


def test_an_excerpt_is_cut_where_the_words_are(engine: SearchEngine) -> None:
    filler = "Một câu dài về nhiều chuyện khác. "
    text = f"{filler * 30}Hạt cà phê rang mộc thơm lâu. {filler * 30}"
    engine.put([made("long", vi="Máy rang", text_vi=text)])
    engine.settle()
    (hit,) = engine.find(Query("cà phê rang")).hits
    assert hit.excerpt is not None
    assert words_hit(hit.excerpt) == ["cà", "phê", "rang"]
    assert hit.excerpt.text in text
    assert (hit.excerpt.cut_before, hit.excerpt.cut_after) == (True, True)
    assert len(hit.excerpt.text) < 300


SECRET = replace(
    FERN, tier=2, readers=frozenset({"members", "house h2"}),
    texts={**FERN.texts, "vi": "Nhà kính và đèn. Liều lượng: hai gam zirconium."},
)  # fmt: skip


@pytest.fixture
def layered(engine: SearchEngine) -> SearchEngine:
    engine.put([PIPE, FERN, SECRET])
    engine.settle()
    return engine


def test_a_text_for_few_is_found_by_them_alone(layered: SearchEngine) -> None:
    for readers, found in (
        (EVERYBODY, []), (MEMBER, ["fern"]), (frozenset({PUBLIC, "house h2"}), ["fern"]),
        (frozenset({PUBLIC, "house h1"}), []), (frozenset(), []),
    ):  # fmt: skip
        results = layered.find(Query("zirconium", readers=readers, facets=("field",)))
        assert [hit.key for hit in results.hits] == found
        assert sum(facet.count for facet in results.facets["field"]) == len(found)


def test_a_subject_is_shown_and_counted_once(layered: SearchEngine) -> None:
    for readers in (EVERYBODY, MEMBER):
        results = layered.find(Query("duong", readers=readers, facets=("field",)))
        assert sorted(hit.key for hit in results.hits) == ["fern", "pipe"]
        assert results.total == 2
        assert results.facets["field"] == [Facet("agriculture", 1), Facet("materials", 1)]


def test_spelling_is_learnt_from_public_text_only(layered: SearchEngine) -> None:
    for readers in (EVERYBODY, MEMBER):
        results = layered.find(Query("zirconum", readers=readers))
        assert (results.total, results.suggestion, results.searched) == (0, None, "zirconum")


def test_what_was_taken_away_gives_no_spelling(engine: SearchEngine) -> None:
    engine.put([made("a", en="Zirconium crucible"), made("b", en="Steel crucible")])
    engine.settle()
    assert engine.find(Query("zirconum")).searched == "zirconium"
    engine.remove(["a"])
    engine.settle()
    gone = engine.find(Query("zirconum"))
    assert (gone.total, gone.searched, gone.suggestion) == (0, "zirconum", None)


def test_put_replaces_all_of_a_subject(layered: SearchEngine) -> None:
    layered.put([replace(FERN, titles={"vi": "Rêu"}, texts={})])
    layered.settle()
    assert keys(layered, "zirconium", readers=MEMBER) == []
    assert keys(layered, "nha kinh", readers=MEMBER) == []
    assert keys(layered, "rêu", readers=MEMBER) == keys(layered, "rêu") == ["fern"]
    assert layered.find(Query(readers=MEMBER)).total == 2


def test_put_twice_is_put_once(engine: SearchEngine) -> None:
    for _ in range(2):
        engine.put(ALL)
    engine.settle()
    assert engine.find(Query()).total == len(ALL)


def test_remove_forgets_and_passes_over_what_is_unknown(layered: SearchEngine) -> None:
    layered.remove(["fern", "never"])
    layered.settle()
    assert [hit.key for hit in layered.find(Query(readers=MEMBER)).hits] == ["pipe"]


def test_a_put_that_fails_half_way_changes_nothing(layered: SearchEngine) -> None:
    def broken() -> object:
        yield replace(FERN, titles={"vi": "Rêu"})
        raise KeyError("no")

    with pytest.raises(KeyError):
        layered.put(broken())  # type: ignore[arg-type]
    layered.settle()
    assert keys(layered, "rêu") == []
    assert keys(layered, "zirconium", readers=MEMBER) == ["fern"]
    layered.put([NEED])
    layered.settle()
    assert layered.find(Query()).total == 3


def test_replace_exchanges_everything_and_searches_go_on_meanwhile(layered: SearchEngine) -> None:
    def documents() -> object:
        yield BATTERY
        layered.settle()
        assert keys(layered, "đường") == ["pipe", "fern"]
        yield NEED

    layered.replace(documents())  # type: ignore[arg-type]
    layered.settle()
    assert sorted(hit.key for hit in layered.find(Query(readers=MEMBER)).hits) == [
        "battery", "need",
    ]  # fmt: skip


def test_a_replacement_that_fails_changes_nothing(layered: SearchEngine) -> None:
    def broken() -> object:
        yield BATTERY
        raise KeyError("no")

    with pytest.raises(KeyError):
        layered.replace(broken())  # type: ignore[arg-type]
    layered.settle()
    assert layered.find(Query()).total == 2
    layered.put([NEED])
    layered.settle()
    assert layered.find(Query()).total == 3


def test_what_is_put_during_a_replacement_is_not_lost(engine: SearchEngine) -> None:
    begun, others = threading.Event(), []

    def documents() -> object:
        yield PIPE
        begun.set()
        thread = threading.Thread(target=engine.put, args=([FERN],))
        thread.start()
        others.append(thread)
        yield BATTERY

    engine.replace(documents())  # type: ignore[arg-type]
    for other in others:
        other.join()
    engine.settle()
    assert sorted(hit.key for hit in engine.find(Query()).hits) == ["battery", "fern", "pipe"]


def test_clear_leaves_an_empty_index(layered: SearchEngine) -> None:
    layered.clear()
    layered.settle()
    assert (layered.ready(), layered.find(Query()).total) == (True, 0)


WORDS = st.text(st.sampled_from("aăâbcđeghiươ ệ\u0323\u0302.,-'\n4₄ßﬁ"), max_size=60)


@settings(
    max_examples=25, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(title=WORDS, text=WORDS, asked=WORDS)
def test_joined_parts_are_the_original_text(
    engine: SearchEngine, title: str, text: str, asked: str
) -> None:
    document = made("one", vi=f"hạt {title}", text_vi=text)
    engine.put([document])
    engine.settle()
    (hit,) = engine.find(Query(f"hat {asked}")).hits
    assert hit.title.text == document.titles["vi"]
    assert "hạt" in words_hit(hit.title)
    assert (hit.excerpt.text if hit.excerpt else "") == text


def test_documents_keep_their_ids_and_words_of_any_length(engine: SearchEngine) -> None:
    long = SearchDocument(
        key="a/b c'd\"", kind="need", tier=1, readers=EVERYBODY, at=START,
        titles={"vi": "x" * 70_000},
    )  # fmt: skip
    engine.put([long])
    engine.settle()
    assert keys(engine, "x" * 200) == [long.key]
    engine.remove([long.key])
    engine.settle()
    assert engine.find(Query()).total == 0

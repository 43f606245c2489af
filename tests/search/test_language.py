"""Vietnamese with right, wrong and no marks, numbers and formulas, both languages in one question,
and who may find what, on every engine."""

import unicodedata

import pytest

from search.base import PUBLIC, Matched, Query, SearchEngine
from tests.search.shelf import keys, made, words_hit

HOUSE, OVERSEER, OPERATOR, MEMBERS = "house h7", "overseer", "operator", "members"
PLANTED = {
    PUBLIC: "xanthan", MEMBERS: "molybden", HOUSE: "wolfram", OVERSEER: "tantalum",
    OPERATOR: "vanadium",
}  # fmt: skip
"""A word for each token, in a document of a subject of its own that this token alone opens."""
THINGS = (
    made("anode", vi="Cực dương LiFePO₄ cho pin", text_vi="Chịu được pH 7,5 và 1.200 chu kỳ."),
    made("magnet", en="Fe3O4 particles", text_en="At TRL 6, class H01M 10/0525; 99.9% pure."),
    made("magnets", en="Fe2O3 particles", text_en="At TRL 7, class H01G 11/00; 99.5% pure."),
    made("dam", vi="Đập đất ngăn mặn", text_vi="Đo độ mặn bằng cảm biến từng phút."),
    made("dap", vi="Đáp án cho đề thi"),
    made("pepper", vi="Hạt tiêu xay", names=("Nguyễn Đức Thắng", "IPC H02S 40/10")),
    made("glove", en="Welder's gloves", text_en="Don't melt. Self-cleaning, state-of-the-art."),
    made("mixed", vi="Hệ thống IoT giám sát ao tôm", text_vi="Cloud dashboard cho farmer."),
    made("wind", vi="Cánh tua-bin gió", en="A wind turbine's blades", text_en="Studies of icing."),
    *(
        made(f"p{n}", en=f"{word} salts", tier=1, readers=frozenset({token}))
        for n, (token, word) in enumerate(PLANTED.items())
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def filled(vacant: SearchEngine) -> SearchEngine:
    vacant.put(THINGS)
    vacant.settle()
    return vacant


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # marks: left out, in part, on another letter's way, upper case, taken apart
        ("cuc duong", ["anode"]), ("cực duong", ["anode"]), ("CỰC DƯƠNG", ["anode"]),
        (unicodedata.normalize("NFD", "cực dương"), ["anode"]),
        (unicodedata.normalize("NFKD", "ĐẬP ĐẤT"), ["dam"]), ("đap đat", ["dam"]),
        ("dap dat", ["dam"]), ("đáp ấn", ["dap"]), ("dap an", ["dam", "dap"]),
        ("nguyen duc thang", ["pepper"]), ("Nguyễn Đức Thắng", ["pepper"]),
        ("NGUYEN ĐUC THANG", ["pepper"]), ("do do man", ["dam"]), ("đo độ mặn", ["dam"]),
        ("hat tieu", ["pepper"]), ("hạt tiểu", ["pepper"]), ("hoá xay tiêu", []),
        # numbers, formulas, symbols
        ("LiFePO4", ["anode"]), ("LIFEPO₄", ["anode"]), ("Fe3O4", ["magnet"]),
        ("fe₃o₄", ["magnet"]),
        ("Fe2O3", ["magnets"]), ("Fe4O3", []), ("TRL 6", ["magnet"]), ("TRL 7", ["magnets"]),
        ("TRL 8", []), ("H01M", ["magnet"]), ("H01G 11/00", ["magnets"]), ("H01N", []),
        ("H02S", ["pepper"]), ("pH 7,5", ["anode"]), ("pH 7.5", ["anode"]), ("ph 7,6", []),
        ("1.200 chu kỳ", ["anode"]), ("99.9%", ["magnet"]), ("99,5", ["magnets"]),
        ("\uff26\uff45\uff13\uff2f\uff14", ["magnet"]),
        # English stems and signs
        ("welders glove", ["glove"]),
        ("welder's glove", ["glove"]), ("WELDER\u2019S GLOVES", ["glove"]),
        ("self cleaning", ["glove"]), ("self-cleaned", ["glove"]),
        ("state of the art", ["glove"]),
        ("study icing", ["wind"]), ("studying", ["wind"]), ("blade", ["wind"]),
        ("particle fe3o4", ["magnet"]),
        # both languages, and beginnings
        ("cánh turbine", ["wind"]), ("tua bin blades", ["wind"]), ("iot ao tom", ["mixed"]),
        ("giám sát dashboard", ["mixed"]), ("dash", ["mixed"]), ("da", []), ("giám sá", []),
        ("he thong giam sat clou", ["mixed"]), ("particles 99.", ["magnet", "magnets"]),
        ("tua-b", []), ("lifep", ["anode"]), ("h01", ["magnet", "magnets"]),
    ],
)  # fmt: skip
def test_what_has_all_of_it(filled: SearchEngine, text: str, found: list[str]) -> None:
    results = filled.find(Query(text))
    whole = results.matched == Matched.ALL and results.searched == text
    assert (sorted(hit.key for hit in results.hits) if whole else []) == found


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("particels", "particles"), ("wnid turbine", "wind turbine"), ("dashbord", "dashboard"),
        ("welder glovess", "welder gloves"), ("nguyên đưc thăgn", "nguyên đưc thắng"),
        ("cám biênn", "cám biến"), ("giam saat", "giam sat"), ("icng blades", "icing blades"),
        ("cực dươgn", "cực dương"), ("cuc duogn", "cuc duong"),
    ],
)  # fmt: skip
def test_one_slip_is_mended_and_the_words_are_marked(
    filled: SearchEngine, typed: str, searched: str
) -> None:
    results = filled.find(Query(typed))
    assert (results.searched, results.matched) == (searched, Matched.ALL)
    hit = results.hits[0]
    assert words_hit(hit.title) + words_hit(hit.excerpt) + [p.text for p in hit.names] != []


@pytest.mark.parametrize("typed", ["Fe3O5", "H01N", "LiFePO5", "2025", "ao", "tx", "TRL6"])
def test_numbers_formulas_and_the_shortest_words_are_never_changed(
    filled: SearchEngine, typed: str
) -> None:
    results = filled.find(Query(typed))
    assert (results.searched, results.suggestion) == (typed, None)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("đập", "dam"), ("đáp", "dap"), ("dương", "anode"), ("tiêu", "pepper"), ("thắng", "pepper"),
    ],
)  # fmt: skip
def test_the_marks_that_were_typed_come_first(filled: SearchEngine, text: str, first: str) -> None:
    assert keys(filled, text)[0] == first


@pytest.mark.parametrize("token", [*PLANTED])
@pytest.mark.parametrize("planted", [*PLANTED])
def test_a_planted_word_is_there_for_its_readers_alone(
    filled: SearchEngine, token: str, planted: str
) -> None:
    """Neither in hits, nor in totals and facets, nor as a spelling."""
    word = PLANTED[planted]
    readers = frozenset({token})
    results = filled.find(Query(word, readers=readers))
    assert results.total == len(results.hits) == (1 if token == planted else 0)
    slip = filled.find(Query(word[:-2] + word[-1] + word[-2], readers=readers))
    learnt = planted == PUBLIC == token
    assert (slip.total == 1, word in {slip.searched, slip.suggestion}) == (
        learnt,
        planted == PUBLIC and learnt,
    )

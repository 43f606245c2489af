import sys
import unicodedata
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.analysis import EXACT, PAIR, WORD, _stem, _word, compose, fold, occurrences, terms

texts = st.text(
    st.sampled_from("aàăâbcdđeêghiklmnoôơpqrstuưvxyzAĐƯ 0123456789.,-\n\r\u2028e\u0301İß=中😀"),
    max_size=60,
)


BARE = ["recover", "filter", "leach", "moni", "measur", "charg", "sort", "weld", "plant", "cool"]


def folded(text: str) -> set[str]:
    return {term for term in terms(text) if not term.startswith(EXACT)}


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Đường ống dẫn KHÍ", "duong ong dan khi"),
        ("ưỡng ẹo ỹ Ơ", "uong eo y o"),
        ("naïve Ångström", "naive angstrom"),
        ("हिन्दी", "हिन्दी"),  # marks of other scripts are letters
    ],
)
def test_folding_takes_tone_marks_and_capitals(written: str, bare: str) -> None:
    assert fold(written) == bare
    assert fold(unicodedata.normalize("NFD", written)) == bare


@pytest.mark.parametrize(
    "written",
    [
        "Xử lý nước thải dệt nhuộm",
        "Cảm biến IoT đo độ mặn trong ao nuôi tôm",
        "trồng lúa và trong nước",
        "Membrane filters for brackish water\nMàng lọc cho nước lợ",
    ],
)
def test_a_text_without_tone_marks_yields_the_same_folded_terms(written: str) -> None:
    assert folded(fold(written)) == folded(written)
    assert folded(written.upper()) == folded(written)
    assert terms(unicodedata.normalize("NFD", written)) == terms(written)


def test_a_word_with_marks_yields_its_exact_form_too() -> None:
    assert terms("Lọc nước") == ["loc", "nuoc", "=lọc", "=nước", "loc nuoc"]
    assert terms("loc nuoc") == ["loc", "nuoc", "loc nuoc"]


def test_english_words_lose_their_endings_and_stop_words_vanish() -> None:
    assert terms("The recovering of batteries") == ["recov", "batteri", "recov batteri"]
    assert folded("recovered battery") == folded("recovering the batteries")


def test_a_vietnamese_stop_word_counts_only_beside_another_word() -> None:
    assert terms("và các") == []
    assert folded("trồng cây và rau") == {"trong", "cay", "rau", "trong cay", "cay va", "va rau"}


def test_each_line_has_its_own_language() -> None:
    """`the` is thể in Vietnamese, and no word to keep in English."""
    assert "the" in folded("vật thể lạ\nthe membrane")
    assert "the" not in folded("the membrane filters brackish water")


def test_numbers_keep_their_decimals() -> None:
    assert terms("TRL 6 or 1.200,5") == ["trl", "6", "1.200,5", "trl 6", "6 1.200,5"]


@pytest.mark.parametrize("nothing", ["", " \n\t", "😀 — !", "the of and", "và các của", "ा"])
def test_what_has_no_words_has_no_terms(nothing: str) -> None:
    assert terms(nothing) == []


def test_threads_do_not_get_into_each_others_words() -> None:
    words = [f"{stem}{ending}" for stem in BARE for ending in ("ing", "ations", "ed", "ers")] * 5
    alone = [_stem.__wrapped__(word) for word in words]
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            together = list(threads.map(_stem.__wrapped__, words))
    finally:
        sys.setswitchinterval(switch)
    assert together == alone


@settings(max_examples=150, deadline=None)
@given(texts)
def test_occurrences_are_the_terms_in_their_places(text: str) -> None:
    found = list(occurrences(text))
    assert Counter(one.term for one in found) == Counter(terms(text))
    composed = compose(text)
    for one in found:
        words = [_word(written) for written in WORD.findall(composed[one.start : one.end])]
        first, last = words[0], words[-1]
        assert one.term in (first.form, first.exact, first.form + PAIR + last.form)

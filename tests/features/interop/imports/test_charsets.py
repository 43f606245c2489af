"""Old fonts are told from Unicode, and what was written for them is read back letter by letter."""

import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from marketplace.interop.imports.charsets import (
    TABLES,
    Charset,
    decode,
    most_likely,
    recognise,
    to_unicode,
)
from marketplace.interop.imports.syllables import could_be_syllable, is_syllable
from tests.tools.old_fonts import encode

SYLLABLES = """
quyết định thiết bị công nghệ sáng chế độ mặn giải pháp hữu ích nước lợ quy trình phủ chống ăn mòn
kỹ thuật ứng dụng nghiên cứu khoa học phương pháp đường ống được giường khuya xoong yêu cầu gìn giữ
quốc tế huỷ hoại tuyển chọn nguyễn trường khởi nghiệp cũng những mỡ sữa ướt ảnh ẩm ẳng
""".split()  # noqa: SIM905 - read as a text
FEW = settings(max_examples=40, deadline=None)


def phrases() -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(SYLLABLES), min_size=4, max_size=12).map(" ".join)


@pytest.mark.parametrize("charset", Charset)
@FEW
@given(text=phrases())
def test_what_was_written_for_an_old_font_is_read_back(charset: Charset, text: str) -> None:
    written = encode(text, charset)
    assert decode(written, charset) == text
    other = next(one for one in Charset if one != charset)
    assume(sum(_is_none(word, other) for word in written.split()) > 1)
    assert to_unicode(written) == (text, charset)


def _is_none(word: str, other: Charset) -> bool:
    """Some, as VNI's "oáng", are syllables when read otherwise too: alone they tell nothing."""
    return not is_syllable(word) and not is_syllable(decode(word, other))


@pytest.mark.parametrize("charset", Charset)
def test_every_letter_has_its_place(charset: Charset) -> None:
    letters = {read for read in TABLES[charset].values() if read == read.lower()}
    assert len(letters) == 67  # all Vietnamese letters with a mark or a tone
    for letter in letters:
        assert decode(encode(letter, charset), charset) == letter


@pytest.mark.parametrize(
    ("written", "charset", "meant"),
    [
        ("QuyÕt ®Þnh", Charset.TCVN3, "Quyết định"),
        ("thiÕt bÞ", Charset.TCVN3, "thiết bị"),
        ("ThÐp", Charset.TCVN3, "Thép"),
        ("ph\xad¬ng ph¸p", Charset.TCVN3, "phương pháp"),
        ("Lª Quang C\xadêng", Charset.TCVN3, "Lê Quang Cường"),
        ("§¹I HäC B¸CH KHOA", Charset.TCVN3, "ĐẠI HỌC BÁCH KHOA"),
        ("C¤NG NGHÖ nano", Charset.TCVN3, "CÔNG NGHỆ nano"),
        ("Thieát bò", Charset.VNI, "Thiết bị"),
        ("Coâng ngheä", Charset.VNI, "Công nghệ"),
        ("ÑAÏI HOÏC BAÙCH KHOA", Charset.VNI, "ĐẠI HỌC BÁCH KHOA"),
    ],
)
def test_words_as_they_look_in_old_files(written: str, charset: Charset, meant: str) -> None:
    assert to_unicode(written) == (meant, charset)


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 12", "là và hàn", "máy ép", "cá", "Hạt 5 µm", "Hat nano 5 µm", "café",
        "Größe", "où", "naïve", "Müller", "Teflon®", "10 × 20", "señor", "São Paulo", "résumé",
        "« bonjour »", "Thaï", "½ liều", "25 °C", "", "plain English words", "Ångström", "ThS. Ê",
        unicodedata.normalize("NFD", "thiết bị quyết định"),
    ],
)  # fmt: skip
def test_what_is_unicode_already_is_left_alone(text: str) -> None:
    assert to_unicode(text) == (text, None)


@FEW
@given(text=phrases(), form=st.sampled_from(["NFC", "NFD"]))
def test_vietnamese_in_unicode_is_left_alone(text: str, form: str) -> None:
    text = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    assert recognise(text) is None


@FEW
@given(text=st.text(st.characters(max_codepoint=0x17F, exclude_categories=["Cc"]), max_size=30))
def test_reading_never_fails(text: str) -> None:
    for charset in (None, *Charset):
        to_unicode(text, charset)


def test_what_stands_around_tells_of_a_single_word() -> None:
    assert recognise("cña") is None
    assert most_likely(["QuyÕt ®Þnh cña ngµnh", "cña", "plain"]) == Charset.TCVN3
    assert to_unicode("cña", Charset.TCVN3) == ("của", Charset.TCVN3)
    assert to_unicode("máy", Charset.TCVN3) == ("máy", None)


def test_syllables_follow_the_rules_of_spelling() -> None:
    for word in SYLLABLES:
        assert is_syllable(word), word
        assert could_be_syllable(word), word
    for word in ("thêf", "các̀", "tãc", "quyêt", "ngh", "zên", "strong", "oong̣̀", "the one"):
        assert not is_syllable(word), word
    assert could_be_syllable("quyet")
    assert not could_be_syllable("nano")

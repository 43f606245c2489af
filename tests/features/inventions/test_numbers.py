import unicodedata
from datetime import UTC, datetime
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.inventions.numbers import RightKind, RightNumber, Stage, key, read_right_number
from marketplace.kit import clock

UNKNOWN = "This number has no form that is known here; it is kept as typed."
KIND_MISSING = "The number alone does not tell the kind of right: choose it."


def warnings(typed: str) -> list[str]:
    return [str(warning) for warning in read_right_number(typed).warnings]


@pytest.mark.parametrize(
    "typed",
    [
        "1-2025-07378",
        "1 \u2013 2025 \u2013 7378",
        "1\u20112025\u201107378",
        "VN 1-2025-07378",
        "VN1-2025-07378 A",
        "1/2025/07378",
        "1.2025.07378",
        "1 2025 07378",
        "Số đơn: 1-2025-07378",
        "Đơn đăng ký sáng chế số 1-2025-07378",
        "Application No. 1-2025-07378",
        "VN1202507378",
        "1202507378",
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_application_in_many_spellings(typed: str, form: Literal["NFC", "NFD"]) -> None:
    number = read_right_number(unicodedata.normalize(form, typed))
    assert number.text.removesuffix(" A") == "1-2025-07378"
    assert number.key == "VN1-2025-07378"
    assert (number.office, number.stage) == ("VN", Stage.APPLICATION)
    assert (number.kind, number.year) == (RightKind.INVENTION, 2025)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("1-0026606", "1-0026606"),
        ("1-0026606-000", "1-0026606-000"),
        ("VN1-0026606", "1-0026606"),
        ("VN 1-0026606 B", "1-0026606 B"),
        ("VN10026606B", "1-0026606 B"),
        ("1-26606", "1-0026606"),
        ("Bằng độc quyền sáng chế số 26606", "1-0026606"),
        ("Bằng số: 1 \u2013 0026606", "1-0026606"),
    ],
)
def test_a_title_in_many_spellings(typed: str, text: str) -> None:
    number = read_right_number(typed)
    assert number.text == text
    assert number.key == "VN1-0026606"
    assert (number.office, number.stage) == ("VN", Stage.TITLE)
    assert (number.kind, number.year) == (RightKind.INVENTION, None)


def test_a_title_split_off_is_another_title() -> None:
    assert key("1-0026606-001") == "VN1-0026606-001"


@pytest.mark.parametrize("kind", list(RightKind))
def test_the_leading_digit_is_the_kind(kind: RightKind) -> None:
    digit = list(RightKind).index(kind) + 1
    assert read_right_number(f"{digit}-2019-00005").kind is kind
    assert read_right_number(f"{digit}-0039693-000").kind is kind


def test_words_before_a_bare_number_tell_the_kind() -> None:
    assert read_right_number("GPHI 4743").text == "2-0004743"
    assert read_right_number("giải pháp hữu ích số 2845").key == "VN2-0002845"
    assert warnings("GPHI 4743") == []


def test_a_bare_number_is_an_old_title_of_unknown_kind() -> None:
    (warning,) = read_right_number("54675").warnings
    assert read_right_number("54675") == RightNumber(
        text="54675", key="VN54675", office="VN", stage=Stage.TITLE, warnings=(warning,)
    )
    assert str(warning) == KIND_MISSING
    assert key("VN 0054675") == "VN54675"
    assert key("No. 54675") == "VN54675"
    assert key("Patent no 54675") == "VN54675"


def test_well_formed_numbers_carry_no_warning() -> None:
    for typed in ("1-2025-07378", "1 \u2013 2025 \u2013 7378", "3-0039693-000", "US 10,123,456 B2"):
        assert warnings(typed) == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1-2025-123456", ["An application number has five digits after the year."]),
        (
            "1-2025",
            ["A title number has seven digits. If this is an application, its end is missing."],
        ),
        ("1202507378", ["Read as 1-2025-07378."]),
        ("10026606", ["Read as 1-0026606."]),
        ("Số đơn: 7378", [UNKNOWN]),
        ("7-2025-07378", [UNKNOWN]),
        ("2.845", [UNKNOWN]),
        ("SC 0123/98", [UNKNOWN]),
        ("đang nộp", [UNKNOWN]),
        ("", [UNKNOWN]),
    ],
)
def test_doubts_are_warnings(typed: str, expected: list[str]) -> None:
    assert warnings(typed) == expected


def test_a_year_still_to_come_is_doubtful() -> None:
    with clock.moved_to(datetime(2026, 10, 1, tzinfo=UTC)):
        assert warnings("1-2026-00001") == []
        assert warnings("1-2027-00001") == ["The year 2027 lies in the future."]


def test_what_nobody_recognises_is_kept() -> None:
    number = read_right_number("  đang  nộp 12 ")
    assert (number.text, number.key) == ("đang nộp 12", "DANGNOP12")
    assert (number.office, number.stage, number.kind, number.year) == ("", None, None, None)


@pytest.mark.parametrize(
    ("typed", "text", "same"),
    [
        ("US 10,123,456 B2", "US10123456 B2", "US10123456"),
        ("US10123456B2", "US10123456 B2", "US10123456"),
        ("Patent No. US 10 123 456", "US10123456", "US10123456"),
        ("US 2020/0123456 A1", "US2020/0123456 A1", "US20200123456"),
        ("EP 1 234 567 B1", "EP1234567 B1", "EP1234567"),
        ("EP0123456", "EP0123456", "EP123456"),
        ("EP20123456.7", "EP20123456.7", "EP201234567"),
        ("JP 2020-123456 A", "JP2020-123456 A", "JP2020123456"),
        ("NO 343434", "NO343434", "NO343434"),
    ],
)
def test_numbers_of_other_offices(typed: str, text: str, same: str) -> None:
    assert read_right_number(typed) == RightNumber(text=text, key=same, office=same[:2])


@pytest.mark.parametrize(
    ("typed", "text", "same", "year"),
    [
        ("WO2020/123456", "WO2020/123456", "WO2020123456", 2020),
        ("WO 2020 123456 A1", "WO2020/123456 A1", "WO2020123456", 2020),
        ("WO 99/12345", "WO1999/012345", "WO1999012345", 1999),
        ("WO02012345", "WO2002/012345", "WO2002012345", 2002),
        ("PCT/VN2023/000012", "PCT/VN2023/000012", "PCTVN2023000012", 2023),
        ("pct-vn2023-12", "PCT/VN2023/000012", "PCTVN2023000012", 2023),
        ("PCT/US99/12345", "PCT/US1999/012345", "PCTUS1999012345", 1999),
    ],
)
def test_international_applications(typed: str, text: str, same: str, year: int) -> None:
    assert read_right_number(typed) == RightNumber(
        text=text, key=same, office="WO", stage=Stage.APPLICATION, year=year
    )


@given(st.text(max_size=40) | st.text(alphabet="VNUSPCTWO0123456789 -/.,B", max_size=25))
def test_nothing_is_refused_and_tidying_twice_changes_nothing(typed: str) -> None:
    number = read_right_number(typed)
    assert read_right_number(number.text).text == number.text


@given(
    st.integers(1, 6),
    st.integers(1981, 2026),
    st.integers(1, 99_999),
    st.sampled_from(["-", " - ", "/", ".", " ", "\u2013"]),
    st.sampled_from(["", "VN", "vn ", "Số đơn: "]),
)
def test_one_application_has_one_key(
    kind: int, year: int, serial: int, dash: str, label: str
) -> None:
    same = f"VN{kind}-{year}-{serial:05}"
    assert key(f"{label}{kind}{dash}{year}{dash}{serial:05}") == same
    assert key(f"{label}{kind}{dash}{year}{dash}{serial}") == same

"""What single cells mean: days, numbers, persons, codes, amounts."""

import unicodedata
from typing import Any

import pytest

from marketplace.interop.imports.cells import READERS, Column, in_unicode
from marketplace.interop.imports.charsets import Charset
from marketplace.interop.imports.choices import named
from marketplace.interop.imports.days import ALONE, DayColumn, day_column, read_day
from marketplace.interop.imports.persons import read_persons
from marketplace.interop.imports.remarks import Remark, Said, remark, remark_from
from marketplace.interop.imports.rights import read_numbers
from marketplace.interop.imports.rules import LEVELS, Finding, Level
from marketplace.interop.imports.sheets import Cell, CellKind
from marketplace.inventions.rules import InventionKind, RightStatus
from marketplace.kit import clock
from marketplace.kit.text import t
from tests.tools.old_fonts import encode


def findings(said: tuple[Said, ...]) -> list[str]:
    return [one.finding.value for one in said]


def of(field: str, text: str, heading: str = "", kind: CellKind = CellKind.TEXT) -> Any:
    read = READERS[field](Cell(text, kind), Column(field, heading))
    return read.value, findings(read.said)


@pytest.mark.parametrize(
    ("typed", "day", "said"),
    [
        ("25/03/2021", "2021-03-25", []),
        ("5.3.2021", "2021-03-05", []),
        ("5-3-2021", "2021-03-05", []),
        ("2021-03-05", "2021-03-05", []),
        ("2021/3/5", "2021-03-05", []),
        ("20210305", "2021-03-05", []),
        ("25/03/2021 08:30", "2021-03-25", []),
        ("ngày 5 tháng 3 năm 2021", "2021-03-05", []),
        ("03/25/2021", "2021-03-25", ["month-first"]),
        ("12/05/21", "2021-05-12", ["short-year"]),
        ("12/05/86", "1986-05-12", ["short-year"]),
        ("31/02/2023", None, ["impossible-day"]),
        ("00/01/2023", None, ["impossible-day"]),
        ("13/13/2023", None, ["impossible-day"]),
        ("2023", None, ["no-day"]),
        ("03/2023", None, ["no-day"]),
        ("năm 2023", None, ["no-day"]),
        ("5/3/202", None, ["unreadable-day"]),
        ("đang chờ", None, ["unreadable-day"]),
        ("1/2/2021; 3/4/2021", None, ["unreadable-day"]),
    ],
)
def test_days_as_people_type_them(typed: str, day: str | None, said: list[str]) -> None:
    read = read_day(Cell(typed), ALONE)
    assert (read.value, findings(read.said)) == (day, said)


def test_a_real_date_is_doubted_where_others_are_text() -> None:
    real = Cell("2021-03-05", CellKind.DAY)
    column = day_column([Cell("25/03/2021"), real, Cell("")])
    assert column == DayColumn(as_text=True)
    assert findings(read_day(real, column).said) == ["day-or-month"]
    assert read_day(real, ALONE).said == ()
    for sure in ("2021-03-25", "2021-03-03"):
        assert read_day(Cell(sure, CellKind.DAY), column).said == ()


def test_a_column_in_which_months_stand_first_is_read_so() -> None:
    column = day_column([Cell("03/25/2021"), Cell("03/05/2021")])
    assert column == DayColumn(month_first=True)
    read = read_day(Cell("03/05/2021"), column)
    assert (read.value, findings(read.said)) == ("2021-03-05", ["month-first"])


def test_spreadsheets_count_days() -> None:
    read = read_day(Cell("44279", CellKind.NUMBER), ALONE)
    assert (read.value, findings(read.said)) == ("2021-03-24", ["day-count"])
    assert findings(read_day(Cell("7", CellKind.NUMBER), ALONE).said) == ["unreadable-day"]


PATENT, UTILITY = InventionKind.PATENT, InventionKind.UTILITY_SOLUTION


@pytest.mark.parametrize(
    ("cell", "field", "kind", "numbers", "said"),
    [
        (Cell("1-2023-04512"), "application_number", None,
         {"application_number": "1-2023-04512"}, []),
        (Cell("1 2023 4512"), "application_number", None,
         {"application_number": "1-2023-04512"}, ["tidied"]),
        (Cell("26606", CellKind.NUMBER), "title_number", PATENT,
         {"title_number": "1-0026606"}, ["lost-zeros"]),
        (Cell("4743"), "title_number", UTILITY, {"title_number": "2-0004743"}, ["bare-number"]),
        (Cell("26606", CellKind.NUMBER), "title_number", None,
         {"title_number": "26606"}, ["odd-number"]),
        (Cell("1972-11-03", CellKind.DAY), "title_number", PATENT, None, ["day-for-number"]),
        (Cell("1-0026606"), "application_number", None,
         {"title_number": "1-0026606"}, ["other-number"]),
        (Cell("1-2020-00123\n1-0026606"), "application_number", None,
         {"application_number": "1-2020-00123", "title_number": "1-0026606"}, []),
        (Cell("1-2020-00123; 1-2020-00124"), "application_number", None, None,
         ["several-numbers"]),
        (Cell("US 9,123,456"), "title_number", None, {"title_number": "US9123456"}, ["tidied"]),
        (Cell("đang chờ"), "application_number", None,
         {"application_number": "đang chờ"}, ["odd-number"]),
        (Cell(""), "application_number", None, None, []),
    ],
)  # fmt: skip
def test_numbers_that_spreadsheets_have_cut(
    cell: Cell, field: str, kind: InventionKind | None, numbers: Any, said: list[str]
) -> None:
    read = read_numbers(cell, field, kind)
    assert (read.value, findings(read.said)) == (numbers, said)


def test_a_number_that_became_a_date_is_guessed_for_whoever_mends_it() -> None:
    [said] = read_numbers(Cell("1972-11-03", CellKind.DAY), "title_number", PATENT).said
    assert said.taken == "1-0026606"
    [said] = read_numbers(Cell("1972-11-03", CellKind.DAY), "title_number", None).said
    assert said.taken == ""


@pytest.mark.parametrize(
    ("typed", "names", "said"),
    [
        ("Nguyễn Văn A", ["Nguyễn Văn A"], []),
        ("Nguyễn Văn A, Trần Bình; Lê Cường", ["Nguyễn Văn A", "Trần Bình", "Lê Cường"],
         ["several-names"]),
        ("Nguyễn Văn A\nTrần Bình và Lê Cường", ["Nguyễn Văn A", "Trần Bình", "Lê Cường"],
         ["several-names"]),
        ("PGS.TS. Nguyễn Văn A", ["Nguyễn Văn A"], ["degrees"]),
        ("ThS Trần Bình", ["Trần Bình"], ["degrees"]),
        ("1. Lê An (60%)\n2. Phạm Bình (40%)", ["Lê An", "Phạm Bình"],
         ["several-names", "degrees"]),
        ("Anh", ["Anh"], ["odd-name"]),
        ("Phòng 12", ["Phòng 12"], ["odd-name"]),
        ("Tsung Dao Lee", ["Tsung Dao Lee"], []),
        (";,", None, []),
    ],
)  # fmt: skip
def test_several_persons_in_one_cell(typed: str, names: Any, said: list[str]) -> None:
    read = read_persons(typed)
    assert ([one["name"] for one in read.value] if read.value else None) == names
    assert findings(read.said) == said


def test_an_orcid_belongs_to_the_name_beside_it() -> None:
    read = read_persons("Lê An; 0000-0002-1825-0097; Phạm Bình (0000-0001-5109-3700)")
    assert read.value == [
        {"name": "Lê An", "orcid": "0000-0002-1825-0097"},
        {"name": "Phạm Bình", "orcid": "0000-0001-5109-3700"},
    ]


@pytest.mark.parametrize(
    ("field", "typed", "value", "said"),
    [
        ("kind", "Bằng độc quyền sáng chế", "patent", []),
        ("kind", "GPHI", "utility-solution", []),
        ("kind", "utility solution", "utility-solution", []),
        ("kind", "Giải pháp hữu ích (chuyển từ sáng chế)", None, ["unknown-kind"]),
        ("kind", "nhãn hiệu", None, ["unknown-kind"]),
        ("right_status", "Đã cấp bằng", "granted", []),
        ("right_status", "Đã nộp đơn, chưa cấp bằng", "filed", []),
        ("right_status", "không còn hiệu lực", "lapsed", []),
        ("right_status", "pending", "filed", []),
        ("right_status", "trong tủ", None, ["unknown-status"]),
        ("field", "Công nghệ vật liệu mới", "materials", []),
        ("field", "Nông nghiệp, môi trường", "agriculture", ["several-fields"]),
        ("field", "phong thủy", None, ["unknown-field"]),
        ("readiness", "TRL 6", "6", []),
        ("readiness", "6/9", "6", []),
        ("readiness", "6-7", "6", ["range"]),
        ("readiness", "12", None, ["unknown-readiness"]),
        ("readiness", "cao", None, ["unknown-readiness"]),
        ("offers", "Li-xăng độc quyền; góp vốn", ("exclusive-licence", "contribution"), []),
        ("offers", "Chuyển nhượng, cho mượn", ("assignment",), ["unknown-offer"]),
        ("classes", "Int. Cl. H01M 10/0525 (2010.01), 10/0562", ["H01M 10/0525", "H01M 10/0562"],
         []),
        ("classes", "H01M; lạ", ["H01M"], ["unknown-class"]),
        ("keywords", "nano;  xi măng\nnano ", ["nano", "xi măng", "nano"], []),
        ("state_percent", "70%", 70, []),
        ("state_percent", "70,0", 70, []),
        ("state_percent", "nhiều", None, ["unusable"]),
        ("asking", "1,2 tỷ", {"amount": 1_200_000_000, "currency": "VND"}, []),
        ("asking", "Thỏa thuận", None, ["no-amount"]),
        ("asking", "1,200 tỷ", None, ["unusable"]),
        ("title", " Máy\n sấy ", "Máy sấy", []),
    ],
)  # fmt: skip
def test_what_cells_of_each_field_mean(field: str, typed: str, value: Any, said: list[str]) -> None:
    assert of(field, typed) == (value, said)


def test_the_heading_may_name_the_unit() -> None:
    heading = "Giá chào (triệu đồng)"
    value = {"amount": 1_234_000, "currency": "VND"}
    assert of("asking", "1.234", heading, CellKind.NUMBER) == (value, ["unit"])
    assert of("asking", "500 triệu", heading) == (
        {"amount": 500_000_000, "currency": "VND"}, [],
    )  # fmt: skip
    assert of("asking", "15000", "Price (USD)", CellKind.NUMBER) == (
        {"amount": 1_500_000, "currency": "USD"}, ["unit"],
    )  # fmt: skip


def test_a_level_that_became_a_date_is_no_level() -> None:
    assert of("readiness", "2026-07-06", kind=CellKind.DAY) == (None, ["unknown-readiness"])


def test_the_longest_words_decide() -> None:
    assert named("chưa được cấp bằng", RightStatus) == (RightStatus.FILED,)
    assert named("Đã công bố đơn; đã cấp bằng", RightStatus) == (
        RightStatus.PUBLISHED, RightStatus.GRANTED,
    )  # fmt: skip


def test_text_comes_to_unicode_before_it_is_read() -> None:
    apart = unicodedata.normalize("NFD", "Thiết bị")
    assert in_unicode(Cell(apart)) == (Cell("Thiết bị"), (Said(Finding.MARKS_APART, "Thiết bị"),))
    old = in_unicode(Cell(encode("Quyết định", Charset.TCVN3)))
    assert old == (Cell("Quyết định"), (Said(Finding.OLD_FONT_TCVN3, "Quyết định"),))
    assert in_unicode(Cell("Thiết bị")) == (Cell("Thiết bị"), ())
    assert findings(in_unicode(Cell("C?ng ngh�"))[1]) == ["letters-lost"]
    assert findings(in_unicode(Cell("#REF!", CellKind.ERROR))[1]) == ["error-value"]
    assert in_unicode(Cell("=", CellKind.NOT_CALCULATED, formula=True))[0] == Cell()
    assert findings(in_unicode(Cell("2", formula=True, above=True))[1]) == ["formula", "merged"]


def test_remarks_are_kept_in_a_form_that_is_translated_when_it_is_read() -> None:
    why = t("At most %(count)s characters.", count=200)
    one = remark("title", Said(Finding.UNUSABLE, "x", why), "y" * 300)
    assert remark_from(one.stored()) == one
    assert (one.level, len(one.read), str(one.text)) == (
        Level.MEND, 201, "At most 200 characters.",
    )  # fmt: skip
    assert Remark("", Finding.NO_TITLE).text == Finding.NO_TITLE.label
    assert set(LEVELS) == set(Finding)


def test_two_digits_of_a_year_lie_in_the_past() -> None:
    this_year = clock.today().year
    read = read_day(Cell(f"01/01/{this_year % 100:02}"), ALONE)
    assert read.value == f"{this_year}-01-01"
    assert str(read_day(Cell(f"01/01/{this_year % 100 + 1:02}"), ALONE).value)[:2] == "19"

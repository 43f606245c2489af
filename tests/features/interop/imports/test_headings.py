"""Headings are found below title rows and understood in two languages, with marks and without."""

import pytest

from marketplace.interop.imports.books import read_book
from marketplace.interop.imports.example import EXAMPLE, example_sheet
from marketplace.interop.imports.headings import MEANT, find_headings, meaning
from marketplace.interop.imports.rows import FIELDS, read_rows
from marketplace.interop.imports.sheets import Cell, Row
from marketplace.inventions.rules import folded
from tests.tools import portfolio


def rows(*lines: tuple[str, ...], across: int = 1) -> list[Row]:
    """`across` merges the first cell of the first line."""
    made = [Row(at, tuple(map(Cell, line))) for at, line in enumerate(lines, 1)]
    made[0] = Row(1, (Cell(lines[0][0], across=across), *map(Cell, lines[0][1:])))
    return made


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Số đơn", "application_number"), ("so don", "application_number"),
        ("SĐ", "application_number"), ("Application No.", "application_number"),
        ("Số bằng", "title_number"), ("Số văn bằng bảo hộ", "title_number"),
        ("TÊN SÁNG CHẾ/GPHI", "title"), ("Tên sáng chế (Title)", "title"),
        ("Tác giả", "inventors"), ("Inventor(s)", "inventors"), ("Ngày nộp đơn", "filed_on"),
        ("Loại", "kind"), ("Tình trạng pháp lý", "right_status"), ("Lĩnh vực", "field"),
        ("Lĩnh vực ứng dụng", "applications"), ("Chỉ số IPC", "classes"),
        ("TRL (1-9)", "readiness"), ("Mức độ sẵn sàng", "readiness"), ("Từ khoá", "keywords"),
        ("Tóm tắt", "problem"), ("Giải quyết vấn đề gì?", "problem"), ("Điểm mới", "novelty"),
        ("Giá chào (triệu đồng)", "asking"), ("Chủ sở hữu", "holder"), ("Firm", "holder"),
        ("STT", ""), ("Ghi chú", ""), ("Tên tiếng Anh", ""), ("Ngày cấp", ""), ("agency", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_headings_are_understood(heading: str, field: str) -> None:
    assert meaning(heading)[1] == field


def test_every_field_of_the_form_has_its_headings() -> None:
    assert set(MEANT) == set(FIELDS)
    for field, names in MEANT.items():
        assert {meaning(name)[1] for name in (*names, field.replace("_", " "))} == {field}, field


def test_they_stand_below_title_rows() -> None:
    found = find_headings(rows(("Danh mục",), ("Đến 30/6",), ("Số đơn", "Tên sáng chế")))
    assert (found.first, found.depth) == (2, 1)
    assert found.columns == ("application_number", "title")


def test_two_rows_may_make_one_heading() -> None:
    found = find_headings(rows(("Đơn đăng ký", "", "Tên"), ("Số", "Ngày nộp", ""), across=2))
    assert (found.first, found.depth) == (0, 2)
    assert found.columns == ("application_number", "filed_on", "title")


def test_each_field_is_held_once_but_for_texts_that_are_joined() -> None:
    found = find_headings(rows(("Tên", "Tên sáng chế", "Tóm tắt", "Giải quyết vấn đề gì")))
    assert found.columns == ("", "title", "problem", "problem")


def test_headings_in_an_old_font_are_read_too() -> None:
    sheet = read_book(portfolio.separated(), "a.csv").sheets[0]
    assert find_headings(sheet.rows).texts[:6] == (
        "STT", "Tên sáng chế", "Tác giả", "Loại", "Số đơn", "Ngày nộp",
    )  # fmt: skip


def test_without_any_heading_the_first_row_of_several_cells_is_taken() -> None:
    found = find_headings(rows(("x",), ("a1", "b1"), ("a2", "b2")))
    assert (found.first, found.columns) == (1, ("", ""))


def test_the_sheet_to_start_from_is_understood_and_its_example_never_comes_in() -> None:
    sheet = read_book(example_sheet(), "a.xlsx").sheets[0]
    headings = find_headings(sheet.rows)
    assert list(headings.columns) == list(EXAMPLE)
    reading = read_rows(sheet, headings, headings.columns, "vi", {})
    assert reading.rows == ()
    assert "dòng này không được nhập" in EXAMPLE["title"]
    assert folded(sheet.rows[0].cells[0].text) == "ten sang che"

"""The officer's sheet of 300 rights: every fault in it is found and explained."""

from functools import cache

import pytest

from marketplace.interop.imports.books import read_book
from marketplace.interop.imports.headings import find_headings
from marketplace.interop.imports.rows import Reading, RowRead, read_rows
from marketplace.interop.imports.rules import LEVELS, Finding, Level
from marketplace.interop.imports.sheets import Cell, Row, Sheet
from marketplace.inventions.forms import InventionDraftForm
from tests.tools import portfolio
from tests.tools.portfolio import FAULTS, Fault

FIELD_OF = {
    "Tên sáng chế": "title", "Tác giả": "inventors", "Loại": "kind", "Số đơn": "application_number",
    "Ngày nộp": "filed_on", "Số bằng": "title_number", "Tình trạng pháp lý": "right_status",
    "Lĩnh vực": "field", "IPC": "classes", "TRL": "readiness", "Giá chào (triệu đồng)": "asking",
}  # fmt: skip


@cache
def reading() -> Reading:
    sheet = read_book(portfolio.workbook(), "danh-muc.xlsx").sheets[0]
    headings = find_headings(sheet.rows)
    return read_rows(sheet, headings, headings.columns, "vi", {})


def row(number: int) -> RowRead:
    return next(row for row in reading().rows if row.number == number)


def read(*lines: str, columns: tuple[str, ...], **mended: str) -> RowRead:
    """The first record below headings that nobody knows."""
    cells = [tuple(map(Cell, line.split("|"))) for line in ("x|y", *lines)]
    sheet = Sheet("a", tuple(Row(at, one) for at, one in enumerate(cells, 1)))
    headings = find_headings(sheet.rows)
    return read_rows(sheet, headings, columns, "vi", {2: mended} if mended else {}).rows[0]


def findings(one: RowRead) -> list[str]:
    return [remark.finding.value for remark in one.remarks]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.row}-{fault.finding}")
def test_each_fault_is_found_and_explained(fault: Fault) -> None:
    one, field = row(fault.row), FIELD_OF[fault.column]
    [remark] = [remark for remark in one.remarks if remark.finding == fault.finding]
    assert remark.field == field
    assert str(remark.text)
    if LEVELS[fault.finding] == Level.MEND:
        assert field not in one.answers or fault.finding == Finding.RIGHT_CONTRADICTS
    if fault.taken is not None:
        value = one.answers[field]
        names = [person["name"] for person in value] if field == "inventors" else value
        assert names == fault.taken


def test_a_row_without_a_fault_says_all_it_has() -> None:
    one = row(portfolio.FIRST)
    assert one.remarks == ()
    InventionDraftForm.model_validate({"language": "vi", **one.answers})
    assert {name: one.answers[name] for name in ("title", "kind", "filed_on", "field")} == {
        "title": "Quy trình phủ vỏ trấu bằng sóng siêu âm",
        "kind": "patent", "filed_on": "2021-02-02", "field": "agriculture",
    }  # fmt: skip


def test_only_what_has_a_fault_is_doubted_or_to_be_mended() -> None:
    grave = {
        one.number
        for one in reading().rows
        if any(remark.level != Level.NOTE for remark in one.remarks)
    }
    doubted = {fault.row for fault in FAULTS if LEVELS[fault.finding] != Level.NOTE}
    merged = set(range(portfolio.MERGED_FIELD[0] + 1, portfolio.MERGED_FIELD[1] + 1))
    assert grave == doubted | merged
    assert len(reading().rows) == portfolio.COUNT


def test_the_sheet_says_how_it_was_read() -> None:
    assert [str(note) for note in reading().notes] == [
        "The headings stand in row 5. Rows above them: 3.",
        "Empty rows that were passed over: 2.",
        "Rows that are no record (names of groups, repeated headings): 1.",
        "Cells written for an old font (TCVN3): 1.",
        "Cells written for an old font (VNI): 1.",
        "Cells with letters and marks stored apart: 1.",
        "Formulas whose last result was taken: 1.",
        "Cells merged with the one above: 2.",
    ]


def test_merged_cells_count_for_every_row_and_records_over_two_rows_are_one() -> None:
    first, last = portfolio.MERGED_FIELD
    assert {row(number).answers["field"] for number in range(first, last + 1)} == {
        row(first).answers["field"]
    }
    assert "merged" in findings(row(last))
    names = [one["name"] for one in row(portfolio.CONTINUED).answers["inventors"]]
    assert names[1:] == ["Đào Văn Giang"]
    assert "continued" in findings(row(portfolio.CONTINUED))
    assert all(one.number != portfolio.CONTINUED + 1 for one in reading().rows)


def test_three_spellings_of_a_number_are_one() -> None:
    numbers = {row(number).answers["application_number"] for number in portfolio.REPEATED}
    assert numbers == {"1-2021-00071"}


def test_a_csv_file_for_an_old_font_says_the_same() -> None:
    sheet = read_book(portfolio.separated(), "a.csv").sheets[0]
    headings = find_headings(sheet.rows)
    found = read_rows(sheet, headings, headings.columns, "vi", {})
    assert [one.answers["title"] for one in found.rows] == [
        record["Tên sáng chế"] for record in portfolio.records()
    ]
    assert {remark.level for one in found.rows for remark in one.remarks} == {Level.NOTE}


def test_texts_of_two_columns_are_joined_and_other_answers_must_agree() -> None:
    columns = ("title", "problem", "problem", "kind", "kind")
    one = read("Máy|Rỉ sét.|Tốn tiền.|patent|design", columns=columns)
    assert one.answers["problem"] == "Rỉ sét.\n\nTốn tiền."
    assert (one.answers["kind"], findings(one)) == ("patent", ["two-columns"])


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ("Máy|patent|1-2021-00001|2-0004743|granted|", "kind-contradicts"),
        ("Máy|patent|2-2021-00001|1-0026606|granted|", "kind-differs"),
        ("Máy|patent|1-2021-00001||none|", "right-contradicts"),
        ("Máy|patent|1-2021-00001||granted|", "no-title-number"),
        ("Máy|patent|1-2021-00001||filed|02/03/2019", "year-differs"),
        ("Máy|patent|1-2021-00001|1-0026606|granted|02/03/2021", ""),
    ],
)
def test_what_cannot_be_true_together(line: str, finding: str) -> None:
    columns = ("title", "kind", "application_number", "title_number", "right_status", "filed_on")
    assert findings(read(line, columns=columns)) == ([finding] if finding else [])


def test_what_the_form_refuses_is_to_be_mended_in_its_words() -> None:
    one = read(f"{'x' * 201}|01/01/2999", columns=("title", "filed_on"))
    assert [(remark.field, str(remark.text)) for remark in one.remarks] == [
        ("title", "At most 200 characters."),
        ("filed_on", "This day lies in the future."),
    ]
    assert one.answers == {}


def test_what_was_typed_stands_in_the_place_of_the_cells() -> None:
    columns = ("title", "filed_on", "kind")
    one = read("Máy|31/02/2021|bằng khen", columns=columns, filed_on="28/02/2021", kind="patent")
    assert one.answers == {"title": "Máy", "filed_on": "2021-02-28", "kind": "patent"}
    emptied = read("Máy|31/02/2021|patent", columns=columns, filed_on="", title="")
    assert (emptied.answers, findings(emptied)) == ({"kind": "patent"}, ["no-title"])

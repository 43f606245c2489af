"""Workbooks and CSV files are read whatever made them; what is no spreadsheet says why."""

import unicodedata
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from marketplace.interop.imports import workbooks
from marketplace.interop.imports.books import read_book
from marketplace.interop.imports.rules import MOST_ROWS
from marketplace.interop.imports.sheets import CellKind, NotASheet, Sheet, dump, load
from tests.tools import portfolio

TEXT = "Tên;Số\nThiết bị quyết định;1-2021-00001\n"


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_with(*rows: list[object], merged: tuple[str, ...] = ()) -> Sheet:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    return read_book(saved(book), "a.xlsx").sheets[0]


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in sheet.rows]


def repacked(data: bytes, name: str, body: bytes) -> bytes:
    """The workbook with one part replaced or added."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, body)
    return out.getvalue()


def refusal(data: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(NotASheet) as refused:
        read_book(data, name)
    return str(refused.value)


def test_cells_keep_what_a_reader_sees() -> None:
    sheet = sheet_with(
        ["Tên", 26606, 1.5, date(2023, 5, 12), True, None, "#N/A", "=1+1", " x\r\ny "]
    )
    kinds = [(cell.text, cell.kind) for cell in sheet.rows[0].cells]
    assert kinds == [
        ("Tên", CellKind.TEXT),
        ("26606", CellKind.NUMBER),
        ("1.5", CellKind.NUMBER),
        ("2023-05-12", CellKind.DAY),
        ("True", CellKind.TEXT),
        ("", CellKind.TEXT),
        ("#N/A", CellKind.ERROR),
        ("=", CellKind.NOT_CALCULATED),
        ("x\ny", CellKind.TEXT),
    ]
    assert load(sheet.name, dump(sheet)) == sheet


def test_formats_that_show_zeros_or_percent_are_read_as_shown() -> None:
    book = Workbook()
    for at, (value, shown_as) in enumerate(
        [(26606, "0000000"), (26606, '"1-"0000000'), (0.7, "0%")]
    ):
        cell = book.active.cell(1, at + 1, value)
        cell.number_format = shown_as
    assert texts(read_book(saved(book), "a.xlsx").sheets[0]) == [["0026606", "1-0026606", "70%"]]


def test_a_formula_gives_the_result_it_had_last() -> None:
    sheet = read_book(portfolio.workbook(), "a.xlsx").sheets[0]
    row = next(row for row in sheet.rows if row.number == portfolio.CALCULATED)
    assert (row.cells[13].text, row.cells[13].formula) == ("200", True)


def test_merged_cells_repeat_downwards_and_say_how_wide_they_are() -> None:
    sheet = sheet_with(
        ["Danh mục", None, None],
        ["a", "b", "c"],
        ["a2", None, "c2"],
        [None, None, None],
        ["a4", "b4", "c4"],
        merged=("A1:C1", "B2:B4"),
    )
    assert [row.number for row in sheet.rows] == [1, 2, 3, 5]
    assert sheet.rows[0].cells[0].across == 3
    assert [(cell.text, cell.above) for cell in sheet.rows[2].cells] == [
        ("a2", False), ("b", True), ("c2", False),
    ]  # fmt: skip


def test_every_sheet_with_rows_is_read() -> None:
    book = Workbook()
    book.active["A1"] = "one"
    book.create_sheet("Trống")
    book.create_sheet("Hai")["B2"] = "two"
    assert [sheet.name for sheet in read_book(saved(book), "a").sheets] == ["Sheet", "Hai"]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (unicodedata.normalize("NFD", TEXT).encode("cp1258", errors="ignore"), "Windows-1258"),
        ("Name;Note\nM\xfcller;caf\xe9\n".encode("cp1252"), "Windows-1252"),
        (portfolio.separated(), "Windows-1252"),
    ],
)
def test_csv_files_come_in_many_encodings(data: bytes, encoding: str) -> None:
    [note] = read_book(data, "a.csv").notes
    assert str(note) == f"Read as {encoding} with semicolons between the columns."


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_what_separates_the_columns_is_found(mark: str) -> None:
    book = read_book(portfolio.separated(mark, None), "a.csv")
    assert [cell.text for cell in book.sheets[0].rows[1].cells][:2] == ["STT", "Tên sáng chế"]
    assert len(book.sheets[0].rows) == portfolio.COUNT + 2


def test_a_csv_file_may_name_its_mark_and_hold_lines_within_a_cell() -> None:
    book = read_book(b'sep=,\nName,Who\n"a; b; c","An\nBinh"\n', "a.csv")
    assert texts(book.sheets[0]) == [["Name", "Who"], ["a; b; c", "An\nBinh"]]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "This file is empty."),
        (b" \n ", "This file is empty."),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "This is an old XLS file, or one with a password."),
        (b"<html><table>", "This is a web page."),
        (b"%PDF-1.7\0\0" + bytes(500), "This is neither an XLSX workbook nor a CSV file."),
        (b";;;\n;;\n", "There are no rows in this file."),
        (b"PK\x03\x04 no archive", "This XLSX file is damaged"),
        (("a;b\n" * (MOST_ROWS + 1)).encode(), "has more than 5000 rows."),
    ],
)
def test_what_is_no_spreadsheet_says_why(data: bytes, why: str) -> None:
    assert why in refusal(data)


def test_macros_other_archives_and_passwords_are_refused() -> None:
    data = saved(Workbook())
    assert "holds macros" in refusal(repacked(data, "xl/vbaProject.bin", b"x"))
    assert "This is no XLSX workbook" in refusal(zipped({"word/document.xml": b"<a/>"}))
    locked = bytearray(zipped({"xl/workbook.xml": b"x"}))
    locked[6] |= 1  # the flag of the local header; the listing's follows
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "protected by a password" in refusal(bytes(locked))


def test_what_unpacks_to_too_much_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = saved(Workbook())
    bomb = repacked(data, "xl/media/zeros", bytes(workbooks.MOST_UNPACKED))
    assert len(bomb) < 200_000
    assert "Unpacked, this workbook is too large." in refusal(bomb)
    monkeypatch.setattr(workbooks, "MOST_TEXTS", 1_000)
    assert "too large" in refusal(repacked(data, "xl/sharedStrings.xml", bytes(2_000)))


SHARED = b"""<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<si><t>T\xc3\xaan</t></si>
<si><r><t>Thi\xe1\xba\xbft </t></r><r><t>b\xe1\xbb\x8b</t></r></si></sst>"""
SHEET = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="2"><c r="B2" t="s"><v>0</v></c></row><row r="9"><c r="B9" t="s"><v>1</v></c></row>
</sheetData></worksheet>"""
TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def as_excel_saves_it(texts: bytes = SHARED) -> bytes:
    """With a table of texts, which openpyxl does not write."""
    data = saved(Workbook())
    with ZipFile(BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml").replace(b"</Types>", TYPE)
    data = repacked(data, "[Content_Types].xml", types)
    data = repacked(data, "xl/worksheets/sheet1.xml", SHEET)
    return repacked(data, "xl/sharedStrings.xml", texts)


def test_texts_that_stand_in_a_table_of_their_own() -> None:
    sheet = read_book(as_excel_saves_it(), "a.xlsx").sheets[0]
    assert [(row.number, row.cells[1].text) for row in sheet.rows] == [(2, "Tên"), (9, "Thiết bị")]


@pytest.mark.parametrize(
    "body", [b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>', b"<a><b>"]
)
def test_entities_and_broken_parts_are_a_damaged_file(body: bytes) -> None:
    data = as_excel_saves_it()
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"):
        assert "damaged" in refusal(repacked(data, part, body)), part
    assert "damaged" in refusal(as_excel_saves_it(body))


def test_more_merged_areas_than_anybody_makes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_SPREAD", 1)
    with pytest.raises(NotASheet, match="too large"):
        sheet_with(["a", "b"], ["c", "d"], ["e", "f"], merged=("A1:A3",))


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()

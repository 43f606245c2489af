"""XLSX files, read from front to back so that a small file cannot fill the memory.

The archive's listing is looked at first; the XML is read by openpyxl with defusedxml.
"""

import posixpath
import re
import warnings
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from itertools import repeat
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from marketplace.interop.imports.rules import MOST_COLUMNS, MOST_SHEETS
from marketplace.interop.imports.sheets import (
    EMPTY,
    Book,
    Cell,
    CellKind,
    NotASheet,
    Row,
    Sheet,
    said,
    sheet_of,
)
from marketplace.kit.text import t

warnings.filterwarnings("ignore", module="openpyxl")  # of what it does not keep, which we never ask

MOST_UNPACKED = 80 * 1024 * 1024
MOST_TEXTS = 30 * 1024 * 1024
"""Of the table of texts, which has to be in memory as a whole."""
MOST_PARTS = 2_000
MOST_MERGED = 5_000
MOST_SPREAD = 200_000
"""Cells that may repeat the value of a merged area."""

_DAMAGED = t("This XLSX file is damaged or was made by a program that is not known here.")
_TOO_LARGE = t("Unpacked, this workbook is too large. Copy the rows that matter into a new one.")
_MACROS = t("This workbook holds macros. Save it as XLSX without them.")
_LOCKED = t("This workbook is protected by a password. Save it without one.")
_NO_XLSX = t("This is no XLSX workbook. Save it as XLSX or CSV.")

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_SHOWN_ZEROS = re.compile(r'(?:"([^"]*)")?(0{2,})')
_CHUNK, _OVERLAP = 1 << 20, 200


def read_workbook(data: bytes) -> Book:
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_listing(archive)
            return Book(tuple(_sheets(data, archive)))
    except NotASheet:
        raise
    except Exception as error:  # whatever a broken file makes zipfile, expat and openpyxl raise
        raise NotASheet(_DAMAGED) from error


def first_sheet(file: Path) -> Iterator[Row]:
    """The rows of a workbook's first sheet, however many, for somebody who may run commands."""
    with ZipFile(file) as archive:
        found = _scan(archive, next(iter(_paths(archive).values())))
    with closing(load_workbook(file, read_only=True, data_only=True)) as values:
        worksheet = values.worksheets[0]
        formulas = _formulas(file, worksheet.title) if found.formulas else repeat(())
        yield from _rows(worksheet, formulas)


def _check_listing(archive: ZipFile) -> None:
    """Sizes can be believed: `zipfile` reads no byte more than the listing says."""
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    texts = sum(part.file_size for part in parts if "sharedstrings" in part.filename.lower())
    for refused, why in (
        (any(part.flag_bits & 1 for part in parts), _LOCKED),
        ("xl/workbook.xml" not in names, _NO_XLSX),
        (any("vbaproject" in name or "macrosheets/" in name for name in names), _MACROS),
        (sum(part.file_size for part in parts) > MOST_UNPACKED, _TOO_LARGE),
        (texts > MOST_TEXTS or len(parts) > MOST_PARTS, _TOO_LARGE),
    ):
        if refused:
            raise NotASheet(why)


def _sheets(data: bytes, archive: ZipFile) -> Iterator[Sheet]:
    paths = _paths(archive)
    with closing(load_workbook(BytesIO(data), read_only=True, data_only=True)) as values:
        for worksheet in values.worksheets[:MOST_SHEETS]:
            found = _scan(archive, paths[worksheet.title])
            book = BytesIO(data)
            formulas = _formulas(book, worksheet.title) if found.formulas else repeat(())
            rows = sheet_of(worksheet.title, _rows(worksheet, formulas))
            yield replace(rows, rows=tuple(_merged(rows.rows, found.merged)))


def _paths(archive: ZipFile) -> Mapping[str, str]:
    """Where in the archive each sheet lies, by its name."""
    book = fromstring(archive.read("xl/workbook.xml"))
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): str(one.get("Target")) for one in relations}
    return {
        str(sheet.get("name")): posixpath.normpath(
            posixpath.join("/xl", targets[sheet.get(_RELATION)])
        ).lstrip("/")
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet")
    }


@dataclass(frozen=True, slots=True)
class _Found:
    """What openpyxl does not tell of a sheet that it reads from front to back."""

    formulas: bool
    merged: Sequence[str]


def _scan(archive: ZipFile, path: str) -> _Found:
    formulas, merged, rest = False, dict[str, None](), b""
    with archive.open(path) as part:
        while chunk := part.read(_CHUNK):
            seen = rest + chunk
            formulas = formulas or _FORMULA.search(seen) is not None
            merged |= dict.fromkeys(ref.decode() for ref in _MERGED.findall(seen))
            if len(merged) > MOST_MERGED:
                raise NotASheet(_TOO_LARGE)
            rest = seen[-_OVERLAP:]
    return _Found(formulas, tuple(merged))


def _formulas(book: BytesIO | Path, name: str) -> Iterator[Sequence[bool]]:
    """For each row, which of its cells are formulas."""
    with closing(load_workbook(book, read_only=True)) as opened:
        sheet = opened[name]
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MOST_COLUMNS):
            yield [cell.data_type == "f" for cell in row]


def _rows(worksheet: Any, formulas: Iterator[Sequence[bool]]) -> Iterator[Row]:
    worksheet.reset_dimensions()  # what a file says of its own size may be wrong
    rows = worksheet.iter_rows(max_col=MOST_COLUMNS)
    for number, (row, marks) in enumerate(zip(rows, formulas, strict=False), 1):
        cells = tuple(
            _cell(cell, formula=at < len(marks) and marks[at]) for at, cell in enumerate(row)
        )
        yield Row(number, cells)


def _cell(cell: Any, *, formula: bool) -> Cell:
    value = cell.value
    if value is None:
        return Cell("=", CellKind.NOT_CALCULATED, formula=True) if formula else EMPTY
    if cell.data_type == "e":
        return Cell(str(value), CellKind.ERROR, formula=formula)
    if isinstance(value, date | datetime):
        day = value.date() if isinstance(value, datetime) else value
        return Cell(day.isoformat(), CellKind.DAY, formula=formula)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, str(cell.number_format), formula=formula)
    return Cell(said(str(value)), formula=formula)


def _number(value: float, shown_as: str, *, formula: bool) -> Cell:
    """As the spreadsheet shows it, where its format adds zeros or a percent sign."""
    if match := _SHOWN_ZEROS.fullmatch(shown_as):
        return Cell(f"{match[1] or ''}{value:0{len(match[2])}.0f}", formula=formula)
    if "%" in shown_as:
        return Cell(f"{value * 100:.10g}%", formula=formula)
    return Cell(f"{value:.15g}", CellKind.NUMBER, formula=formula)


def _merged(rows: Sequence[Row], areas: Sequence[str]) -> Iterator[Row]:
    """`rows` with the value of each merged area in every row that it covers."""
    numbers = [row.number for row in rows]
    cells = [list(row.cells) for row in rows]
    spread = 0
    for area in areas:
        left, top, right, bottom = range_boundaries(area)
        first, last = bisect_left(numbers, top), bisect_left(numbers, bottom + 1)
        if first == last or numbers[first] != top or left > len(cells[first]):
            continue
        anchor = replace(cells[first][left - 1], across=right - left + 1)
        cells[first][left - 1] = anchor
        spread += last - first
        if spread > MOST_SPREAD:
            raise NotASheet(_TOO_LARGE)
        for at in range(first + 1, last):
            cells[at] += [EMPTY] * (left - len(cells[at]))
            cells[at][left - 1] = replace(anchor, above=True)
    return (Row(row.number, tuple(own)) for row, own in zip(rows, cells, strict=True))

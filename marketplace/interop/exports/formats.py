"""Files in three formats, written while they leave: CSV and XLSX for people, JSON for programs."""

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from marketplace.interop.exports.columns import Column, Record
from marketplace.kit import clock
from marketplace.kit.amounts import NO_BREAK, show_money
from marketplace.kit.money import Money
from marketplace.kit.text import Choice, Text, t
from marketplace.locale import language, say

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""
IN_MEMORY = 1024 * 1024
BLOCK = 64 * 1024
DAY_FORMAT = "dd/mm/yyyy"

Rows = Iterable[Record]


class Format(Choice):
    CSV = "csv", t("CSV")
    XLSX = "xlsx", t("Excel")
    JSONL = "jsonl", t("JSON Lines")
    JSON = "json", t("JSON")


MEDIA: Mapping[Format, str] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSONL: "application/jsonl",
    Format.JSON: "application/json",
}


def write(file_format: Format, columns: Sequence[Column], rows: Rows) -> Iterator[bytes]:
    """The file's bytes, in the reader's language; `rows` are read as they are needed."""
    return _WRITERS[file_format](columns, rows)


def _csv(columns: Sequence[Column], rows: Rows) -> Iterator[bytes]:
    """With the byte order mark without which Excel takes UTF-8 for something else."""
    yield "\ufeff".encode()
    yield _line([say(column.heading) for column in columns])
    for row in rows:
        yield _line([_harmless(_shown(row[column.key])) for column in columns])


def _line(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _xlsx(columns: Sequence[Column], rows: Rows) -> Iterator[bytes]:
    """A workbook is one archive, so that its first byte leaves after its last row was read."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "B2"
    sheet.append([say(column.heading) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, row[column.key]) for column in columns])
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        book.save(file)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def _cell(sheet: object, value: object) -> WriteOnlyCell:
    """Days and numbers as such; text as text, whatever it begins with."""
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, _day(value))
        cell.number_format = DAY_FORMAT
        return cell
    if isinstance(value, int) and not isinstance(value, bool):
        return WriteOnlyCell(sheet, value)
    text = _shown(value)
    cell = WriteOnlyCell(sheet, text or None)
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA_STARTS)
    return cell


def _jsonl(columns: Sequence[Column], rows: Rows) -> Iterator[bytes]:
    for row in rows:
        line = {column.key: _plain(row[column.key]) for column in columns}
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _json(columns: Sequence[Column], rows: Rows) -> Iterator[bytes]:
    """The same rows as one list."""
    before = b"[\n"
    for line in _jsonl(columns, rows):
        yield before + line.rstrip()
        before = b",\n"
    yield b"\n]\n" if before != b"[\n" else b"[]\n"


def _day(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


def _shown(value: object) -> str:
    """As people read it in a cell."""
    words = next((words for kind, words in _WORDS if isinstance(value, kind)), str)
    return unicodedata.normalize("NFC", words(value))


_WORDS: Sequence[tuple[type, Callable[[Any], str]]] = (
    (type(None), lambda _: ""),
    (tuple, lambda items: "; ".join(map(_shown, items))),
    (Choice, lambda choice: say(choice.label)),
    (Text, say),
    (Money, lambda money: show_money(money, language()).replace(NO_BREAK, " ")),
    (bool, lambda answer: say(t("Yes") if answer else t("No"))),
    (date, lambda day: _day(day).strftime("%d/%m/%Y")),
)
"""The first kind that fits decides: a code is a string, an instant is a day, too."""


def _plain(value: object) -> object:
    """As programs read it: codes, minor units, ISO dates."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Money):
        return {"amount": value.amount, "currency": value.currency}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Text):
        value = say(value)
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


_WRITERS: Mapping[Format, Callable[[Sequence[Column], Rows], Iterator[bytes]]] = {
    Format.CSV: _csv,
    Format.XLSX: _xlsx,
    Format.JSONL: _jsonl,
    Format.JSON: _json,
}

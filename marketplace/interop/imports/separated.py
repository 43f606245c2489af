"""CSV files: which encoding they are in, and what stands between their columns."""

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO, TextIOWrapper
from itertools import chain, islice
from typing import BinaryIO

from marketplace.interop.imports.charsets import recognise
from marketplace.interop.imports.sheets import Book, Cell, NotASheet, Row, said, sheet_of
from marketplace.interop.imports.syllables import is_syllable
from marketplace.kit.text import Text, t

MARKS: Mapping[str, Text] = {
    ";": t("semicolons"),
    ",": t("commas"),
    "\t": t("tabs"),
    "|": t("bars"),
}
LOOKED_AT = 200
"""Lines from which encoding and mark are told."""
SAMPLE = 1024 * 1024
"""Bytes from which they are told where the file is not read as a whole."""

_NO_TEXT = t("This is neither an XLSX workbook nor a CSV file.")
_UNREADABLE = t("This CSV file cannot be read: a quotation mark may be missing.")
_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16",
}  # fmt: skip


def read_separated(data: bytes, name: str) -> Book:
    text, encoding = decoded(data)
    if "\0" in text:
        raise NotASheet(_NO_TEXT)
    mark, text = _mark(text)
    try:
        sheet = sheet_of(name, _rows(text, mark))
    except csv.Error as error:
        raise NotASheet(_UNREADABLE) from error
    note = t(
        "Read as %(encoding)s with %(mark)s between the columns.",
        encoding=encoding,
        mark=MARKS[mark],
    )
    return Book((sheet,), (note,))


def rows_of(file: BinaryIO) -> Iterator[Row]:
    """The rows of a CSV file, however many, as they are read."""
    sample = file.read(SAMPLE)
    whole_lines = sample[: sample.rfind(b"\n") + 1] or sample
    file.seek(0)
    text = TextIOWrapper(file, encoding_of(whole_lines), newline="")
    mark, _ = _mark(whole_lines.decode(encoding_of(whole_lines)))
    first = text.readline()
    says_mark = first.lower().startswith("sep=")
    lines = text if says_mark else chain([first], text)
    try:
        yield from _numbered(csv.reader(lines, delimiter=mark), 1 + says_mark)
    finally:
        text.detach()  # the file is closed by whoever has opened it


def decoded(data: bytes) -> tuple[str, str]:
    """The text of `data`, and what its encoding is called."""
    try:
        encoding = encoding_of(data)
        return data.decode(encoding), _NAMES[encoding]
    except UnicodeDecodeError as error:
        raise NotASheet(_NO_TEXT) from error


def encoding_of(data: bytes) -> str:
    """What bytes themselves tell: a mark at their beginning, UTF-8, or which words make sense."""
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return encoding
    sample = data[:4000]
    if sample[1::2].count(0) > len(sample) / 4:
        return "utf-16-le"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _of_one_byte(data)
    return "utf-8"


_NAMES = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16",
    "cp1258": "Windows-1258", "cp1252": "Windows-1252", "latin-1": "Latin-1",
}  # fmt: skip


def _of_one_byte(data: bytes) -> str:
    """Windows-1258 is Vietnamese with tones as bytes of their own; old fonts look like Latin-1."""
    lines = [line for line in data.splitlines() if not line.isascii()][:LOOKED_AT]
    western = [line.decode("latin-1") for line in lines]
    old_font = 2 * sum(recognise(line) is not None for line in western) > len(lines)
    vietnamese = [_as_1258(line) for line in lines]
    if not old_font and _sense(vietnamese) > _sense(western) and _fits(data, "cp1258"):
        return "cp1258"
    return "cp1252" if _fits(data, "cp1252") else "latin-1"


def _as_1258(line: bytes) -> str:
    return unicodedata.normalize("NFC", line.decode("cp1258", errors="replace"))


def _sense(lines: Sequence[str]) -> int:
    words = [word for line in lines for word in line.split() if not word.isascii()]
    return sum(is_syllable(word.strip('.,;:()"')) for word in words)


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _mark(text: str) -> tuple[str, str]:
    """What separates the columns, and the text without the line in which Excel may say so."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and first.strip()[4:] in MARKS:
        return first.strip()[4:], rest
    return max(MARKS, key=lambda mark: _evenness(text, mark)), text


def _evenness(text: str, mark: str) -> int:
    """How many cells the rows have that are of the commonest width."""
    try:
        rows = list(islice(csv.reader(StringIO(text, newline=""), delimiter=mark), LOOKED_AT))
    except csv.Error:
        return -1
    widths = Counter(len(row) for row in rows if any(row))
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _rows(text: str, mark: str) -> Iterator[Row]:
    return _numbered(csv.reader(StringIO(text, newline=""), delimiter=mark), 1)


def _numbered(lines: Iterable[Sequence[str]], first: int) -> Iterator[Row]:
    for number, cells in enumerate(lines, first):
        yield Row(number, tuple(Cell(said(cell)) for cell in cells))

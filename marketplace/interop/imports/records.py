"""Files of any size as records, one after the other: CSV, XLSX, JSON Lines, the texts also .gz."""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from marketplace.interop.imports.headings import LOOKED_AT, Vocabulary
from marketplace.interop.imports.separated import rows_of
from marketplace.interop.imports.sheets import Cell, NotASheet, Row
from marketplace.interop.imports.workbooks import first_sheet
from marketplace.kit.text import Text, t

Progress = Callable[[int, int], None]
"""(done, of how many)"""


class NotARecord(ValueError):
    """`row` of the file is no record; `text` tells people why."""

    def __init__(self, row: int, text: Text) -> None:
        super().__init__(f"{row}: {text}")
        self.row = row
        self.text = text


@dataclass(frozen=True, slots=True)
class Record:
    """`values` by heading or key: cells of a sheet, or what a line of JSON holds."""

    number: int
    values: Mapping[str, Any]


def read_records(
    path: Path, vocabulary: Vocabulary, progress: Progress | None = None
) -> Iterator[Record]:
    """What the file is, its name says; `progress` counts its bytes."""
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(".xlsx"):
        yield from _of_sheet(first_sheet(path), vocabulary)
        return
    reader = _lines if name.endswith((".jsonl", ".ndjson")) else None
    if reader is None and not name.endswith((".csv", ".tsv", ".txt")):
        raise NotASheet(t("Name the file .csv, .xlsx or .jsonl, so that it is known what it is."))
    with _opened(path) as (file, done):
        found = reader(file) if reader else _of_sheet(rows_of(file), vocabulary)
        for at, record in enumerate(found):
            if progress and at % 100 == 0:
                progress(done(), path.stat().st_size)
            yield record


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, Callable[[], int]]]:
    """The bytes, and how many of the file itself have been read."""
    with path.open("rb") as raw:
        if path.name.lower().endswith(".gz"):
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield BufferedReader(unpacked), raw.tell
        else:
            yield raw, raw.tell


def _lines(file: BinaryIO) -> Iterator[Record]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except ValueError as error:
            raise NotARecord(number, t("This is not valid JSON.")) from error
        if not isinstance(values, dict):
            raise NotARecord(number, t("Each line has to be one JSON object."))
        yield Record(number, values)


def _of_sheet(rows: Iterator[Row], vocabulary: Vocabulary) -> Iterator[Record]:
    first = list(islice((row for row in rows if row.says_something), LOOKED_AT))
    if not first:
        raise NotASheet(t("There are no rows in this file."))
    headings = vocabulary.find(first)
    names = _distinct(headings.texts)
    for row in chain(first[headings.first + headings.depth :], rows):
        if row.says_something:
            cells = {name: row.cell(at) for at, name in enumerate(names)}
            yield Record(row.number, {name: cell for name, cell in cells.items() if cell.text})


def _distinct(texts: Sequence[str]) -> Sequence[str]:
    """Headings that stand twice are told apart by their place."""
    return [
        text if text and text not in texts[:at] else f"{text} ({at + 1})".strip()
        for at, text in enumerate(texts)
    ]


def cell_of(value: Any) -> Cell:
    """A value that stands alone, as a cell that says it."""
    if isinstance(value, Cell):
        return value
    if isinstance(value, list):
        return Cell("; ".join(str(one) for one in value))
    return Cell(str(value))

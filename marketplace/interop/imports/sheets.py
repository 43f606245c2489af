"""Rows of cells, whatever file they came from."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import category

from marketplace.interop.imports.rules import MOST_COLUMNS, MOST_ROWS
from marketplace.kit.text import Choice, Text, t


class NotASheet(ValueError):
    """`text` tells people why this file cannot be read as a spreadsheet."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class CellKind(Choice):
    TEXT = "t"
    NUMBER = "n"
    DAY = "d"
    ERROR = "e"
    NOT_CALCULATED = "x"
    """A formula without a stored result."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is what a reader sees; of a number its digits, of a day the ISO form.

    `across` is how many columns it is merged over; `above` says that it is merged with the cell
    above and repeats that one's value.
    """

    text: str = ""
    kind: CellKind = CellKind.TEXT
    formula: bool = False
    across: int = 1
    above: bool = False


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """`number` counts from 1, as the spreadsheet shows it."""

    number: int
    cells: Sequence[Cell]

    def cell(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else EMPTY

    @property
    def says_something(self) -> bool:
        """Whether anything stands in it that is not merged down from above."""
        return any(cell.text and not cell.above for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` leaves out the empty ones, so that their numbers may have gaps."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Book:
    """`notes` say how the file was read."""

    sheets: Sequence[Sheet]
    notes: Sequence[Text] = ()


def dump(sheet: Sheet) -> str:
    """The rows as JSON; read back by `load`."""
    return json.dumps(
        [[row.number, *(_packed(cell) for cell in row.cells)] for row in sheet.rows],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def load(name: str, dumped: str) -> Sheet:
    rows = tuple(Row(number, tuple(map(_unpacked, cells))) for number, *cells in json.loads(dumped))
    return Sheet(name, rows)


def _packed(cell: Cell) -> str | list[Any]:
    if cell == replace(EMPTY, text=cell.text):
        return cell.text
    return [cell.text, cell.kind.value, cell.formula, cell.across, cell.above]


def _unpacked(packed: str | list[Any]) -> Cell:
    if isinstance(packed, str):
        return Cell(packed)
    text, kind, formula, across, above = packed
    return Cell(text, CellKind(kind), formula, across, above)


_HELD_BACK = re.compile(r"'[=+\-@]")
"""An apostrophe before what would else be a formula, as exports and people write it."""


def said(text: str) -> str:
    """`text` without what nobody sees: spaces around it, controls, marks without a width."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    kept = (char for char in text if char in "\n\t" or category(char) not in ("Cc", "Cs"))
    seen = "".join(char for char in kept if char not in "\ufeff\u200b\u2060").strip()
    return seen[1:] if _HELD_BACK.match(seen) else seen


def sheet_of(name: str, rows: Iterable[Row]) -> Sheet:
    """The rows that say something, without the empty cells at their ends; raises `NotASheet`."""
    kept: list[Row] = []
    for row in rows:
        if row.says_something:
            kept.append(_trimmed(row))
        if len(kept) > MOST_ROWS:
            raise NotASheet(
                t("“%(sheet)s” has more than %(most)s rows.", sheet=name, most=MOST_ROWS)
            )
    return Sheet(name, tuple(kept))


def _trimmed(row: Row) -> Row:
    cells = row.cells[:MOST_COLUMNS]
    width = max((at for at, cell in enumerate(cells, 1) if cell != EMPTY), default=0)
    return Row(row.number, tuple(cells[:width]))

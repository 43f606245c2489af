"""Numbers of applications and titles in cells: cut, turned into dates, or two in one."""

import re
from collections.abc import Mapping
from datetime import date

from marketplace.interop.imports.days import count_of
from marketplace.interop.imports.remarks import Read, Said
from marketplace.interop.imports.rules import Finding
from marketplace.interop.imports.sheets import Cell, CellKind
from marketplace.inventions.numbers import RightNumber, Stage, read_right_number
from marketplace.inventions.rules import InventionKind

NUMBERS = ("application_number", "title_number")
DIGITS: Mapping[InventionKind, str] = {
    InventionKind.PATENT: "1", InventionKind.UTILITY_SOLUTION: "2", InventionKind.DESIGN: "3",
    InventionKind.LAYOUT_DESIGN: "5",
}  # fmt: skip
"""With which the office's numbers of each kind of right begin."""

_FIELDS = {Stage.APPLICATION: "application_number", Stage.TITLE: "title_number"}
_APART = re.compile(r"\s*(?:[\n;|]|\s(?:và|and)\s)\s*")


def read_numbers(cell: Cell, field: str, kind: InventionKind | None) -> Read:
    """Text by field: a cell may hold the number of the application, of the title, or both.

    `kind` is what the row says of the right; it completes numbers that lost their beginning.
    """
    if not cell.text:
        return Read()
    if cell.kind == CellKind.DAY:
        return Read(None, (Said(Finding.DAY_FOR_NUMBER, _from_day(cell, kind)),))
    found: dict[str, RightNumber] = {}
    said: list[Said] = []
    for part in filter(None, _APART.split(cell.text)):
        number, about = _completed(part, cell, kind)
        target = _FIELDS[number.stage] if number.stage else field
        if target in found and found[target].key != number.key:
            return Read(None, (Said(Finding.SEVERAL_NUMBERS),))
        if target != field and field not in found:
            about = (*about, Said(Finding.OTHER_NUMBER, number.text))
        found[target] = number
        said += about
    return Read({target: number.text for target, number in found.items()}, tuple(said))


def _completed(
    part: str, cell: Cell, kind: InventionKind | None
) -> tuple[RightNumber, tuple[Said, ...]]:
    number = read_right_number(part)
    digit = DIGITS.get(kind) if kind else None
    if digit and number.stage == Stage.TITLE and number.kind is None:
        whole = read_right_number(f"{digit}-{number.text}")
        lost = cell.kind == CellKind.NUMBER
        return whole, (Said(Finding.LOST_ZEROS if lost else Finding.BARE_NUMBER, whole.text),)
    if number.warnings:
        return number, tuple(
            Said(Finding.ODD_NUMBER, number.text, warning) for warning in number.warnings
        )
    tidied = number.text != " ".join(part.split())
    return number, (Said(Finding.TIDIED, number.text),) if tidied else ()


def _from_day(cell: Cell, kind: InventionKind | None) -> str:
    """The title number that a spreadsheet may have taken for a count of days; "" if none fits."""
    digit = DIGITS.get(kind) if kind else None
    return f"{digit}-{count_of(date.fromisoformat(cell.text)):07}" if digit else ""

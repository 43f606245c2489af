"""Days as people write them into cells, and as spreadsheets change them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.interop.imports.remarks import Read, Said
from marketplace.interop.imports.rules import Finding
from marketplace.interop.imports.sheets import Cell, CellKind
from marketplace.inventions.rules import folded
from marketplace.kit import clock

_NUMBERS = re.compile(r"(\d{1,4})\s*[-/.,\s]\s*(\d{1,2})\s*[-/.,\s]\s*(\d{1,4})")
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}),? nam (\d{4})")
_TIME = re.compile(r"[T\s]+\d{1,2}:\d{2}(?::\d{2})?$")
_NO_DAY = re.compile(r"(?:(?:thang )?\d{1,2}\s*[-/.]\s*|nam )?(?:19|20)\d{2}")
_ZERO = date(1899, 12, 30)
"""Day 0 of spreadsheets; their count is wrong only before March 1900."""
_COUNTS = range(10_000, 60_000)


@dataclass(frozen=True, slots=True)
class DayColumn:
    """How the days of one column are written: what one cell leaves open, the others may tell."""

    as_text: bool = False
    """Whether some are text with the day first, so that a real date beside them is suspect."""
    month_first: bool = False


ALONE = DayColumn()
"""A day in a column that tells nothing about it."""


def day_column(cells: Iterable[Cell]) -> DayColumn:
    typed = [match for cell in cells if (match := _NUMBERS.fullmatch(cell.text.strip()))
             and cell.kind == CellKind.TEXT]  # fmt: skip
    day_first = any(int(match[1]) in range(13, 32) for match in typed)
    month_first = any(int(match[2]) > 12 and int(match[1]) <= 12 for match in typed)
    return DayColumn(as_text=day_first, month_first=month_first and not day_first)


def read_day(cell: Cell, column: DayColumn) -> Read:
    """An ISO date; without one where the cell names none."""
    if cell.kind == CellKind.DAY:
        return _real(date.fromisoformat(cell.text), column)
    text = _TIME.sub("", cell.text.strip())
    if cell.kind == CellKind.NUMBER and text.isdigit() and int(text) in _COUNTS:
        return _taken(from_count(int(text)), Finding.DAY_COUNT)
    words = folded(text)
    if match := _WORDS.fullmatch(words):
        return _from_parts(int(match[3]), int(match[2]), int(match[1]))
    if match := _NUMBERS.fullmatch(text):
        return _typed(match, column)
    if re.fullmatch(r"(?:19|20)\d{6}", text):
        return _from_parts(int(text[:4]), int(text[4:6]), int(text[6:]))
    if _NO_DAY.fullmatch(words):
        return Read(None, (Said(Finding.NO_DAY),))
    return Read(None, (Said(Finding.UNREADABLE_DAY),))


def from_count(days: int) -> date:
    return _ZERO + timedelta(days=days)


def count_of(day: date) -> int:
    return (day - _ZERO).days


def _real(day: date, column: DayColumn) -> Read:
    swapped = column.as_text and day.day <= 12 and day.day != day.month
    return _taken(day, Finding.DAY_OR_MONTH) if swapped else Read(day.isoformat())


def _typed(match: re.Match[str], column: DayColumn) -> Read:
    first, second, third = match.groups()
    if len(first) == 4:
        return _from_parts(int(first), int(second), int(third))
    day, month, year = int(first), int(second), int(third)
    said: tuple[Finding, ...] = ()
    if len(third) == 2:
        year, said = _century(year), (Finding.SHORT_YEAR,)
    elif len(third) != 4:
        return Read(None, (Said(Finding.UNREADABLE_DAY),))
    if month > 12 >= day or (column.month_first and day <= 12 and month != day):
        day, month, said = month, day, (*said, Finding.MONTH_FIRST)
    return _from_parts(year, month, day, *said)


def _century(year: int) -> int:
    return 2000 + year if 2000 + year <= clock.today().year else 1900 + year


def _from_parts(year: int, month: int, day: int, *said: Finding) -> Read:
    try:
        found = date(year, month, day)
    except ValueError:
        return Read(None, (Said(Finding.IMPOSSIBLE_DAY),))
    return _taken(found, *said)


def _taken(day: date, *findings: Finding) -> Read:
    shown = day.strftime("%d/%m/%Y")
    return Read(day.isoformat(), tuple(Said(finding, shown) for finding in findings))

"""Rows of a sheet as answers to the form of an invention, each with what is to be said of it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from marketplace.interop.imports.cells import READERS, Column, Reader, in_unicode
from marketplace.interop.imports.charsets import most_likely
from marketplace.interop.imports.days import day_column
from marketplace.interop.imports.example import EXAMPLE
from marketplace.interop.imports.headings import JOINED, Headings
from marketplace.interop.imports.remarks import Read, Remark, Said, remark
from marketplace.interop.imports.rights import DIGITS, NUMBERS, read_numbers
from marketplace.interop.imports.rules import Finding, Level
from marketplace.interop.imports.sheets import Cell, Row, Sheet
from marketplace.inventions.forms import InventionDraftForm
from marketplace.inventions.numbers import RightNumber, read_right_number
from marketplace.inventions.rules import InventionKind, RightStatus, folded
from marketplace.kit.fields import errors_by_field
from marketplace.kit.text import Text, t

FIELDS = tuple(name for name in InventionDraftForm.model_fields if name != "language")
"""What a column may hold, in the order of the form."""


@dataclass(frozen=True, slots=True)
class RowRead:
    """`answers` are what could be understood, as the form takes them."""

    number: int
    answers: Mapping[str, Any]
    remarks: Sequence[Remark]


@dataclass(frozen=True, slots=True)
class Reading:
    """`notes` are about the sheet as a whole."""

    rows: Sequence[RowRead]
    notes: Sequence[Text]


def read_rows(
    sheet: Sheet,
    headings: Headings,
    columns: Sequence[str],
    language: str,
    mended: Mapping[int, Mapping[str, str]],
    only: Collection[int] | None = None,
) -> Reading:
    """`columns` may differ from what the headings say; `mended` is what was typed over cells.

    With `only` the rows of other numbers are left out, after they have told about their columns.
    """
    below = sheet.rows[headings.first + headings.depth :]
    records, passed = _records(below, headings, columns)
    facts = _columns(records, headings, columns)
    rows = tuple(
        _read_row(row, joined, facts, language, mended.get(row.number, {}))
        for row, joined in records
        if only is None or row.number in only
    )
    return Reading(rows, (*_notes_on(sheet, headings, passed), *_counted(rows)))


def _records(
    rows: Sequence[Row], headings: Headings, columns: Sequence[str]
) -> tuple[Sequence[tuple[Row, bool]], int]:
    """The rows that are records, each with whether others were joined to it, and how many
    were passed over: names of groups, headings that are repeated, and our own example.
    """
    records: list[tuple[Row, bool]] = []
    passed = 0
    titles = [at for at, field in enumerate(columns) if field in ("title", *NUMBERS)]
    for row in rows:
        if records and any(row.cell(at).above and row.cell(at).text for at in titles):
            records[-1] = (_joined(records[-1][0], row), True)
        elif _names_a_group(row, titles) or _repeats(row, headings) or _is_example(row):
            passed += 1
        else:
            records.append((row, False))
    return records, passed


def _joined(row: Row, below: Row) -> Row:
    """A record over two rows: what the lower one says of its own stands below in the same cell."""
    width = max(len(row.cells), len(below.cells))
    pairs = [(row.cell(at), below.cell(at)) for at in range(width)]
    return Row(row.number, tuple(_under(cell, lower) for cell, lower in pairs))


def _under(cell: Cell, lower: Cell) -> Cell:
    if lower.above or not lower.text:
        return cell
    return replace(lower, text=f"{cell.text}\n{lower.text}") if cell.text else lower


def _names_a_group(row: Row, titles: Sequence[int]) -> bool:
    """One text and nothing else, merged over columns or outside of those that name a record."""
    filled = [(at, cell) for at, cell in enumerate(row.cells) if cell.text and not cell.above]
    if len(filled) != 1:
        return False
    at, cell = filled[0]
    return cell.across > 1 or at not in titles


def _repeats(row: Row, headings: Headings) -> bool:
    own = [folded(cell.text) for cell in row.cells]
    return own == [folded(text) for text in headings.texts[: len(own)]]


def _is_example(row: Row) -> bool:
    return any(cell.text == EXAMPLE["title"] for cell in row.cells)


def _columns(
    records: Sequence[tuple[Row, bool]], headings: Headings, columns: Sequence[str]
) -> Sequence[tuple[int, Column]]:
    """The columns that hold something, with their places."""
    found = []
    for at, field in enumerate(columns):
        if field:
            heading = headings.texts[at] if at < len(headings.texts) else ""
            cells = (row.cell(at) for row, _joined in records) if field == "filed_on" else ()
            found.append((at, Column(field, heading, day_column(cells))))
    return found


def _read_row(
    row: Row,
    joined: bool,  # noqa: FBT001 - comes with its row
    columns: Sequence[tuple[int, Column]],
    language: str,
    mended: Mapping[str, str],
) -> RowRead:
    likely = most_likely(cell.text for cell in row.cells)
    reader = RowReader(READERS)
    if joined:
        reader.remarks.append(Remark("", Finding.CONTINUED))
    cells = [(column, row.cell(at)) for at, column in columns if column.field not in mended]
    cells += [(Column(field), Cell(text)) for field, text in mended.items()]
    # What kind of right it is completes the numbers, so that it is read before them.
    for column, cell in sorted(cells, key=lambda one: one[0].field in NUMBERS):
        unicode, said = in_unicode(cell, likely)
        reader.say(column.field, said, cell.text)
        reader.take(column, unicode)
    answers = reader.checked(language)
    return RowRead(row.number, answers, tuple(reader.remarks))


class RowReader:
    """Gathers answers and remarks while the cells of one row are read, by the readers of its kind.

    One cell may answer two questions, and several columns may hold one text.
    """

    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self.readers = readers
        self.answers: dict[str, Any] = {}
        self.remarks: list[Remark] = []

    def say(self, field: str, said: Sequence[Said], read: str) -> None:
        self.remarks += [remark(field, one, read) for one in said]

    def take(self, column: Column, cell: Cell) -> None:
        if column.field in NUMBERS:
            found = read_numbers(cell, column.field, self.kind)
            values = found.value or {}
        else:
            found = self.readers[column.field](cell, column) if cell.text else Read()
            values = {column.field: found.value}
        self.say(column.field, found.said, cell.text)
        for field, value in values.items():
            self._answer(field, value, cell.text)

    def _answer(self, field: str, value: Any, read: str) -> None:
        known = self.answers.get(field)
        if value is None or known == value:
            return
        if known is not None and field in JOINED:
            value = f"{known}\n\n{value}"
        elif known is not None:
            self.remarks.append(Remark(field, Finding.TWO_COLUMNS, read, str(known)))
            return
        self.answers[field] = value

    @property
    def kind(self) -> InventionKind | None:
        return InventionKind(self.answers["kind"]) if "kind" in self.answers else None

    def checked(self, language: str) -> Mapping[str, Any]:
        """The answers that the form accepts."""
        if not self.answers.get("title") and not self._complained("title"):
            self.remarks.append(Remark("title", Finding.NO_TITLE))
        try:
            InventionDraftForm.model_validate({**self.answers, "language": language})
        except ValidationError as refused:
            for field, why in errors_by_field(refused.errors()).items():
                read = str(self.answers.pop(field))
                said = Said(Finding.UNUSABLE, why=why if isinstance(why, Text) else None)
                self.say(field, (said,), read)
        self.remarks += [
            one for one in contradictions(self.answers) if not self._complained(one.field)
        ]
        return self.answers

    def _complained(self, field: str) -> bool:
        return any(one.field == field and one.level == Level.MEND for one in self.remarks)


def contradictions(answers: Mapping[str, Any]) -> Iterator[Remark]:
    """What cannot be true together, and what is odd."""
    application = _number(answers, "application_number")
    title = _number(answers, "title_number")
    digit = DIGITS.get(InventionKind(answers["kind"])) if "kind" in answers else None
    status = answers.get("right_status")
    if title and title.kind and digit and not title.text.startswith(digit):
        yield Remark("title_number", Finding.KIND_CONTRADICTS, title.text)
    if application and application.kind and digit and not application.text.startswith(digit):
        yield Remark("application_number", Finding.KIND_DIFFERS, application.text)
    if status == RightStatus.NONE and (application or title):
        yield Remark("right_status", Finding.RIGHT_CONTRADICTS, (application or title).text)  # type: ignore[union-attr]
    if status == RightStatus.GRANTED and not title:
        yield Remark("title_number", Finding.NO_TITLE_NUMBER)
    filed = answers.get("filed_on")
    if application and application.year and filed and str(application.year) != filed[:4]:
        yield Remark("filed_on", Finding.YEAR_DIFFERS, f"{application.text}, {filed}")


def _number(answers: Mapping[str, Any], field: str) -> RightNumber | None:
    return read_right_number(answers[field]) if field in answers else None


def _notes_on(sheet: Sheet, headings: Headings, passed: int) -> Iterator[Text]:
    first = sheet.rows[headings.first].number
    if not headings.recognised:
        yield t("No heading was recognised: say what each column holds.")
    if headings.first:
        yield t(
            "The headings stand in row %(row)s. Rows above them: %(count)s.",
            row=first, count=headings.first,
        )  # fmt: skip
    numbers = [row.number for row in sheet.rows[headings.first :]]
    empty = numbers[-1] - numbers[0] + 1 - len(numbers)
    if empty:
        yield t("Empty rows that were passed over: %(count)s.", count=empty)
    if passed:
        yield t(
            "Rows that are no record (names of groups, repeated headings): %(count)s.", count=passed
        )


COUNTED: Mapping[Finding, Text] = {
    Finding.OLD_FONT_TCVN3: t("Cells written for an old font (TCVN3): %(count)s."),
    Finding.OLD_FONT_VNI: t("Cells written for an old font (VNI): %(count)s."),
    Finding.MARKS_APART: t("Cells with letters and marks stored apart: %(count)s."),
    Finding.FORMULA: t("Formulas whose last result was taken: %(count)s."),
    Finding.MERGED: t("Cells merged with the one above: %(count)s."),
}
"""What is said once for the sheet, because it may be so in every row."""


def _counted(rows: Sequence[RowRead]) -> Iterator[Text]:
    counts = Counter(one.finding for row in rows for one in row.remarks)
    for finding, text in COUNTED.items():
        if counts[finding]:
            yield Text(text.message, {"count": counts[finding]})

"""What an import would become: everything is read and compared here, before anything is written."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from marketplace.houses import queries as houses
from marketplace.interop.imports import queries
from marketplace.interop.imports.forms import LayoutForm
from marketplace.interop.imports.headings import JOINED, Headings, find_headings
from marketplace.interop.imports.models import Batch, BatchRow
from marketplace.interop.imports.remarks import remark_from
from marketplace.interop.imports.rows import FIELDS, Reading, read_rows
from marketplace.interop.imports.rules import RowState
from marketplace.interop.imports.settling import (
    Candidate,
    Settled,
    There,
    meant,
    of_reading,
    settle,
)
from marketplace.interop.imports.sheets import Book, Sheet
from marketplace.interop.imports.syllables import could_be_syllable
from marketplace.inventions.models import Invention
from marketplace.inventions.pages import values_of
from marketplace.inventions.policy import can_edit
from marketplace.inventions.rules import folded
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Invalid
from marketplace.kit.text import Text, t
from marketplace.locale import language as readers_language

Typed = Mapping[int, Mapping[str, str]]
"""What was typed over cells: by row and field."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is read: which one, which field each column holds, in which language."""

    sheet: int
    columns: Sequence[str]
    language: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row as it was settled, with what people did about it before."""

    settled: Settled
    candidate: Candidate
    mended: Mapping[str, str]
    dropped: bool = False

    @property
    def state(self) -> RowState:
        return RowState.DROPPED if self.dropped else self.settled.state


@dataclass(frozen=True, slots=True)
class Look:
    """`stand` and `version` say what it rests on; if either has moved on, one has to look again."""

    layout: Layout
    notes: Sequence[Text]
    outcomes: Sequence[Outcome]
    named: Sequence[str]
    stand: object
    version: int = 0

    def outcome(self, number: int) -> Outcome | None:
        return next((one for one in self.outcomes if one.settled.number == number), None)


@dataclass(frozen=True, slots=True)
class Touched:
    """What somebody does about rows: types over cells, confirms a change, drops or takes up."""

    typed: Typed = field(default_factory=dict)
    confirmed: Collection[int] = ()
    dropped: Mapping[int, bool] = field(default_factory=dict)


UNTOUCHED = Touched()


def layout_of(session: Session, batch: Batch, form: LayoutForm) -> Layout:
    """What was asked for; another sheet than the present one is read by its own headings."""
    names = queries.sheet_names(session, batch.id)
    if form.sheet >= len(names):
        raise Invalid({"sheet": t("Choose one of the answers offered.")})
    columns = form.columns
    if columns is None or form.sheet != batch.sheet:
        columns = tuple(find_headings(queries.sheet(session, batch.id, form.sheet).rows).columns)
    wrong: dict[str, Text] = {}
    for at, name in enumerate(columns):
        if name and name not in FIELDS:
            wrong[f"column-{at}"] = t("Choose one of the answers offered.")
        elif name and name not in JOINED and name in columns[:at]:
            wrong[f"column-{at}"] = t("Another column holds this already.")
    if wrong:
        raise Invalid(wrong)
    return Layout(form.sheet, columns, form.language)


def look_at_book(session: Session, actor: Actor, book: Book) -> Look:
    """At a file that was just sent: the sheet is chosen whose headings say most."""
    found = [find_headings(sheet.rows) for sheet in book.sheets]
    best = max(range(len(found)), key=lambda at: (found[at].recognised, -at))
    sheet, columns = book.sheets[best], found[best].columns
    layout = Layout(best, columns, _language_of(sheet, found[best]))
    reading = read_rows(sheet, found[best], columns, layout.language, {})
    look = _look(session, actor, str(actor.house_id), layout, _fresh(reading, {}))
    return Look(layout, (*book.notes, *reading.notes), *look)


def look_at_sheet(session: Session, actor: Actor, batch: Batch, layout: Layout) -> Look:
    """At the same file in another way; what was typed over cells stays."""
    sheet = queries.sheet(session, batch.id, layout.sheet)
    same = layout.sheet == batch.sheet
    rows = session.scalars(queries.rows(batch.id)).all() if same else []
    typed = {row.number: row.mended for row in rows}
    reading = read_rows(sheet, find_headings(sheet.rows), layout.columns, layout.language, typed)
    dropped = {row.number for row in rows if row.state == RowState.DROPPED}
    look = _look(session, actor, batch.house_id, layout, _fresh(reading, typed), dropped)
    return Look(layout, reading.notes, *look, version=batch.version)


def look_again(session: Session, actor: Actor, batch: Batch, touched: Touched = UNTOUCHED) -> Look:
    """At the rows that are not in yet, as things stand now."""
    layout = Layout(batch.sheet, batch.columns, batch.language)
    rows = session.scalars(queries.rows(batch.id, queries.OPEN)).all()
    typed = {row.number: {**row.mended, **touched.typed.get(row.number, {})} for row in rows}
    read = _read_anew(session, batch, {number: typed[number] for number in touched.typed})
    candidates = {
        row.number: (read.get(row.number) or _stored(row, touched), typed[row.number])
        for row in rows
    }
    dropped = {
        row.number for row in rows if touched.dropped.get(row.number, row.state == RowState.DROPPED)
    }
    taken = queries.brought_in(session, batch.id)
    look = _look(session, actor, batch.house_id, layout, candidates, dropped, taken)
    return Look(layout, (), *look, version=batch.version)


def _read_anew(session: Session, batch: Batch, typed: Typed) -> Mapping[int, Candidate]:
    """The rows in which something was typed; no other one is read again."""
    if not typed:
        return {}
    sheet = queries.sheet(session, batch.id, batch.sheet)
    reading = read_rows(
        sheet, find_headings(sheet.rows), batch.columns, batch.language, typed, only=typed
    )
    return {number: candidate for number, (candidate, _) in _fresh(reading, typed).items()}


Candidates = Mapping[int, tuple[Candidate, Mapping[str, str]]]


def _fresh(reading: Reading, typed: Typed) -> Candidates:
    return {
        row.number: (
            Candidate(row.number, row.answers, row.remarks), typed.get(row.number, {}),
        )
        for row in reading.rows
    }  # fmt: skip


def _stored(row: BatchRow, touched: Touched) -> Candidate:
    remarks = of_reading(map(remark_from, row.findings))
    confirmed = row.confirmed or row.number in touched.confirmed
    return Candidate(row.number, row.answers, remarks, confirmed)


def _look(
    session: Session,
    actor: Actor,
    house_id: str,
    layout: Layout,
    candidates: Candidates,
    dropped: Collection[int] = (),
    taken: Mapping[str, int] | None = None,
) -> tuple[Sequence[Outcome], Sequence[str], object]:
    """The outcomes, who is named in them, and what they rest on."""
    stand = queries.stand_of(session, house_id)
    register = queries.register(session, house_id)
    rows = [candidate for candidate, _typed in candidates.values()]
    coming = [row for row in rows if row.number not in dropped]
    wholes = queries.wholes(session, meant(coming, register))

    def find(invention_id: str) -> There:
        return _there(actor, wholes[invention_id], layout.language)

    found = settle(coming, register, find, layout.language, taken)
    settled = {one.number: one for one in found}
    outcomes = [
        Outcome(
            settled.get(number) or Settled(number, RowState.DROPPED, candidate.remarks),
            candidate,
            typed,
            dropped=number in dropped,
        )
        for number, (candidate, typed) in candidates.items()
    ]
    return outcomes, _named(session, house_id, rows), stand


def _there(actor: Actor, invention: Invention, language: str) -> There:
    return There(
        id=invention.id,
        version=invention.version,
        state=invention.state,
        values=values_of(invention, language),
        may_change=can_edit(actor, invention),
    )


def _named(session: Session, house_id: str, rows: Iterable[Candidate]) -> Sequence[str]:
    """Members of the house whose names stand among the inventors."""
    names = {folded(one["name"]) for row in rows for one in row.answers.get("inventors", ())}
    members = houses.member_names(session, house_id)
    return sorted(person for person, name in members.items() if folded(name) in names)


def _language_of(sheet: Sheet, headings: Headings) -> str:
    """What most words in the column of titles are; the reader's where there is none."""
    if "title" not in headings.columns:
        return readers_language()
    column = headings.columns.index("title")
    below = sheet.rows[headings.first + headings.depth :][:200]
    words = " ".join(row.cell(column).text for row in below).split()
    syllables = sum(map(could_be_syllable, words))
    return "vi" if 2 * syllables > len(words) or not all(map(str.isascii, words)) else "en"

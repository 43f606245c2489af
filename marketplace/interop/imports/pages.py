"""What the pages of imports show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from marketplace.db.paging import Page
from marketplace.interop.imports import queries
from marketplace.interop.imports.choices import CODES
from marketplace.interop.imports.headings import Headings
from marketplace.interop.imports.models import Batch, BatchRow
from marketplace.interop.imports.remarks import Remark, remark_from
from marketplace.interop.imports.rows import FIELDS
from marketplace.interop.imports.rules import (
    COMING_IN,
    KEPT,
    WAITING,
    WORKFLOW,
    Becomes,
    ImportState,
    Level,
    RowState,
)
from marketplace.interop.imports.sheets import Sheet
from marketplace.inventions.forms import InventionDraftForm
from marketplace.kit.amounts import show_money
from marketplace.kit.fields import Asked
from marketplace.kit.money import Money
from marketplace.kit.text import Text, from_json, t
from marketplace.kit.views import (
    Action,
    Badge,
    BadgeTone,
    Crumb,
    Field,
    Form,
    Option,
    Pager,
    Words,
)
from marketplace.locale import LANGUAGES, language, say

AT_ONCE = 50
CRUMB = Crumb(t("Spreadsheets brought in"), "/imports")
TONES: Mapping[ImportState, BadgeTone] = {
    ImportState.PREPARED: "info",
    ImportState.BROUGHT_IN: "good",
    ImportState.TAKEN_BACK: "neutral",
}
ROW_TONES: Mapping[RowState, BadgeTone] = {
    RowState.READY: "info",
    RowState.DOUBTFUL: "warning",
    RowState.MEND: "bad",
    RowState.CONFIRM: "warning",
    RowState.UNCHANGED: "neutral",
    RowState.LEFT_OUT: "neutral",
    RowState.DROPPED: "neutral",
    RowState.BROUGHT_IN: "good",
}
REMARK_TONES: Mapping[Level, BadgeTone] = {
    Level.NOTE: "neutral", Level.DOUBT: "warning", Level.MEND: "bad",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportLine:
    name: Words
    href: str
    at: datetime
    state: Badge
    counts: Sequence[tuple[Words, int]]


@dataclass(frozen=True, slots=True)
class ListPage:
    upload: Field
    lines: Sequence[ImportLine]
    pager: Pager


@dataclass(frozen=True, slots=True)
class RemarkView:
    """`label` is the field, None where the whole row is meant."""

    label: Words | None
    read: str
    taken: str
    why: Words
    tone: BadgeTone


@dataclass(frozen=True, slots=True)
class RowView:
    number: int
    title: Words
    href: str | None
    facts: Sequence[Words]
    state: Badge
    becomes: Words | None
    changes: Sequence[Words]
    remarks: Sequence[RemarkView]
    answers: Sequence[tuple[Words, Words]]
    actions: Sequence[Action]


@dataclass(frozen=True, slots=True)
class ImportPage:
    title: Words
    badges: Sequence[Badge]
    crumbs: Sequence[Crumb]
    next: Words
    actions: Sequence[Action]
    tabs: Sequence[Crumb]
    active: str
    rows: Sequence[RowView]
    pager: Pager
    notes: Sequence[Words]
    result: Sequence[tuple[Words, int]]
    kept: Sequence[Crumb]


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column of the sheet; `choice` is the question which field it holds."""

    heading: str
    samples: Sequence[str]
    choice: Field


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    crumbs: Sequence[Crumb]
    action: str
    cancel: str
    form: Form
    columns: Sequence[ColumnView]
    hidden: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RowPage:
    title: Words
    crumbs: Sequence[Crumb]
    row: RowView
    action: str
    cancel: str
    form: Form


def path_of(batch: Batch) -> str:
    return f"/imports/{batch.id}"


def label_of(field: str) -> Text:
    """What the form of an invention calls this field."""
    metadata = InventionDraftForm.model_fields[field].metadata
    return next(mark.label for mark in metadata if isinstance(mark, Asked))


def list_page(found: Page[Batch], error: Words | None = None) -> ListPage:
    return ListPage(
        upload=Field(
            "file",
            t("Spreadsheet"),
            error=error,
            hint=t("XLSX or CSV, at most 10 MB and 5,000 rows."),
            required=True,
        ),
        lines=tuple(_line(batch) for batch in found.items),
        pager=_pager(found, "/imports", {}),
    )


def import_page(
    session: Session, batch: Batch, found: Page[BatchRow], show: RowState | None
) -> ImportPage:
    path = path_of(batch)
    tabs = _tabs(batch)
    return ImportPage(
        title=batch.file_name or t("Spreadsheet without its rows"),
        badges=(Badge(batch.state.label, TONES[batch.state]),),
        crumbs=(CRUMB,),
        next=_next(batch),
        actions=_actions(batch),
        tabs=tabs,
        active=f"{path}?show={show.value}" if show else path,
        rows=tuple(row_view(batch, row) for row in found.items),
        pager=_pager(found, path, {"show": show.value} if show else {}),
        notes=tuple(from_json(note) for note in batch.notes),
        result=_result(batch),
        kept=_kept(session, batch),
    )


def columns_page(
    batch: Batch,
    sheets: Sequence[str],
    sheet: Sheet,
    headings: Headings,
    errors: Mapping[str, Words],
    chosen: Sequence[str],
) -> ColumnsPage:
    form = _layout_form(batch, sheets, errors)
    below = sheet.rows[headings.first + headings.depth :]
    width = max(len(row.cells) for row in sheet.rows)
    columns = tuple(
        ColumnView(
            heading=headings.texts[at] if at < len(headings.texts) else "",
            samples=_samples(row.cell(at).text for row in below),
            choice=_column_choice(at, chosen[at] if at < len(chosen) else "", errors),
        )
        for at in range(width)
    )
    return ColumnsPage(
        crumbs=(CRUMB, Crumb(batch.file_name, path_of(batch))),
        action=f"{path_of(batch)}/columns",
        cancel=path_of(batch),
        form=form,
        columns=columns,
        hidden={"version": str(batch.version)},
    )


def row_page(batch: Batch, row: BatchRow, form: Form) -> RowPage:
    path = path_of(batch)
    return RowPage(
        title=t("Row %(number)s", number=row.number),
        crumbs=(CRUMB, Crumb(batch.file_name, path)),
        row=row_view(batch, row),
        action=f"{path}/rows/{row.number}",
        cancel=f"{path}?show={row.state.value}",
        form=form,
    )


def row_view(batch: Batch, row: BatchRow) -> RowView:
    answers = row.answers
    return RowView(
        number=row.number,
        title=answers.get("title") or t("Without a title"),
        href=f"/inventions/{row.invention_id}" if row.invention_id else None,
        facts=_facts(answers),
        state=Badge(row.state.label, ROW_TONES[row.state]),
        becomes=row.becomes.label if row.becomes else None,
        changes=tuple(map(label_of, row.changes)) if row.becomes == Becomes.CHANGE else (),
        remarks=tuple(_remark_view(remark_from(one)) for one in row.findings),
        answers=tuple((label_of(name), shown(name, answers[name])) for name in _order(answers)),
        actions=_row_actions(batch, row),
    )


def shown(field: str, value: Any) -> Words:
    """An answer in the reader's words."""
    if field == "inventors":
        return " · ".join(one["name"] for one in value)
    if field == "asking":
        return show_money(Money(**value), language())
    if field == "filed_on":
        return date.fromisoformat(value).strftime("%d/%m/%Y")
    if field in CODES:
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(say(CODES[field](one).label) for one in values)
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)


def _order(answers: Mapping[str, Any]) -> Sequence[str]:
    return [name for name in FIELDS if name in answers]


def _facts(answers: Mapping[str, Any]) -> Sequence[Words]:
    names = ("application_number", "title_number", "kind", "filed_on", "inventors")
    return tuple(shown(name, answers[name]) for name in names if name in answers)


def _remark_view(remark: Remark) -> RemarkView:
    return RemarkView(
        label=label_of(remark.field) if remark.field else None,
        read=remark.read,
        taken=remark.taken if remark.taken != remark.read else "",
        why=remark.text,
        tone=REMARK_TONES[remark.level],
    )


def _row_actions(batch: Batch, row: BatchRow) -> Sequence[Action]:
    if row.state == RowState.BROUGHT_IN or batch.state == ImportState.TAKEN_BACK:
        return ()
    path = f"{path_of(batch)}/rows/{row.number}"
    mend = Action(
        t("Mend") if row.state == RowState.MEND else t("Change"),
        path,
        tone="primary" if row.state == RowState.MEND else "secondary",
    )
    confirm = Action(t("Change what is listed"), f"{path}/confirm", post=True)
    drop = Action(t("Drop"), f"{path}/drop", post=True)
    take_up = Action(t("Take it up again"), f"{path}/take-up", post=True)
    return {
        RowState.DROPPED: (take_up,),
        RowState.CONFIRM: (confirm, mend, drop),
        RowState.UNCHANGED: (mend,),
    }.get(row.state, (mend, drop))


def _line(batch: Batch) -> ImportLine:
    return ImportLine(
        name=batch.file_name or t("Spreadsheet without its rows"),
        href=path_of(batch),
        at=batch.created_at,
        state=Badge(batch.state.label, TONES[batch.state]),
        counts=tuple((label, count) for label, count in _result(batch) if count) or _waiting(batch),
    )


def _waiting(batch: Batch) -> Sequence[tuple[Words, int]]:
    return tuple(
        (state.label, batch.counts[state.value])
        for state in RowState
        if batch.counts.get(state.value)
    )


def _result(batch: Batch) -> Sequence[tuple[Words, int]]:
    """What it has done so far; nothing before it was brought in."""
    if batch.brought_in_at is None:
        return ()
    done: tuple[tuple[Words, int], ...] = (
        (t("New drafts"), batch.counts.get("drafted", 0)),
        (t("Changed"), batch.counts.get("changed", 0)),
        (t("Nothing changed"), batch.counts.get(RowState.UNCHANGED.value, 0)),
    )
    if batch.state == ImportState.TAKEN_BACK:
        return (
            *done,
            (t("Deleted again"), batch.counts.get("removed", 0)),
            (t("Restored"), batch.counts.get("restored", 0)),
            (t("Stayed"), len(batch.kept)),
        )
    return (*done, (t("Still waiting"), rows_waiting(batch)))


def _tabs(batch: Batch) -> Sequence[Crumb]:
    """All rows, and one view for each state that some row is in."""
    path = path_of(batch)
    if batch.emptied_at:
        return ()
    total = sum(batch.counts.get(state.value, 0) for state in RowState)
    every = Crumb(t("All rows: %(count)s", count=total), path)
    states = (
        Crumb(
            t("%(state)s: %(count)s", state=state.label, count=batch.counts[state.value]),
            f"{path}?show={state.value}",
        )
        for state in RowState
        if batch.counts.get(state.value)
    )
    return (every, *states)


def rows_waiting(batch: Batch) -> int:
    """How many rows wait for somebody."""
    return sum(batch.counts.get(state.value, 0) for state in WAITING)


def _ready(batch: Batch) -> int:
    return sum(batch.counts.get(state.value, 0) for state in COMING_IN)


def _next(batch: Batch) -> Words:
    ready = _ready(batch)
    waiting = rows_waiting(batch) - ready
    if batch.state == ImportState.TAKEN_BACK:
        return t("It was taken back. Its rows were removed; this record of it stays.")
    if batch.emptied_at:
        return t("Its rows were removed. What was brought in stays.")
    if ready and batch.state == ImportState.PREPARED:
        return t("Nothing is written yet. Look at the rows with warnings, then bring them in.")
    if ready:
        return t("More rows have become ready.")
    if waiting:
        return t("What was ready is in. Mend the rows that wait, or drop them.")
    if batch.state == ImportState.PREPARED:
        return t("Nothing here would change anything: every row is known already or left out.")
    return t(
        "Everything is in. It can be taken back until %(day)s.",
        day=(batch.changed_at + KEPT).strftime("%d/%m/%Y"),
    )


def _actions(batch: Batch) -> Sequence[Action]:
    if batch.emptied_at:
        return ()
    path, version = path_of(batch), {"version": str(batch.version)}
    ready = _ready(batch)
    actions = []
    for step in WORKFLOW.steps:
        if step.source != batch.state or (step.action == "bring-in" and not ready):
            continue
        label: Words = step.label
        if step.action == "bring-in":
            label = t("Bring in %(count)s rows", count=ready)
        href = f"{path}/{step.action}"
        actions.append(Action(label, href, post=True, tone=step.tone, fields=version))
    if batch.state == ImportState.PREPARED:
        actions.append(Action(t("Sheet and columns"), f"{path}/columns"))
    if batch.state == ImportState.BROUGHT_IN:
        actions.append(Action(t("Open our list"), "/inventions/ours"))
    return tuple(actions)


def _kept(session: Session, batch: Batch) -> Sequence[Crumb]:
    if not batch.kept:
        return ()
    found = queries.titles(session, batch.kept, language())
    return tuple(
        Crumb(found.get(one) or t("Draft without a title"), f"/inventions/{one}")
        for one in batch.kept
    )


def _layout_form(batch: Batch, sheets: Sequence[str], errors: Mapping[str, Words]) -> Form:
    fields = {
        "sheet": Field(
            "sheet", t("Sheet"), "select", str(batch.sheet), errors.get("sheet"), required=True,
            options=[Option(str(at), name) for at, name in enumerate(sheets)],
        ),
        "language": Field(
            "language", t("Language of the texts"), "select", batch.language,
            errors.get("language"), required=True,
            options=[Option(code, name) for code, name in LANGUAGES.items()],
        ),
    }  # fmt: skip
    return Form(fields, errors)


def _column_choice(at: int, chosen: str, errors: Mapping[str, Words]) -> Field:
    name = f"column-{at}"
    options = [Option("", t("Left out")), *(Option(field, label_of(field)) for field in FIELDS)]
    label = t("Column %(number)s holds", number=at + 1)
    return Field(name, label, "select", chosen, errors.get(name), required=True, options=options)


def _samples(texts: Iterable[str]) -> Sequence[str]:
    found = list(dict.fromkeys(text for text in texts if text))
    return tuple(text if len(text) <= 60 else text[:60] + "…" for text in found[:3])


def _pager(found: Page[Any], path: str, asked: Mapping[str, str]) -> Pager:
    def address(number: int) -> str:
        return f"{path}?{urlencode({**asked, 'page': number})}"

    return Pager(
        found.total,
        found.first,
        found.last,
        address(found.number - 1) if found.number > 1 else None,
        address(found.number + 1) if found.has_next else None,
    )

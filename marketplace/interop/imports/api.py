"""JSON operations on imports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response, UploadFile
from pydantic import Field

from marketplace.db.paging import after
from marketplace.interop.imports import policy, queries, service
from marketplace.interop.imports.books import read_book
from marketplace.interop.imports.forms import LayoutForm, MendForm
from marketplace.interop.imports.headings import find_headings
from marketplace.interop.imports.looks import (
    layout_of,
    look_again,
    look_at_book,
    look_at_sheet,
)
from marketplace.interop.imports.mending import mend
from marketplace.interop.imports.models import Batch, BatchRow
from marketplace.interop.imports.remarks import remark_from
from marketplace.interop.imports.rules import Becomes, Finding, ImportState, Level, RowState
from marketplace.interop.imports.sheets import NotASheet
from marketplace.kit.errors import Invalid
from marketplace.kit.text import from_json
from marketplace.locale import say
from marketplace.web.api import (
    ApiKey,
    Cursor,
    Id,
    IfMatch,
    Limit,
    Listing,
    Out,
    expected_version,
    problems,
    tag,
)
from marketplace.web.deps import Reading, SignedIn, Writing

router = APIRouter(prefix="/api/v1/imports", tags=["imports"], dependencies=[ApiKey])

Number = Annotated[int, Path(ge=1, le=2_000_000, description="The row's own in the sheet.")]


class ImportOut(Out):
    """`counts` are rows by state, and what came of those that were brought in; `kept` are the
    inventions that stayed as they are when it was taken back.
    """

    id: Id
    state: ImportState
    file_name: str
    language: str
    counts: dict[str, int]
    notes: list[str]
    kept: list[Id]
    created_at: datetime
    brought_in_at: datetime | None
    taken_back_at: datetime | None
    emptied_at: datetime | None
    version: int


class ColumnOut(Out):
    """`field` is empty where the column is left out."""

    heading: str
    field: str


class RemarkOut(Out):
    """`field` is empty for what is said about the whole row."""

    field: str
    finding: Finding
    level: Level
    read: str
    taken: str
    detail: str


class RowOut(Out):
    number: int
    state: RowState
    becomes: Becomes | None
    answers: Annotated[
        dict[str, Any], Field(description="What was understood, as `POST /inventions` takes it.")
    ]
    changes: Annotated[list[str], Field(description="Fields that differ from what is there.")]
    remarks: list[RemarkOut]
    invention_id: Id | None
    confirmed: bool


class ImportDetail(ImportOut):
    """Ask again with `after` set to `next` until `next` is null."""

    sheets: list[str]
    sheet: int
    columns: list[ColumnOut]
    rows: list[RowOut]
    next: int | None


@router.get("", summary="List your house's imports", responses=problems(403))
def list_imports(
    session: Reading, actor: SignedIn, cursor: Cursor = None, limit: Limit = 25
) -> Listing[ImportOut]:
    policy.can_import(actor).require()
    query = queries.visible_to(actor).order_by(None)
    found, more = after(session, query, Batch.id, cursor, limit)
    return Listing[ImportOut](items=[_import(one) for one in found], next=more)


@router.post("", status_code=201, summary="Send a spreadsheet", responses=problems(403))
def send(
    file: UploadFile, response: Response, reading: Reading, session: Writing, actor: SignedIn
) -> ImportOut:
    """XLSX or CSV. It is read and compared; nothing of it is an invention before `bring-in`."""
    policy.can_import(actor).require()
    name = file.filename or ""
    try:
        book = read_book(file.file.read(), name)
    except NotASheet as error:
        raise Invalid({"file": error.text}) from error
    look = look_at_book(reading, actor, book)
    batch = service.keep_import(session, actor, book=book, file_name=name, look=look)
    response.headers["location"] = f"/api/v1/imports/{batch.id}"
    return _answer(response, session, batch)


@router.get("/{batch_id}", summary="Read an import and its rows", responses=problems(403, 404))
def read(
    batch_id: Id,
    response: Response,
    session: Reading,
    actor: SignedIn,
    show: Annotated[RowState | None, Query(description="Rows in this state only.")] = None,
    after: Annotated[int, Query(ge=0, le=2_000_000, description="`next` of before.")] = 0,
    limit: Limit = 50,
) -> ImportDetail:
    batch = queries.batch(session, actor, batch_id)
    tag(response, batch.version)
    query = queries.rows(batch.id, (show,) if show else tuple(RowState))
    found = session.scalars(query.where(BatchRow.number > after).limit(limit + 1)).all()
    rows = [_row(row) for row in found[:limit]]
    return ImportDetail(
        **dict(_import(batch)),
        sheets=list(queries.sheet_names(session, batch.id)),
        sheet=batch.sheet,
        columns=_columns(session, batch),
        rows=rows,
        next=rows[-1].number if len(found) > limit else None,
    )


@router.put(
    "/{batch_id}/columns",
    summary="Say what each column holds",
    responses=problems(403, 404, 409, 412, 428),
)
def choose_columns(
    batch_id: Id,
    form: LayoutForm,
    response: Response,
    reading: Reading,
    session: Writing,
    actor: SignedIn,
    if_match: IfMatch = None,
) -> ImportOut:
    """Also which sheet, and the language of its texts; before anything was brought in."""
    batch = queries.batch(reading, actor, batch_id)
    expected_version(if_match, batch.version)
    look = look_at_sheet(reading, actor, batch, layout_of(reading, batch, form))
    held = queries.locked(session, actor, batch_id)
    service.read_otherwise(session, actor, batch=held, look=look)
    return _answer(response, session, held)


@router.post(
    "/{batch_id}/bring-in",
    summary="Bring in every row that is ready",
    responses=problems(403, 404, 409, 412),
)
def bring_in(
    batch_id: Id,
    response: Response,
    reading: Reading,
    session: Writing,
    actor: SignedIn,
    if_match: IfMatch = None,
) -> ImportOut:
    """In one transaction; rows that are to be mended or confirmed wait."""
    batch = queries.batch(reading, actor, batch_id)
    if if_match is not None:
        expected_version(if_match, batch.version)
    look = look_again(reading, actor, batch)
    held = queries.locked(session, actor, batch_id)
    service.bring_in(session, actor, batch=held, look=look)
    return _answer(response, session, held)


@router.post(
    "/{batch_id}/rows/{number}",
    summary="Mend, confirm or drop a row",
    responses=problems(403, 404, 409),
)
def mend_row(
    batch_id: Id,
    number: Number,
    form: MendForm,
    reading: Reading,
    session: Writing,
    actor: SignedIn,
) -> RowOut:
    batch = queries.batch(reading, actor, batch_id)
    row = queries.row(reading, batch.id, number)
    look = mend(reading, actor, batch, row, form)
    held = queries.locked(session, actor, batch_id)
    service.keep_look(session, actor, batch=held, look=look)
    return _row(queries.row(session, batch_id, number))


@router.post(
    "/{batch_id}/take-back",
    summary="Take the whole import back",
    responses=problems(403, 404, 409),
)
def take_back(batch_id: Id, response: Response, session: Writing, actor: SignedIn) -> ImportOut:
    """Drafts that nobody touched since are deleted, changed answers restored, cells removed."""
    batch = queries.locked(session, actor, batch_id)
    service.take_back(session, actor, batch=batch)
    return _answer(response, session, batch)


def _answer(response: Response, session: Writing, batch: Batch) -> ImportOut:
    session.flush()  # the answer names the version that this made
    tag(response, batch.version)
    return _import(batch)


def _import(batch: Batch) -> ImportOut:
    return ImportOut(
        id=batch.id,
        state=batch.state,
        file_name=batch.file_name,
        language=batch.language,
        counts=dict(batch.counts),
        notes=[say(from_json(note)) for note in batch.notes],
        kept=list(batch.kept),
        created_at=batch.created_at,
        brought_in_at=batch.brought_in_at,
        taken_back_at=batch.taken_back_at,
        emptied_at=batch.emptied_at,
        version=batch.version,
    )


def _columns(session: Reading, batch: Batch) -> list[ColumnOut]:
    if batch.emptied_at:
        return []
    texts = find_headings(queries.sheet(session, batch.id, batch.sheet).rows).texts
    return [
        ColumnOut(heading=texts[at] if at < len(texts) else "", field=field)
        for at, field in enumerate(batch.columns)
    ]


def _row(row: BatchRow) -> RowOut:
    return RowOut(
        number=row.number,
        state=row.state,
        becomes=row.becomes,
        answers=dict(row.answers),
        changes=list(row.changes),
        remarks=[_remark(one) for one in row.findings],
        invention_id=row.invention_id,
        confirmed=row.confirmed,
    )


def _remark(stored: Mapping[str, Any]) -> RemarkOut:
    remark = remark_from(stored)
    return RemarkOut(
        field=remark.field,
        finding=remark.finding,
        level=remark.level,
        read=remark.read,
        taken=remark.taken,
        detail=say(remark.text),
    )

"""Pages of imports: send a sheet, look at its rows, mend them, bring them in, take them back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from marketplace.db.paging import page_of
from marketplace.interop.imports import pages, policy, queries, service
from marketplace.interop.imports.books import read_book
from marketplace.interop.imports.example import example_sheet
from marketplace.interop.imports.forms import LayoutForm, MendForm
from marketplace.interop.imports.headings import find_headings
from marketplace.interop.imports.looks import (
    Look,
    layout_of,
    look_again,
    look_at_book,
    look_at_sheet,
)
from marketplace.interop.imports.mending import Asked, asked_of, mend
from marketplace.interop.imports.models import Batch, BatchRow
from marketplace.interop.imports.remarks import Remark
from marketplace.interop.imports.rows import FIELDS
from marketplace.interop.imports.rules import RowState
from marketplace.interop.imports.sheets import NotASheet
from marketplace.inventions.forms import InventionDraftForm
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Invalid
from marketplace.kit.text import Text, t
from marketplace.kit.views import Badge, Field, Form, Words
from marketplace.web.api import Id
from marketplace.web.deps import Posted, Reading, SignedIn, Uploaded, Writing
from marketplace.web.drafts import posted_version
from marketplace.web.forms import draw, first
from marketplace.web.templating import go, render

router = APIRouter(prefix="/imports", include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=2_000_000)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("")
def show_list(request: Request, session: Reading, actor: SignedIn, page: int = 1) -> Response:
    policy.can_import(actor).require()
    found = page_of(session, queries.visible_to(actor), page)
    return render(request, "imports/list.html", pages.list_page(found))


@router.post("")
def send(
    request: Request, sent: Uploaded, reading: Reading, session: Writing, actor: SignedIn
) -> Response:
    """Everything is read and compared before the first statement of the write transaction."""
    policy.can_import(actor).require()
    if sent is None:
        return _not_read(request, reading, actor, t("Choose a file first."))
    try:
        book = read_book(sent.body, sent.name)
    except NotASheet as error:
        return _not_read(request, reading, actor, error.text)
    look = look_at_book(reading, actor, book)
    batch = service.keep_import(session, actor, book=book, file_name=sent.name, look=look)
    return go(pages.path_of(batch))


def _not_read(request: Request, session: Reading, actor: SignedIn, why: Words) -> Response:
    found = page_of(session, queries.visible_to(actor), 1)
    return render(request, "imports/list.html", pages.list_page(found, why), status=422)


@router.get("/example.xlsx")
def send_example(actor: SignedIn) -> Response:
    policy.can_import(actor).require()
    headers = {"content-disposition": 'attachment; filename="danh-muc.xlsx"'}
    return Response(example_sheet(), media_type=XLSX, headers=headers)


@router.get("/{batch_id}")
def show(
    request: Request,
    batch_id: Id,
    session: Reading,
    actor: SignedIn,
    page: int = 1,
    show: RowState | None = None,
) -> Response:
    batch = queries.batch(session, actor, batch_id)
    rows = queries.rows(batch.id, (show,) if show else tuple(RowState))
    found = page_of(session, rows, page, pages.AT_ONCE)
    return render(request, "imports/detail.html", pages.import_page(session, batch, found, show))


@router.get("/{batch_id}/columns")
def show_columns(request: Request, batch_id: Id, session: Reading, actor: SignedIn) -> Response:
    batch = queries.batch(session, actor, batch_id)
    return _columns(request, session, batch, {}, batch.columns)


@router.post("/{batch_id}/columns")
def choose_columns(
    request: Request,
    batch_id: Id,
    posted: Posted,
    reading: Reading,
    session: Writing,
    actor: SignedIn,
) -> Response:
    batch = queries.batch(reading, actor, batch_id)
    form = _layout_form(posted)
    try:
        layout = layout_of(reading, batch, form)
    except Invalid as refused:
        return _columns(request, reading, batch, refused.fields, form.columns or (), 422)
    look = replace(look_at_sheet(reading, actor, batch, layout), version=posted_version(posted))
    held = queries.locked(session, actor, batch_id)
    service.read_otherwise(session, actor, batch=held, look=look)
    return go(pages.path_of(batch), Badge(t("The sheet was read again."), "good"))


def _layout_form(posted: Posted) -> LayoutForm:
    """The columns in their order; all of them anew where another sheet was chosen."""
    columns = tuple(
        first(posted, f"column-{at}") for at in range(len(posted)) if f"column-{at}" in posted
    )
    sheet = first(posted, "sheet", "0")
    return LayoutForm(
        sheet=int(sheet) if sheet.isdigit() and len(sheet) < 4 else 0,
        language="en" if first(posted, "language") == "en" else "vi",
        columns=columns or None,
    )


def _columns(
    request: Request,
    session: Reading,
    batch: Batch,
    errors: Mapping[str, Words],
    chosen: tuple[str, ...],
    status: int = 200,
) -> Response:
    sheet = queries.sheet(session, batch.id, batch.sheet)
    page = pages.columns_page(
        batch,
        queries.sheet_names(session, batch.id),
        sheet,
        find_headings(sheet.rows),
        errors,
        chosen,
    )
    return render(request, "imports/columns.html", page, status=status)


@router.post("/{batch_id}/bring-in")
def bring_in(
    batch_id: Id, posted: Posted, reading: Reading, session: Writing, actor: SignedIn
) -> Response:
    batch = queries.batch(reading, actor, batch_id)
    look = replace(look_again(reading, actor, batch), version=posted_version(posted))
    held = queries.locked(session, actor, batch_id)
    service.bring_in(session, actor, batch=held, look=look)
    return go(pages.path_of(batch), Badge(t("The rows that were ready are in."), "good"))


@router.post("/{batch_id}/take-back")
def take_back(batch_id: Id, session: Writing, actor: SignedIn) -> Response:
    batch = queries.locked(session, actor, batch_id)
    service.take_back(session, actor, batch=batch)
    return go(pages.path_of(batch), Badge(t("It was taken back."), "good"))


@router.get("/{batch_id}/rows/{number}")
def show_row(
    request: Request, batch_id: Id, number: Number, session: Reading, actor: SignedIn
) -> Response:
    batch = queries.batch(session, actor, batch_id)
    row = queries.row(session, batch.id, number)
    asked = asked_of(session, batch, row)
    return _row(request, batch, row, _row_form(asked, asked.values, {}))


@router.post("/{batch_id}/rows/{number}")
def mend_row(
    request: Request,
    batch_id: Id,
    number: Number,
    posted: Posted,
    reading: Reading,
    session: Writing,
    actor: SignedIn,
) -> Response:
    batch = queries.batch(reading, actor, batch_id)
    row = queries.row(reading, batch.id, number)
    asked = asked_of(reading, batch, row)
    typed = {name: ", ".join(posted[name]) for name in FIELDS if name in posted}
    form = MendForm(answers=typed, everywhere=first(posted, "everywhere") == "true")
    try:
        look = mend(reading, actor, batch, row, form)
    except Invalid as refused:
        drawn = _row_form(asked, {**asked.values, **typed}, refused.fields)
        return _row(request, batch, row, drawn, 422)
    return _kept(session, actor, batch, row, look, t("It is mended."))


@router.post("/{batch_id}/rows/{number}/drop")
def drop_row(
    batch_id: Id, number: Number, reading: Reading, session: Writing, actor: SignedIn
) -> Response:
    batch = queries.batch(reading, actor, batch_id)
    row = queries.row(reading, batch.id, number)
    look = mend(reading, actor, batch, row, MendForm(drop=True))
    return _kept(session, actor, batch, row, look, t("The row is dropped."))


@router.post("/{batch_id}/rows/{number}/take-up")
def take_row_up(
    batch_id: Id, number: Number, reading: Reading, session: Writing, actor: SignedIn
) -> Response:
    batch = queries.batch(reading, actor, batch_id)
    row = queries.row(reading, batch.id, number)
    look = mend(reading, actor, batch, row, MendForm(drop=False))
    return _kept(session, actor, batch, row, look, t("The row is taken up again."))


@router.post("/{batch_id}/rows/{number}/confirm")
def confirm_row(
    batch_id: Id, number: Number, reading: Reading, session: Writing, actor: SignedIn
) -> Response:
    batch = queries.batch(reading, actor, batch_id)
    row = queries.row(reading, batch.id, number)
    look = mend(reading, actor, batch, row, MendForm(confirm=True))
    return _kept(session, actor, batch, row, look, t("It will change what is listed."))


def _kept(
    session: Writing, actor: Actor, batch: Batch, row: BatchRow, look: Look, said: Text
) -> Response:
    """Back to the rows that are in the state in which this one was."""
    held = queries.locked(session, actor, batch.id)
    service.keep_look(session, actor, batch=held, look=look)
    left = held.counts.get(row.state.value)
    show = f"?show={row.state.value}" if left else ""
    return go(f"{pages.path_of(batch)}{show}", Badge(said, "good"))


def _row(request: Request, batch: Batch, row: BatchRow, form: Form, status: int = 200) -> Response:
    return render(request, "imports/row.html", pages.row_page(batch, row, form), status=status)


def _row_form(asked: Asked, values: Mapping[str, object], errors: Mapping[str, Words]) -> Form:
    """The questions of an invention's form; days as text, because a cell may hold anything."""
    drawn = draw(InventionDraftForm, values, errors)
    fields = {
        name: replace(
            drawn[name],
            kind="text" if drawn[name].kind == "date" else drawn[name].kind,
            warning=None if name in errors else _warning(asked.remarks.get(name)),
            required=name == "title",
        )
        for name in drawn.fields
        if name in asked.names or name in errors
    }
    if asked.alike:
        count = sum(map(len, asked.alike.values()))
        label = t("Also in the %(count)s other rows that say the same", count=count)
        fields["everywhere"] = Field("everywhere", label, "checkbox", "true", required=True)
    return Form(fields, errors)


def _warning(remark: Remark | None) -> Text | None:
    if remark is None or not remark.read:
        return remark.text if remark else None
    return t("Read “%(read)s”. %(why)s", read=remark.read, why=remark.text)

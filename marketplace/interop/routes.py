"""The journal for people, and the API reference."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from marketplace.interop.pages import entry_page, journal_page
from marketplace.interop.reference import reference_page
from marketplace.web.deps import Reading
from marketplace.web.templating import render

router = APIRouter(include_in_schema=False)

LARGEST = 2**63 - 1


@router.get("/journal")
def show_journal(
    request: Request,
    session: Reading,
    before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
) -> Response:
    page = journal_page(session, request.app.state.journal_key, before=before)
    return render(request, "interop/journal.html", page)


@router.get("/journal/{number}")
def show_entry(
    request: Request, session: Reading, number: Annotated[int, Path(ge=1, le=LARGEST)]
) -> Response:
    return render(request, "interop/entry.html", entry_page(session, number))


@router.get("/api/docs")
def show_reference(request: Request) -> Response:
    base_url = request.app.state.settings.base_url
    return render(
        request, "interop/reference.html", reference_page(request.app.openapi(), base_url)
    )

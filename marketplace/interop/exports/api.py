"""Downloads for programs."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from marketplace.catalogue.forms import SearchForm
from marketplace.interop.exports.answering import found_file, streamed
from marketplace.interop.exports.files import own_file
from marketplace.interop.exports.finds import shortlist_file
from marketplace.interop.exports.formats import MEDIA, Format
from marketplace.kit.actor import Actor
from marketplace.stewardship import policy
from marketplace.stewardship.forms import WorkFilter
from marketplace.stewardship.rules import Shelf
from marketplace.web.api import ApiKey, problems
from marketplace.web.deps import AnyActor, SignedIn

router = APIRouter(prefix="/api/v1", dependencies=[ApiKey])

FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file: `jsonl` and `json` with codes, `csv` and `xlsx` with words.",
        "content": {media.split(";")[0]: {} for media in MEDIA.values()},
    }
}


class ExportQuery(WorkFilter):
    format: Format = Format.JSONL


@router.get(
    "/inventions/export",
    tags=["inventions"],
    summary="Download your own house's inventions",
    response_class=StreamingResponse,
    responses={**FILE, **problems(403)},
)
def export_inventions(
    request: Request, actor: SignedIn, asked: Annotated[ExportQuery, Query()]
) -> StreamingResponse:
    """All that fit the filter. Texts for some readers only are not in it."""
    return _download(request, actor, Shelf.INVENTIONS, asked)


@router.get(
    "/needs/export",
    tags=["needs"],
    summary="Download your own house's needs",
    response_class=StreamingResponse,
    responses={**FILE, **problems(403)},
)
def export_needs(
    request: Request, actor: SignedIn, asked: Annotated[ExportQuery, Query()]
) -> StreamingResponse:
    """All that fit the filter."""
    return _download(request, actor, Shelf.NEEDS, asked)


class FoundQuery(SearchForm):
    format: Format = Format.JSON


@router.get(
    "/search/export",
    tags=["search"],
    summary="Download what a search finds",
    response_class=StreamingResponse,
    responses={**FILE, **problems()},
)
def export_search(
    request: Request, actor: AnyActor, asked: Annotated[FoundQuery, Query()]
) -> StreamingResponse:
    """Inventions and needs that you may read, at most 10,000, in the order of the search."""
    return streamed(found_file(request, actor, asked, asked.format))


@router.get(
    "/shortlist/export",
    tags=["search"],
    summary="Download what you keep",
    response_class=StreamingResponse,
    responses={**FILE, **problems()},
)
def export_shortlist(
    request: Request,
    actor: SignedIn,
    format: Format = Format.JSON,  # noqa: A002 - its name in the address
) -> StreamingResponse:
    """With your notes, without what has left the market."""
    state = request.app.state
    return streamed(shortlist_file(state.database, actor, format, state.settings.base_url))


def _download(
    request: Request, actor: Actor, shelf: Shelf, asked: ExportQuery
) -> StreamingResponse:
    policy.can_work(actor).require()
    file = own_file(request.app.state.database, actor, shelf, asked.format, asked)
    return streamed(file)

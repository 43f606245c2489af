"""Downloads from the list of a house's own listings."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from marketplace.interop.exports.files import own_file
from marketplace.interop.exports.formats import Format
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Invalid
from marketplace.kit.text import t
from marketplace.stewardship import pages, policy
from marketplace.stewardship.forms import WorkFilter, ids_in
from marketplace.stewardship.rules import Shelf
from marketplace.web.deps import SignedIn
from marketplace.web.forms import bind
from marketplace.web.templating import go

router = APIRouter(include_in_schema=False)


@router.get("/inventions/export")
def export_inventions(request: Request, actor: SignedIn) -> Response:
    return _download(request, actor, Shelf.INVENTIONS)


@router.get("/needs/export")
def export_needs(request: Request, actor: SignedIn) -> Response:
    return _download(request, actor, Shelf.NEEDS)


def _download(request: Request, actor: Actor, shelf: Shelf) -> Response:
    """The ticked rows, or with `all` whatever fits the filter now."""
    policy.can_work(actor).require()
    query = request.query_params
    chosen = bind(WorkFilter, {name: query.getlist(name) for name in query}).value or WorkFilter()
    ids = None if query.get("all") else ids_in(query.getlist("id"))
    if ids == ():
        return go(pages.address(shelf, pages.set_filters(chosen)), pages.NOTHING_TICKED)
    file = own_file(
        request.app.state.database, actor, shelf, _format(query.get("format", "")), chosen, ids
    )
    named = {"content-disposition": f'attachment; filename="{file.name}"'}
    return StreamingResponse(file.content, media_type=file.media, headers=named)


def _format(typed: str) -> Format:
    try:
        return Format(typed)
    except ValueError:
        raise Invalid({"format": t("Choose one of the answers offered.")}) from None

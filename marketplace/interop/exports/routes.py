"""Downloads from the list of a house's own listings."""

from fastapi import APIRouter, Request, Response

from marketplace.catalogue.forms import RANGES, SearchForm
from marketplace.interop.exports.answering import found_file, streamed
from marketplace.interop.exports.files import own_file
from marketplace.interop.exports.finds import shortlist_file
from marketplace.interop.exports.formats import Format
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Invalid
from marketplace.kit.text import t
from marketplace.stewardship import pages, policy
from marketplace.stewardship.forms import WorkFilter, ids_in
from marketplace.stewardship.rules import Shelf
from marketplace.web.deps import AnyActor, SignedIn
from marketplace.web.drafts import keep_good
from marketplace.web.forms import bind
from marketplace.web.templating import go

router = APIRouter(include_in_schema=False)


@router.get("/inventions/export")
def export_inventions(request: Request, actor: SignedIn) -> Response:
    return _download(request, actor, Shelf.INVENTIONS)


@router.get("/needs/export")
def export_needs(request: Request, actor: SignedIn) -> Response:
    return _download(request, actor, Shelf.NEEDS)


@router.get("/search/export")
def export_search(request: Request, actor: AnyActor) -> Response:
    """Its other parameters are those of the search; filters that mean nothing are left out."""
    query = request.query_params
    typed = {name: query.getlist(name) for name in SearchForm.model_fields}
    search = keep_good(SearchForm, typed, together=RANGES).value
    return streamed(found_file(request, actor, search, _format(query.get("format", ""))))


@router.get("/shortlist/export")
def export_shortlist(request: Request, actor: SignedIn) -> Response:
    chosen = _format(request.query_params.get("format", ""))
    state = request.app.state
    return streamed(shortlist_file(state.database, actor, chosen, state.settings.base_url))


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
    return streamed(file)


def _format(typed: str) -> Format:
    try:
        return Format(typed)
    except ValueError:
        raise Invalid({"format": t("Choose one of the answers offered.")}) from None

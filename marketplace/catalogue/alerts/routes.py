"""Save a search from its page, look after what is saved, and end it by a letter's link."""

from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from marketplace.catalogue.alerts import pages, queries, service
from marketplace.catalogue.alerts.forms import AlertForm
from marketplace.catalogue.alerts.links import PATH, search_in
from marketplace.catalogue.alerts.models import SavedSearch
from marketplace.catalogue.alerts.rules import Frequency
from marketplace.catalogue.forms import RANGES, SearchForm
from marketplace.kit.errors import NotFound
from marketplace.kit.text import t
from marketplace.kit.views import Badge
from marketplace.web.api import Id
from marketplace.web.deps import AnyActor, Posted, Reading, SignedIn, Writing
from marketplace.web.drafts import keep_good
from marketplace.web.forms import bind, draw, first
from marketplace.web.templating import go, render

router = APIRouter(include_in_schema=False)


@router.get("/saved-searches")
def show_searches(request: Request, session: Reading, actor: SignedIn) -> Response:
    return render(request, "catalogue/saved.html", pages.list_page(session, actor))


@router.get("/saved-searches/new")
def show_new(request: Request, actor: SignedIn) -> Response:  # noqa: ARG001 - who is not known signs in first
    """The parameters are those of the search."""
    search = _search(request.url.query)
    form = draw(AlertForm, {"name": search.q, "frequency": Frequency.DAILY})
    return render(request, "catalogue/save.html", pages.new_page(form, search))


@router.post("/saved-searches")
def save(request: Request, posted: Posted, session: Writing, actor: SignedIn) -> Response:
    search, bound = _search(first(posted, "search")), bind(AlertForm, posted)
    if bound.value is None:
        page = pages.new_page(bound.form, search)
        return render(request, "catalogue/save.html", page, status=422)
    service.save_search(session, actor, search=search, form=bound.value)
    return go(pages.PATH, Badge(t("Saved. You are told when something new fits."), "good"))


@router.get("/saved-searches/{search_id}/edit")
def show_edit(request: Request, session: Reading, actor: SignedIn, search_id: Id) -> Response:
    saved = queries.one(session, actor, search_id)
    form = draw(AlertForm, {"name": saved.name, "frequency": saved.frequency})
    return render(request, "catalogue/save.html", pages.edit_page(session, saved, form))


@router.post("/saved-searches/{search_id}/edit")
def edit(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, search_id: Id
) -> Response:
    saved = queries.one(session, actor, search_id, lock=True)
    bound = bind(AlertForm, posted)
    if bound.value is None:
        page = pages.edit_page(session, saved, bound.form)
        return render(request, "catalogue/save.html", page, status=422)
    service.change_search(saved, bound.value)
    return go(pages.PATH, Badge(t("The changes are kept."), "good"))


@router.post("/saved-searches/{search_id}/end")
def end(session: Writing, actor: SignedIn, search_id: Id) -> Response:
    saved = queries.one(session, actor, search_id, lock=True)
    service.end_search(session, actor, search=saved)
    return go(pages.PATH, Badge(t("It has ended. No letter comes any more."), "good"))


@router.get("/alerts/end/{token}")
def show_end(request: Request, session: Reading, token: str) -> Response:
    """Changes nothing: mail programs open links before their readers do."""
    saved = _named_in(request, session, token)
    return render(request, "catalogue/end.html", pages.end_page(saved, f"{PATH}/{token}"))


@router.post("/alerts/end/{token}")
def end_by_link(request: Request, session: Writing, actor: AnyActor, token: str) -> Response:
    """Pressed on the page above, or by a mail program (RFC 8058), which may do it twice."""
    saved = _named_in(request, session, token, lock=True)
    if saved is not None:
        service.end_search(session, actor, search=saved)
    return render(request, "catalogue/end.html", pages.end_page(None, ""))


def _named_in(
    request: Request, session: Session, token: str, *, lock: bool = False
) -> SavedSearch | None:
    search_id = search_in(request.app.state.journal_key, token)
    if search_id is None:
        raise NotFound(t("This link is not one of ours, or is not whole."))
    return queries.anyones(session, search_id, lock=lock)


def _search(query: str) -> SearchForm:
    """Filters that mean nothing are left out."""
    return keep_good(SearchForm, parse_qs(query), together=RANGES).value

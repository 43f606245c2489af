"""The front page, the search, and what machines ask every site for."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from marketplace.catalogue import results, service
from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.pages import home_page
from marketplace.catalogue.rules import MOST_PAGES, SearchAway
from marketplace.db.paging import PAGE_SIZE
from marketplace.web.deps import AnyActor, Reading
from marketplace.web.drafts import keep_good
from marketplace.web.forms import bind
from marketplace.web.panels import panels_for
from marketplace.web.templating import render

router = APIRouter(include_in_schema=False)

# Programs read the feed; crawlers need neither forms nor people's own pages.
ROBOTS = """User-agent: *
Disallow: /account
Disallow: /admin
Disallow: /alerts/
Disallow: /desk
Disallow: /invitations/
Disallow: /reset
Disallow: /saved-searches
Disallow: /search
Disallow: /shortlist
Disallow: /compare
Disallow: /sign-in
Disallow: /sign-up
Disallow: /*/new
"""


@router.get("/")
def show_home(request: Request, session: Reading, actor: AnyActor) -> Response:
    panels = panels_for(request, session, actor, "home")
    return render(request, "catalogue/home.html", home_page(session, actor, panels))


@router.get("/search")
def show_found(
    request: Request,
    session: Reading,
    actor: AnyActor,
    page: Annotated[int, Query(ge=1, le=MOST_PAGES)] = 1,
) -> Response:
    """Filters that mean nothing are left out; a text that cannot be searched is given back."""
    typed = {name: request.query_params.getlist(name) for name in SearchForm.model_fields}
    form, kept = bind(SearchForm, typed).form, keep_good(SearchForm, typed)
    if "q" in kept.refused:
        return render(request, "catalogue/search.html", results.refused_page(form), status=422)
    try:
        offset = (page - 1) * PAGE_SIZE
        found = service.find(
            request.app.state.engine, actor, kept.value, offset=offset, limit=PAGE_SIZE
        )
    except SearchAway as away:
        shown = results.away_page(form, kept.value, away)
        return render(request, "catalogue/search.html", shown, status=away.status)
    shown = results.search_page(session, actor, form, kept.value, found, page)
    return render(request, "catalogue/search.html", shown)


@router.get("/robots.txt")
def robots() -> Response:
    return PlainTextResponse(ROBOTS)


@router.get("/favicon.ico")
def icon() -> Response:
    """Pages name the icon themselves; this is for what asks without reading one."""
    return RedirectResponse("/static/mark.svg", 301)

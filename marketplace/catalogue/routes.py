"""The front page, the search, and what machines ask every site for."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from marketplace.catalogue import narrowing, results
from marketplace.catalogue.forms import RANGES, TYPED, SearchForm
from marketplace.catalogue.pages import home_page
from marketplace.catalogue.rules import MOST_PAGES, SearchAway
from marketplace.catalogue.suggesting import suggested
from marketplace.kit.views import Form
from marketplace.web.deps import AnyActor, Reading
from marketplace.web.drafts import keep_good
from marketplace.web.forms import Posted, bind, draw
from marketplace.web.panels import panels_for
from marketplace.web.templating import go, render

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
    """Filters that mean nothing are left out; what was typed and cannot be used is given back."""
    typed = {name: request.query_params.getlist(name) for name in SearchForm.model_fields}
    kept = keep_good(SearchForm, typed, together=RANGES)
    form = _form(typed, kept.value, kept.refused)
    if "q" in kept.refused:
        return render(request, "catalogue/search.html", results.refused_page(form), status=422)
    if form.ok and any("" in answers for answers in typed.values()):
        return go(narrowing.address(kept.value))  # an address that can be sent on
    engine = request.app.state.engine
    try:
        shown = results.search_page(session, engine, actor, form, kept.value, page)
    except SearchAway as away:
        shown = results.away_page(form, kept.value, away)
        return render(request, "catalogue/search.html", shown, status=away.status)
    return render(request, "catalogue/search.html", shown, status=200 if form.ok else 422)


@router.get("/search/suggest")
def show_suggested(request: Request, actor: AnyActor) -> Response:
    """A piece of a page, which htmx puts below the box; nothing for a text that is too long."""
    typed = {"q": request.query_params.getlist("q")}
    asked = keep_good(SearchForm, typed).value
    shown = suggested(request.app.state.engine, actor, asked)
    return render(request, "catalogue/_suggestions.html", shown)


def _form(typed: Posted, good: SearchForm, refused: frozenset[str]) -> Form:
    """Good answers as the reader writes them, the others as they were typed."""
    answers = {name: getattr(good, name) for name in SearchForm.model_fields}
    raw = bind(SearchForm, {name: typed[name] for name in refused}).form
    errors = {name: raw.errors[name] for name in refused & (TYPED | {"q"}) if name in raw.errors}
    return draw(SearchForm, answers | {name: raw[name].value for name in errors}, errors)


@router.get("/robots.txt")
def robots() -> Response:
    return PlainTextResponse(ROBOTS)


@router.get("/favicon.ico")
def icon() -> Response:
    """Pages name the icon themselves; this is for what asks without reading one."""
    return RedirectResponse("/static/mark.svg", 301)

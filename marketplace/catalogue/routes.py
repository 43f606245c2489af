"""The front page, and what machines ask every site for."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from marketplace.catalogue.pages import home_page
from marketplace.web.deps import AnyActor, Reading
from marketplace.web.panels import panels_for
from marketplace.web.templating import render

router = APIRouter(include_in_schema=False)

# Programs read the feed; crawlers need neither forms nor people's own pages.
ROBOTS = """User-agent: *
Disallow: /account
Disallow: /admin
Disallow: /desk
Disallow: /invitations/
Disallow: /reset
Disallow: /sign-in
Disallow: /sign-up
Disallow: /*/new
"""


@router.get("/")
def show_home(request: Request, session: Reading, actor: AnyActor) -> Response:
    panels = panels_for(request, session, actor, "home")
    return render(request, "catalogue/home.html", home_page(session, actor, panels))


@router.get("/robots.txt")
def robots() -> Response:
    return PlainTextResponse(ROBOTS)


@router.get("/favicon.ico")
def icon() -> Response:
    """Pages name the icon themselves; this is for what asks without reading one."""
    return RedirectResponse("/static/mark.svg", 301)

"""Everyone's desk."""

from fastapi import APIRouter, Request, Response

from marketplace.kit.text import t
from marketplace.kit.views import Badge
from marketplace.notices import service
from marketplace.notices.pages import desk_page
from marketplace.web.deps import Reading, SignedIn, Writing
from marketplace.web.panels import panels_for
from marketplace.web.templating import go, render

router = APIRouter(include_in_schema=False)


@router.get("/desk")
def show_desk(request: Request, session: Reading, actor: SignedIn) -> Response:
    panels = panels_for(request, session, actor, "desk")
    return render(request, "notices/desk.html", desk_page(session, actor, panels))


@router.post("/desk/read")
def mark_all_read(session: Writing, actor: SignedIn) -> Response:
    service.mark_all_read(session, actor)
    return go("/desk", Badge(t("All notices are marked as read."), "good"))

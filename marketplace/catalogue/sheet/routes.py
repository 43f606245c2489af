"""The sheet of an offer."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from marketplace.catalogue.sheet.pages import sheet_page
from marketplace.inventions.pages import seen
from marketplace.web.api import Id
from marketplace.web.deps import AnyActor, Reading
from marketplace.web.templating import render

router = APIRouter(include_in_schema=False)


@router.get("/inventions/{invention_id}/sheet")
def show_sheet(
    request: Request,
    session: Reading,
    actor: AnyActor,
    invention_id: Id,
    language: Annotated[Literal["vi", "en"] | None, Query()] = None,
) -> Response:
    """The same for every reader, whatever else they may read."""
    invention = seen(session, actor, invention_id)
    page = sheet_page(invention, language, request.app.state.settings.base_url)
    return render(request, "catalogue/sheet.html", page)

"""Everybody's desk."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from marketplace.db.paging import page_of
from marketplace.kit import clock
from marketplace.notices import queries, service
from marketplace.notices.pages import desk_page, notices_page
from marketplace.web.deps import Reading, SignedIn
from marketplace.web.templating import render

router = APIRouter(include_in_schema=False)


@router.get("/desk")
def show_desk(request: Request, session: Reading, actor: SignedIn) -> Response:
    """Looking at it is what moves the last visit on."""
    page = desk_page(session, request.app.state.desk, actor)
    person_id = str(actor.person_id)
    seen = partial(service.see, person_id=person_id, at=clock.now(), newest=page.newest)
    request.app.state.aside(seen)
    return render(request, "notices/desk.html", page)


@router.get("/desk/notices")
def show_notices(
    request: Request,
    session: Reading,
    actor: SignedIn,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    told = queries.newest_first(queries.of_person(str(actor.person_id)))
    found = page_of(session, told, page)
    return render(request, "notices/notices.html", notices_page(session, actor, found))

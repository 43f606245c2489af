"""The shortlist and the comparison."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from marketplace.catalogue.shortlist import comparing, pages, service
from marketplace.catalogue.shortlist.forms import NoteForm
from marketplace.catalogue.shortlist.rules import Thing
from marketplace.kit.errors import Invalid
from marketplace.kit.text import t
from marketplace.kit.views import Badge
from marketplace.web.api import Id
from marketplace.web.deps import AnyActor, Posted, Reading, SignedIn, Writing
from marketplace.web.forms import bind, first
from marketplace.web.templating import go, local_path, render

router = APIRouter(include_in_schema=False)


@router.get("/shortlist")
def show_shortlist(request: Request, session: Reading, actor: SignedIn) -> Response:
    return render(request, "catalogue/shortlist.html", pages.list_page(session, actor))


@router.post("/shortlist/{thing}/{subject_id}")
def keep(
    posted: Posted, session: Writing, actor: SignedIn, thing: Thing, subject_id: Id
) -> Response:
    """From the shortlist itself with a note, from elsewhere without one."""
    bound = bind(NoteForm, posted)
    if bound.value is None:
        raise Invalid({"note": t("At most %(count)s characters.", count=2_000)})
    note = bound.value.note if "note" in posted else None
    service.keep(session, actor, thing=thing, subject_id=subject_id, note=note)
    said = t("It is on your shortlist.") if note is None else t("The note is kept.")
    return go(local_path(first(posted, "next"), pages.PATH), Badge(said, "good"))


@router.post("/shortlist/{thing}/{subject_id}/remove")
def let_go(
    posted: Posted,
    session: Writing,
    actor: SignedIn,
    thing: Thing,  # noqa: ARG001 - it stands in the address as in the others
    subject_id: Id,
) -> Response:
    service.let_go(session, actor, subject_id=subject_id)
    gone = Badge(t("It is off your shortlist, with its note."), "good")
    return go(local_path(first(posted, "next"), pages.PATH), gone)


@router.get("/compare")
def compare(
    request: Request,
    session: Reading,
    actor: AnyActor,
    invention: Annotated[list[Id] | None, Query(max_length=50)] = None,
) -> Response:
    page = comparing.compare_page(session, actor, invention or [])
    return render(request, "catalogue/compare.html", page)

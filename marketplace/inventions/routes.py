"""Pages of inventions: the lists, one invention, its forms and its workflow."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from marketplace.db.paging import page_of
from marketplace.inventions import pages, policy, queries, service
from marketplace.inventions.forms import (
    InventionDraftForm,
    InventionFilter,
    InventionForm,
    ReturnForm,
)
from marketplace.inventions.models import Invention
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.errors import Conflict, Invalid
from marketplace.kit.text import t
from marketplace.kit.views import Badge, Form
from marketplace.locale import LANGUAGES, say
from marketplace.web.api import Id
from marketplace.web.deps import AnyActor, Posted, Reading, SignedIn, Writing
from marketplace.web.forms import Bound, bind, draw, first, with_errors
from marketplace.web.panels import panels_for
from marketplace.web.templating import go, render

router = APIRouter(include_in_schema=False)

Language = Annotated[str | None, Query(max_length=10)]


@router.get("/inventions")
def show_listed(request: Request, session: Reading, actor: AnyActor, page: int = 1) -> Response:
    asked = {name: value for name, value in request.query_params.items() if value}
    bound = bind(InventionFilter, {name: [value] for name, value in asked.items()})
    chosen = bound.value or InventionFilter()
    found = page_of(session, queries.listed(**dict(chosen)), page)
    kept = {name: value for name, value in asked.items() if name in InventionFilter.model_fields}
    shown = pages.list_page(found, actor, path="/inventions", filters=bound.form, asked=kept)
    return render(request, "inventions/list.html", shown)


@router.get("/inventions/new")
def show_new(request: Request, actor: SignedIn) -> Response:
    policy.can_draft(actor).require()
    return _new(request, draw(InventionForm))


@router.post("/inventions")
@router.post("/inventions/new")
def draft(request: Request, posted: Posted, session: Writing, actor: SignedIn) -> Response:
    """The second address is where the script's form stands before anything was worth keeping."""
    policy.can_draft(actor).require()
    bound = _bound(posted)
    if bound.value is None:
        return _new(request, bound.form, status=422)
    invention = service.draft_invention(session, actor, form=bound.value)
    return _after_saving(posted, invention)


@router.post("/inventions/autosave")
def autosave_new(posted: Posted, session: Writing, actor: SignedIn) -> Response:
    """The first time makes the draft, once there is something in it."""
    policy.can_draft(actor).require()
    form, unusable = _usable(posted)
    if not form.model_dump(exclude={"language"}, exclude_defaults=True):
        return _kept(0, "/inventions/new", "/inventions/autosave")
    invention = service.draft_invention(session, actor, form=form)
    return _kept_draft(invention, form, unusable)


@router.get("/inventions/{invention_id}")
def show(
    request: Request,
    invention_id: Id,
    session: Reading,
    actor: AnyActor,
    language: Language = None,
) -> Response:
    invention = pages.seen(session, actor, invention_id)
    panels = panels_for(request, session, actor, "invention", invention)
    page = pages.detail_page(session, actor, invention, panels, _known(language))
    return render(request, "inventions/detail.html", page)


@router.get("/inventions/{invention_id}/preview")
def preview(
    request: Request,
    invention_id: Id,
    session: Reading,
    actor: SignedIn,
    language: Language = None,
) -> Response:
    invention = pages.seen(session, actor, invention_id)
    policy.can_preview(actor, invention).require()
    page = pages.preview_page(actor, invention, draw(ReturnForm), _known(language))
    return render(request, "inventions/preview.html", page)


@router.get("/inventions/{invention_id}/edit")
def show_edit(
    request: Request,
    invention_id: Id,
    session: Reading,
    actor: SignedIn,
    language: Language = None,
) -> Response:
    invention = pages.seen(session, actor, invention_id)
    policy.can_edit(actor, invention).require()
    code = pages.language_to_edit(invention, _known(language))
    return _edit(request, invention, draw(InventionForm, pages.values_of(invention, code)))


@router.post("/inventions/{invention_id}")
@router.post("/inventions/{invention_id}/edit")
def save(
    request: Request, invention_id: Id, posted: Posted, session: Writing, actor: SignedIn
) -> Response:
    """The second address is the page's own, to which the script turns the form."""
    invention = pages.seen(session, actor, invention_id, lock=True)
    policy.can_edit(actor, invention).require()
    bound, version = _bound(posted, invention), _version(posted)
    if bound.value is None:
        return _edit(request, invention, bound.form, 422, version)
    try:
        service.save_invention(
            session, actor, invention=invention, form=bound.value, version=version
        )
    except Invalid as refused:
        return _edit(request, invention, with_errors(bound.form, refused), 422, version)
    except Conflict:
        return _edit(request, invention, with_errors(bound.form, Invalid({"version": STALE})), 409)
    return _after_saving(posted, invention)


@router.post("/inventions/{invention_id}/autosave")
def autosave(invention_id: Id, posted: Posted, session: Writing, actor: SignedIn) -> Response:
    invention = pages.seen(session, actor, invention_id, lock=True)
    form, unusable = _usable(posted)
    service.autosave_invention(
        session,
        actor,
        invention=invention,
        form=form,
        version=_version(posted),
        except_for=unusable,
    )
    return _kept_draft(invention, form, unusable)


@router.post("/inventions/{invention_id}/list")
def list_it(invention_id: Id, posted: Posted, session: Writing, actor: SignedIn) -> Response:
    invention = pages.seen(session, actor, invention_id, lock=True)
    service.list_invention(session, actor, invention=invention, version=_read(posted))
    return go(pages.path_of(invention), Badge(t("It is listed: everybody sees it now."), "good"))


@router.post("/inventions/{invention_id}/submit")
def submit(invention_id: Id, posted: Posted, session: Writing, actor: SignedIn) -> Response:
    invention = pages.seen(session, actor, invention_id, lock=True)
    service.submit_invention(session, actor, invention=invention, version=_read(posted))
    return go(pages.path_of(invention), Badge(t("It waits for the head now."), "good"))


@router.post("/inventions/{invention_id}/approve")
def approve(invention_id: Id, posted: Posted, session: Writing, actor: SignedIn) -> Response:
    invention = pages.seen(session, actor, invention_id, lock=True)
    service.approve_invention(session, actor, invention=invention, version=_read(posted))
    return go(pages.path_of(invention), Badge(t("It is listed: everybody sees it now."), "good"))


@router.post("/inventions/{invention_id}/return")
def hand_back(
    request: Request, invention_id: Id, posted: Posted, session: Writing, actor: SignedIn
) -> Response:
    invention = pages.seen(session, actor, invention_id, lock=True)
    policy.can_return(actor, invention).require()
    bound = bind(ReturnForm, posted)
    if bound.value is None:
        page = pages.preview_page(actor, invention, bound.form)
        return render(request, "inventions/preview.html", page, status=422)
    service.return_invention(session, actor, invention=invention, reason=bound.value.reason)
    return go(pages.path_of(invention), Badge(t("It was handed back."), "good"))


@router.post("/inventions/{invention_id}/withdraw")
def withdraw(invention_id: Id, session: Writing, actor: SignedIn) -> Response:
    invention = pages.seen(session, actor, invention_id, lock=True)
    service.withdraw_invention(session, actor, invention=invention)
    return go(
        pages.path_of(invention), Badge(t("It is withdrawn: only your house sees it."), "good")
    )


STALE = t(
    "Somebody else changed this while you worked on it. Nothing is lost: your answers are below. "
    "Look at the present text in another window; saving again replaces it."
)


def _bound(posted: Posted, invention: Invention | None = None) -> Bound[InventionDraftForm]:
    """Drafts may be partial. The way to the preview asks for the five questions, unless the text
    in another language answers them.
    """
    draft = bind(InventionDraftForm, posted)
    language = draft.value.language if draft.value else first(posted, "language")
    enough = invention is not None and policy.answered_without(invention, language)
    if first(posted, "then") != "preview" or enough:
        return draft
    asked = bind(InventionForm, posted)
    return Bound(asked.value, asked.form)


def _usable(posted: Posted) -> tuple[InventionDraftForm, frozenset[str]]:
    """What can be kept of half-typed answers, and the names of those that cannot."""
    bound = bind(InventionDraftForm, posted)
    if bound.value is not None:
        return bound.value, frozenset()
    wrong = frozenset(bound.form.errors)
    rest = {name: values for name, values in posted.items() if name not in wrong}
    kept = bind(InventionDraftForm, rest).value
    assert kept is not None  # noqa: S101 - nothing is required, and what was wrong is left out
    return kept, wrong


def _version(posted: Posted) -> int:
    """The version that the form was drawn from; one that nobody has where it says none."""
    typed = first(posted, "version")
    return int(typed) if typed.isascii() and typed.isdigit() else 0


def _read(posted: Posted) -> int | None:
    """The version that was previewed, if the button says so."""
    return _version(posted) if "version" in posted else None


def _known(language: str | None) -> str | None:
    return language if language in LANGUAGES else None


def _new(request: Request, form: Form, status: int = 200) -> Response:
    page = pages.new_page(pages.looked_at(form))
    return render(request, "inventions/edit.html", page, status=status)


def _edit(
    request: Request,
    invention: Invention,
    form: Form,
    status: int = 200,
    version: int | None = None,
) -> Response:
    page = pages.edit_page(invention, pages.looked_at(form), version=version)
    return render(request, "inventions/edit.html", page, status=status)


def _after_saving(posted: Posted, invention: Invention) -> Response:
    path = pages.path_of(invention)
    if first(posted, "then") == "preview":
        return go(f"{path}/preview")
    saved = Badge(t("Saved."), "good")
    if invention.state == InventionState.DRAFT:
        return go(f"{path}/edit?language={first(posted, 'language', 'vi')}", saved)
    return go(path, saved)


def _kept_draft(
    invention: Invention, form: InventionDraftForm, unusable: frozenset[str]
) -> Response:
    path = pages.path_of(invention)
    time = clock.local(clock.now()).strftime("%H:%M")
    said = t("Saved at %(time)s.", time=time)
    if unusable:
        said = t("Saved at %(time)s, but not yet what cannot be read.", time=time)
    return _kept(
        invention.version, f"{path}/edit?language={form.language}", f"{path}/autosave", say(said)
    )


def _kept(version: int, edit_url: str, autosave_url: str, saved_at: str = "") -> Response:
    """What static/site.js reads; it shows `saved_at`."""
    return JSONResponse(
        {
            "version": version,
            "saved_at": saved_at,
            "edit_url": edit_url,
            "autosave_url": autosave_url,
        }
    )

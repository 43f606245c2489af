"""Pages of needs: each binds a form, calls one service function, and answers."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from marketplace.db.paging import page_of
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict, Invalid
from marketplace.kit.text import t
from marketplace.kit.views import Badge, Form
from marketplace.locale import language
from marketplace.needs import pages, policy, queries, service
from marketplace.needs.forms import BUDGET, Language, MeetForm, NeedDraft, NeedFilter
from marketplace.needs.models import Need
from marketplace.needs.rules import NeedState
from marketplace.web.api import Id
from marketplace.web.deps import AnyActor, Posted, Reading, SignedIn, Writing
from marketplace.web.drafts import keep_good, nothing_yet, posted_version, saved
from marketplace.web.forms import Bound, bind, draw, first, with_errors
from marketplace.web.panels import panels_for
from marketplace.web.templating import go, render

router = APIRouter(include_in_schema=False)

PageNumber = Annotated[int, Query(ge=1, le=10_000)]


@router.get("/needs")
def show_needs(
    request: Request,
    session: Reading,
    actor: AnyActor,
    page: PageNumber = 1,
) -> Response:
    asked = {name: request.query_params.getlist(name) for name in NeedFilter.model_fields}
    bound = bind(NeedFilter, asked)
    chosen = bound.value or NeedFilter()
    found = page_of(session, queries.newest_first(queries.listed(actor, **dict(chosen))), page)
    listing = pages.list_page(actor, found, bound.form, chosen)
    return render(request, "needs/list.html", listing)


@router.get("/needs/new")
def show_new(request: Request, actor: SignedIn) -> Response:
    policy.can_draft(actor).require()
    form = draw(NeedDraft, {"language": language()})
    return render(request, "needs/edit.html", pages.new_page(actor, form))


@router.post("/needs")
@router.post("/needs/new")
def draft(request: Request, posted: Posted, session: Writing, actor: SignedIn) -> Response:
    policy.can_draft(actor).require()
    bound = bind(NeedDraft, posted)
    try:
        if bound.value is None:
            return _new_again(request, actor, bound.form)
        need = service.draft_need(session, actor, form=bound.value)
    except Invalid as invalid:
        return _new_again(request, actor, with_errors(bound.form, invalid))
    return _kept(request, session, actor, need, bound, posted)


@router.post("/needs/autosave")
def autosave_new(posted: Posted, session: Writing, actor: SignedIn) -> Response:
    kept = keep_good(NeedDraft, posted, together=(BUDGET,))
    if kept.value.blank:
        return nothing_yet(edit="/needs/new", autosave="/needs/autosave")
    need = service.draft_need(session, actor, form=kept.value, left_out=kept.refused)
    return _saved(need, need.version, kept.value.language)


@router.post("/needs/{need_id}/autosave")
def autosave(posted: Posted, session: Writing, actor: SignedIn, need_id: Id) -> Response:
    kept = keep_good(NeedDraft, posted, together=(BUDGET,))
    need = queries.need_for(session, actor, need_id)
    version = service.autosave_need(
        session,
        actor,
        need=need,
        form=kept.value,
        version=posted_version(posted),
        left_out=kept.refused,
        new=first(posted, "new") == "1",
    )
    return _saved(need, version, kept.value.language)


@router.get("/needs/{need_id}")
def show_need(
    request: Request,
    session: Reading,
    actor: AnyActor,
    need_id: Id,
    language: Language | None = None,
) -> Response:
    need = queries.need_for(session, actor, need_id)
    meet = draw(MeetForm) if pages.asks_before_meeting(actor, need) else None
    panels = panels_for(request, session, actor, "need", need)
    page = pages.need_page(actor, need, wanted=language, panels=panels, meet=meet)
    return render(request, "needs/detail.html", page)


@router.get("/needs/{need_id}/edit")
def show_edit(
    request: Request,
    session: Reading,
    actor: SignedIn,
    need_id: Id,
    language: Language | None = None,
) -> Response:
    need = queries.need_for(session, actor, need_id)
    policy.can_edit(actor, need).require()
    service.require_editable(need)
    code = language or pages.language_to_mend(need)
    form = draw(NeedDraft, pages.answers(need, code))
    return render(request, "needs/edit.html", pages.edit_page(actor, need, form, code))


@router.post("/needs/{need_id}")
@router.post("/needs/{need_id}/edit")
def save(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, need_id: Id
) -> Response:
    need = queries.need_for(session, actor, need_id)
    policy.can_edit(actor, need).require()
    bound, version, new = (
        bind(NeedDraft, posted), posted_version(posted), first(posted, "new") == "1",
    )  # fmt: skip
    try:
        if bound.value is None:
            return _again(request, actor, need, bound.form, version)
        service.save_need(session, actor, need=need, form=bound.value, version=version, new=new)
    except Invalid as invalid:
        return _again(request, actor, need, with_errors(bound.form, invalid), version)
    except Conflict as clash:
        form = Form(bound.form.fields, {"": clash.text})
        return _again(request, actor, need, form, version, status=409)
    return _kept(request, session, actor, need, bound, posted)


@router.post("/needs/{need_id}/post")
def post(request: Request, session: Writing, actor: SignedIn, need_id: Id) -> Response:
    need = queries.need_for(session, actor, need_id)
    form = draw(NeedDraft, pages.answers(need, pages.language_to_mend(need)))
    return _post(request, session, actor, need, form)


@router.post("/needs/{need_id}/meet")
def meet(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, need_id: Id
) -> Response:
    need = queries.need_for(session, actor, need_id)
    bound = bind(MeetForm, posted)
    try:
        if bound.value is None:
            return _meet_again(request, session, actor, need, bound.form)
        service.meet_need(session, actor, need=need, form=bound.value)
    except Invalid as invalid:
        return _meet_again(request, session, actor, need, with_errors(bound.form, invalid))
    return go(f"/needs/{need.id}", Badge(t("This need is met. Well done."), "good"))


@router.post("/needs/{need_id}/close")
def close(session: Writing, actor: SignedIn, need_id: Id) -> Response:
    need = queries.need_for(session, actor, need_id)
    service.close_need(session, actor, need=need)
    return go(f"/needs/{need.id}", Badge(t("The need is closed."), "neutral"))


@router.post("/needs/{need_id}/reopen")
def reopen(session: Writing, actor: SignedIn, need_id: Id) -> Response:
    need = queries.need_for(session, actor, need_id)
    service.reopen_need(session, actor, need=need)
    return go(f"/needs/{need.id}", Badge(t("The need is open again."), "good"))


def _meet_again(
    request: Request, session: Writing, actor: Actor, need: Need, form: Form
) -> Response:
    panels = panels_for(request, session, actor, "need", need)
    page = pages.need_page(actor, need, panels=panels, meet=form)
    return render(request, "needs/detail.html", page, status=422)


def _new_again(request: Request, actor: Actor, form: Form) -> Response:
    return render(request, "needs/edit.html", pages.new_page(actor, form), status=422)


def _again(
    request: Request, actor: Actor, need: Need, form: Form, version: int, *, status: int = 422
) -> Response:
    """What was typed stays, with the version that the reader began with."""
    code = str(form["language"].value)
    page = pages.edit_page(actor, need, form, code, version=version)
    return render(request, "needs/edit.html", page, status=status)


def _kept(
    request: Request,
    session: Writing,
    actor: Actor,
    need: Need,
    bound: Bound[NeedDraft],
    posted: Posted,
) -> Response:
    if first(posted, "then") == "post":
        return _post(request, session, actor, need, bound.form)
    words = t("Draft saved.") if need.state == NeedState.DRAFT else t("Saved.")
    return go(f"/needs/{need.id}", Badge(words, "good"))


def _post(request: Request, session: Writing, actor: Actor, need: Need, form: Form) -> Response:
    """Post it, or show what is still to be answered; the draft is kept either way."""
    try:
        service.post_need(session, actor, need=need)
    except Invalid as invalid:
        return _again(request, actor, need, with_errors(form, invalid), need.version)
    return go(f"/needs/{need.id}", Badge(t("Your need is posted."), "good"))


def _saved(need: Need, version: int, code: str) -> Response:
    return saved(
        version, edit=pages.edit_address(need, code), autosave=f"/needs/{need.id}/autosave"
    )

"""Pages on which a house works on its own listings; each handler serves both shelves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.orm import Session

from marketplace.db.paging import page_of
from marketplace.houses.forms import MemberForm
from marketplace.inventions import pages as inventions
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Invalid
from marketplace.kit.text import t
from marketplace.kit.views import Badge, Form
from marketplace.needs import queries as needs
from marketplace.stewardship import asking, care, pages, policy, queries, service
from marketplace.stewardship.forms import WorkFilter, ids_in
from marketplace.stewardship.policy import Thing
from marketplace.stewardship.rules import Deed, Shelf
from marketplace.web.api import Id
from marketplace.web.deps import Posted, Reading, SignedIn, Writing
from marketplace.web.forms import Bound, bind, draw, first, with_errors
from marketplace.web.forms import Posted as Given
from marketplace.web.templating import go, render

router = APIRouter(include_in_schema=False)

PageNumber = Annotated[int, Query(ge=1, le=10_000)]


def _shelf(request: Request) -> Shelf:
    return Shelf(request.url.path.split("/")[1])


Which = Annotated[Shelf, Depends(_shelf)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows that a deed is meant for, and the list that the reader comes from."""

    deed: Deed
    ids: Sequence[str]
    asked: dict[str, str]


@router.get("/inventions/ours")
@router.get("/needs/ours")
def show_ours(
    request: Request, session: Reading, actor: SignedIn, shelf: Which, page: PageNumber = 1
) -> Response:
    options = pages.choices(session, actor, shelf)
    bound = bind(WorkFilter, _query(request), options=options)
    chosen = bound.value or WorkFilter()
    found = page_of(session, queries.own(session, actor, shelf, chosen), page, pages.SIZE)
    tick = request.query_params.get("tick", "")
    shown = pages.work_list(
        session, actor, shelf, found, filters=bound.form, chosen=chosen, tick=tick
    )
    return render(request, "stewardship/list.html", shown)


@router.get("/inventions/bulk")
@router.get("/needs/bulk")
def ask(request: Request, session: Reading, actor: SignedIn, shelf: Which) -> Response:
    """What would be done, with whom it cannot be done, and why: nothing changes yet."""
    policy.can_work(actor).require()
    chosen = _chosen(session, actor, shelf, _query(request))
    if not chosen.ids:
        return go(pages.address(shelf, chosen.asked), pages.NOTHING_TICKED)
    return _ask(request, session, actor, shelf, chosen, _member_form(session, actor, chosen.deed))


@router.post("/inventions/bulk")
@router.post("/needs/bulk")
def carry_out(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, shelf: Which
) -> Response:
    policy.can_work(actor).require()
    chosen = _chosen(session, actor, shelf, posted)
    back = pages.address(shelf, chosen.asked)
    if not chosen.ids:
        return go(back, pages.NOTHING_TICKED)
    bound = _bound_member(session, actor, posted)
    to = bound.value.to if bound.value else ""
    try:
        results = service.carry_out(session, actor, shelf, deed=chosen.deed, ids=chosen.ids, to=to)
    except Invalid as refused:
        form = with_errors(bound.form, refused)
        return _ask(request, session, actor, shelf, chosen, form, status=422)
    if said := asking.one_sentence(results):
        return go(back, Badge(said, "good"))
    things = {one.id: one for one in queries.named(session, actor, shelf, chosen.ids)}
    page = asking.result_page(shelf, chosen.deed, results, things, chosen.asked)
    return render(request, "stewardship/result.html", page)


@router.post("/inventions/{listing_id}/confirm")
@router.post("/needs/{listing_id}/confirm")
def confirm(listing_id: Id, session: Writing, actor: SignedIn, shelf: Which) -> Response:
    thing = _seen(session, actor, shelf, listing_id, lock=True)
    service.confirm(session, actor, thing)
    return go(pages.path_of(thing), Badge(t("Thank you: it is still valid."), "good"))


@router.get("/inventions/{listing_id}/reassign")
@router.get("/needs/{listing_id}/reassign")
def show_reassign(
    request: Request, listing_id: Id, session: Reading, actor: SignedIn, shelf: Which
) -> Response:
    thing = _seen(session, actor, shelf, listing_id)
    policy.may_reassign(actor, thing).require()
    form = draw(
        MemberForm,
        {"to": thing.responsible_id or ""},
        options={"to": pages.members(session, actor)},
    )
    return render(request, "stewardship/reassign.html", care.reassign_page(thing, form))


@router.post("/inventions/{listing_id}/reassign")
@router.post("/needs/{listing_id}/reassign")
def reassign(
    request: Request,
    listing_id: Id,
    posted: Posted,
    session: Writing,
    actor: SignedIn,
    shelf: Which,
) -> Response:
    thing = _seen(session, actor, shelf, listing_id, lock=True)
    policy.may_reassign(actor, thing).require()
    bound = _bound_member(session, actor, posted)
    try:
        if bound.value is None:
            return _reassign_again(request, thing, bound.form)
        service.reassign(session, actor, thing, to=bound.value.to)
    except Invalid as refused:
        return _reassign_again(request, thing, with_errors(bound.form, refused))
    return go(pages.path_of(thing), Badge(t("It has somebody who looks after it."), "good"))


def _query(request: Request) -> Given:
    return {name: request.query_params.getlist(name) for name in request.query_params}


def _chosen(session: Session, actor: Actor, shelf: Shelf, given: Given) -> Chosen:
    """The ticked rows, or with `all` whatever fits the filter now."""
    chosen = bind(WorkFilter, given).value or WorkFilter()
    if first(given, "all"):
        ids = queries.ids_of(session, queries.own(session, actor, shelf, chosen))
    else:
        ids = ids_in(given.get("id", ()))
    service.require_few(len(ids))
    return Chosen(_deed(given), ids, pages.set_filters(chosen))


def _deed(given: Given) -> Deed:
    try:
        return Deed(first(given, "action"))
    except ValueError:
        raise Invalid({"action": t("Choose one of the answers offered.")}) from None


def _member_form(session: Session, actor: Actor, deed: Deed) -> Form | None:
    if deed != Deed.REASSIGN:
        return None
    return draw(MemberForm, options={"to": pages.members(session, actor)})


def _ask(
    request: Request,
    session: Session,
    actor: Actor,
    shelf: Shelf,
    chosen: Chosen,
    form: Form | None,
    status: int = 200,
) -> Response:
    things = queries.named(session, actor, shelf, chosen.ids)
    page = asking.ask_page(actor, shelf, chosen.deed, things, form=form, asked=chosen.asked)
    return render(request, "stewardship/ask.html", page, status=status)


def _seen(
    session: Session, actor: Actor, shelf: Shelf, listing_id: str, *, lock: bool = False
) -> Thing:
    if shelf == Shelf.INVENTIONS:
        return inventions.seen(session, actor, listing_id, lock=lock)
    return needs.need_for(session, actor, listing_id)


def _bound_member(session: Session, actor: Actor, posted: Posted) -> Bound[MemberForm]:
    return bind(MemberForm, posted, options={"to": pages.members(session, actor)})


def _reassign_again(request: Request, thing: Thing, form: Form) -> Response:
    page = care.reassign_page(thing, form)
    return render(request, "stewardship/reassign.html", page, status=422)

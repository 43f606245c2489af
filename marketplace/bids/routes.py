"""Pages of bids."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from marketplace.bids import pages, policy, queries, service
from marketplace.bids.forms import BidForm, RefuseBidForm
from marketplace.bids.pages import Tab
from marketplace.db.paging import page_of
from marketplace.inventions import pages as invention_pages
from marketplace.inventions.models import Invention
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.text import t
from marketplace.kit.views import Badge, Form
from marketplace.web.api import Id
from marketplace.web.deps import Posted, Reading, SignedIn, Writing
from marketplace.web.forms import bind, draw, first, with_errors
from marketplace.web.panels import panels_for
from marketplace.web.templating import go, render

router = APIRouter(include_in_schema=False)


@router.get("/bids")
def show_list(
    request: Request,
    session: Reading,
    actor: SignedIn,
    tab: Tab | None = None,
    page: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """An institute looks at what it received first, everybody else at what they made."""
    tab = tab or (Tab.RECEIVED if actor.house and actor.house.kind == "institute" else Tab.MADE)
    chosen = queries.received(actor) if tab is Tab.RECEIVED else queries.made(actor)
    found = page_of(session, chosen, page)
    return render(request, "bids/list.html", pages.list_page(session, actor, tab, found))


@router.get("/bids/new")
def show_new(request: Request, session: Reading, actor: SignedIn, invention: Id) -> Response:
    wanted = invention_pages.seen(session, actor, invention)
    policy.can_bid(actor, wanted).require()
    options = {"need": pages.need_options(session, actor)}
    return _new(request, wanted, draw(BidForm, options=options))


@router.post("/bids")
def make(request: Request, posted: Posted, session: Writing, actor: SignedIn) -> Response:
    wanted = invention_pages.seen(session, actor, _id(first(posted, "invention")))
    policy.can_bid(actor, wanted).require()
    bound = bind(BidForm, posted, options={"need": pages.need_options(session, actor)})
    if bound.value is None:
        return _new(request, wanted, bound.form, status=422)
    try:
        bid = service.make_bid(session, actor, invention=wanted, form=bound.value)
    except Invalid as invalid:
        return _new(request, wanted, with_errors(bound.form, invalid), status=422)
    return go(pages.path_of(bid), Badge(t("Your bid is with the owner."), "good"))


@router.get("/bids/{bid_id}")
def show(request: Request, session: Reading, actor: SignedIn, bid_id: Id) -> Response:
    bid = pages.seen(session, actor, bid_id)
    panels = panels_for(request, session, actor, "bid", bid)
    return render(request, "bids/detail.html", pages.bid_page(actor, bid, panels))


@router.get("/bids/{bid_id}/refuse")
def show_refuse(request: Request, session: Reading, actor: SignedIn, bid_id: Id) -> Response:
    bid = pages.seen(session, actor, bid_id)
    policy.can_answer(actor, bid).require()
    service.require_open(bid, "refuse")
    return render(request, "bids/refuse.html", pages.refuse_page(bid, draw(RefuseBidForm)))


@router.post("/bids/{bid_id}/refuse")
def refuse(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, bid_id: Id
) -> Response:
    bid = pages.seen(session, actor, bid_id)
    policy.can_answer(actor, bid).require()
    bound = bind(RefuseBidForm, posted)
    if bound.value is None:
        page = pages.refuse_page(bid, bound.form)
        return render(request, "bids/refuse.html", page, status=422)
    service.refuse_bid(session, actor, bid=bid, form=bound.value)
    return go(pages.path_of(bid), Badge(t("The bidder reads your reason now."), "good"))


@router.post("/bids/{bid_id}/withdraw")
def withdraw(session: Writing, actor: SignedIn, bid_id: Id) -> Response:
    bid = pages.seen(session, actor, bid_id)
    service.withdraw_bid(session, actor, bid=bid)
    return go(pages.path_of(bid), Badge(t("Your bid is withdrawn."), "good"))


def _id(typed: str) -> str:
    """What an address may hold; nothing else goes near the database."""
    if not typed.isascii() or not typed.isalnum():
        raise NotFound
    return typed


def _new(request: Request, invention: Invention, form: Form, *, status: int = 200) -> Response:
    page = pages.new_page(invention, form)
    return render(request, "bids/new.html", page, status=status)

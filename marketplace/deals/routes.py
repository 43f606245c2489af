"""Pages of deals, and the page that accepts a bid."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from marketplace.bids import pages as bid_pages
from marketplace.bids import policy as bid_policy
from marketplace.bids import service as bid_service
from marketplace.bids.forms import TermsForm, answers
from marketplace.db.paging import page_of
from marketplace.deals import pages, policy, queries, service
from marketplace.deals.models import Deal
from marketplace.deals.pages import Tab
from marketplace.deals.rules import READERS
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict
from marketplace.kit.text import t
from marketplace.kit.views import Badge, Form
from marketplace.payments.forms import PaymentForm
from marketplace.web.api import Id
from marketplace.web.deps import AnyActor, Posted, Reading, SignedIn, Writing
from marketplace.web.forms import bind, draw, first
from marketplace.web.panels import panels_for
from marketplace.web.templating import go, render

router = APIRouter(include_in_schema=False)


@router.get("/bids/{bid_id}/accept")
def show_accept(request: Request, session: Reading, actor: SignedIn, bid_id: Id) -> Response:
    bid = bid_pages.seen(session, actor, bid_id)
    bid_policy.can_answer(actor, bid).require()
    bid_service.require_open(bid, "accept")
    return render(request, "deals/accept.html", pages.accept_page(session, bid))


@router.post("/bids/{bid_id}/accept")
def accept(session: Writing, actor: SignedIn, bid_id: Id) -> Response:
    bid = bid_pages.seen(session, actor, bid_id)
    deal = service.accept_bid(session, actor, bid=bid)
    return go(pages.path_of(deal), Badge(t("Accepted. Now both houses sign."), "good"))


@router.get("/deals")
def show_list(
    request: Request,
    session: Reading,
    actor: AnyActor,
    tab: Tab | None = None,
    page: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """The house's own deals for those who read its contracts; the register for everybody."""
    if not actor.has(*READERS):
        tab = Tab.REGISTER
    tab = tab or Tab.OURS
    chosen = queries.ours(actor) if tab is Tab.OURS else queries.register()
    found = page_of(session, chosen, page)
    return render(request, "deals/list.html", pages.list_page(actor, tab, found))


@router.get("/deals/{deal_id}")
def show(request: Request, session: Reading, actor: AnyActor, deal_id: Id) -> Response:
    deal = pages.seen(session, actor, deal_id)
    panels = panels_for(request, session, actor, "deal", deal)
    if policy.can_see_terms(actor, deal):
        return render(request, "deals/detail.html", pages.deal_page(actor, deal, panels))
    return render(request, "deals/public.html", pages.public_page(actor, deal, panels))


@router.get("/deals/{deal_id}/sign")
def show_sign(request: Request, session: Reading, actor: SignedIn, deal_id: Id) -> Response:
    """A letter leads here; who comes too late is told on the deal's page what has become of it."""
    deal = pages.party_to(session, actor, deal_id)
    try:
        service.require_signable(actor, deal)
    except Conflict as late:
        return go(pages.path_of(deal), Badge(late.text))
    return render(request, "deals/sign.html", pages.sign_page(actor, deal))


@router.post("/deals/{deal_id}/sign")
def sign(posted: Posted, session: Writing, actor: SignedIn, deal_id: Id) -> Response:
    deal = pages.party_to(session, actor, deal_id)
    service.sign_deal(session, actor, deal=deal, digest=first(posted, "digest"))
    return go(pages.path_of(deal), Badge(t("You have signed for your house."), "good"))


@router.get("/deals/{deal_id}/terms")
def show_terms(request: Request, session: Reading, actor: SignedIn, deal_id: Id) -> Response:
    deal = pages.party_to(session, actor, deal_id)
    service.require_open_terms(actor, deal)
    return _terms(request, actor, deal, draw(TermsForm, answers(deal.terms)))


@router.post("/deals/{deal_id}/terms")
def propose(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, deal_id: Id
) -> Response:
    deal = pages.party_to(session, actor, deal_id)
    service.require_open_terms(actor, deal)
    bound, version = bind(TermsForm, posted), _version(posted)
    if bound.value is None:
        return _terms(request, actor, deal, bound.form, version, status=422)
    try:
        service.propose_terms(session, actor, deal=deal, form=bound.value, version=version)
    except Conflict as clash:
        form = Form(bound.form.fields, {"": clash.text})
        return _terms(request, actor, deal, form, version, status=409)
    return go(pages.path_of(deal), Badge(t("The other side reads your terms now."), "good"))


@router.get("/deals/{deal_id}/end")
def show_end(request: Request, session: Reading, actor: SignedIn, deal_id: Id) -> Response:
    deal = pages.party_to(session, actor, deal_id)
    service.require_endable(actor, deal)
    return render(request, "deals/confirm.html", pages.end_page(actor, deal))


@router.post("/deals/{deal_id}/end")
def end(session: Writing, actor: SignedIn, deal_id: Id) -> Response:
    deal = pages.party_to(session, actor, deal_id)
    service.end_deal(session, actor, deal=deal)
    return go(pages.path_of(deal), Badge(t("You have left the deal."), "neutral"))


@router.get("/deals/{deal_id}/relation")
def show_relation(request: Request, session: Reading, actor: SignedIn, deal_id: Id) -> Response:
    deal = pages.party_to(session, actor, deal_id)
    service.require_unrelated(actor, deal)
    return render(request, "deals/confirm.html", pages.relation_page(deal))


@router.post("/deals/{deal_id}/relation")
def declare_relation(session: Writing, actor: SignedIn, deal_id: Id) -> Response:
    deal = pages.party_to(session, actor, deal_id)
    service.declare_relation(session, actor, deal=deal)
    return go(pages.path_of(deal), Badge(t("The relation is on record."), "good"))


@router.get("/deals/{deal_id}/payments")
def show_payment(request: Request, session: Reading, actor: SignedIn, deal_id: Id) -> Response:
    deal = pages.seen(session, actor, deal_id)
    service.require_payable(actor, deal)
    page = pages.payment_page(deal, draw(PaymentForm))
    return render(request, "deals/payment.html", page)


@router.post("/deals/{deal_id}/payments")
def declare_payment(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, deal_id: Id
) -> Response:
    deal = pages.seen(session, actor, deal_id)
    service.require_payable(actor, deal)
    bound = bind(PaymentForm, posted)
    if bound.value is None:
        page = pages.payment_page(deal, bound.form)
        return render(request, "deals/payment.html", page, status=422)
    service.declare_deal_payment(session, actor, deal=deal, form=bound.value)
    return go(pages.path_of(deal), Badge(t("Declared. The payer is asked to confirm it."), "good"))


def _terms(
    request: Request,
    actor: Actor,
    deal: Deal,
    form: Form,
    version: int | None = None,
    *,
    status: int = 200,
) -> Response:
    page = pages.terms_page(actor, deal, form, version=version)
    return render(request, "deals/terms.html", page, status=status)


def _version(posted: Posted) -> int:
    """The version that the form was drawn from; one that no deal has where it says none."""
    typed = first(posted, "version")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0

"""Pages of payments: each binds a form, calls one service function, and answers."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from marketplace.db.paging import page_of
from marketplace.kit.actor import Actor
from marketplace.kit.fields import Input
from marketplace.kit.text import t
from marketplace.kit.views import Badge, Form
from marketplace.payments import queries, service
from marketplace.payments.forms import DisputeForm, RejectForm, ReverseForm
from marketplace.payments.models import Payment
from marketplace.payments.pages import Tab, list_page, payment_page, tabs_of
from marketplace.web.api import Id
from marketplace.web.deps import AnyActor, Posted, Reading, SignedIn, Writing
from marketplace.web.forms import bind, draw
from marketplace.web.templating import go, render

router = APIRouter(include_in_schema=False)

FORMS: Mapping[str, type[Input]] = {
    "dispute": DisputeForm,
    "reject": RejectForm,
    "reverse": ReverseForm,
}
LISTS = {
    Tab.CONFIRM: queries.to_confirm,
    Tab.DECLARED: queries.declared_by,
    Tab.PAID: queries.paid_by,
    Tab.VERIFY: queries.to_verify,
}


@router.get("/payments")
def show_payments(
    request: Request,
    session: Reading,
    actor: SignedIn,
    tab: Tab | None = None,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    tabs = tabs_of(actor)
    chosen = tab if tab and tab in tabs else tabs[0]
    found = page_of(session, LISTS[chosen](actor), page)
    return render(request, "payments/list.html", list_page(actor, chosen, found))


@router.get("/payments/{payment_id}")
def show_payment(request: Request, session: Reading, actor: AnyActor, payment_id: Id) -> Response:
    payment = queries.payment_for(session, actor, payment_id)
    return _page(request, session, actor, payment)


@router.post("/payments/{payment_id}/confirm")
def confirm(session: Writing, actor: SignedIn, payment_id: Id) -> Response:
    payment = queries.payment_for(session, actor, payment_id)
    service.confirm_payment(session, actor, payment=payment)
    return _back(payment, Badge(t("Confirmed. It counts in the figures within seconds."), "good"))


@router.post("/payments/{payment_id}/dispute")
def dispute(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, payment_id: Id
) -> Response:
    payment = queries.payment_for(session, actor, payment_id)
    bound = bind(DisputeForm, posted)
    if bound.value is None:
        return _page(request, session, actor, payment, {"dispute": bound.form}, status=422)
    service.dispute_payment(session, actor, payment=payment, form=bound.value)
    return _back(payment, Badge(t("Disputed. A verifier outside now looks at it."), "neutral"))


@router.post("/payments/{payment_id}/withdraw")
def withdraw(session: Writing, actor: SignedIn, payment_id: Id) -> Response:
    payment = queries.payment_for(session, actor, payment_id)
    service.withdraw_payment(session, actor, payment=payment)
    return _back(payment, Badge(t("Withdrawn."), "neutral"))


@router.post("/payments/{payment_id}/verify")
def verify(session: Writing, actor: SignedIn, payment_id: Id) -> Response:
    payment = queries.payment_for(session, actor, payment_id)
    service.verify_payment(session, actor, payment=payment)
    return _back(payment, Badge(t("Verified. Both parties are told."), "good"))


@router.post("/payments/{payment_id}/reject")
def reject(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, payment_id: Id
) -> Response:
    payment = queries.payment_for(session, actor, payment_id)
    bound = bind(RejectForm, posted)
    if bound.value is None:
        return _page(request, session, actor, payment, {"reject": bound.form}, status=422)
    service.reject_payment(session, actor, payment=payment, form=bound.value)
    return _back(payment, Badge(t("Rejected. Both parties are told."), "neutral"))


@router.post("/payments/{payment_id}/reverse")
def reverse(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, payment_id: Id
) -> Response:
    payment = queries.payment_for(session, actor, payment_id)
    bound = bind(ReverseForm, posted)
    if bound.value is None:
        return _page(request, session, actor, payment, {"reverse": bound.form}, status=422)
    entry = service.reverse_payment(session, actor, payment=payment, form=bound.value)
    return _back(entry, Badge(t("Declared. It counts once the payer agrees."), "good"))


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    payment: Payment,
    typed: Mapping[str, Form] | None = None,
    *,
    status: int = 200,
) -> Response:
    """`typed` is the form that is shown again with what was typed."""
    forms = {action: draw(model) for action, model in FORMS.items()} | dict(typed or {})
    page = payment_page(session, actor, payment, forms)
    return render(request, "payments/detail.html", page, status=status)


def _back(payment: Payment, message: Badge) -> Response:
    return go(f"/payments/{payment.id}", message)

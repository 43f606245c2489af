"""Pages of the account: each binds a form, calls one service function, and answers."""

from fastapi import APIRouter, Request, Response

from marketplace.accounts import queries, service
from marketplace.accounts.forms import SignInForm
from marketplace.accounts.pages import SignInPage
from marketplace.accounts.passwords import password_fits
from marketplace.accounts.rules import SESSION_LASTS, SIGN_IN_BY_ACCOUNT, SIGN_IN_BY_ADDRESS
from marketplace.kit.errors import Invalid
from marketplace.kit.text import t
from marketplace.web.deps import Posted, Reading, Who, Writing, client_address
from marketplace.web.forms import bind, draw, first, with_errors
from marketplace.web.identity import SESSION_COOKIE
from marketplace.web.panels import panels_for
from marketplace.web.templating import go, local_path, render

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def show_sign_in(request: Request, session: Reading, who: Who, next: str = "/") -> Response:  # noqa: A002 - the address says so
    panels = panels_for(request, session, who.actor, "sign-in")
    page = SignInPage(draw(SignInForm), local_path(next), panels)
    return render(request, "accounts/sign_in.html", page)


@router.post("/sign-in")
def sign_in(request: Request, posted: Posted, reader: Reading, session: Writing) -> Response:
    """The password is checked before the write session is first used: Argon2 is slow."""
    target = local_path(first(posted, "next", "/"))
    bound = bind(SignInForm, posted)
    if bound.value is None:
        page = SignInPage(bound.form, target)
        return render(request, "accounts/sign_in.html", page, status=422)
    person = queries.by_email(reader, bound.value.email)
    fits = password_fits(bound.value.password, person.password_hash if person else None)
    service.count_try(session, SIGN_IN_BY_ADDRESS, client_address(request))
    service.count_try(session, SIGN_IN_BY_ACCOUNT, bound.value.email)
    if person is None or not fits:
        wrong = Invalid({"password": t("Address and password do not belong together.")})
        page = SignInPage(with_errors(bound.form, wrong), target)
        return render(request, "accounts/sign_in.html", page, status=422)
    opened = service.sign_in(session, person)
    response = go(target)
    response.set_cookie(
        SESSION_COOKIE,
        opened.secret,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.secure,
    )
    return response


@router.post("/sign-out")
def sign_out(session: Writing, who: Who) -> Response:
    if who.login_id:
        service.sign_out(session, person_id=str(who.actor.person_id), login_id=who.login_id)
    response = go("/")
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
    return response

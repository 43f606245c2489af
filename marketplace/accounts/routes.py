"""Pages of the account: each binds a form, calls one service function, and answers."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from marketplace.accounts import queries, service
from marketplace.accounts.forms import (
    AccountForm,
    ConfirmForm,
    NewPasswordForm,
    ResetForm,
    SignInForm,
    SignUpForm,
    TokenForm,
)
from marketplace.accounts.models import Person
from marketplace.accounts.pages import (
    AccountPage,
    FormPage,
    LinkPage,
    SentPage,
    SignInPage,
    answers,
    login_rows,
    token_rows,
)
from marketplace.accounts.passwords import hash_password, password_fits
from marketplace.accounts.rules import (
    LETTER_BY_ACCOUNT,
    RESET_BY_ACCOUNT,
    RESET_BY_ADDRESS,
    SESSION_LASTS,
    SIGN_IN_BY_ACCOUNT,
    SIGN_IN_BY_ADDRESS,
    SIGN_UP_BY_ADDRESS,
    Limit,
    ProofPurpose,
)
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.text import t
from marketplace.kit.views import Badge, Form
from marketplace.locale import LANGUAGES, language
from marketplace.web.deps import Posted, Reading, SignedIn, Who, Writing, client_address
from marketplace.web.forms import bind, draw, first, with_errors
from marketplace.web.identity import SESSION_COOKIE, Identity
from marketplace.web.language import COOKIE as LANGUAGE_COOKIE
from marketplace.web.panels import panels_for
from marketplace.web.templating import go, local_path, render

router = APIRouter(include_in_schema=False)

YEAR = 365 * 24 * 3600


@router.get("/sign-up")
def show_sign_up(request: Request, next: str = "/") -> Response:  # noqa: A002 - the address says so
    page = FormPage(draw(SignUpForm), local_path(next))
    return render(request, "accounts/sign_up.html", page)


@router.post("/sign-up")
def sign_up(request: Request, posted: Posted, session: Writing) -> Response:
    """The password is hashed before the write session is first used: Argon2 is slow."""
    target = local_path(first(posted, "next", "/"))
    bound = bind(SignUpForm, posted)
    if bound.value is None:
        page = FormPage(bound.form, target)
        return render(request, "accounts/sign_up.html", page, status=422)
    _count(
        request,
        (SIGN_UP_BY_ADDRESS, client_address(request)),
        (LETTER_BY_ACCOUNT, bound.value.email),
    )
    hashed = hash_password(bound.value.password)
    service.sign_up(
        session, form=bound.value, password_hash=hashed, language=language(), target=target
    )
    return go("/sign-up/sent")


@router.get("/sign-up/sent")
def show_sign_up_sent(request: Request) -> Response:
    page = SentPage(t("Confirm your e-mail address"), t("It works for three days."), "/sign-in")
    return render(request, "accounts/sent.html", page)


@router.post("/confirm")
def confirm_again(request: Request, posted: Posted, session: Writing) -> Response:
    """Send the confirmation letter again; the answer is the same for every address."""
    bound = bind(ResetForm, posted)
    if bound.value is not None:
        target = local_path(first(posted, "next", "/"))
        service.count_try(session, SIGN_UP_BY_ADDRESS, client_address(request))
        service.count_try(session, LETTER_BY_ACCOUNT, bound.value.email)
        service.ask_for_confirmation(session, email=bound.value.email, target=target)
    return go("/sign-up/sent")


@router.get("/confirm/{secret}")
def show_confirm(request: Request, session: Reading, secret: str, next: str = "/") -> Response:  # noqa: A002
    """Only asks: programs that look through letters open every link in them."""
    _confirmable(session, secret)
    page = LinkPage(secret, local_path(next), draw(ConfirmForm))
    return render(request, "accounts/confirm.html", page)


@router.post("/confirm/{secret}")
def confirm(
    request: Request, posted: Posted, reader: Reading, session: Writing, secret: str
) -> Response:
    """The mailbox and the password: or whoever signed up with a stranger's address would get in
    when that stranger follows the letter."""
    target = local_path(first(posted, "next", "/"))
    bound = bind(ConfirmForm, posted)
    known = _confirmable(reader, secret)
    if bound.value is None:
        page = LinkPage(secret, target, bound.form)
        return render(request, "accounts/confirm.html", page, status=422)
    _count(request, (SIGN_IN_BY_ACCOUNT, str(known.email)))
    if not password_fits(bound.value.password, known.password_hash):
        wrong = Invalid({"password": t("This account was opened with another password.")})
        page = LinkPage(secret, target, with_errors(bound.form, wrong))
        return render(request, "accounts/confirm.html", page, status=422)
    person = service.confirm(session, secret=secret)
    message = Badge(t("Your address is confirmed. Welcome!"), "good")
    response = go("/desk" if target == "/" else target, message)
    return _opened(request, response, service.sign_in(session, person))


def _confirmable(session: Session, secret: str) -> Person:
    proof = queries.live_proof(session, secret, ProofPurpose.CONFIRM)
    if proof is None:
        raise NotFound(t("This link has been used or is too old. Sign in to get a new one."))
    return proof.person


def _count(request: Request, *tries: tuple[Limit, str]) -> None:
    """Count tries in a transaction of their own, before anything slow: also those refused."""
    with request.app.state.database.writing() as session:
        for limit, key in tries:
            service.count_try(session, limit, key)


@router.get("/sign-in")
def show_sign_in(request: Request, session: Reading, who: Who, next: str = "/") -> Response:  # noqa: A002 - the address says so
    panels = panels_for(request, session, who.actor, "sign-in")
    page = SignInPage(draw(SignInForm), local_path(next), panels=panels)
    return render(request, "accounts/sign_in.html", page)


@router.post("/sign-in")
def sign_in(
    request: Request, posted: Posted, reader: Reading, session: Writing, who: Who
) -> Response:
    """The password is checked before the write session is first used: Argon2 is slow."""
    target = local_path(first(posted, "next", "/"))
    bound = bind(SignInForm, posted)
    if bound.value is None:
        return _refused_sign_in(request, SignInPage(bound.form, target))
    _count(
        request,
        (SIGN_IN_BY_ADDRESS, client_address(request)),
        (SIGN_IN_BY_ACCOUNT, bound.value.email),
    )
    person = queries.by_email(reader, bound.value.email)
    fits = password_fits(bound.value.password, person.password_hash if person else None)
    if person is None or not fits:
        wrong = Invalid({"password": t("Address and password do not belong together.")})
        return _refused_sign_in(request, SignInPage(with_errors(bound.form, wrong), target))
    if person.confirmed_at is None:
        return _refused_sign_in(request, SignInPage(bound.form, target, person.email))
    if who.login_id:
        service.sign_out(session, person_id=str(who.actor.person_id), login_id=who.login_id)
    response = go("/desk" if target == "/" else target)
    return _opened(request, response, service.sign_in(session, person))


@router.post("/sign-out")
def sign_out(session: Writing, who: Who) -> Response:
    if who.login_id:
        service.sign_out(session, person_id=str(who.actor.person_id), login_id=who.login_id)
    response = go("/")
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
    return response


@router.get("/reset")
def show_reset(request: Request) -> Response:
    return render(request, "accounts/reset.html", FormPage(draw(ResetForm)))


@router.post("/reset")
def ask_for_reset(request: Request, posted: Posted, session: Writing) -> Response:
    bound = bind(ResetForm, posted)
    if bound.value is None:
        return render(request, "accounts/reset.html", FormPage(bound.form), status=422)
    service.count_try(session, RESET_BY_ADDRESS, client_address(request))
    service.count_try(session, RESET_BY_ACCOUNT, bound.value.email)
    service.ask_for_reset(session, email=bound.value.email)
    return go("/reset/sent")


@router.get("/reset/sent")
def show_reset_sent(request: Request) -> Response:
    page = SentPage(t("Choose a new password"), t("It works for two hours."), "/reset")
    return render(request, "accounts/sent.html", page)


@router.get("/reset/{secret}")
def show_new_password(request: Request, session: Reading, secret: str) -> Response:
    if queries.live_proof(session, secret, ProofPurpose.RESET) is None:
        raise NotFound(t("This link has been used or is too old. Ask for a new one."))
    page = LinkPage(secret, "/", draw(NewPasswordForm))
    return render(request, "accounts/new_password.html", page)


@router.post("/reset/{secret}")
def reset(
    request: Request, posted: Posted, reader: Reading, session: Writing, secret: str
) -> Response:
    """The link is looked at first, so that nobody makes us hash for nothing."""
    if queries.live_proof(reader, secret, ProofPurpose.RESET) is None:
        raise NotFound(t("This link has been used or is too old. Ask for a new one."))
    bound = bind(NewPasswordForm, posted)
    if bound.value is None:
        page = LinkPage(secret, "/", bound.form)
        return render(request, "accounts/new_password.html", page, status=422)
    hashed = hash_password(bound.value.password)
    person = service.reset(session, secret=secret, password_hash=hashed)
    message = Badge(t("Your new password is set. All other sessions and tokens ended."), "good")
    return _opened(request, go("/desk", message), service.sign_in(session, person))


@router.get("/account")
def show_account(request: Request, session: Reading, actor: SignedIn, who: Who) -> Response:
    return _account(request, session, actor, who)


@router.post("/account")
def change_account(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, who: Who
) -> Response:
    bound = bind(AccountForm, posted)
    if bound.value is None:
        return _account(request, session, actor, who, form=bound.form)
    service.change_account(session, actor, form=bound.value)
    return go("/account", Badge(t("Saved."), "good"))


@router.post("/account/sessions/{login_id}/end")
def end_session(session: Writing, actor: SignedIn, login_id: str) -> Response:
    service.end_login(session, actor, login_id=login_id)
    return go("/account", Badge(t("That browser is signed out."), "good"))


@router.post("/account/tokens")
def make_token(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, who: Who
) -> Response:
    """Answers with the page itself: the secret is in this answer and nowhere else."""
    bound = bind(TokenForm, posted)
    if bound.value is None:
        return _account(request, session, actor, who, token_form=bound.form)
    made = service.make_token(session, actor, name=bound.value.purpose)
    return _account(request, session, actor, who, secret=made.secret)


@router.post("/account/tokens/{token_id}/revoke")
def revoke_token(session: Writing, actor: SignedIn, token_id: str) -> Response:
    service.revoke_token(session, actor, token_id=token_id)
    return go("/account", Badge(t("The token is revoked."), "good"))


@router.post("/language")
def choose_language(request: Request, posted: Posted) -> Response:
    """Of this browser's pages; the language of letters stands in the account."""
    response = go(local_path(first(posted, "next", "/")))
    chosen = first(posted, "language")
    if chosen in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            chosen,
            max_age=YEAR,
            httponly=True,
            samesite="lax",
            secure=request.app.state.settings.secure,
        )
    return response


def _account(
    request: Request,
    session: Session,
    actor: Actor,
    who: Identity,
    *,
    form: Form | None = None,
    token_form: Form | None = None,
    secret: str | None = None,
) -> Response:
    person = queries.person(session, str(actor.person_id))
    page = AccountPage(
        email=person.email or "",
        form=form or draw(AccountForm, answers(person)),
        token_form=token_form or draw(TokenForm),
        acting=actor.house.named if actor.house else "",
        logins=login_rows(session, person.id, who.login_id),
        tokens=token_rows(session, person.id, {house.value: house.label for house in who.houses}),
        secret=secret,
    )
    status = 422 if form or token_form else 200
    return render(request, "accounts/account.html", page, status=status)


def _refused_sign_in(request: Request, page: SignInPage) -> Response:
    return render(request, "accounts/sign_in.html", page, status=422)


def _opened(request: Request, response: Response, opened: service.Opened) -> Response:
    """Give the browser its session; the one it had before is not used again."""
    response.set_cookie(
        SESSION_COOKIE,
        opened.secret,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.secure,
    )
    return response

"""Errors as pages for people and as problem details (RFC 9457) for programs."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from marketplace.db import faults
from marketplace.kit.errors import Conflict, Invalid, MarketplaceError, SignInNeeded, TooMany
from marketplace.kit.fields import errors_by_field
from marketplace.kit.text import Text, t
from marketplace.kit.views import Action, Words
from marketplace.locale import say
from marketplace.web.identity import API, NOBODY, identity_of
from marketplace.web.templating import render

log = logging.getLogger(__name__)

TITLES = {
    400: t("The request could not be read"),
    401: t("Sign in first"),
    403: t("This is not yours to do"),
    404: t("Page not found"),
    405: t("This cannot be done here"),
    409: t("This cannot be done now"),
    412: t("Somebody changed this meanwhile"),
    413: t("The request is too large"),
    422: t("Some answers need another look"),
    428: t("Read it first, then change it"),
    429: t("Too many tries"),
    500: t("Something went wrong on our side"),
    503: t("The site is very busy"),
}


@dataclass(frozen=True, slots=True)
class ErrorPage:
    status: int
    code: str
    title: Words
    text: Words
    reasons: Sequence[Words] = ()
    hint: Words | None = None
    actions: Sequence[Action] = ()


def install(app: FastAPI) -> None:
    app.add_exception_handler(MarketplaceError, _expected)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(StaleDataError, _stale)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(OverflowError, _unusable)
    app.add_exception_handler(PoolTimeout, _busy)
    app.add_middleware(CatchFaults)


def answer(
    request: Request,
    status: int,
    code: str,
    text: Text,
    fields: Mapping[str, Words] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The one shape of every error, for a program or for a person."""
    fields = fields or {}
    if _wants_json(request):
        body: dict[str, Any] = {
            "type": f"/problems/{code}",
            "title": say(TITLES.get(status, TITLES[500])),
            "status": status,
            "code": code,
            "detail": say(text),
        }
        if fields:
            body["errors"] = [{"field": name, "detail": say(why)} for name, why in fields.items()]
        return JSONResponse(body, status, headers, media_type="application/problem+json")
    hint, actions = _way_on(request, status)
    page = ErrorPage(
        status=status,
        code=code,
        title=TITLES.get(status, TITLES[500]),
        text=text,
        reasons=tuple(fields.values()),
        hint=hint,
        actions=actions,
    )
    response = render(request, "errors/error.html", page, status=status)
    response.headers.update(headers or {})
    return response


def _way_on(request: Request, status: int) -> tuple[Words | None, Sequence[Action]]:
    """Letters lead to what only a house's own people see: some read them signed out, or while they
    act for another of their houses."""
    home = Action(t("Go to the first page"), "/", tone="primary")
    if status == 401:
        return None, (Action(t("Sign in"), "/sign-in", tone="primary"),)
    if status not in (403, 404) or request.method != "GET":
        return None, (home,)
    who, here = identity_of(request), _return_to(request)
    if not who.actor.signed_in:
        sign_in = Action(t("Sign in"), f"/sign-in?next={quote(here)}", tone="primary")
        hint = t("Is it something of your house? Sign in, and it opens.")
        return hint, (sign_in, replace(home, tone="secondary"))
    switches = [
        Action(
            t("Act for %(house)s", house=house.label),
            "/acting",
            post=True,
            fields={"house": house.value, "next": here},
        )
        for house in who.houses
        if house.value != who.actor.house_id
    ]
    hint = t("Is it something of another house of yours?")
    return hint if switches else None, (home, *switches)


def _wants_json(request: Request) -> bool:
    return request.url.path.startswith(API) or "application/json" in request.headers.get(
        "accept", ""
    )


def _expected(request: Request, error: Exception) -> Response:
    assert isinstance(error, MarketplaceError)  # noqa: S101 - registered for this class only
    if isinstance(error, SignInNeeded) and not _wants_json(request):
        return RedirectResponse(f"/sign-in?next={quote(_return_to(request))}", 303)
    _note_refusal(request, error)
    headers = {}
    if isinstance(error, TooMany):
        headers["retry-after"] = str(error.retry_after)
    if isinstance(error, SignInNeeded):
        headers["www-authenticate"] = "Bearer"
    fields = error.fields if isinstance(error, Invalid) else None
    return answer(request, error.status, error.code, error.text, fields, headers)


def _return_to(request: Request) -> str:
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _note_refusal(request: Request, error: MarketplaceError) -> None:
    """Hand the refusal to the app, after the request's transaction was rolled back."""
    note = getattr(request.app.state, "note_refusal", None)
    identity = getattr(request.state, "identity", None)
    if note and identity and identity.actor.signed_in:
        route = request.scope.get("route")
        note(identity.actor, f"{request.method} {getattr(route, 'path', '?')}", error)


def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    fields = errors_by_field(error.errors())
    if any(part["loc"][:1] == ("path",) for part in error.errors()):
        return answer(request, 404, "not-found", t("There is nothing at this address."))
    return answer(request, 422, "invalid", t("Some answers need another look."), fields)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    text = {
        404: t("There is nothing at this address."),
        405: t("This address does not answer to that method."),
    }.get(error.status_code, TITLES.get(error.status_code, TITLES[500]))
    return answer(request, error.status_code, "http", text, headers=error.headers)


def _stale(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    return _expected(
        request,
        Conflict(
            t("Somebody else changed this while you worked on it. Open it again and look."),
            code="changed-meanwhile",
        ),
    )


def _database(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)  # noqa: S101 - registered for this class only
    if faults.already_there(error):
        return _clash(request)
    if faults.unusable_value(error):
        return _unusable(request, error)
    if faults.try_again(error):
        return _busy(request, error)
    return _unexpected(request, error)


def _unusable(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    return answer(request, 422, "invalid", t("This answer cannot be used."))


def _clash(request: Request) -> Response:
    return _expected(
        request, Conflict(t("This was done already, or somebody was faster."), code="clash")
    )


def _busy(request: Request, error: Exception) -> Response:
    log.error("the database did not answer in time", exc_info=error)
    _as_nobody(request)
    text = t("Nothing was changed. Please try again in a moment.")
    return answer(request, 503, "busy", text, headers={"retry-after": "2"})


def _as_nobody(request: Request) -> None:
    """The page around the error must not ask a database that may be away who reads it."""
    request.state.identity = getattr(request.state, "identity", None) or NOBODY


class CatchFaults:
    """Answers what nobody expected, inside of all other middleware.

    Starlette's own place for that is outside of it: the page would come without its safe headers
    and not in the reader's language.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            page = await run_in_threadpool(_unexpected, Request(scope, receive), error)
            await page(scope, receive, send)


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    _as_nobody(request)
    return answer(request, 500, "error", t("Nothing was changed. We have noted the fault."))

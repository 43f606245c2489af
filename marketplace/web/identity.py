"""Who sends this request; the app hands in the function that finds it out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.orm import Session

from marketplace.kit.actor import VISITOR, Actor
from marketplace.kit.views import Option

SESSION_COOKIE = "threehouses"
API = "/api/v1/"
"""Below it are programs: bearer tokens instead of cookies, problem details instead of pages."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`houses` are those the person may act for; `waiting` is how many things wait for them on the
    desk; `login_id` is None for a token."""

    actor: Actor = VISITOR
    person_name: str = ""
    language: str | None = None
    houses: Sequence[Option] = ()
    waiting: int = 0
    login_id: str | None = None


NOBODY = Identity()
Identify = Callable[[Session, str | None, str | None], Identity]
"""(session, session cookie, bearer token) -> identity; raises `SignInNeeded` for a bad token."""


def identity_of(request: Request) -> Identity:
    """Find the sender once per request, in a read session that is closed at once."""
    known: Identity | None = getattr(request.state, "identity", None)
    if known is None:
        known = _identify(request)
        request.state.identity = known
    return known


def comes_unnamed(request: Request) -> bool:
    """Whether the sender says nothing of who they are, so that nobody need be looked for."""
    return not any(_credentials(request))


def _identify(request: Request) -> Identity:
    cookie, bearer = _credentials(request)
    if not cookie and not bearer:
        return NOBODY
    identify: Identify = request.app.state.identify
    with request.app.state.database.reading() as session:
        return identify(session, cookie, bearer)


def _credentials(request: Request) -> tuple[str | None, str | None]:
    """Session cookie and bearer token."""
    api = request.url.path.startswith(API)
    cookie = None if api else request.cookies.get(SESSION_COOKIE)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return cookie, token.strip() if api and scheme.lower() == "bearer" else None

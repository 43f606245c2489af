"""ASGI middleware that chooses the language a request is answered in."""

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from marketplace.locale import LANGUAGES, best_of, reading_in

COOKIE = "threehouses-language"


class Speak:
    """The reader's own choice (a cookie) first, then what the browser asks for."""

    def __init__(self, app: ASGIApp, *, default: str) -> None:
        self.app = app
        self.default = default

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with reading_in(self._choose(Headers(scope=scope))):
            await self.app(scope, receive, send)

    def _choose(self, headers: Headers) -> str:
        try:
            chosen = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            chosen = None
        if chosen and chosen.value in LANGUAGES:
            return chosen.value
        return best_of(headers.get("accept-language", ""), self.default)

"""ASGI middleware: no requests from foreign pages, safe headers, bounded bodies and writers."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from anyio import CapacityLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from marketplace.kit.text import Text, t
from marketplace.locale import say
from marketplace.web.identity import API

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MEGABYTE = 1024 * 1024
MAX_BODY = 2 * MEGABYTE
OTHER_SITE = t("This request came from another site.")

HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class CrossOriginGuard:
    """Refuse unsafe requests that a browser says come from another site.

    Browsers name the sender in `Sec-Fetch-Site`, older ones in `Origin`; programs send neither and
    carry no cookie by accident. See docs/adr/0009.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and _foreign(scope):
            await _refuse(scope, 403, "other-site", OTHER_SITE)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _foreign(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc != headers.get("host")
    except ValueError:
        return True


class SecurityHeaders:
    """`secure` adds HSTS. Pages are not stored by caches: they depend on who reads them."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.extra = {"strict-transport-security": "max-age=31536000"} if secure else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**HEADERS, **self.extra}.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class HeadAsGet:
    """Answer HEAD as GET; the server leaves the body out, because its own scope still says HEAD."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive, send)


class BodyLimit:
    """Refuse bodies over `MAX_BODY` bytes, whether announced or streamed.

    `larger` gives the addresses to which files are sent, each with its own limit.
    """

    def __init__(self, app: ASGIApp, *, larger: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        body, more, most = bytearray(), True, self.larger.get(scope.get("path", ""), MAX_BODY)
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > most:
                await _refuse(scope, 413, "too-large", _too_large(most))(scope, receive, send)
                return
        pending: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        await self.app(scope, replay, send)


def _too_large(most: int) -> Text:
    return t("This request is larger than %(most)s MB.", most=most // MEGABYTE)


class WriterGate:
    """Let at most `writers` unsafe requests run at once, so that readers always find a thread."""

    def __init__(self, app: ASGIApp, *, writers: int) -> None:
        self.app = app
        self.writers = writers
        self._limiter: CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        self._limiter = self._limiter or CapacityLimiter(self.writers)
        async with self._limiter:
            await self.app(scope, receive, send)


def _refuse(scope: Scope, status: int, code: str, text: Text) -> ASGIApp:
    if not scope["path"].startswith(API):
        return PlainTextResponse(say(text), status)
    problem = {
        "type": f"/problems/{code}",
        "title": say(text),
        "status": status,
        "code": code,
        "detail": say(text),
    }
    return JSONResponse(problem, status, media_type="application/problem+json")

"""What stands between the network and the handlers."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import anyio
import pytest
from fastapi.testclient import TestClient
from httpx2 import ASGITransport, AsyncClient
from starlette.types import Message, Receive, Scope, Send

from marketplace.accounts.models import Login
from marketplace.db.session import Database
from marketplace.web.guard import HEADERS, MAX_BODY, BodyLimit, SecurityHeaders, WriterGate
from tests.tools.journal import on_sqlite
from tests.tools.market import PASSWORD
from tests.tools.site import Site

SIGN_IN = {"email": "lan@example.org", "password": PASSWORD}


@pytest.fixture
def lan(site: Site) -> TestClient:
    """A browser of nobody yet, on a site where Lan has an account."""
    with site.market() as market:
        market.person(email="lan@example.org")
    return TestClient(site.app, headers={"accept-language": "en"}, follow_redirects=False)


def logins(database: Database) -> int:
    with database.reading() as session:
        return session.query(Login).count()


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "rubbish"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "https://evil.example"}, True),
        ({"origin": "http://testserver"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://testserver.evil.example"}, False),
        ({"origin": "http://evil.example#testserver"}, False),
        ({"origin": "http://user@testserver"}, False),
    ],
)
@on_sqlite
def test_posts_from_other_sites_are_refused(
    site: Site, lan: TestClient, headers: dict[str, str], passes: bool
) -> None:
    answer = lan.post("/sign-in", data=SIGN_IN, headers=headers)
    assert answer.status_code == (303 if passes else 403)
    assert logins(site.database) == (1 if passes else 0)
    assert lan.get("/sign-in", headers=headers).status_code == 200


@on_sqlite
def test_the_guard_answers_programs_with_a_problem_and_people_in_their_language(
    site: Site,
) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    answer = site.visitor().post("/api/v1/feed", headers=headers)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/problems/other-site",
        "title": "This request came from another site.",
        "status": 403,
        "code": "other-site",
        "detail": "This request came from another site.",
    }
    assert site.visitor().post("/sign-in", headers=headers).text == answer.json()["detail"]


ANSWERS = [
    ("GET", "/sign-in", 200),
    ("GET", "/journal", 200),
    ("GET", "/nowhere", 404),
    ("DELETE", "/sign-in", 405),
    ("POST", "/sign-in", 422),
    ("GET", "/healthz", 200),
    ("GET", "/readyz", 503),
    ("GET", "/static/site.css", 200),
    ("GET", "/static/nothing.css", 404),
    ("GET", "/static/../app.py", 404),
    ("GET", "/api/v1/feed", 200),
    ("GET", "/api/v1/feed?after=x", 422),
    ("GET", "/api/v1/nowhere", 404),
    ("POST", "/api/v1/feed", 405),
    ("GET", "/api/docs", 200),
    ("GET", "/api/v1/openapi.json", 200),
]


@on_sqlite
def test_every_kind_of_answer_has_the_safe_headers(site: Site) -> None:
    browser = site.visitor()
    for method, path, status in ANSWERS:
        answer = browser.request(method, path)
        assert answer.status_code == status, path
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (path, name)
        assert "strict-transport-security" not in answer.headers
        kept = path.startswith("/static/") and ".." not in path
        assert ("no-store" in answer.headers.get("cache-control", "")) is not kept, path


@on_sqlite
def test_a_fault_of_ours_is_a_page_with_the_safe_headers_too(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Nguyen Thi Lan")

    monkeypatch.setattr("marketplace.interop.routes.journal_page", fail)
    monkeypatch.setattr("marketplace.interop.queries.stretch_after", fail)
    page = site.visitor().get("/journal")
    program = site.visitor().get("/api/v1/feed")
    for answer in (page, program):
        assert answer.status_code == 500
        assert "Lan" not in answer.text
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    assert "Something went wrong on our side" in page.text
    assert program.json() == {
        "type": "/problems/error",
        "title": "Something went wrong on our side",
        "status": 500,
        "code": "error",
        "detail": "Nothing was changed. We have noted the fault.",
    }


def test_the_content_policy_allows_nothing_inline_and_nobody_else() -> None:
    policy = HEADERS["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert "http" not in policy


def test_https_sites_ask_to_be_reached_by_https_only() -> None:
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    async def keep(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "path": "/", "method": "GET", "headers": []}
    anyio.run(SecurityHeaders(app, secure=True), scope, nothing, keep)
    assert (b"strict-transport-security", b"max-age=31536000") in sent[0]["headers"]


@on_sqlite
def test_a_body_that_is_too_large_is_refused_announced_or_not(site: Site) -> None:
    def streamed(size: int) -> Iterator[bytes]:
        for _ in range(size // 65536):
            yield b"x" * 65536

    browser = site.visitor()
    for body in (b"x" * (MAX_BODY + 1), streamed(MAX_BODY + 65536)):
        answer = browser.post("/sign-in", content=body)
        assert answer.status_code == 413
        assert answer.text == "This request is larger than 2 MB."
    answer = browser.post("/api/v1/feed", content=b"x" * (MAX_BODY + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert browser.post("/sign-in", content=b"x" * MAX_BODY).status_code == 422


def test_the_handler_gets_the_whole_body_in_order() -> None:
    got: list[bytes] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        got.append((await receive())["body"])

    parts: list[Message] = [
        {"type": "http.request", "body": b"a", "more_body": True},
        {"type": "http.request", "body": b"b", "more_body": True},
        {"type": "http.request", "body": b"c", "more_body": False},
    ]

    async def receive() -> Message:
        return parts.pop(0)

    async def nowhere(_: Message) -> None:
        return None

    anyio.run(BodyLimit(app), {"type": "http", "method": "POST", "headers": []}, receive, nowhere)
    assert got == [b"abc"]


def test_the_writer_gate_lets_so_many_writers_in_and_every_reader() -> None:
    inside: dict[str, int] = {"POST": 0, "GET": 0}

    async def run() -> None:
        release = anyio.Event()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            inside[scope["method"]] += 1
            await release.wait()

        async def nothing() -> Message:
            return {"type": "http.disconnect"}

        async def nowhere(_: Message) -> None:
            return None

        gate = WriterGate(app, writers=2)
        async with anyio.create_task_group() as tasks:
            for method in ("POST",) * 5 + ("GET",) * 5:
                scope: Scope = {"type": "http", "method": method, "path": "/", "headers": []}
                tasks.start_soon(gate, scope, nothing, nowhere)
            await anyio.wait_all_tasks_blocked()
            assert inside == {"POST": 2, "GET": 5}
            release.set()

    anyio.run(run)
    assert inside == {"POST": 5, "GET": 5}


@contextmanager
def held_writer(database: Database) -> Iterator[threading.Event]:
    """A write transaction that stays open until the event that it gives is set."""
    writing, end = threading.Event(), threading.Event()

    def hold() -> None:
        with database.writing() as session:
            session.connection()
            writing.set()
            assert end.wait(60)

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(hold)
        assert writing.wait(10)
        try:
            yield end
        finally:
            end.set()
            held.result()


@on_sqlite
def test_a_slow_write_holds_up_no_reader(site: Site, lan: TestClient) -> None:
    """Twenty posts queue behind a writer that will not end; twenty readers are answered."""
    posted: list[int] = []

    async def post(client: AsyncClient) -> None:
        posted.append((await client.post("/sign-in", data=SIGN_IN)).status_code)

    async def read(client: AsyncClient) -> None:
        with anyio.fail_after(25):
            for _ in range(20):
                assert (await client.get("/journal")).status_code == 200

    async def run(end: threading.Event) -> None:
        threads = anyio.to_thread.current_default_thread_limiter()
        threads.total_tokens = site.tools.settings.threads
        transport = ASGITransport(app=site.app)
        async with (
            AsyncClient(transport=transport, base_url="http://testserver") as client,
            anyio.create_task_group() as tasks,
        ):
            for _ in range(20):
                tasks.start_soon(post, client)
            while threads.borrowed_tokens < site.tools.settings.threads // 2:
                await anyio.sleep(0.01)
            try:
                await read(client)
                assert posted == []
            finally:
                end.set()

    with held_writer(site.database) as end:
        anyio.run(run, end)
    assert sorted(posted) == [303] * 10 + [429] * 10


@on_sqlite
def test_head_is_answered_like_get(site: Site) -> None:
    for path in ("/sign-in", "/journal", "/api/v1/feed", "/healthz", "/static/site.css"):
        assert site.visitor().head(path).status_code == 200, path


@on_sqlite
def test_no_template_comes_from_outside(site: Site) -> None:
    folder = Path(__file__).parent.parent.parent / "marketplace" / "web" / "static"
    for file in folder.glob("*.*"):
        assert "@import" not in file.read_text(encoding="utf-8")
        assert "url(http" not in file.read_text(encoding="utf-8")

"""One transaction per request, committed before the answer leaves (docs/adr/0004)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from marketplace.accounts.models import Login, Try
from marketplace.db.session import Database
from tests.tools.market import PASSWORD
from tests.tools.site import Site


class Twice(Exception):
    """What a driver says of a key that is there already."""

    sqlite_errorname = "SQLITE_CONSTRAINT_UNIQUE"


LATE: dict[type[Exception], tuple[Exception, int, str]] = {
    OperationalError: (OperationalError("COMMIT", {}, Exception("disk full")), 503, "busy"),
    IntegrityError: (IntegrityError("COMMIT", {}, Twice("deferred key")), 409, "clash"),
    RuntimeError: (RuntimeError("who knows"), 500, "error"),
}


@contextmanager
def failing_commits(database: Database, error: Exception) -> Iterator[None]:
    def refuse(connection: Connection) -> None:
        raise error

    event.listen(database.engine, "commit", refuse)
    try:
        yield
    finally:
        event.remove(database.engine, "commit", refuse)


def rows(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        logins = session.scalar(select(func.count()).select_from(Login)) or 0
        return logins, session.scalar(select(func.count()).select_from(Try)) or 0


@pytest.mark.parametrize("kind", LATE, ids=lambda kind: kind.__name__)
def test_a_commit_that_fails_is_an_error_and_not_a_success(
    site: Site, kind: type[Exception]
) -> None:
    error, status, code = LATE[kind]
    with site.market() as market:
        market.person(email="lan@example.org")
    browser = TestClient(site.app, headers={"accept-language": "en"}, follow_redirects=False)
    form = {"email": "lan@example.org", "password": PASSWORD}
    with failing_commits(site.database, error):
        answer = browser.post("/sign-in", data=form)
    assert answer.status_code == status
    assert code in answer.text
    assert "set-cookie" not in answer.headers
    assert rows(site.database) == (0, 0)
    assert browser.post("/sign-in", data=form).status_code == 303
    assert rows(site.database)[0] == 1


def test_what_a_post_wrote_is_there_when_its_answer_has_come(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
    for count in range(1, 6):
        browser = TestClient(site.app, follow_redirects=False)
        form = {"email": "lan@example.org", "password": PASSWORD}
        assert browser.post("/sign-in", data=form).status_code == 303
        assert rows(site.database)[0] == count


def test_a_database_that_is_away_is_a_503_for_people_and_programs(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr("marketplace.interop.queries.newest", away)
    monkeypatch.setattr("marketplace.interop.queries.stretch_after", away)
    page = site.visitor().get("/journal")
    assert (page.status_code, page.headers["retry-after"]) == (503, "2")
    assert "The site is very busy" in page.text
    problem = site.visitor().get("/api/v1/feed")
    assert (problem.status_code, problem.headers["retry-after"]) == (503, "2")
    assert problem.json()["code"] == "busy"

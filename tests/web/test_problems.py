"""Errors have one shape for programs and one page for people, in both languages."""

import pytest
from fastapi.testclient import TestClient

from marketplace.app import create_app
from marketplace.kit.errors import (
    Conflict,
    Invalid,
    MarketplaceError,
    NotAllowed,
    NotFound,
    SignInNeeded,
    Stale,
    TooMany,
)
from marketplace.kit.text import t
from marketplace.web.api import VersionNeeded
from marketplace.web.problems import TITLES
from tests.tools.site import Site

ERRORS: dict[str, tuple[MarketplaceError, int, str]] = {
    "not-found": (NotFound(), 404, "There is nothing at this address."),
    "not-allowed": (NotAllowed(t("Only the head.")), 403, "Only the head."),
    "conflict": (Conflict(t("Too late.")), 409, "Too late."),
    "wrong-state": (Conflict(t("Too late."), code="wrong-state"), 409, "Too late."),
    "stale": (Stale(t("Read again.")), 412, "Read again."),
    "invalid": (Invalid({"name": t("Too short.")}), 422, "Some answers need another look."),
    "too-many": (TooMany(t("Wait."), retry_after=60), 429, "Wait."),
    "version-needed": (VersionNeeded(t("Send it.")), 428, "Send it."),
    "sign-in-needed": (SignInNeeded(), 401, "Sign in to do this."),
}


@pytest.fixture(scope="module")
def faulty(still: Site) -> TestClient:
    """The whole site with two more addresses that raise the error named in them."""
    app = create_app(still.tools)

    def fail(code: str) -> None:
        raise ERRORS[code][0]

    app.add_api_route("/fail/{code}", fail)
    app.add_api_route("/api/v1/fail/{code}", fail)
    return TestClient(app, headers={"accept-language": "en"}, follow_redirects=False)


@pytest.mark.parametrize("code", ERRORS)
def test_programs_get_problem_details(faulty: TestClient, code: str) -> None:
    _, status, detail = ERRORS[code]
    answer = faulty.get(f"/api/v1/fail/{code}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    errors = body.pop("errors", None)
    assert body == {
        "type": f"/problems/{code}",
        "title": str(TITLES.get(status, TITLES[500])),
        "status": status,
        "code": code,
        "detail": detail,
    }
    expected = [{"field": "name", "detail": "Too short."}] if code == "invalid" else None
    assert errors == expected
    assert answer.headers.get("retry-after") == ("60" if code == "too-many" else None)
    assert answer.headers.get("www-authenticate") == ("Bearer" if status == 401 else None)


@pytest.mark.parametrize("code", ERRORS)
def test_people_get_a_page_with_the_reason_and_a_way_on(faulty: TestClient, code: str) -> None:
    _, status, detail = ERRORS[code]
    answer = faulty.get(f"/fail/{code}")
    if status == 401:
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/sign-in?next=/fail/{code}"
        return
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<p class="lede">{detail}</p>' in answer.text
    assert f"Error {status}" in answer.text
    assert 'href="/"' in answer.text
    assert ("Too short." in answer.text) == (code == "invalid")


def test_a_page_asked_for_as_json_is_a_problem(faulty: TestClient) -> None:
    answer = faulty.get("/fail/stale", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")


def test_every_status_that_is_answered_has_a_title() -> None:
    assert {error.status for error, _, _ in ERRORS.values()} - set(TITLES) == set()


@pytest.mark.parametrize(
    ("language", "lang"), [("vi", "vi"), ("en", "en"), ("en-GB,vi;q=0.5", "en"), ("fr", "vi")]
)
def test_the_error_page_is_in_the_readers_language(still: Site, language: str, lang: str) -> None:
    answer = still.visitor(language).get("/nowhere")
    assert answer.status_code == 404
    assert f'<html lang="{lang}">' in answer.text
    assert answer.headers["content-language"] == lang


def test_an_unknown_token_is_a_401_problem_and_an_unknown_cookie_is_nobody(still: Site) -> None:
    program = still.visitor()
    answer = program.get("/api/v1/house", headers={"authorization": "Bearer nonsense"})
    if answer.status_code != 404:
        assert answer.status_code == 401
        assert answer.json()["code"] == "sign-in-needed"
    browser = still.visitor()
    browser.cookies.set("threehouses", "nonsense")
    assert browser.get("/journal").status_code == 200
    assert 'href="/sign-in"' in browser.get("/journal").text


def test_what_the_reader_typed_into_the_address_is_not_markup(still: Site) -> None:
    answer = still.visitor().get("/nowhere?q=<script>alert(1)</script>")
    assert "<script>alert" not in answer.text

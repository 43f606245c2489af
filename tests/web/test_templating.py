"""Where a redirect may lead, and what the flash cookie can say."""

import json
from base64 import urlsafe_b64encode

import pytest
from sqlalchemy import delete

from marketplace.accounts.models import Try
from marketplace.kit.text import t
from marketplace.kit.views import Badge
from marketplace.locale import reading_in, say
from marketplace.web import flash
from marketplace.web.templating import environment, go, local_path
from tests.tools.market import PASSWORD
from tests.tools.site import Site

STAYS = ["/", "/desk", "/needs?page=2&kind=x", "/a/b#c", "/sign-in?next=/desk", "/%2f%2fevil.org"]
LEAVES = [
    "", "desk", "//evil.org", "///evil.org", "/\\evil.org", "\\/evil.org", "\\\\evil.org",
    "https://evil.org", "http:/evil.org", "javascript:alert(1)", "data:text/html,x",
    "/\t/evil.org", "/\n/evil.org", "/\r\nset-cookie: a=b", "\t//evil.org", " //evil.org",
    "/desk\x00", "https:evil.org", "@evil.org", "?next=//evil.org", "/\u2028evil.org",
]  # fmt: skip


@pytest.mark.parametrize("path", STAYS)
def test_addresses_of_this_site_are_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize("path", LEAVES)
def test_addresses_that_could_lead_elsewhere_are_not(path: str) -> None:
    assert local_path(path) == "/"
    assert local_path(path, "/desk") == "/desk"


def test_signing_in_never_leads_to_another_site(still: Site) -> None:
    browser = still.visitor()
    browser.follow_redirects = False
    for path in LEAVES:
        form = {"email": "lan@example.org", "password": PASSWORD, "next": path}
        answer = browser.post("/sign-in", data=form)
        assert answer.status_code == 303, path
        assert answer.headers["location"] == "/desk", path
        with still.database.writing() as session:
            session.execute(delete(Try))  # or there would be too many


def encoded(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode()


def test_a_flash_is_shown_once(still: Site) -> None:
    browser = still.visitor()
    browser.cookies.set(flash.COOKIE, encoded(["It is done.", "good"]))
    answer = browser.get("/journal")
    assert '<p class="flash flash-good" role="status">It is done.</p>' in answer.text
    assert f'{flash.COOKIE}="";' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "cookie",
    [
        "", "nonsense", "!!!!", "eyJhIjoxfQ==", encoded("x"), encoded([]), encoded(["x"]),
        encoded(["x", "loud"]), encoded([1, "good"]), encoded(["x", "good", "y"]), encoded({}),
        encoded(None), encoded(5), encoded([["x"], "good"]), encoded(["x", ["good"]]),
        encoded(["x", None]), "é", "/w==", encoded("ab"),
    ],
)  # fmt: skip
def test_a_flash_that_is_not_ours_is_not_shown_and_breaks_nothing(still: Site, cookie: str) -> None:
    headers = {b"cookie": f"{flash.COOKIE}={cookie}".encode()}
    answer = still.visitor().get("/journal", headers=headers)
    assert answer.status_code == 200
    assert "flash flash-" not in answer.text


def test_a_forged_flash_is_text_and_never_markup(still: Site) -> None:
    browser = still.visitor()
    browser.cookies.set(flash.COOKIE, encoded(["<script>alert(1)</script>", "bad"]))
    text = browser.get("/journal").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_a_redirect_after_a_post_carries_its_message_safely() -> None:
    answer = go("/desk", Badge(t("Saved “%(name)s”.", name="Đèn"), "good"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Đèn" not in cookie


@pytest.mark.parametrize(("code", "shown"), [("vi", "10.000"), ("en", "10,000")])
def test_numbers_in_sentences_have_the_readers_thousands_marks(code: str, shown: str) -> None:
    message = "Rows: %(count)s."
    counted = "{{ _('Rows: %(count)s.', count=10000) }}"
    several = "{{ ngettext('%(num)s row', '%(num)s rows', 10000) }}"
    with reading_in(code):
        assert say(t(message, count=10000)) == f"Rows: {shown}."
        assert environment().from_string(counted).render() == f"Rows: {shown}."
        assert shown in environment().from_string(several).render()

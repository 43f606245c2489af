import re

import pytest

from marketplace.accounts import queries
from marketplace.accounts.models import ApiToken, Login, Person
from marketplace.notices.models import Letter
from marketplace.notices.rules import Letters
from marketplace.web.language import COOKIE
from tests.tools.market import PASSWORD
from tests.tools.site import Site, path_of

ANSWERS = {"name": "Lan", "email": "lan@example.org", "password": PASSWORD}


def sign_up(site: Site, **more: str) -> str:
    """Sign up as Lan; gives the path in the letter."""
    answer = site.visitor().post("/sign-up", data={**ANSWERS, **more})
    assert path_of(answer) == "/sign-up/sent"
    site.drain()
    return site.link_in(site.letters(to="lan@example.org")[-1])


def people(site: Site) -> list[tuple[str, str | None]]:
    with site.database.reading() as session:
        return [(person.name, person.email) for person in session.query(Person)]


def test_signing_in_goes_where_the_person_wanted_to_go(site: Site) -> None:
    with site.market() as market:
        person = market.person(email="lan@example.org")
    browser = site.visitor()
    answer = browser.post(
        "/sign-in",
        data={"email": "Lan@Example.org", "password": "correct horse battery", "next": "/healthz"},
    )
    assert path_of(answer) == "/healthz"
    with site.database.reading() as session:
        assert [login.person_id for login in session.query(Login)] == [person.id]


def test_a_wrong_password_is_told_beside_the_field_and_opens_nothing(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
    answer = site.visitor().post("/sign-in", data={"email": "lan@example.org", "password": "guess"})
    assert answer.status_code == 422
    assert "Address and password do not belong together." in answer.text
    with site.database.reading() as session:
        assert session.query(Login).count() == 0


def test_a_letter_confirms_the_address_and_its_button_signs_in(site: Site) -> None:
    link = sign_up(site, next="/houses")
    browser = site.visitor()
    shown = browser.get(link)
    assert shown.status_code == 200
    assert browser.get(link).status_code == 200, "looking at the link does not use it up"
    action = re.search(r'action="(/confirm/[^"]+)"', shown.text)
    assert action
    assert 'name="next" value="/houses"' in shown.text
    other = {"password": "somebody else chose it", "next": "/houses"}
    refused = browser.post(action.group(1), data=other)
    assert refused.status_code == 422
    assert "This account was opened with another password." in refused.text
    answer = browser.post(action.group(1), data={"password": PASSWORD, "next": "/houses"})
    assert path_of(answer) == "/houses"
    assert "Your address is confirmed." in answer.text
    assert browser.get("/account").status_code == 200
    assert browser.get(link).status_code == 404
    assert browser.post(action.group(1)).status_code == 404


def test_an_unconfirmed_person_is_told_so_and_can_have_the_letter_again(site: Site) -> None:
    first = sign_up(site)
    browser = site.visitor()
    answer = browser.post("/sign-in", data={"email": "lan@example.org", "password": PASSWORD})
    assert answer.status_code == 422
    assert "Confirm your address first" in answer.text
    assert path_of(browser.get("/account")) == "/sign-in"
    again = browser.post("/confirm", data={"email": "lan@example.org"})
    assert path_of(again) == "/sign-up/sent"
    site.drain()
    letters = site.letters(to="lan@example.org")
    assert len(letters) == 2
    assert path_of(browser.post(site.link_in(letters[1]), data={"password": PASSWORD})) == "/desk"
    assert browser.get(first).status_code == 404, "the older link dies with the newer"


def test_the_answer_is_the_same_for_a_known_address(site: Site) -> None:
    with site.market() as market:
        market.person(name="Somebody Else", email="lan@example.org")
    known = site.visitor().post("/sign-up", data=ANSWERS)
    unknown = site.visitor().post("/sign-up", data={**ANSWERS, "email": "new@example.org"})
    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text
    site.drain()
    assert [letter["Subject"] for letter in site.letters(to="lan@example.org")] == [
        "You already have an account"
    ]
    assert people(site) == [("Somebody Else", "lan@example.org"), ("Lan", "new@example.org")]


def test_signing_up_again_kills_the_links_of_who_was_first(site: Site) -> None:
    """Or a stranger could open an account for an address and wait for its owner to confirm it."""
    strangers = sign_up(site, name="Stranger", password="the stranger knows this")
    owners = sign_up(site)
    assert site.visitor().post(strangers).status_code == 404
    assert path_of(site.visitor().post(owners, data={"password": PASSWORD})) == "/desk"
    browser = site.visitor()
    answer = browser.post(
        "/sign-in", data={"email": "lan@example.org", "password": "the stranger knows this"}
    )
    assert answer.status_code == 422
    assert people(site) == [("Lan", "lan@example.org")]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("name", "", "There is one thing to put right"),
        ("email", "lan at example", "Give an e-mail address such as lan@example.org."),
        ("password", "short", "At least 10 characters."),
    ],
)
def test_sign_up_tells_what_is_wrong_and_keeps_the_rest(
    site: Site, field: str, value: str, reason: str
) -> None:
    answer = site.visitor().post("/sign-up", data={**ANSWERS, field: value})
    assert answer.status_code == 422
    assert reason in answer.text
    assert PASSWORD not in answer.text
    kept = "lan@example.org" if field == "name" else "Lan"
    assert f'value="{kept}"' in answer.text
    assert people(site) == []


def test_the_fourth_reset_within_the_hour_is_refused(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
    for _ in range(3):
        answer = site.visitor().post("/reset", data={"email": "lan@example.org"})
        assert path_of(answer) == "/reset/sent"
    fourth = site.visitor().post("/reset", data={"email": "lan@example.org"})
    assert fourth.status_code == 429
    assert fourth.headers["retry-after"] == "3600"
    assert "Please wait 60 minutes." in fourth.text
    with site.database.reading() as session:
        assert session.query(Letter).count() == 3
    for _ in range(3):
        site.visitor().post("/reset", data={"email": "nobody@example.org"})
    unknown = site.visitor().post("/reset", data={"email": "nobody@example.org"})
    assert unknown.status_code == 429, "an unknown address is counted alike"


def test_a_reset_ends_sessions_and_tokens_and_signs_in(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
    elsewhere = site.sign_in("lan@example.org")
    program = site.api("lan@example.org")
    assert program.get("/api/v1/me").status_code == 200
    site.visitor().post("/reset", data={"email": "lan@example.org"})
    site.drain()
    link = site.link_in(site.letters(to="lan@example.org")[0])
    browser = site.visitor()
    assert browser.get(link).status_code == 200
    short = browser.post(link, data={"password": "short"})
    assert short.status_code == 422
    answer = browser.post(link, data={"password": "another good password"})
    assert path_of(answer) == "/desk"
    assert browser.get("/account").status_code == 200
    assert path_of(elsewhere.get("/account")) == "/sign-in"
    assert program.get("/api/v1/me").status_code == 401
    assert browser.post(link, data={"password": "another good password"}).status_code == 404


def test_another_browser_can_be_signed_out(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
        market.person(email="eve@example.org")
    forgotten, here, eve = (
        site.sign_in(email) for email in ("lan@example.org", "lan@example.org", "eve@example.org")
    )
    ends = re.findall(r'action="(/account/sessions/\w+/end)"', here.get("/account").text)
    assert len(ends) == 1, "not the browser that asks"
    assert eve.post(ends[0]).status_code == 404
    assert forgotten.get("/account").status_code == 200
    assert path_of(here.post(ends[0])) == "/account"
    assert path_of(forgotten.get("/account")) == "/sign-in"
    assert here.get("/account").status_code == 200


def test_signing_in_again_ends_the_session_before(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
    browser = site.sign_in("lan@example.org")
    browser.post("/sign-in", data={"email": "lan@example.org", "password": PASSWORD})
    with site.database.reading() as session:
        assert session.query(Login).count() == 1


def test_a_token_is_shown_once_and_dies_when_revoked(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
    browser = site.sign_in("lan@example.org")
    made = browser.post("/account/tokens", data={"purpose": "nightly export"})
    found = re.search(r"<code>([\w-]{43})</code>", made.text)
    assert found
    assert found.group(1) not in browser.get("/account").text
    program = site.visitor()
    program.headers["authorization"] = f"Bearer {found.group(1)}"
    assert program.get("/api/v1/me").json()["email"] == "lan@example.org"
    revoke = re.search(r'action="(/account/tokens/\w+/revoke)"', made.text)
    assert revoke
    assert path_of(browser.post(revoke.group(1))) == "/account"
    assert program.get("/api/v1/me").status_code == 401
    with site.database.reading() as session:
        assert session.query(ApiToken).count() == 0


def test_a_token_needs_a_purpose(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
    answer = site.sign_in("lan@example.org").post("/account/tokens", data={"purpose": " "})
    assert answer.status_code == 422
    with site.database.reading() as session:
        assert session.query(ApiToken).count() == 0


def test_name_and_letters_can_be_changed(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
    browser = site.sign_in("lan@example.org")
    wrong = browser.post("/account", data={"name": "", "language": "de"})
    assert wrong.status_code == 422
    assert 'value="at-once" checked' in browser.get("/account").text
    answers = {"name": "Lan Hương", "language": "vi", "letters": "daily"}
    browser.post("/account", data=answers)
    with site.database.reading() as session:
        person = queries.by_email(session, "lan@example.org")
        assert person is not None
        assert (person.name, person.language, person.letters) == ("Lan Hương", "vi", Letters.DAILY)


def test_the_language_is_a_cookie_and_the_way_back_stays_on_this_site(site: Site) -> None:
    browser = site.visitor()
    answer = browser.post("/language", data={"language": "vi", "next": "/sign-in?next=/desk"})
    assert path_of(answer) == "/sign-in"
    assert browser.cookies[COOKIE] == "vi"
    assert answer.headers["content-language"] == "vi"
    away = browser.post("/language", data={"language": "xx", "next": "//evil.example"})
    assert path_of(away) == "/"
    assert browser.cookies[COOKIE] == "vi"


def test_no_address_stands_in_an_address(site: Site) -> None:
    browser = site.visitor()
    answers = [
        browser.post("/sign-up", data=ANSWERS),
        browser.post("/confirm", data={"email": "lan@example.org"}),
        browser.post("/reset", data={"email": "lan@example.org"}),
    ]
    visited = [str(step.url) for answer in answers for step in (*answer.history, answer)]
    assert len(visited) == 6
    assert not any("lan" in url for url in visited)


@pytest.mark.parametrize("page", ["/account", "/account/erase", "/desk", "/houses/new", "/admin"])
def test_pages_of_ones_own_ask_a_visitor_to_sign_in(site: Site, page: str) -> None:
    answer = site.visitor().get(page)
    assert str(answer.url).endswith(f"/sign-in?next={page}")

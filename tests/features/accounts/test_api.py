from marketplace.houses.rules import Role
from tests.tools.site import Site


def test_me_says_who_and_for_which_house(site: Site) -> None:
    with site.market() as market:
        person = market.person(name="Lan", email="lan@example.org")
        actor = market.member(Role.HEAD, person=person)
        house = market.house_of(actor)
    assert site.api("lan@example.org").get("/api/v1/me").json() == {
        "id": person.id,
        "name": "Lan",
        "email": "lan@example.org",
        "language": "en",
        "letters": "at-once",
        "operator": False,
        "acting_for": {
            "id": house.id,
            "name": house.name,
            "kind": "institute",
            "verified": True,
            "roles": ["head"],
        },
        "houses": [{"id": house.id, "name": house.name}],
    }


def test_name_language_and_letters_are_changed_together(site: Site) -> None:
    with site.market() as market:
        market.person(name="Lan", email="lan@example.org")
    program = site.api("lan@example.org")
    read = program.get("/api/v1/me")
    change = {"name": "Lan Hương", "language": "vi", "letters": "daily"}
    assert program.put("/api/v1/me", json=change).status_code == 428
    changed = program.put("/api/v1/me", json=change, headers={"if-match": read.headers["etag"]})
    assert changed.status_code == 200
    assert {name: changed.json()[name] for name in change} == change
    assert changed.headers["etag"] == program.get("/api/v1/me").headers["etag"]
    stale = program.put("/api/v1/me", json=change, headers={"if-match": read.headers["etag"]})
    assert stale.status_code == 412
    hourly = {**change, "letters": "hourly"}
    wrong = program.put("/api/v1/me", json=hourly, headers={"if-match": changed.headers["etag"]})
    assert wrong.status_code == 422
    assert [error["field"] for error in wrong.json()["errors"]] == ["letters"]


def test_a_cookie_is_no_token(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
    browser = site.sign_in("lan@example.org")
    answer = browser.get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "sign-in-needed"


def test_an_unknown_token_is_refused(site: Site) -> None:
    answer = site.visitor().get("/api/v1/houses", headers={"authorization": "Bearer nothing"})
    assert answer.status_code == 401

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

"""Needs by token: the same rules, the same sentences."""

from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.houses.rules import HouseKind, Role
from marketplace.needs.models import Need
from tests.tools.market import Market
from tests.tools.site import Site

NEEDS = "/api/v1/needs"
WHOLE = {"title": "Pumps", "problem": "They rust.", "field": "materials", "language": "en"}


def officer(market: Market, email: str, **house: Any) -> str:
    made = market.house(HouseKind.STATE, **house)
    market.member(Role.ORDERING_OFFICER, house=made, person=market.person(email=email))
    return made.id


def test_a_need_from_draft_to_met(site: Site) -> None:
    with site.market() as market:
        house = officer(market, "a@example.org", name="Sở KH&CN Huế", province="hue")
    client = site.api("a@example.org")
    made = client.post(NEEDS, json={**WHOLE, "budget_to": "1,2 tỷ", "keywords": ["rust"]})
    assert made.status_code == 201
    body = made.json()
    path = f"{NEEDS}/{body['id']}"
    assert (made.headers["location"], made.headers["etag"]) == (path, '"1"')
    assert body["house"] == {
        "id": house, "name": "Sở KH&CN Huế", "kind": "state", "province": "hue",
    }  # fmt: skip
    assert body["texts"] == {"en": {"title": "Pumps", "problem": "They rust.", "done_when": ""}}
    assert (body["budget_from"], body["budget_to"]) == (
        None, {"amount": 1_200_000_000, "currency": "VND"},
    )  # fmt: skip
    assert site.visitor().get(path).status_code == 404
    assert client.post(f"{path}/post").json()["state"] == "open"
    refused = client.post(f"{path}/meet")
    assert (refused.status_code, refused.json()["errors"]) == (
        422, [{"field": "done_when", "detail": "Say how you know that it is done."}],
    )  # fmt: skip
    met = client.post(f"{path}/meet", json={"done_when": "A dry year.", "language": "en"})
    assert (met.status_code, met.json()["state"]) == (200, "met")
    assert met.headers["etag"] == '"3"'
    again = client.post(f"{path}/meet", json={"done_when": "A dry year."})
    assert (again.status_code, again.json()["code"]) == (409, "wrong-state")
    assert site.visitor().get(path).json()["texts"]["en"]["done_when"] == "A dry year."


def test_posting_names_each_answer_that_lacks(site: Site) -> None:
    with site.market() as market:
        officer(market, "a@example.org")
    client = site.api("a@example.org")
    path = f"{NEEDS}/{client.post(NEEDS, json={'title': 'Pumps', 'language': 'en'}).json()['id']}"
    refused = client.post(f"{path}/post")
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"field": "problem", "detail": "Answer this question."},
        {"field": "field", "detail": "Answer this question."},
    ]
    assert client.get(path).json()["state"] == "draft"


def test_a_change_needs_the_version_that_was_read(site: Site) -> None:
    with site.market() as market:
        officer(market, "a@example.org")
    client = site.api("a@example.org")
    path = f"{NEEDS}/{client.post(NEEDS, json=WHOLE).json()['id']}"
    better = {**WHOLE, "title": "Better pumps"}
    assert client.put(path, json=better).status_code == 428
    done = client.put(path, json=better, headers={"if-match": '"1"'})
    assert (done.status_code, done.headers["etag"]) == (200, '"2"')
    assert client.put(path, json=WHOLE, headers={"if-match": '"1"'}).status_code == 412
    assert client.get(path).json()["texts"]["en"]["title"] == "Better pumps"


def test_an_officer_of_one_province_leaves_the_others_need_alone(site: Site) -> None:
    with site.market() as market:
        officer(market, "a@example.org", province="can-tho")
        officer(market, "b@example.org", province="hue")
    a, b = site.api("a@example.org"), site.api("b@example.org")
    path = f"{NEEDS}/{b.post(NEEDS, json=WHOLE).json()['id']}"
    assert a.put(path, json=WHOLE, headers={"if-match": '"1"'}).status_code == 404
    b.post(f"{path}/post")
    before = b.get(path).json()
    answers = [
        a.put(path, json={**WHOLE, "title": "Mine"}, headers={"if-match": '"2"'}),
        *(a.post(f"{path}/{action}") for action in ("meet", "close", "post", "reopen")),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
    assert answers[0].json()["detail"].startswith("Only the need's own house may do this")
    assert b.get(path).json() == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"budget_to": {"amount": -5, "currency": "VND"}}, "budget_to"),
        ({"budget_to": {"amount": 5, "currency": "XYZ"}}, "budget_to"),
        ({"field": "magic"}, "field"),
        ({"language": "fr"}, "language"),
        ({"house_id": "x"}, "house_id"),
        ({"keywords": ["x" * 81]}, "keywords"),
    ],
)
def test_a_wrong_answer_is_named(site: Site, wrong: dict[str, Any], field: str) -> None:
    with site.market() as market:
        officer(market, "a@example.org")
    refused = site.api("a@example.org").post(NEEDS, json={**WHOLE, **wrong})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    with site.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Need)) == 0


def test_without_a_token_one_reads_and_writes_nothing(site: Site) -> None:
    visitor = site.visitor()
    assert visitor.get(NEEDS).json() == {"items": [], "next": None}
    assert visitor.post(NEEDS, json=WHOLE).status_code == 401
    assert visitor.get(f"{NEEDS}/nonsense").status_code == 404


def test_the_list_goes_on_where_it_stopped(site: Site) -> None:
    with site.market() as market:
        officer(market, "a@example.org")
    client = site.api("a@example.org")
    made = [client.post(NEEDS, json={**WHOLE, "title": str(n)}).json()["id"] for n in range(5)]
    for need_id in made[:4]:
        client.post(f"{NEEDS}/{need_id}/post")
    first = client.get(NEEDS, params={"limit": 3}).json()
    assert [item["id"] for item in first["items"]] == made[3:0:-1]
    rest = client.get(NEEDS, params={"limit": 3, "cursor": first["next"]}).json()
    assert ([item["id"] for item in rest["items"]], rest["next"]) == (made[:1], None)
    assert len(client.get(NEEDS, params={"ours": "true"}).json()["items"]) == 5
    assert client.get(NEEDS, params={"field": "energy"}).json()["items"] == []
    assert client.get(NEEDS, params={"state": "nonsense"}).status_code == 422

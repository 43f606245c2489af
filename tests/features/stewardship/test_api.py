"""A house's work on many of its listings, by a program."""

import pytest
from fastapi.testclient import TestClient

from marketplace.houses.rules import Role
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.needs.rules import NeedState
from tests.features.stewardship import rows
from tests.features.stewardship.test_routes import LONG_AGO
from tests.tools.site import Site


@pytest.fixture
def officer(site: Site) -> Actor:
    with site.market() as market:
        return market.member(
            Role.TRANSFER_OFFICER, person=market.person(email="officer@example.org")
        )


@pytest.fixture
def program(site: Site, officer: Actor) -> TestClient:
    return site.api("officer@example.org")


def test_each_id_gets_its_answer(site: Site, officer: Actor, program: TestClient) -> None:
    with site.market() as market:
        (good,) = rows.inventions(market.session, officer, ["Good"])
        (half,) = rows.inventions(market.session, officer, ["Half"], novelty="")
    body = {"action": "publish", "ids": [half, good, "0" * 16]}
    answer = program.post("/api/v1/inventions/bulk", json=body)
    assert answer.status_code == 200
    assert answer.json() == {
        "done": 1,
        "refused": 2,
        "results": [
            {
                "id": half,
                "done": False,
                "code": "unanswered",
                "reason": "Still to be answered: What is new?",
            },
            {"id": good, "done": True, "code": "list", "reason": None},
            {
                "id": "0" * 16,
                "done": False,
                "code": "not-found",
                "reason": "Your house has nothing under this id.",
            },
        ],
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"action": "nonsense", "ids": ["0" * 16]}, "action"),
        ({"action": "publish", "ids": []}, "ids"),
        ({"action": "publish", "ids": ["x"]}, "ids"),
        ({"action": "publish", "ids": ["0" * 16] * 1001}, "ids"),
        ({"action": "reassign", "ids": ["0" * 16]}, "to"),
    ],
)
def test_what_cannot_be_understood_is_a_422(
    program: TestClient, body: dict[str, object], field: str
) -> None:
    answer = program.post("/api/v1/needs/bulk", json=body)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_one_is_confirmed_and_given_away(site: Site, officer: Actor, program: TestClient) -> None:
    old = clock.now() - LONG_AGO
    with site.market() as market:
        colleague = market.member(Role.RESEARCHER, house=market.house_of(officer)).person_id
        (invention,) = rows.inventions(
            market.session, officer, ["Old"], state=InventionState.LISTED, confirmed_at=old
        )
        (need,) = rows.needs(
            market.session, officer, ["Old"], state=NeedState.OPEN, confirmed_at=old
        )
    for path in (f"/api/v1/inventions/{invention}", f"/api/v1/needs/{need}"):
        before = program.get(path).json()
        assert before["responsible_id"] == officer.person_id
        confirmed = program.post(f"{path}/confirm")
        assert confirmed.json()["confirmed_at"] > before["confirmed_at"]
        assert confirmed.headers["etag"] == f'"{confirmed.json()["version"]}"'
        given = program.post(f"{path}/reassign", json={"to": colleague})
        assert given.json()["responsible_id"] == colleague
        assert given.json()["version"] == confirmed.json()["version"] + 1
        assert program.get(path).json() == given.json()
        stranger = site.visitor().get(path).json()
        assert stranger["responsible_id"] is None
        wrong = program.post(f"{path}/reassign", json={"to": "0" * 16})
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "to")


def test_own_listings_are_read_in_pages(site: Site, officer: Actor, program: TestClient) -> None:
    with site.market() as market:
        old = rows.inventions(
            market.session, officer, ["Kẽm cũ"], state=InventionState.LISTED,
            confirmed_at=clock.now() - LONG_AGO,
        )  # fmt: skip
        new = rows.inventions(market.session, officer, ["Kẽm mới", "Sơn"])
        rows.inventions(market.session, market.member(Role.HEAD), ["Kẽm lạ"])
    first = program.get("/api/v1/inventions/ours?limit=2").json()
    assert [one["id"] for one in first["items"]] == new[::-1]
    assert first["items"][0] | {"confirmed_at": ""} == {
        "id": new[1],
        "state": "draft",
        "titles": {"en": "Sơn"},
        "responsible_id": officer.person_id,
        "confirmed_at": "",
        "bids": 0,
    }
    rest = program.get(f"/api/v1/inventions/ours?limit=2&cursor={first['next']}").json()
    assert ([one["id"] for one in rest["items"]], rest["next"]) == (old, None)

    def asked(query: str) -> list[str]:
        return [
            one["id"] for one in program.get(f"/api/v1/inventions/ours?{query}").json()["items"]
        ]

    assert asked("q=kem") == [new[0], *old]
    assert asked("stale=true") == old
    assert asked("responsible=nobody") == []
    assert asked("state=listed") == old

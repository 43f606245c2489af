"""The JSON operations on inventions."""

import pytest
from fastapi.testclient import TestClient

from marketplace.houses.rules import Role
from tests.features.inventions.cards import FIVE, drafted, listed
from tests.tools.site import Site


@pytest.fixture
def officer(site: Site) -> TestClient:
    with site.market() as market:
        person = market.person(email="officer@example.org")
        market.member(Role.TRANSFER_OFFICER, person=person)
    return site.api("officer@example.org")


def test_a_draft_is_replaced_by_whoever_read_it(site: Site, officer: TestClient) -> None:
    made = officer.post("/api/v1/inventions", json={"language": "en", "title": "Half a draft"})
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    path = made.headers["location"]
    assert path == f"/api/v1/inventions/{made.json()['id']}"
    whole = {
        **FIVE,
        "asking": {"amount": 1200, "currency": "USD"},
        "inventors": [{"name": "An", "orcid": "https://orcid.org/0000-0002-1825-0097"}],
        "application_number": "Đơn 12",
        "members_text": "For members",
    }
    assert officer.put(path, json=whole).status_code == 428
    assert officer.put(path, json=whole, headers={"if-match": '"9"'}).status_code == 412
    saved = officer.put(path, json=whole, headers={"if-match": '"1"'})
    assert (saved.status_code, saved.headers["etag"]) == (200, '"2"')
    body = saved.json()
    assert body == officer.get(path).json()
    assert body["texts"]["en"]["title"] == "Zinc coating"
    assert body["asking"] == {"amount": 1200, "currency": "USD"}
    assert body["inventors"] == [{"name": "An", "orcid": "0000-0002-1825-0097"}]
    assert body["members_text"] == "For members"
    assert body["right"]["warnings"] == [
        "This number has no form that is known here; it is kept as typed."
    ]


def test_it_is_listed_as_it_was_read_and_withdrawn(site: Site, officer: TestClient) -> None:
    half = officer.post("/api/v1/inventions", json={"language": "en", "title": "Half a draft"})
    refused = officer.post(f"{half.headers['location']}/list")
    assert refused.status_code == 422
    open_questions = [error["field"] for error in refused.json()["errors"]]
    assert open_questions == ["problem", "novelty", "kind", "readiness"]
    path = officer.post("/api/v1/inventions", json=FIVE).headers["location"]
    stranger = TestClient(site.app)
    assert stranger.get(path).status_code == 404
    assert officer.post(f"{path}/list", headers={"if-match": '"7"'}).status_code == 412
    public = officer.post(f"{path}/list", headers={"if-match": '"1"'})
    assert (public.json()["state"], public.headers["etag"]) == ("listed", '"2"')
    assert stranger.get(path).json()["members_text"] is None
    again = officer.post(f"{path}/list")
    assert (again.status_code, again.json()["code"]) == (409, "wrong-state")
    withdrawn = officer.post(f"{path}/withdraw")
    assert (withdrawn.json()["state"], withdrawn.headers["etag"]) == ("withdrawn", '"3"')
    assert stranger.get(path).status_code == 404


def test_where_the_head_approves(site: Site) -> None:
    with site.market() as market:
        house = market.house()
        house.head_approves = True
        for role in (Role.RESEARCHER, Role.HEAD):
            market.member(
                role, house=house, person=market.person(email=f"{role.value}@example.org")
            )
    researcher, head = site.api("researcher@example.org"), site.api("head@example.org")
    path = researcher.post("/api/v1/inventions", json=FIVE).headers["location"]
    assert researcher.post(f"{path}/submit").json()["state"] == "submitted"
    assert researcher.post(f"{path}/approve").status_code == 403
    assert head.post(f"{path}/return", json={}).status_code == 422
    assert head.post(f"{path}/return", json={"reason": "Shorter."}).json()["state"] == "draft"
    assert researcher.post(f"{path}/submit").status_code == 200
    assert head.post(f"{path}/approve").json()["state"] == "listed"


def test_the_list_is_filtered_and_read_by_cursor(site: Site, officer: TestClient) -> None:
    with site.market() as market:
        other = market.member(Role.TRANSFER_OFFICER)
        for number in range(3):
            listed(market.session, other, title=f"Coating {number}", field="materials")
        listed(market.session, other, title="Rice", kind="plant-variety")
        drafted(market.session, other, title="Hidden")
        house = other.house_id
    own = officer.post("/api/v1/inventions", json={**FIVE, "title": "Own draft"}).json()["id"]

    def titles(client: TestClient, asked: str) -> list[str]:
        found, cursor = [], ""
        while True:
            page = client.get(f"/api/v1/inventions?limit=2{asked}{cursor}").json()
            found += [item["titles"]["en"] for item in page["items"]]
            if page["next"] is None:
                return found
            cursor = f"&cursor={page['next']}"

    public = {"Coating 0", "Coating 1", "Coating 2", "Rice"}
    assert set(titles(TestClient(site.app), "")) == public
    assert set(titles(officer, "")) == public | {"Own draft"}
    assert set(titles(officer, f"&house={house}")) == public
    assert set(titles(officer, "&field=materials")) == public - {"Rice"}
    assert titles(officer, "&kind=plant-variety") == ["Rice"]
    assert officer.get("/api/v1/inventions?kind=nonsense").status_code == 422
    assert officer.get(f"/api/v1/inventions/{own}").json()["state"] == "draft"


def test_without_a_token_or_a_role_nothing_is_written(site: Site, officer: TestClient) -> None:
    with site.market() as market:
        market.member(Role.MONITOR, person=market.person(email="monitor@example.org"))
    assert TestClient(site.app).post("/api/v1/inventions", json=FIVE).status_code == 401
    refused = site.api("monitor@example.org").post("/api/v1/inventions", json=FIVE)
    assert refused.status_code == 403
    assert "A monitor's house watches the market" in refused.json()["detail"]
    assert officer.get("/api/v1/inventions").json() == {"items": [], "next": None}
    assert officer.get("/api/v1/inventions/nonsense").status_code == 404
    wrong = officer.post("/api/v1/inventions", json={"colour": "red", "kind": "patent"})
    assert [error["field"] for error in wrong.json()["errors"]] == ["colour"]

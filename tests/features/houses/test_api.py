import pytest

from marketplace.accounts.queries import by_email
from marketplace.houses.models import House
from marketplace.houses.rules import HouseKind, Role
from tests.tools.site import Site

BODY = {"name": "Viện Gió Mùa", "province": "hue", "about": "We measure wind."}


@pytest.fixture
def house(site: Site) -> str:
    """A verified institute led by lan@example.org; gives its id."""
    with site.market() as market:
        made = market.house(name="Viện Gió Mùa", province="hue")
        market.member(Role.HEAD, house=made, person=market.person("Lan", "lan@example.org"))
        return made.id


def test_houses_are_listed_by_cursor(site: Site) -> None:
    with site.market() as market:
        ids = {market.house(HouseKind.ENTERPRISE).id for _ in range(5)}
        market.house(verified=False)
    program, seen, cursor = site.visitor(), [], ""
    while True:
        page = program.get(f"/api/v1/houses?limit=2{cursor}").json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == 5
    assert set(seen) == ids
    assert seen == sorted(seen, reverse=True)
    assert program.get("/api/v1/houses?kind=institute").json() == {"items": [], "next": None}
    assert program.get("/api/v1/houses?kind=castle").status_code == 422


def test_a_house_is_changed_with_the_version_that_was_read(site: Site, house: str) -> None:
    program = site.api("lan@example.org", house)
    read = program.get(f"/api/v1/houses/{house}")
    assert program.put(f"/api/v1/houses/{house}", json=BODY).status_code == 428
    etag = {"if-match": read.headers["etag"]}
    changed = program.put(f"/api/v1/houses/{house}", json=BODY, headers=etag)
    assert changed.status_code == 200
    assert changed.json()["about"] == "We measure wind."
    assert changed.headers["etag"] != read.headers["etag"]
    stale = program.put(f"/api/v1/houses/{house}", json=BODY, headers=etag)
    assert stale.status_code == 412
    assert stale.json()["code"] == "stale"


def test_what_is_read_can_be_sent_back(site: Site, house: str) -> None:
    program = site.api("lan@example.org", house)
    read = program.get(f"/api/v1/houses/{house}")
    body = {k: v for k, v in read.json().items() if k not in ("id", "kind", "state", "refusal")}
    version = body.pop("version")
    answer = program.put(f"/api/v1/houses/{house}", json=body, headers={"if-match": f'"{version}"'})
    assert answer.status_code == 200
    kept = {k: v for k, v in answer.json().items() if k != "version"}
    assert kept == {k: v for k, v in read.json().items() if k != "version"}


def test_an_officer_of_one_province_does_not_change_anothers_house(site: Site) -> None:
    with site.market() as market:
        hue = market.house(HouseKind.STATE, province="hue")
        da_nang = market.house(HouseKind.STATE, province="da-nang")
        officer = market.person("O", "officer@example.org")
        market.member(Role.ORDERING_OFFICER, house=hue, person=officer)
    program = site.api("officer@example.org", hue.id)
    address = f"/api/v1/houses/{da_nang.id}"
    etag = {"if-match": program.get(address).headers["etag"]}
    refused = program.put(address, json={**BODY, "name": "Mine"}, headers=etag)
    assert refused.status_code == 403
    assert refused.json()["detail"] == "Only the house's Ordering officer may do this."
    with site.database.reading() as session:
        assert session.get_one(House, da_nang.id).name == da_nang.name


def test_a_house_from_its_founding_to_its_verification(site: Site) -> None:
    with site.market() as market:
        market.person("Lan", "lan@example.org")
        market.person("Op", "op@example.org", operator=True)
    lan, operator = site.api("lan@example.org"), site.api("op@example.org")
    body = {"kind": "institute", "name": "Viện Gió Mùa", "province": "hue"}
    founded = lan.post("/api/v1/houses", json=body)
    assert founded.status_code == 201
    address = f"/api/v1/houses/{founded.json()['id']}"
    assert site.visitor().get(address).status_code == 404
    assert lan.post(f"{address}/verify").status_code == 403
    assert operator.post(f"{address}/refuse", json={"reason": ""}).status_code == 422
    refused = operator.post(f"{address}/refuse", json={"reason": "The seal is missing."})
    assert refused.json()["state"] == "refused"
    assert operator.post(f"{address}/verify").status_code == 409
    assert operator.post(f"{address}/apply").status_code == 403
    assert lan.get(address).json()["refusal"] == "The seal is missing."
    assert lan.post(f"{address}/apply").json()["state"] == "applied"
    assert operator.post(f"{address}/verify").json()["state"] == "verified"
    public = site.visitor().get(address).json()
    assert (public["state"], public["refusal"], public["head_approves"]) == ("verified", None, None)


def test_a_monitors_house_is_not_founded_here(site: Site, house: str) -> None:
    body = {"kind": "monitor", "name": "Ban", "province": "hue"}
    answer = site.api("lan@example.org").post("/api/v1/houses", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "kind"


def test_an_invitation_by_program(site: Site, house: str) -> None:
    program = site.api("lan@example.org", house)
    address = f"/api/v1/houses/{house}/invitations"
    made = program.post(address, json={"email": "minh@example.org", "role": "researcher"})
    assert made.status_code == 201
    assert made.json()["role"] == "researcher"
    assert set(made.json()) == {"id", "role"}
    wrong = program.post(address, json={"email": "minh@example.org", "role": "monitor"})
    assert wrong.status_code == 422
    site.drain()
    assert len(site.letters(to="minh@example.org")) == 1


def test_a_token_acts_for_its_own_house_only(site: Site, house: str) -> None:
    with site.market() as market:
        other = market.house()
        lan = by_email(market.session, "lan@example.org")
        assert lan
        market.member(Role.HEAD, house=other, person=lan)
    program = site.api("lan@example.org", house)
    etag = {"if-match": program.get(f"/api/v1/houses/{other.id}").headers["etag"]}
    refused = program.put(f"/api/v1/houses/{other.id}", json=BODY, headers=etag)
    assert refused.status_code == 403


@pytest.mark.parametrize("house_id", ["xx", "0" * 16, "0" * 17])
def test_a_house_that_is_not_there(site: Site, house_id: str) -> None:
    answer = site.visitor().get(f"/api/v1/houses/{house_id}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"

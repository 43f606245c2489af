"""Figures that count stages, for programs."""

from fastapi.testclient import TestClient

from tests.features.metrics.markets import OFFICER, Fair
from tests.tools.site import Site


def busy(site: Site) -> Fair:
    """A signed deal for a need, and two bids more, on inventions of three institutes."""
    with site.market() as market:
        fair = Fair(market, named=True)
        offers = [fair.offer(number, days=number) for number in range(3)]
        need = fair.need()
        fair.suggest(need, offers[0], rank=2)
        fair.signed(offers[0], days=10, need=need)
        fair.bid(offers[1], days=5)
        fair.bid(offers[2], days=30)
        fair.draft()
    site.drain(post=False)
    return fair


def test_stages_with_shares_and_medians(site: Site) -> None:
    busy(site)
    client = site.visitor()
    found = client.get("/api/v1/figures/K6").json()
    assert (found["totals"], found["quarters"], found["ranks"]) == ([], [], [])
    stages = {one["stage"]: one for one in found["stages"]}
    assert list(stages)[:7] == [
        "drafted", "listed", "bid", "agreed", "signed", "paid", "posted",
    ]  # fmt: skip
    assert stages["bid"] == {
        "stage": "bid", "title": "First bid", "count": 3, "related": 0, "median": 10,
        "of_first": 75.0, "of_before": 100.0,
    }  # fmt: skip
    assert stages["signed"]["median"] == 4
    assert stages["answered"]["count"] is None
    assert found["stages_by_quarter"][0]["counts"] == {
        "listed": 3, "signed": 1, "posted": 1, "suggested": 1,
    }  # fmt: skip
    matching = client.get("/api/v1/figures/K21").json()
    assert [(one["stage"], one["count"]) for one in matching["stages"]] == [
        ("pair", 1), ("useful", None), ("not-useful", None), ("accepted", 1), ("unsuggested", 0),
    ]  # fmt: skip
    assert [(one["place"], one["count"]) for one in matching["ranks"]] == [
        ("1", 0), ("2-3", 1), ("4-10", 0),
    ]  # fmt: skip
    listed = client.get("/api/v1/figures").json()["items"]
    assert listed[2]["stages"] == found["stages"]


def test_a_house_alone_is_counted_for_those_who_deal_for_it(site: Site) -> None:
    fair = busy(site)
    house = {"house": fair.institute_id}

    def bids(client: TestClient) -> object:
        answer = client.get("/api/v1/figures/K6", params=house).json()
        return next(one["count"] for one in answer["stages"] if one["stage"] == "bid")

    assert bids(site.visitor()) is None
    assert bids(site.api(OFFICER)) == 1


def test_records_with_what_is_withheld_add_up(site: Site) -> None:
    busy(site)
    client = site.visitor()
    path = "/api/v1/figures/K6/records"
    bids = client.get(path, params={"stage": "bid"}).json()
    assert (len(bids["items"]), bids["withheld"]) == (1, 2)
    [first] = bids["items"]
    assert (first["stage"], first["measured"], first["deal_id"]) == ("bid", 10, None)
    assert (first["occurred"], first["reached"]) == ("2026-01-05", "2026-01-15")
    drafts = client.get(path).json()
    assert (len(drafts["items"]), drafts["withheld"]) == (3, 1)
    accepted = client.get(
        "/api/v1/figures/K21/records", params={"stage": "accepted", "rank": "2-3"}
    ).json()
    assert (len(accepted["items"]), accepted["withheld"]) == (1, 0)
    assert accepted["items"][0]["invention"] == first["subject_id"]
    income = client.get("/api/v1/figures/K3/records").json()
    assert income == {"items": [], "next": None, "withheld": 0}


def test_the_records_of_what_may_not_be_counted_are_none(site: Site) -> None:
    fair = busy(site)
    asked = {"stage": "bid", "house": fair.institute_id}
    found = site.visitor().get("/api/v1/figures/K6/records", params=asked).json()
    assert found == {"items": [], "next": None, "withheld": 0}


def test_what_is_asked_wrongly_is_said(site: Site) -> None:
    client = site.visitor()
    for params in ({"stage": "pair"}, {"measure": "claimed"}, {"rank": "11"}, {"field": "\0"}):
        answer = client.get("/api/v1/figures/K6/records", params=params)
        assert answer.status_code == 422, params
        assert answer.headers["content-type"] == "application/problem+json"

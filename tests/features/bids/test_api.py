import hashlib
import json

import pytest
from sqlalchemy import select

from marketplace.bids.models import Bid
from marketplace.bids.rules import BidState
from tests.features.bids.offers import TERMS, Town
from tests.tools.site import Site


@pytest.fixture
def town(site: Site) -> Town:
    with site.market() as market:
        return Town(market)


def bids(site: Site) -> list[Bid]:
    with site.database.reading() as session:
        return list(session.scalars(select(Bid).order_by(Bid.id)))


def test_a_bid_is_made_read_and_withdrawn(site: Site, town: Town) -> None:
    program = site.api("staff@example.org")
    answer = program.post(
        f"/api/v1/inventions/{town.invention.id}/bids",
        json={
            "right": "exclusive-licence",
            "upfront": {"amount": 500_000_000, "currency": "VND"},
            "term_years": 2.5,
            "territory": "named",
            "countries": ["LA", "KH"],
            "royalty_percent": "3.5",
        },
    )
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"] == f"/api/v1/bids/{made['id']}"
    assert made["terms"] == {
        "right": "exclusive-licence",
        "upfront": {"amount": 500_000_000, "currency": "VND"},
        "term_months": 30,
        "territory": ["KH", "LA"],
        "royalty_percent": "3.5",
        "field_of_use": "",
    }
    assert (made["state"], made["bidder_id"], made["owner_id"]) == (
        "open",
        town.enterprise.id,
        town.institute.id,
    )
    read = program.get(f"/api/v1/bids/{made['id']}")
    assert read.json() == made
    assert read.headers["etag"] == '"1"'
    gone = program.post(f"/api/v1/bids/{made['id']}/withdraw")
    assert (gone.status_code, gone.json()["state"]) == (200, "withdrawn")
    again = program.post(f"/api/v1/bids/{made['id']}/withdraw")
    assert (again.status_code, again.json()["code"]) == (409, "wrong-state")


def test_a_party_recomputes_the_digest_that_the_journal_shows(site: Site, town: Town) -> None:
    made = (
        site.api("staff@example.org")
        .post(f"/api/v1/inventions/{town.invention.id}/bids", json=TERMS)
        .json()
    )
    text = json.dumps(
        {**made["terms"], "salt": made["terms_salt"]},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    assert hashlib.sha256(text.encode()).hexdigest() == made["terms_digest"]


def test_the_same_key_bids_once(site: Site, town: Town) -> None:
    program = site.api("staff@example.org")
    path = f"/api/v1/inventions/{town.invention.id}/bids"
    key = {"Idempotency-Key": "once"}
    first = program.post(path, json=TERMS, headers=key)
    second = program.post(path, json=TERMS, headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    other = program.post(path, json={**TERMS, "term_years": "6"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency-key-reused")
    plain = program.post(path, json=TERMS)
    assert (plain.status_code, plain.json()["code"]) == (409, "bid-open")
    assert len(bids(site)) == 1


def test_wrong_answers_are_named(site: Site, town: Town) -> None:
    answer = site.api("staff@example.org").post(
        f"/api/v1/inventions/{town.invention.id}/bids",
        json={"right": "gift", "upfront": "", "term_years": "0.7", "price": 3},
    )
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {
        "right",
        "upfront",
        "term_years",
        "territory",
        "price",
    }
    assert bids(site) == []


def test_who_may_not(site: Site, town: Town) -> None:
    path = f"/api/v1/inventions/{town.invention.id}/bids"
    assert site.visitor().post(path, json=TERMS).status_code == 401
    own = site.api("officer@example.org").post(path, json=TERMS)
    assert (own.status_code, own.json()["code"]) == (403, "not-allowed")
    nothing = site.api("staff@example.org").post(f"/api/v1/inventions/{'0' * 16}/bids", json=TERMS)
    assert nothing.status_code == 404
    assert site.api("staff@example.org").get("/api/v1/bids/nonsense").status_code == 404
    made = site.api("staff@example.org").post(path, json=TERMS).json()
    rival = site.api("rival@example.org")
    assert rival.get(f"/api/v1/bids/{made['id']}").status_code == 404
    assert rival.get("/api/v1/bids").json() == {"items": [], "next": None}
    assert rival.post(f"/api/v1/bids/{made['id']}/withdraw").status_code == 404
    refused = site.api("officer@example.org").post(f"/api/v1/bids/{made['id']}/withdraw")
    assert refused.status_code == 403
    assert [bid.state for bid in bids(site)] == [BidState.OPEN]


def test_the_owner_refuses(site: Site, town: Town) -> None:
    made = (
        site.api("staff@example.org")
        .post(f"/api/v1/inventions/{town.invention.id}/bids", json=TERMS)
        .json()
    )
    owner = site.api("head@example.org")
    path = f"/api/v1/bids/{made['id']}/refuse"
    assert owner.post(path, json={"reason": "other"}).status_code == 422
    answer = owner.post(path, json={"reason": "other", "sentence": "Not this year."})
    assert answer.status_code == 200
    assert (answer.json()["refusal"], answer.json()["refusal_sentence"]) == (
        "other",
        "Not this year.",
    )
    assert (answer.json()["state"], answer.headers["etag"]) == ("refused", '"2"')


def test_the_list_by_cursor(site: Site, town: Town) -> None:
    with site.market() as market:
        town.session = market.session
        town.market = market
        expected = [town.other_bid().id for _ in range(5)]
    owner = site.api("officer@example.org")
    found, cursor = [], None
    while True:
        query = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        page = owner.get("/api/v1/bids", params=query).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == sorted(expected, reverse=True)
    made = owner.get("/api/v1/bids", params={"tab": "made"}).json()
    assert made["items"] == []
    received = owner.get("/api/v1/bids", params={"tab": "received", "state": "open"}).json()
    assert len(received["items"]) == 5
    assert owner.get("/api/v1/bids", params={"state": "refused"}).json()["items"] == []

import pytest
from sqlalchemy import select

from marketplace.deals.models import Deal
from marketplace.kit import clock
from marketplace.payments.models import Payment
from tests.features.bids.offers import TERMS, Town
from tests.tools.site import Site


@pytest.fixture
def town(site: Site) -> Town:
    with site.market() as market:
        return Town(market)


def test_from_bid_to_payment_by_programs(site: Site, town: Town) -> None:
    owner, bidder = site.api("officer@example.org"), site.api("signatory@example.org")
    head = site.api("head@example.org")
    bid = bidder.post(f"/api/v1/inventions/{town.invention.id}/bids", json=TERMS).json()
    answer = owner.post(f"/api/v1/bids/{bid['id']}/accept", headers={"Idempotency-Key": "a"})
    assert answer.status_code == 201
    deal = answer.json()
    path = f"/api/v1/deals/{deal['id']}"
    assert answer.headers["location"] == path
    assert (deal["state"], deal["terms_digest"], deal["bid_id"]) == (
        "agreed",
        bid["terms_digest"],
        bid["id"],
    )
    repeated = owner.post(f"/api/v1/bids/{bid['id']}/accept", headers={"Idempotency-Key": "a"})
    assert (repeated.status_code, repeated.json()) == (201, deal)

    early = owner.post(
        f"{path}/payments", json={"money": "1 tỷ", "paid_on": clock.today().isoformat()}
    )
    assert (early.status_code, early.json()["code"]) == (409, "not-signed")
    digest = {"digest": deal["terms_digest"]}
    first, second = (signer.post(f"{path}/sign", json=digest).json() for signer in (bidder, head))
    assert (first["state"], first["signed_by"]) == ("agreed", ["buyer"])
    assert (second["state"], second["signed_by"]) == ("signed", ["buyer", "seller"])

    body = {"money": "1 tỷ", "paid_on": clock.today().isoformat()}
    key = {"Idempotency-Key": "p"}
    paid = [owner.post(f"{path}/payments", json=body, headers=key) for _ in range(2)]
    assert [one.status_code for one in paid] == [201, 201]
    assert paid[0].json() == paid[1].json()
    assert paid[0].json()["reference"] == deal["id"]
    with site.database.reading() as session:
        assert len(session.scalars(select(Payment)).all()) == 1


def agreed(site: Site, town: Town) -> Deal:
    with site.market() as market:
        town.session = market.session
        return town.deal()


def test_terms_are_replaced_only_by_those_who_read_the_last_ones(site: Site, town: Town) -> None:
    deal = agreed(site, town)
    program = site.api("staff@example.org")
    path = f"/api/v1/deals/{deal.id}"
    tag = program.get(path).headers["etag"]
    other = {**TERMS, "upfront": "2 tỷ"}
    assert program.put(f"{path}/terms", json=other).status_code == 428
    answer = program.put(f"{path}/terms", json=other, headers={"If-Match": tag})
    assert answer.status_code == 200
    assert [sheet["number"] for sheet in answer.json()["sheets"]] == [1, 2]
    assert answer.json()["sheets"][1]["terms"]["upfront"]["amount"] == 2_000_000_000
    assert answer.headers["etag"] != tag
    assert program.get(path).headers["etag"] == answer.headers["etag"]
    stale = program.put(f"{path}/terms", json=other, headers={"If-Match": tag})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    old = site.api("signatory@example.org").post(f"{path}/sign", json={"digest": deal.sheet.digest})
    assert (old.status_code, old.json()["code"]) == (409, "terms-changed")


def test_leaving_and_relations(site: Site, town: Town) -> None:
    deal = agreed(site, town)
    program = site.api("staff@example.org")
    path = f"/api/v1/deals/{deal.id}"
    related = program.post(f"{path}/relation")
    assert (related.status_code, related.json()["related"]) == (200, True)
    again = program.post(f"{path}/relation")
    assert (again.status_code, again.json()["code"]) == (409, "related-already")
    ended = program.post(f"{path}/end")
    assert (ended.status_code, ended.json()["state"]) == (200, "ended")
    assert program.post(f"{path}/end").json()["code"] == "wrong-state"


def test_strangers_read_that_a_deal_is_but_not_its_terms(site: Site, town: Town) -> None:
    unsigned = agreed(site, town)
    with site.market() as market:
        town.session = market.session
        deal = town.signed()
    for stranger in (site.visitor(), site.api("rival@example.org")):
        found = stranger.get(f"/api/v1/deals/{deal.id}").json()
        assert found["right"] == "non-exclusive-licence"
        assert (found["sheets"], found["bid_id"], found["starts_on"]) == (None, None, None)
        assert stranger.get(f"/api/v1/deals/{unsigned.id}").status_code == 404
        assert [one["id"] for one in stranger.get("/api/v1/deals").json()["items"]] == [deal.id]
    rival = site.api("rival@example.org")
    assert rival.get("/api/v1/deals", params={"ours": True}).json()["items"] == []
    for step, status in (("end", 403), ("relation", 403)):
        assert rival.post(f"/api/v1/deals/{deal.id}/{step}").status_code == status
        assert rival.post(f"/api/v1/deals/{unsigned.id}/{step}").status_code == 404
        assert site.visitor().post(f"/api/v1/deals/{deal.id}/{step}").status_code == 401
    own = site.api("staff@example.org").get("/api/v1/deals", params={"ours": True}).json()
    assert {one["id"] for one in own["items"]} == {deal.id, unsigned.id}
    only = site.api("staff@example.org").get("/api/v1/deals", params={"state": "agreed"}).json()
    assert [one["id"] for one in only["items"]] == [unsigned.id]


def test_a_digest_that_is_none_is_refused(site: Site, town: Town) -> None:
    deal = agreed(site, town)
    answer = site.api("head@example.org").post(
        f"/api/v1/deals/{deal.id}/sign", json={"digest": "yes"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "digest"

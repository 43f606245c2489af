"""Payments for programs."""

from fastapi.testclient import TestClient

from marketplace.payments.models import Payment
from tests.features.payments.trade import OFFICER, SIGNATORY, VERIFIER, Trade
from tests.tools.site import Site

NOWHERE = "0000000000000000"


def declared(site: Site, *, related: bool = False) -> str:
    with site.market() as market:
        return Trade(market, related=related, named=True).declare().id


def visitor(site: Site) -> TestClient:
    return TestClient(site.app, headers={"accept-language": "en"})


def test_confirmed_by_token_and_read_by_everyone(site: Site) -> None:
    payment_id = declared(site)
    path = f"/api/v1/payments/{payment_id}"
    assert visitor(site).get(path).status_code == 404
    payer = site.api(SIGNATORY)
    assert payer.get(path).json()["bank_reference"] == "VCB-0091"
    answer = payer.post(f"{path}/confirm")
    assert answer.status_code == 200
    found = visitor(site).get(path).json()
    assert found["state"] == "verified"
    assert found["level"] == 2
    assert found["money"] == {"amount": 1200000000, "currency": "VND"}
    assert found["paid_on"] == "2026-05-20"
    assert found["bank_reference"] is None
    assert found["objection"] is None
    assert [one["id"] for one in visitor(site).get("/api/v1/payments").json()["items"]] == [
        payment_id
    ]


def test_refusals_are_problems_with_their_reason(site: Site) -> None:
    payment_id = declared(site, related=True)
    path = f"/api/v1/payments/{payment_id}"
    for act in ("confirm", "dispute", "withdraw", "verify", "reject", "reverse"):
        assert visitor(site).post(f"{path}/{act}", json={"reason": "x"}).status_code == 401
    answer = site.api(SIGNATORY).post(f"{path}/confirm")
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert "related, so their word alone does not count" in answer.json()["detail"]
    assert site.api(OFFICER).post(f"{path}/verify").status_code == 403
    assert site.api(VERIFIER).post(f"{path}/reject", json={"reason": ""}).status_code == 422
    assert site.api(VERIFIER).post(f"{path}/verify").json()["state"] == "verified"
    answer = site.api(VERIFIER).post(f"{path}/verify")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong-state")
    for nowhere in (NOWHERE, "nonsense"):
        assert site.api(OFFICER).get(f"/api/v1/payments/{nowhere}").status_code == 404


def test_a_dispute_and_its_withdrawal(site: Site) -> None:
    path = f"/api/v1/payments/{declared(site)}"
    answer = site.api(SIGNATORY).post(f"{path}/dispute", json={"reason": "Half of it."})
    assert (answer.status_code, answer.json()["objection"]) == (200, "Half of it.")
    assert site.api(OFFICER).post(f"{path}/withdraw").json()["state"] == "withdrawn"
    assert site.api(OFFICER).get(path).json()["level"] is None


def test_the_same_counter_entry_sent_twice_is_declared_once(site: Site) -> None:
    payment_id = declared(site)
    path = f"/api/v1/payments/{payment_id}"
    site.api(SIGNATORY).post(f"{path}/confirm")
    officer = site.api(OFFICER)
    body, key = {"reason": "Entered twice."}, {"idempotency-key": "k-1"}
    first = officer.post(f"{path}/reverse", json=body, headers=key)
    again = officer.post(f"{path}/reverse", json=body, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.json()["reverses_id"] == payment_id
    assert first.headers["location"] == f"/api/v1/payments/{first.json()['id']}"
    other = officer.post(f"{path}/reverse", json={"reason": "Another."}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency-key-reused")
    without = officer.post(f"{path}/reverse", json=body)
    assert (without.status_code, without.json()["code"]) == (409, "reversed-already")
    with site.database.reading() as session:
        assert session.query(Payment).count() == 2


def test_lists_by_state_and_reference_in_pages(site: Site) -> None:
    with site.market() as market:
        trade = Trade(market, named=True)
        made = [trade.declare().id for _ in range(3)]
        confirmed = trade.confirmed().id
    officer = site.api(OFFICER)
    listed = officer.get("/api/v1/payments", params={"limit": 2}).json()
    assert [one["id"] for one in listed["items"]] == [confirmed, made[2]]
    rest = officer.get("/api/v1/payments", params={"limit": 2, "cursor": listed["next"]}).json()
    assert [one["id"] for one in rest["items"]] == [made[1], made[0]]
    assert rest["next"] is None
    only = officer.get("/api/v1/payments", params={"state": "verified"}).json()
    assert [one["id"] for one in only["items"]] == [confirmed]
    params = {"purpose": "deal", "reference": trade.deal_id}
    assert len(officer.get("/api/v1/payments", params=params).json()["items"]) == 4
    params["reference"] = NOWHERE
    assert officer.get("/api/v1/payments", params=params).json()["items"] == []

"""Suggestions and the matcher for programs."""

from marketplace.houses.rules import Role
from tests.features.suggestions.fair import COATING, PUMP, RUST, listed, posted
from tests.tools.site import Site

BUYER = "buyer@example.org"


def test_match_ranks_a_text_for_whoever_asks(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        coating = listed(market.session, officer, COATING)
        listed(market.session, officer, PUMP)
    site.drain(post=False)
    answer = site.visitor().post("/api/v1/match", json={"text": RUST, "top": 1})
    assert answer.status_code == 200
    [one] = answer.json()["items"]
    assert answer.json()["listings"] == 2
    assert (one["invention_id"], one["titles"]) == (coating.id, {"vi": COATING})
    parts = one["parts"]
    assert abs(sum(part["weight"] for part in parts) - 1) < 1e-9
    assert abs(sum(part["weight"] * part["value"] for part in parts) - one["score"]) < 1e-3
    for part in parts:
        assert abs(sum(term["value"] for term in part["terms"]) - part["value"]) < 1e-3
    [passage] = one["passages"]
    marked = [passage["text"][start:end] for start, end in passage["marks"]]
    assert passage["language"] == "vi"
    assert any("ăn mòn" in words for words in marked)
    assert (one["readiness"], one["classes"], one["not_stated"]) == (None, [], [])
    assert {"missing", "changes"} <= one.keys()
    refused = site.visitor().post("/api/v1/match", json={"text": " "})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"field": "text", "detail": "Answer this question."}]


def test_both_sides_read_their_suggestions_and_say_what_they_think(site: Site) -> None:
    with site.market() as market:
        buyer = market.member(Role.ENTERPRISE_STAFF, person=market.person(email=BUYER))
        officer = market.member(Role.TRANSFER_OFFICER)
        need = posted(market.session, buyer, RUST)
        coating = listed(market.session, officer, COATING)
    api = site.api(BUYER)
    waiting = api.get(f"/api/v1/needs/{need.id}/suggestions").json()
    assert (waiting["compared_at"], waiting["items"]) == (None, [])
    site.drain(post=False)
    found = api.get(f"/api/v1/needs/{need.id}/suggestions").json()
    assert [(one["invention_id"], one["rank"]) for one in found["items"]] == [(coating.id, 1)]
    other = api.get(f"/api/v1/inventions/{coating.id}/suggestions").json()
    assert [(one["need_id"], one["score"]) for one in other] == [
        (need.id, found["items"][0]["score"])
    ]
    address = f"/api/v1/needs/{need.id}/suggestions/{coating.id}/judgement"
    kept = api.put(address, json={"useful": False, "reason": "known"})
    assert (kept.status_code, kept.json()["side"], kept.json()["reason"]) == (200, "need", "known")
    wrong = api.put(address, json={"useful": True, "reason": "known"})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["field"] == "reason"
    nowhere = api.put(
        f"/api/v1/needs/{need.id}/suggestions/{need.id}/judgement", json={"useful": True}
    )
    assert nowhere.status_code == 404


def test_the_answers_of_the_needs_house_are_a_part_that_only_it_reads_in_full(site: Site) -> None:
    with site.market() as market:
        buyer = market.member(Role.ENTERPRISE_STAFF, person=market.person(email=BUYER))
        need = posted(market.session, buyer, RUST)
        coating = listed(market.session, market.member(Role.TRANSFER_OFFICER), COATING)
    site.drain(post=False)
    api = site.api(BUYER)
    address = f"/api/v1/needs/{need.id}/suggestions/{coating.id}/judgement"
    assert api.put(address, json={"useful": False, "reason": "known"}).status_code == 200
    site.drain(post=False)
    [again] = api.get(f"/api/v1/needs/{need.id}/suggestions").json()["items"]
    answers = again["parts"][-1]
    assert (answers["name"], answers["value"], again["rank_without_answers"]) == ("reactions", 0, 1)
    assert [(term["text"], term["value"]) for term in answers["terms"]] == [
        (coating.id, -0.5),
        ("", 0.5),
    ]
    [public] = site.visitor().get(f"/api/v1/needs/{need.id}/suggestions").json()["items"]
    assert public["score"] == again["score"]
    assert [term["text"] for term in public["parts"][-1]["terms"]] == [""]

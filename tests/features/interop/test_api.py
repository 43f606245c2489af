"""The feed and the signed head, over HTTP."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from marketplace.db.journal import last_number, record, sealed_at_number
from marketplace.houses.events import HouseVerified
from marketplace.houses.rules import HouseKind, Role
from marketplace.kit.actor import MACHINE
from marketplace.kit.event import KINDS
from marketplace.needs.events import NeedPosted
from tests.tools.site import Site

ID = "06fq3k9d1v7m2x4a"


def post_needs(site: Site, *, named: int, unnamed: int) -> str:
    """Write so many `need.posted` events of one house; returns the house's id."""
    with site.market() as market:
        actor = market.member(Role.ENTERPRISE_STAFF)
        for number in range(named + unnamed):
            event = NeedPosted(
                subject_id=ID, field="materials", province="hue", unnamed=number >= named
            )
            record(market.session, actor, event)
    site.drain(post=False)
    return str(actor.house_id)


def test_the_feed_shows_public_entries_in_order_with_the_signed_head(site: Site) -> None:
    house_id = post_needs(site, named=1, unnamed=0)
    answer = site.visitor().get("/api/v1/feed")
    assert answer.status_code == 200
    body = answer.json()
    assert [item["kind"] for item in body["items"]] == ["house.verified", "need.posted"]
    last = body["items"][-1]
    with site.database.reading() as session:
        number = last_number(session)
        entry = sealed_at_number(session, number)
    assert entry is not None
    assert last == {
        "number": number,
        "hash": entry.hash,
        "at": entry.at.isoformat().replace("+00:00", "Z"),
        "kind": "need.posted",
        "subject": {"kind": "need", "id": ID},
        "house": house_id,
        "payload": {"field": "materials", "province": "hue", "unnamed": False},
    }
    assert body["next"] == number
    assert (body["head"]["number"], body["head"]["hash"]) == (number, entry.hash)


def test_the_house_of_an_unnamed_need_stands_nowhere_in_the_feed(site: Site) -> None:
    house_id = post_needs(site, named=0, unnamed=1)
    after_the_house = site.visitor().get("/api/v1/feed").json()["items"][0]["number"]
    answer = site.visitor().get(f"/api/v1/feed?after={after_the_house}")
    [item] = answer.json()["items"]
    assert item["house"] is None
    assert item["payload"] == {"field": "materials", "province": "hue", "unnamed": True}
    assert house_id not in answer.text


def test_whoever_follows_next_gets_every_public_entry_once(site: Site) -> None:
    post_needs(site, named=5, unnamed=2)
    crawler = site.visitor()
    seen: list[int] = []
    after = 0
    for _ in range(20):
        body = crawler.get(f"/api/v1/feed?after={after}&limit=2").json()
        seen += [item["number"] for item in body["items"]]
        after = body["next"]
    with site.database.reading() as session:
        assert after == last_number(session)
        public = [
            number
            for number in range(1, after + 1)
            if (entry := sealed_at_number(session, number)) and KINDS[entry.kind].public
        ]
    assert seen == public
    assert len(seen) == 8


def test_the_cursor_passes_over_entries_that_are_not_public_and_misses_nothing(site: Site) -> None:
    with site.market() as market:
        market.person()
    site.drain(post=False)
    crawler = site.visitor()
    body = crawler.get("/api/v1/feed").json()
    assert (body["items"], body["next"]) == ([], 1)
    with site.market() as market:
        record(
            market.session,
            MACHINE,
            HouseVerified(subject_id=ID, house_kind=HouseKind.STATE.value, province="hue"),
        )
    assert crawler.get(f"/api/v1/feed?after={body['next']}").json()["next"] == 1
    site.drain(post=False)
    body = crawler.get(f"/api/v1/feed?after={body['next']}").json()
    assert ([item["number"] for item in body["items"]], body["next"]) == ([2], 2)


def test_a_number_from_the_future_stays_where_it_is(site: Site) -> None:
    body = site.visitor().get(f"/api/v1/feed?after={2**63 - 1}").json()
    assert (body["items"], body["next"], body["head"]) == ([], 2**63 - 1, None)


def test_bad_cursors_are_problems(site: Site) -> None:
    for query in ("after=-1", f"after={2**63}", "after=x", "limit=0", "limit=501"):
        answer = site.visitor().get(f"/api/v1/feed?{query}")
        assert answer.status_code == 422, query
        assert answer.headers["content-type"] == "application/problem+json"
        assert [error["field"] for error in answer.json()["errors"]] == [query.split("=")[0]]


def test_the_head_is_signed_by_the_key_it_names(site: Site) -> None:
    assert site.visitor().get("/api/v1/journal/head").status_code == 404
    post_needs(site, named=1, unnamed=0)
    head = site.visitor().get("/api/v1/journal/head").json()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head["public_key"]))
    text = f"threehouses head {head['number']}:{head['hash']}".encode()
    key.verify(bytes.fromhex(head["signature"]), text)
    pem = load_pem_public_key(head["public_key_pem"].encode())
    assert isinstance(pem, Ed25519PublicKey)
    assert pem.public_bytes_raw().hex() == head["public_key"]

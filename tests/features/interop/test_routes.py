"""The journal's pages, for people who are not signed in."""

import re

from marketplace.db.journal import record
from marketplace.deals.events import DealSigned
from marketplace.houses.rules import Role
from marketplace.interop.pages import AT_ONCE
from marketplace.kit.actor import VISITOR
from marketplace.needs.events import NeedPosted
from marketplace.suggestions.events import SuggestionMade
from tests.tools.site import Site

ID = "06fq3k9d1v7m2x4a"


def test_an_empty_journal_says_what_will_come(site: Site) -> None:
    answer = site.visitor().get("/journal")
    assert answer.status_code == 200
    assert "Nothing has happened in public yet" in answer.text
    assert "Nothing has been signed yet." in answer.text


def test_the_journal_lists_public_entries_with_house_and_subject(site: Site) -> None:
    with site.market() as market:
        actor = market.member(Role.ENTERPRISE_STAFF)
        record(
            market.session,
            actor,
            NeedPosted(subject_id=ID, field="materials", province="hue", unnamed=False),
        )
        house = market.house_of(actor)
    site.drain(post=False)
    text = site.visitor().get("/journal").text
    assert f'<a href="/needs/{ID}">Need posted</a>' in text
    assert f'<a href="/houses/{house.id}">{house.name}</a>' in text
    assert "Person" not in re.sub("(?s)<header.*?</header>", "", text)
    head = site.visitor().get("/api/v1/journal/head").json()
    assert f'<code id="head-text">{head["number"]}:{head["hash"]}</code>' in text
    assert f"threehouses verify --head {head['number']}:{head['hash']}" in text


def test_the_house_of_an_unnamed_need_stands_on_no_page(site: Site) -> None:
    with site.market() as market:
        house = market.house(name="Secret Works")
        actor = market.member(Role.ENTERPRISE_STAFF, house=house)
        event = NeedPosted(subject_id=ID, field="materials", province="hue", unnamed=True)
        record(market.session, actor, event)
    site.drain(post=False)
    browser = site.visitor()
    last = browser.get("/api/v1/feed").json()["next"]
    for path in (f"/journal?before={last + 1}", f"/journal/{last}"):
        answer = browser.get(path)
        assert "Not named" in answer.text
        rows = answer.text.split("Need posted")[1:]
        assert rows
        assert house.id not in browser.get(f"/journal/{last}").text


def test_an_entry_links_to_everything_it_names(site: Site) -> None:
    with site.market() as market:
        seller = market.member(Role.HEAD)
        buyer = market.member(Role.SIGNATORY)
        record(
            market.session,
            seller,
            DealSigned(
                subject_id=ID,
                invention_id="06fq3k9d1v7m2x4b",
                seller_id=str(seller.house_id),
                buyer_id=str(buyer.house_id),
                seller_province="hue",
                field="materials",
                right="exclusive-licence",
                related=False,
                terms_digest="0" * 64,
            ),
        )
    site.drain(post=False)
    last = site.visitor().get("/api/v1/feed").json()["next"]
    text = site.visitor().get(f"/journal/{last}").text
    for path in (
        f"/deals/{ID}",
        "/inventions/06fq3k9d1v7m2x4b",
        f"/houses/{seller.house_id}",
        f"/houses/{buyer.house_id}",
    ):
        assert f'href="{path}"' in text


def test_an_entry_that_is_not_public_shows_its_kind_and_hash_only(site: Site) -> None:
    with site.market() as market:
        person = market.person(name="Nguyen Thi Lan")
    site.drain(post=False)
    answer = site.visitor().get("/journal/1")
    assert answer.status_code == 200
    assert "Person signed up" in answer.text
    assert "This entry is not public" in answer.text
    assert person.id not in answer.text
    assert "Lan" not in answer.text


def test_older_entries_are_a_page_away_and_none_is_left_out(site: Site) -> None:
    with site.market() as market:
        actor = market.member(Role.ENTERPRISE_STAFF)
        for _ in range(AT_ONCE):
            record(
                market.session,
                actor,
                NeedPosted(subject_id=ID, field="materials", province="hue", unnamed=False),
            )
    site.drain(post=False)
    browser = site.visitor()
    first = browser.get("/journal").text
    older = re.search(r'href="(/journal\?before=\d+)"', first)
    assert older
    second = browser.get(older.group(1)).text
    numbers = [int(n) for n in re.findall(r'href="/journal/(\d+)"', first + second)]
    feed = [item["number"] for item in browser.get("/api/v1/feed").json()["items"]]
    assert numbers == feed[::-1]
    assert 'href="/journal"' in second


def test_suggestions_of_one_need_or_invention_that_follow_each_other_are_one_line(
    site: Site,
) -> None:
    pairs = ["ac", "ad", "ae", "be", "bc", "cc"]
    with site.market() as market:
        for need, invention in ([letter * 16 for letter in pair] for pair in pairs):
            event = SuggestionMade(subject_id=need, invention_id=invention, rank=1, score=400)
            record(market.session, VISITOR, event)
    site.drain(post=False)
    browser = site.visitor()
    text = browser.get("/journal").text
    numbers = [item["number"] for item in browser.get("/api/v1/feed").json()["items"]]
    lines = re.findall(r'<a href="/(\w+)/(\w)\w+">([^<]+suggested[^<]+)</a>', text, re.IGNORECASE)
    assert lines == [
        ("inventions", "c", "Invention suggested for 2 needs"),
        ("inventions", "e", "Invention suggested for 2 needs"),
        ("needs", "a", "2 inventions suggested for a need"),
    ]
    shown = [int(number) for number in re.findall(r'<a href="/journal/(\d+)">\1', text)]
    assert shown == [numbers[at] for at in (4, 5, 2, 3, 0, 1)]


def test_no_such_entry_is_a_404(site: Site) -> None:
    for path in ("/journal/1", "/journal/0", "/journal/x", f"/journal/{2**64}"):
        assert site.visitor().get(path).status_code == 404, path


def test_the_reference_lists_every_operation_of_the_schema(site: Site) -> None:
    schema = site.visitor().get("/api/v1/openapi.json").json()
    text = site.visitor().get("/api/docs").text
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            assert f"<code>{method.upper()} {path}</code>" in text
            assert f'id="{operation["operationId"]}"' in text
    assert "https://cdn" not in text
    assert "-F file=@FILE" in text


def test_the_reference_knows_a_signed_in_reader(site: Site) -> None:
    with site.market() as market:
        market.person(name="Nguyen Thi Lan", email="lan@example.org")
    assert "Nguyen Thi Lan" in site.sign_in("lan@example.org").get("/api/docs").text

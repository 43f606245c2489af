"""The desk as a page and for programs: notices, visits, houses, and what it costs."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions import service as inventions
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.text import t
from marketplace.notices import queries, service
from marketplace.notices.rules import Message
from tests.features.bids.offers import Town, counted, listed, need
from tests.features.inventions.cards import drafted
from tests.tools.market import PASSWORD
from tests.tools.site import Site, path_of


def tell(session: Session, person: Person, number: int = 1) -> None:
    message = Message(
        subject=t("Bid %(number)s was answered", number=number),
        paragraphs=(t("Your house is verified"),),
        action=t("Open the queue"),
        path=f"/needs/{number}",
    )
    service.tell(session, person, message)
    session.flush()


@pytest.fixture
def lan(site: Site) -> Person:
    with site.market() as market:
        person = market.person("Lan", "lan@example.org")
        market.person("Eve", "eve@example.org")
        for number in (1, 2):
            tell(market.session, person, number)
        return person


def section(page: str, heading: str) -> str:
    """What stands under a heading of the desk, up to the next section."""
    return page.partition(f"<h2>{heading}</h2>")[2].partition("</section>")[0]


NEWS = "What has changed since your last visit"


def test_what_is_new_stands_on_the_desk_and_has_been_seen_afterwards(
    site: Site, lan: Person
) -> None:
    browser = site.sign_in("lan@example.org")
    first = browser.get("/desk").text
    news = section(first, NEWS)
    assert news.index("Bid 2 was answered") < news.index("Bid 1 was answered")
    assert f"<h3>{clock.today():%d/%m/%Y}</h3>" in news
    assert 'href="/needs/2"' in news
    assert "was answered" not in site.sign_in("eve@example.org").get("/desk").text
    site.drain()
    with site.market() as market:
        tell(market.session, market.session.get_one(Person, lan.id), 3)
    second = browser.get("/desk").text
    assert "Bid 3 was answered" in section(second, NEWS)
    assert "Bid 2 was answered" not in section(second, NEWS)
    assert "Bid 2 was answered" in section(second, "Earlier")
    site.drain()
    third = browser.get("/desk").text
    assert "Nothing has changed." in section(third, NEWS)
    assert "You were here last on" in section(third, NEWS)
    assert "Bid 3 was answered" in section(third, "Earlier")


def test_on_a_first_visit_only_the_last_day_is_new(site: Site) -> None:
    with site.market() as market:
        eve = market.person("Eve", "eve@example.org")
        for days in (3, 2):
            with clock.moved_to(clock.now() - timedelta(days=days)):
                tell(market.session, eve, days)
        tell(market.session, eve, 9)
    browser = site.sign_in("eve@example.org")
    assert browser.get("/desk/notices").text.count('badge-info">New<') == 1
    page = browser.get("/desk").text
    assert "Bid 9 was answered" in section(page, NEWS)
    assert "Bid 2 was answered" not in section(page, NEWS)
    assert "Bid 2 was answered" in section(page, "Earlier")


def test_all_notices_stand_on_pages_by_day(site: Site, lan: Person) -> None:
    with site.market() as market:
        person = market.session.get_one(Person, lan.id)
        with clock.moved_to(clock.now() - timedelta(days=3)):
            old = f"{clock.today():%d/%m/%Y}"
            for number in range(3, 28):
                tell(market.session, person, number)
    browser = site.sign_in("lan@example.org")
    first = browser.get("/desk/notices").text
    assert "1 to 25 of 27" in first
    assert f"<h3>{old}</h3>" in first
    last = browser.get("/desk/notices?page=2").text
    assert (last.count("was answered"), "26 to 27 of 27" in last) == (2, True)
    assert "Nothing yet" in site.sign_in("eve@example.org").get("/desk/notices").text


def test_signing_in_leads_to_the_desk_unless_one_came_for_something_else(
    site: Site, lan: Person
) -> None:
    typed = {"email": "lan@example.org", "password": PASSWORD}
    assert path_of(site.visitor().post("/sign-in", data=typed)) == "/desk"
    asked = site.visitor().get("/desk/notices?page=1")
    assert path_of(asked) == "/sign-in"
    wanted = parse_qs(urlsplit(str(asked.url)).query)["next"][0]
    there = site.visitor().post("/sign-in", data={**typed, "next": wanted})
    assert path_of(there) == "/desk/notices"


def test_who_has_no_house_is_told_the_next_step(site: Site, lan: Person) -> None:
    page = site.sign_in("eve@example.org").get("/desk").text
    assert "Name your house" in page
    assert 'href="/houses/new"' in page
    assert "Nothing has happened yet." in page


def test_the_desk_and_the_count_in_the_header_agree(site: Site) -> None:
    with site.market() as market:
        town = Town(market)
        town.bid()
        town.other_bid()
    browser = site.sign_in("officer@example.org")
    for page in ("/desk", "/"):
        assert "2 things wait for you" in browser.get(page).text
    assert "wait for you</span>" not in site.sign_in("staff@example.org").get("/").text
    mine = browser.get("/desk").text
    assert mine.count("Read it and answer<") == 2
    waits = site.sign_in("staff@example.org").get("/desk").text
    assert "Nothing waits for you" in waits
    assert "You wait for nobody." not in waits
    assert "You wait for nobody." in mine
    assert town.institute.name in waits


def test_another_house_is_one_line_with_a_button(site: Site) -> None:
    with site.market() as market:
        town = Town(market)
        bid = town.bid()
        deal_house = market.house(HouseKind.ENTERPRISE, name="Second House")
        person = market.session.get_one(Person, town.officer.person_id)
        market.member(Role.SIGNATORY, house=deal_house, person=person)
    browser = site.sign_in("officer@example.org")
    assert f'href="/bids/{bid.id}">Read it' in browser.get("/desk").text
    assert "Nothing waits for you at Second House." in browser.get("/desk").text
    browser.post("/acting", data={"house": deal_house.id, "next": "/desk"})
    second = browser.get("/desk").text
    assert f"1 thing waits for you at {town.institute.name}." in second
    assert f'href="/bids/{bid.id}"' not in second
    assert "things wait for you</span>" not in second
    # A letter's link, opened while one acts for the other house, offers to switch and leads there.
    lost = browser.get(f"/bids/{bid.id}")
    assert lost.status_code == 404
    assert f"Act for {town.institute.name}" in lost.text
    switched = browser.post("/acting", data={"house": town.institute.id, "next": f"/bids/{bid.id}"})
    assert (path_of(switched), switched.status_code) == (f"/bids/{bid.id}", 200)


def test_a_house_goes_by_its_name_in_the_readers_language(site: Site) -> None:
    with site.market() as market:
        town = Town(market)
        town.institute.name_en = "Red River Institute"
    browser = site.sign_in("officer@example.org")
    assert '<span class="house-name">Red River Institute</span>' in browser.get("/desk").text
    browser.post("/language", data={"language": "vi", "next": "/desk"})
    page = browser.get("/desk").text
    assert f'<span class="house-name">{town.institute.name}</span>' in page
    assert "Red River" not in page


def test_a_visitor_with_a_letter_in_hand_signs_in_and_stands_at_the_step(site: Site) -> None:
    with site.market() as market:
        market.house(HouseKind.ENTERPRISE, verified=False)
    lost = site.visitor().get("/payments/06fq3k9d1v7m2x4a")
    assert lost.status_code == 404
    assert 'href="/sign-in?next=/payments/06fq3k9d1v7m2x4a"' in lost.text


def test_an_unnamed_need_stays_unnamed_on_the_owners_desk(site: Site) -> None:
    with site.market() as market:
        town = Town(market)
        secret = need(market.session, town.enterprise, "The secret need")
        secret.unnamed = True
        market.session.flush()
        town.bid(need=secret.id)
    site.drain()
    for email in ("officer@example.org", "staff@example.org"):
        assert "The secret need" not in site.sign_in(email).get("/desk").text
        assert "The secret need" not in "".join(map(str, site.letters(email)))


def test_the_desk_costs_the_same_with_one_thing_and_with_fifty(site: Site) -> None:
    with site.market() as market:
        town = Town(market)
        town.bid()
        waiting = listed(market.session, town.institute, state=InventionState.SUBMITTED)
        waiting.submitted_by = town.officer.person_id
        waiting.submitted_at = clock.now()
    readers = [site.sign_in(f"{name}@example.org") for name in ("head", "staff")]
    sent = []
    for reader in readers:
        reader.get("/desk")
        site.app.state.aside.settle()
        with counted(site) as statements:
            assert reader.get("/desk").status_code == 200
        sent.append(len(statements))
    with site.market() as market:
        town.session = market.session
        for number in range(49):
            town.invention = listed(market.session, town.institute, f"Invention {number}")
            town.bid()
    for reader, before in zip(readers, sent, strict=True):
        reader.get("/desk")  # what stands around every page is looked up every two seconds
        site.app.state.aside.settle()
        with counted(site) as statements:
            page = reader.get("/desk").text
        assert len(statements) == before
        assert page.count('<th scope="row">') >= 50


def test_the_desk_by_program(site: Site) -> None:
    with site.market() as market:
        town = Town(market)
        bid = town.bid()
    site.drain()
    program = site.api("officer@example.org")
    desk = program.get("/api/v1/desk").json()
    assert desk["count"] == 1
    assert desk["waiting"] == [
        {
            "about": "bid",
            "id": bid.id,
            "title": "Bid on “Nano coating against rust”",
            "whom": town.enterprise.name,
            "steps": ["Accept", "Refuse"],
            "path": f"/bids/{bid.id}",
            "since": f"{bid.created_at:%Y-%m-%dT%H:%M:%S.%f}Z",
            "until": f"{bid.valid_until:%Y-%m-%dT%H:%M:%S.%f}Z",
        }
    ]
    assert (desk["waiting_for"], desk["seen_at"]) == ([], None)
    titles = [notice["title"] for notice in desk["changed"]]
    assert "A bid on “Nano coating against rust”" in titles
    assert program.get("/api/v1/desk").json()["seen_at"] is None, "reading is no visit"
    assert program.post("/api/v1/desk/seen").status_code == 204
    seen = program.get("/api/v1/desk").json()
    assert (seen["changed"], seen["seen_at"] is None) == ([], False)
    assert {one["read"] for one in program.get("/api/v1/notices").json()["items"]} == {True}
    bidder = site.api("staff@example.org").get("/api/v1/desk").json()
    assert (bidder["count"], bidder["waiting"]) == (0, [])
    assert [(one["id"], one["whom"]) for one in bidder["waiting_for"]] == [
        (bid.id, town.institute.name)
    ]


def test_notices_by_program(site: Site, lan: Person) -> None:
    program = site.api("lan@example.org")
    first = program.get("/api/v1/notices?limit=1").json()
    assert first["items"][0]["title"] == "Bid 2 was answered"
    assert first["items"][0]["path"] == "/needs/2"
    assert first["items"][0]["read"] is False
    second = program.get(f"/api/v1/notices?limit=1&cursor={first['next']}").json()
    assert [item["title"] for item in second["items"]] == ["Bid 1 was answered"]
    assert second["next"] is None
    assert site.visitor().get("/api/v1/notices").status_code == 401


def test_notices_are_read_in_the_readers_language(site: Site, lan: Person) -> None:
    """The message is stored, not its translation."""
    with site.database.reading() as session:
        stored = session.scalars(queries.after(lan.id, "")).all()[0].content
    assert stored["subject"] == {"message": "Bid %(number)s was answered", "params": {"number": 2}}


def test_a_head_who_handed_it_in_waits_for_another_head(site: Site) -> None:
    with site.market() as market:
        town = Town(market)
        town.institute.head_approves = True
        made = drafted(market.session, town.head)
        market.session.flush()
        inventions.submit_invention(market.session, town.head, invention=made)
    desk = site.api("head@example.org").get("/api/v1/desk").json()
    assert (desk["count"], desk["waiting"]) == (0, [])
    assert [(one["id"], one["whom"]) for one in desk["waiting_for"]] == [
        (made.id, "Another Head of your house")
    ]

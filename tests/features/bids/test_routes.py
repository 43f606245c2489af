import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace import worker
from marketplace.bids import service
from marketplace.bids.forms import RefuseBidForm
from marketplace.bids.models import Bid
from marketplace.bids.rules import BidState, Refusal
from marketplace.houses.rules import HouseKind, Role
from marketplace.kit import clock
from tests.features.bids.offers import (
    TERMS,
    Town,
    counted,
    letters_about,
    listed,
    need,
    words_of,
)
from tests.tools.site import Site, path_of

SENTENCE = "It covers half of what the trials cost us."


@pytest.fixture
def town(site: Site) -> Town:
    with site.market() as market:
        return Town(market)


def made(site: Site, town: Town) -> Bid:
    with site.market() as market:
        town.session = market.session
        return town.bid(message="We coat cranes.")


def state_of(site: Site, bid: Bid) -> BidState:
    with site.database.reading() as session:
        return session.scalars(select(Bid.state).where(Bid.id == bid.id)).one()


def test_a_bid_takes_four_answers(site: Site, town: Town) -> None:
    browser = site.sign_in("staff@example.org")
    page = browser.get(f"/inventions/{town.invention.id}")
    assert f"/bids/new?invention={town.invention.id}" in page.text
    form = browser.get(f"/bids/new?invention={town.invention.id}")
    required = re.findall(r'name="(\w+)"[^>]* required', form.text)
    radios = set(re.findall(r'type="radio"[^>]* name="(\w+)"', form.text))
    assert {*required, *radios} == {"right", "upfront", "term_years", "territory"}
    answer = browser.post("/bids", data={**TERMS, "invention": town.invention.id})
    assert re.fullmatch(r"/bids/[0-9a-z]{16}", path_of(answer))
    assert "Your bid is with the owner." in answer.text
    assert "VND\xa01,200,000,000" in answer.text
    with site.database.reading() as session:
        bid = session.scalars(select(Bid)).one()
    assert (bid.house_id, bid.state) == (town.enterprise.id, BidState.OPEN)


def test_what_was_typed_stays_where_an_answer_is_wrong(site: Site, town: Town) -> None:
    answer = site.sign_in("staff@example.org").post(
        "/bids",
        data={
            **TERMS,
            "invention": town.invention.id,
            "term_years": "0,7",
            "countries": "LA, Xy",
            "message": "Kept <b>as typed</b>",
        },
    )
    assert answer.status_code == 422
    assert "Give whole or half years" in answer.text
    assert 'value="0,7"' in answer.text
    assert 'value="LA, Xy"' in answer.text
    assert "Kept &lt;b&gt;as typed&lt;/b&gt;" in answer.text
    assert "<details open>" in answer.text
    with site.database.reading() as session:
        assert session.scalars(select(Bid)).all() == []


def test_the_form_offers_the_bidders_own_needs(site: Site, town: Town) -> None:
    with site.market() as market:
        own = need(market.session, town.enterprise, "Rust on quay cranes")
        need(market.session, market.house(HouseKind.ENTERPRISE), "Somebody else's need")
    browser = site.sign_in("staff@example.org")
    page = browser.get(f"/bids/new?invention={town.invention.id}").text
    assert "Rust on quay cranes" in page
    assert "Somebody else&#39;s need" not in page
    answer = browser.post("/bids", data={**TERMS, "invention": town.invention.id, "need": own.id})
    assert f'href="/needs/{own.id}"' in answer.text
    foreign = browser.post(
        "/bids", data={**TERMS, "invention": town.invention.id, "need": "0" * 16}
    )
    assert foreign.status_code == 422


def test_a_second_open_bid_is_told_and_led_to_the_first(site: Site, town: Town) -> None:
    bid = made(site, town)
    browser = site.sign_in("signatory@example.org")
    assert f'href="/bids/{bid.id}"' in browser.get(f"/inventions/{town.invention.id}").text
    answer = browser.post("/bids", data={**TERMS, "invention": town.invention.id})
    assert answer.status_code == 409
    assert "Your house has an open bid on this invention." in answer.text


@pytest.mark.parametrize("invention", ["", "0" * 16, "../../etc", "a\x00b", "ñ" * 16])
def test_nothing_is_bid_on_what_is_not_there(site: Site, town: Town, invention: str) -> None:
    browser = site.sign_in("staff@example.org")
    assert browser.post("/bids", data={**TERMS, "invention": invention}).status_code == 404


def test_the_owner_reads_the_bid_and_refuses_with_a_reason(site: Site, town: Town) -> None:
    bid = made(site, town)
    browser = site.sign_in("head@example.org")
    page = browser.get(f"/bids/{bid.id}").text
    assert "We coat cranes." in page
    assert f'href="/bids/{bid.id}/accept"' in page
    assert f'href="/bids/{bid.id}/refuse"' in page
    assert "withdraw" not in page
    assert "The price is too low" in browser.get(f"/bids/{bid.id}/refuse").text
    without = browser.post(f"/bids/{bid.id}/refuse", data={"reason": "price-too-low"})
    assert without.status_code == 422
    assert state_of(site, bid) == BidState.OPEN
    answer = browser.post(
        f"/bids/{bid.id}/refuse", data={"reason": "price-too-low", "sentence": SENTENCE}
    )
    assert SENTENCE in answer.text
    assert state_of(site, bid) == BidState.REFUSED
    bidder = site.sign_in("staff@example.org").get(f"/bids/{bid.id}").text
    assert SENTENCE in bidder
    assert f"/bids/new?invention={town.invention.id}" in bidder


def test_the_bidder_withdraws(site: Site, town: Town) -> None:
    bid = made(site, town)
    browser = site.sign_in("staff@example.org")
    page = browser.get(f"/bids/{bid.id}").text
    assert f'action="/bids/{bid.id}/withdraw"' in page
    assert "/accept" not in page
    answer = browser.post(f"/bids/{bid.id}/withdraw")
    assert "Your bid is withdrawn." in answer.text
    assert state_of(site, bid) == BidState.WITHDRAWN
    assert browser.post(f"/bids/{bid.id}/withdraw").status_code == 409


@pytest.mark.parametrize(
    ("email", "status"),
    [("rival@example.org", 404), ("stranger@example.org", 404), ("clerk@example.org", 403)],
)
def test_nobody_else_reads_or_answers_a_bid(
    site: Site, town: Town, email: str, status: int
) -> None:
    bid = made(site, town)
    with site.market() as market:
        market.person(email="stranger@example.org")
        clerk = market.person(email="clerk@example.org")
        market.member(Role.RESEARCHER, house=town.institute, person=clerk)
    browser = site.sign_in(email)
    for path in ("", "/refuse", "/accept"):
        assert browser.get(f"/bids/{bid.id}{path}").status_code == status
    for path in ("/refuse", "/accept", "/withdraw"):
        data = {"reason": "other", "sentence": "x"}
        assert browser.post(f"/bids/{bid.id}{path}", data=data).status_code == status
    assert bid.id not in browser.get("/bids?tab=received").text
    assert bid.id not in browser.get("/bids?tab=made").text
    assert bid.id not in browser.get(f"/inventions/{town.invention.id}").text
    assert state_of(site, bid) == BidState.OPEN


def test_a_visitor_is_asked_to_sign_in_and_comes_back(site: Site, town: Town) -> None:
    visitor = site.visitor()
    page = visitor.get(f"/inventions/{town.invention.id}").text
    address = f"/bids/new?invention={town.invention.id}"
    assert address in page
    answer = visitor.get(address)
    assert path_of(answer) == "/sign-in"
    signed_in = visitor.post(
        "/sign-in",
        data={
            "email": "staff@example.org",
            "password": "correct horse battery",
            "next": address,
        },
    )
    assert str(signed_in.url).endswith(address)


def test_why_one_cannot_bid_stands_beside_the_button(site: Site, town: Town) -> None:
    with site.market() as market:
        house = market.house(HouseKind.ENTERPRISE, verified=False)
        person = market.person(email="new@example.org")
        market.member(Role.SIGNATORY, house=house, person=person)
    page = site.sign_in("new@example.org").get(f"/inventions/{town.invention.id}").text
    assert "Your house may bid as soon as the operator has verified it." in page
    assert "/bids/new" not in page


def test_the_desk_shows_what_waits_for_an_answer(site: Site, town: Town) -> None:
    bid = made(site, town)
    button = f'href="/bids/{bid.id}">Read it and answer'
    assert button in site.sign_in("officer@example.org").get("/desk").text
    assert button not in site.sign_in("staff@example.org").get("/desk").text
    with site.market() as market:
        form = RefuseBidForm(reason=Refusal.OTHER, sentence="No.")
        bid = market.session.get_one(Bid, bid.id)
        service.refuse_bid(market.session, town.officer, bid=bid, form=form)
    assert button not in site.sign_in("head@example.org").get("/desk").text


def test_the_lists_show_who_waits_for_whom(site: Site, town: Town) -> None:
    bid = made(site, town)
    received = site.sign_in("officer@example.org").get("/bids").text
    assert "Received (1 open)" in received
    assert "Waiting for your answer until" in received
    assert town.enterprise.name in received
    own = site.sign_in("staff@example.org").get("/bids").text
    assert "Made by us (1 open)" in own
    assert f"Waiting for the answer of {town.institute.name} until" in own
    assert f'href="/bids/{bid.id}"' in own
    assert "No bid has come yet" in site.sign_in("rival@example.org").get("/bids?tab=received").text
    assert "has made no bid yet" in site.sign_in("rival@example.org").get("/bids").text


def test_a_list_costs_the_same_with_one_bid_and_with_fifty(site: Site, town: Town) -> None:
    made(site, town)
    browser = site.sign_in("officer@example.org")
    browser.get("/bids")
    with counted(site) as with_one:
        assert browser.get("/bids").status_code == 200
    with site.market() as market:
        town.session = market.session
        for number in range(49):
            town.invention = listed(market.session, town.institute, f"Invention {number}")
            town.bid()
    browser.get("/bids")  # what stands around every page is looked up every two seconds
    with counted(site) as with_fifty:
        page = browser.get("/bids").text
    assert page.count('<th scope="row">') == 25
    assert "1 to 25 of 50" in page
    assert len(with_fifty) == len(with_one)


def test_letters_lead_the_owner_to_the_bid_and_name_no_person(site: Site, town: Town) -> None:
    bid = made(site, town)
    site.drain()
    for email in ("officer@example.org", "head@example.org"):
        (letter,) = letters_about(site, email, "bid")
        assert site.link_in(letter) == f"/bids/{bid.id}"
        words = words_of(letter)
        assert town.enterprise.name in words
        assert "1,200,000,000" not in words
        assert "We coat cranes." not in words
        assert "Person " not in words.partition("\n\n")[2].partition("\n\n")[2]
    for email in ("staff@example.org", "signatory@example.org"):
        assert letters_about(site, email, "bid") == []


def test_a_refusal_reaches_the_bidder_with_its_code_but_not_its_sentence(
    site: Site, town: Town
) -> None:
    bid = made(site, town)
    site.sign_in("head@example.org").post(
        f"/bids/{bid.id}/refuse", data={"reason": "territory", "sentence": SENTENCE}
    )
    site.drain()
    for email in ("staff@example.org", "signatory@example.org"):
        (letter,) = letters_about(site, email, "bid")
        assert "The territory does not fit" in words_of(letter)
        assert SENTENCE not in words_of(letter)
        assert site.link_in(letter) == f"/bids/{bid.id}"


def test_withdrawing_and_expiring_are_told_too(site: Site, town: Town) -> None:
    bid = made(site, town)
    site.sign_in("staff@example.org").post(f"/bids/{bid.id}/withdraw")
    made(site, town)
    with clock.moved_to(clock.now() + timedelta(days=61)):
        worker.clock_jobs(site.tools)
        site.drain()
    assert [letter["Subject"] for letter in letters_about(site, "officer@example.org", "bid")] == [
        "A bid on “Nano coating against rust” was withdrawn"
    ]
    assert [
        letter["Subject"] for letter in letters_about(site, "signatory@example.org", "bid")
    ] == ["Your bid on “Nano coating against rust” has expired"]

import re
from html import unescape

import pytest
from sqlalchemy import select

from marketplace.bids.models import Bid
from marketplace.deals import queries, service
from marketplace.deals.models import Deal
from marketplace.deals.rules import DealState, Party
from marketplace.houses.rules import SIGNERS, HouseKind, Role
from marketplace.kit import clock
from marketplace.payments.models import Payment
from tests.features.bids.offers import TERMS, Town, counted, letters_about, listed, words_of
from tests.tools.site import Site, path_of


@pytest.fixture
def town(site: Site) -> Town:
    with site.market() as market:
        return Town(market)


def bid(site: Site, town: Town) -> Bid:
    with site.market() as market:
        town.session = market.session
        return town.bid()


def agreed(site: Site, town: Town, **changes: str) -> Deal:
    with site.market() as market:
        town.session = market.session
        return town.deal(**changes)


def signed(site: Site, town: Town) -> Deal:
    with site.market() as market:
        town.session = market.session
        return town.signed()


def now(site: Site, deal: Deal) -> Deal:
    with site.database.reading() as session:
        return queries.deal(session, deal.id)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


def test_from_the_letter_to_the_answer_it_takes_three_clicks(site: Site, town: Town) -> None:
    made = bid(site, town)
    site.drain()
    (letter,) = letters_about(site, "officer@example.org", "bid")
    browser = site.sign_in("officer@example.org")
    page = browser.get(site.link_in(letter)).text
    found = re.search(r'<a class="button button-primary" href="([^"]+)">Accept</a>', page)
    assert found
    page = browser.get(found[1]).text
    found = re.search(r'<form class="form" method="post" action="([^"]+)"', page)
    assert found
    answer = browser.post(found[1])
    assert re.fullmatch(r"/deals/[0-9a-z]{16}", path_of(answer))
    assert "Accepted. Now both houses sign." in answer.text
    with site.database.reading() as session:
        assert session.scalars(select(Deal.bid_id)).all() == [made.id]


def test_what_stands_in_the_way_is_told_before_and_after_the_button(site: Site, town: Town) -> None:
    agreed(site, town, right="exclusive-licence")
    with site.market() as market:
        town.market, town.session = market, market.session
        second = town.other_bid()
    browser = site.sign_in("officer@example.org")
    why = "has been agreed on this invention and waits for signatures"
    assert why in browser.get(f"/bids/{second.id}").text
    page = browser.get(f"/bids/{second.id}/accept").text
    assert why in page
    assert "Accept these terms" not in page
    answer = browser.post(f"/bids/{second.id}/accept")
    assert answer.status_code == 409
    assert why in answer.text
    assert town.enterprise.name not in answer.text


def test_uses_that_only_words_keep_apart_are_pointed_out(site: Site, town: Town) -> None:
    agreed(site, town, right="exclusive-licence", field_of_use="Port cranes")
    with site.market() as market:
        town.market, town.session = market, market.session
        second = town.other_bid(field_of_use="Cranes in ports")
    page = site.sign_in("officer@example.org").get(f"/bids/{second.id}/accept").text
    assert "Use: Port cranes" in page
    assert "Accept these terms" in page


def test_both_sides_sign_what_they_have_read(site: Site, town: Town) -> None:
    deal = agreed(site, town)
    for email, said in (
        ("signatory@example.org", "The deal is made once the other side has signed as well."),
        ("head@example.org", "with your signature the deal is made."),
    ):
        browser = site.sign_in(email)
        assert "Waiting for your signature." in browser.get(f"/deals/{deal.id}").text
        page = browser.get(f"/deals/{deal.id}/sign").text
        assert "become public record. The terms do not." in page
        assert said in page
        answer = browser.post(f"/deals/{deal.id}/sign", data={"digest": hidden(page, "digest")})
        assert "You have signed for your house." in answer.text
        late = browser.get(f"/deals/{deal.id}/sign")
        assert path_of(late) == f"/deals/{deal.id}", "an old letter leads to what has become of it"
        assert '<p class="flash flash-neutral"' in late.text
    assert now(site, deal).state == DealState.SIGNED


def test_terms_that_changed_meanwhile_are_not_signed(site: Site, town: Town) -> None:
    deal = agreed(site, town)
    signatory = site.sign_in("signatory@example.org")
    read = hidden(signatory.get(f"/deals/{deal.id}/sign").text, "digest")
    officer = site.sign_in("officer@example.org")
    form = officer.get(f"/deals/{deal.id}/terms").text
    assert 'value="VND\xa01,200,000,000"' in form
    version = hidden(form, "version")
    answer = officer.post(
        f"/deals/{deal.id}/terms", data={**TERMS, "upfront": "2 tỷ", "version": version}
    )
    assert "The other side reads your terms now." in answer.text
    assert "VND\xa02,000,000,000" in answer.text
    refused = signatory.post(f"/deals/{deal.id}/sign", data={"digest": read})
    assert refused.status_code == 409
    assert "The terms changed since you read them." in refused.text
    assert now(site, deal).signatures == []
    stale = signatory.post(f"/deals/{deal.id}/terms", data={**TERMS, "version": version})
    assert stale.status_code == 409
    assert "Somebody else changed this" in stale.text
    assert 'value="1,2 tỷ"' in stale.text
    wrong = signatory.post(
        f"/deals/{deal.id}/terms", data={**TERMS, "term_years": "x", "version": version}
    )
    assert wrong.status_code == 422
    assert [sheet.number for sheet in now(site, deal).sheets] == [1, 2]


def test_a_colliding_version_is_refused_with_what_was_typed_kept(site: Site, town: Town) -> None:
    deal = agreed(site, town)
    with site.market() as market:
        town.market, town.session = market, market.session
        other = town.other_bid()
    browser = site.sign_in("officer@example.org")
    assert browser.post(f"/bids/{other.id}/accept").status_code == 200
    page = browser.get(f"/deals/{deal.id}/terms").text
    answer = browser.post(
        f"/deals/{deal.id}/terms",
        data={**TERMS, "right": "exclusive-licence", "version": hidden(page, "version")},
    )
    assert answer.status_code == 409
    assert "would overlap with it" in answer.text
    assert 'value="exclusive-licence" checked' in answer.text


def test_either_side_leaves_before_signing(site: Site, town: Town) -> None:
    deal = agreed(site, town)
    browser = site.sign_in("staff@example.org")
    assert "Leave this deal?" in browser.get(f"/deals/{deal.id}/end").text
    assert "You have left the deal." in browser.post(f"/deals/{deal.id}/end").text
    assert now(site, deal).state == DealState.ENDED
    assert browser.get(f"/deals/{deal.id}/end").status_code == 409
    assert browser.post(f"/deals/{deal.id}/end").status_code == 409
    assert browser.get(f"/deals/{deal.id}/terms").status_code == 409


def test_a_relation_is_declared_once_and_shown_to_everybody(site: Site, town: Town) -> None:
    deal = signed(site, town)
    browser = site.sign_in("signatory@example.org")
    assert "it is never undone" in browser.get(f"/deals/{deal.id}/relation").text
    browser.post(f"/deals/{deal.id}/relation")
    assert now(site, deal).related
    assert browser.post(f"/deals/{deal.id}/relation").status_code == 409
    assert "Between related houses" in site.visitor().get(f"/deals/{deal.id}").text


def test_the_seller_declares_a_payment_with_two_answers(site: Site, town: Town) -> None:
    deal = signed(site, town)
    browser = site.sign_in("officer@example.org")
    page = browser.get(f"/deals/{deal.id}/payments").text
    assert set(re.findall(r'name="(\w+)"[^>]* required', page)) == {"money", "paid_on"}
    wrong = browser.post(f"/deals/{deal.id}/payments", data={"money": "nothing"})
    assert wrong.status_code == 422
    assert 'value="nothing"' in wrong.text
    answer = browser.post(
        f"/deals/{deal.id}/payments",
        data={"money": "1,2 tỷ", "paid_on": clock.today().isoformat()},
    )
    assert "Declared. The payer is asked to confirm it." in answer.text
    assert "VND\xa01,200,000,000" in answer.text
    with site.database.reading() as session:
        assert session.scalars(select(Payment.reference)).all() == [deal.id]
    assert site.sign_in("staff@example.org").get(f"/deals/{deal.id}/payments").status_code == 403


def test_the_public_reads_that_a_deal_is_but_not_its_terms(site: Site, town: Town) -> None:
    unsigned = agreed(site, town, upfront="777 triệu")
    deal = signed(site, town)
    visitor = site.visitor()
    assert visitor.get(f"/deals/{unsigned.id}").status_code == 404
    page = visitor.get(f"/deals/{deal.id}").text
    for shown in (town.institute.name, town.enterprise.name, "Nano coating", "Non-exclusive"):
        assert shown in page
    register = visitor.get("/deals").text
    assert f'href="/deals/{deal.id}"' in register
    assert unsigned.id not in register
    rival = site.sign_in("rival@example.org").get(f"/deals/{deal.id}").text
    for private in ("1,200,000,000", "5 years", deal.sheet.digest[:12], "Propose other terms"):
        assert private not in page
        assert private not in register
        assert private not in rival
    assert "No deal has been signed yet" not in register


@pytest.mark.parametrize("step", ["sign", "terms", "end", "relation", "payments"])
def test_strangers_take_no_step(site: Site, town: Town, step: str) -> None:
    open_deal, public = agreed(site, town), signed(site, town)
    data = {**TERMS, "digest": open_deal.sheet.digest, "version": "1"}
    for deal, status in ((open_deal, 404), (public, 403)):
        browser = site.sign_in("rival@example.org")
        assert browser.get(f"/deals/{deal.id}/{step}").status_code == status
        assert browser.post(f"/deals/{deal.id}/{step}", data=data).status_code == status
        visitor = site.visitor()
        assert path_of(visitor.get(f"/deals/{deal.id}/{step}")) == "/sign-in"
    assert now(site, open_deal).version == open_deal.version
    assert now(site, public).version == public.version


def test_the_desk_shows_what_waits_for_a_signature(site: Site, town: Town) -> None:
    deal = agreed(site, town)
    for email, waits in (
        ("head@example.org", True),
        ("signatory@example.org", True),
        ("officer@example.org", False),
        ("rival@example.org", False),
    ):
        desk = site.sign_in(email).get("/desk").text
        assert (f'href="/deals/{deal.id}/sign"' in desk) is waits


def test_who_does_not_sign_reads_who_does(site: Site, town: Town) -> None:
    deal = agreed(site, town)
    page = site.sign_in("officer@example.org").get(f"/deals/{deal.id}").text
    assert "Waiting for the signature of your Head." in page
    with site.market() as market:
        clerk = market.person(email="clerk@example.org")
        market.member(Role.RESEARCHER, house=town.institute, person=clerk)
    page = site.sign_in("clerk@example.org").get(f"/deals/{deal.id}").text
    assert "VND\xa01,200,000,000" in page
    assert "does not negotiate" in page


def test_a_list_costs_the_same_with_one_deal_and_with_fifty(site: Site, town: Town) -> None:
    signed(site, town)
    browser, visitor = site.sign_in("officer@example.org"), site.visitor()
    for reader in (browser, visitor):
        reader.get("/deals")
    with counted(site) as with_one:
        browser.get("/deals")
    with counted(site) as public_with_one:
        visitor.get("/deals")
    with site.market() as market:
        town.session = market.session
        for number in range(49):
            town.invention = listed(market.session, town.institute, f"Invention {number}")
            town.signed()
    browser.get("/deals")  # what stands around every page is looked up every two seconds
    with counted(site) as with_fifty:
        page = browser.get("/deals").text
    with counted(site) as public_with_fifty:
        register = visitor.get("/deals").text
    for text in (page, register):
        assert text.count('<th scope="row">') == 25
        assert "1 to 25 of 50" in text
    assert len(with_fifty) == len(with_one)
    assert len(public_with_fifty) == len(public_with_one)


def test_letters_lead_the_signers_to_where_they_sign(site: Site, town: Town) -> None:
    made = bid(site, town)
    site.sign_in("officer@example.org").post(f"/bids/{made.id}/accept")
    site.drain()
    with site.database.reading() as session:
        deal = session.scalars(select(Deal)).one()
    accepted = "Your bid on “Nano coating against rust” was accepted"
    asked = "A deal on “Nano coating against rust” waits for your signature"
    for email, subject, path in (
        ("staff@example.org", accepted, f"/deals/{deal.id}"),
        ("signatory@example.org", accepted, f"/deals/{deal.id}/sign"),
        ("head@example.org", asked, f"/deals/{deal.id}/sign"),
    ):
        letter = letters_about(site, email, "Nano coating")[-1]
        assert (letter["Subject"], site.link_in(letter)) == (subject, path)
        assert "1,200,000,000" not in words_of(letter)
    assert now(site, deal).signed_by == frozenset()


def test_a_signature_stands_on_the_other_sides_desk_and_the_last_one_tells_all(
    site: Site, town: Town
) -> None:
    deal = agreed(site, town)
    digest = {"digest": deal.sheet.digest}
    site.sign_in("signatory@example.org").post(f"/deals/{deal.id}/sign", data=digest)
    site.drain()
    assert now(site, deal).signed_by == frozenset({Party.BUYER})
    head = site.sign_in("head@example.org")
    assert f"{town.enterprise.name} has signed." in head.get("/desk").text
    (asked,) = letters_about(site, "head@example.org", "waits for your signature")
    assert "has signed" not in words_of(asked), "who was asked to sign is not asked again"
    head.post(f"/deals/{deal.id}/sign", data=digest)
    site.drain()
    for email in ("officer@example.org", "staff@example.org", "signatory@example.org"):
        (letter,) = letters_about(site, email, "is signed")
        assert site.link_in(letter) == f"/deals/{deal.id}"
    assert letters_about(site, "head@example.org", "is signed") == []


def test_other_terms_leaving_and_relations_are_told_to_the_other_side(
    site: Site, town: Town
) -> None:
    deal = agreed(site, town)
    site.drain()
    browser = site.sign_in("officer@example.org")
    version = hidden(browser.get(f"/deals/{deal.id}/terms").text, "version")
    browser.post(f"/deals/{deal.id}/terms", data={**TERMS, "version": version})
    site.drain()
    for email in ("staff@example.org", "signatory@example.org", "head@example.org"):
        assert len(letters_about(site, email, "Other terms")) == 1, "also who signs for this side"
    browser.post(f"/deals/{deal.id}/relation")
    browser.post(f"/deals/{deal.id}/end")
    site.drain()
    for word in ("relation", "was left"):
        assert len(letters_about(site, "staff@example.org", word)) == 1
        assert letters_about(site, "head@example.org", word) == []


def test_an_agency_is_paid_through_its_finance_officer(site: Site, town: Town) -> None:
    """Who reads no contracts declares the payment all the same (DOMAIN.md 4)."""
    with site.market() as market:
        state = market.house(HouseKind.STATE)
        signer = market.member(SIGNERS[HouseKind.STATE], house=state)
        officer = market.member(Role.ORDERING_OFFICER, house=state)
        finance = market.person(email="finance@example.org")
        market.member(Role.FINANCE_OFFICER, house=state, person=finance)
        town.session = market.session
        town.invention = listed(market.session, state)
        deal = service.accept_bid(market.session, officer, bid=town.bid())
        for actor in (signer, town.signatory):
            service.sign_deal(market.session, actor, deal=deal, digest=deal.sheet.digest)
    browser = site.sign_in("finance@example.org")
    page = browser.get(f"/deals/{deal.id}").text
    assert f"/deals/{deal.id}/payments" in page
    assert "1,200,000,000" not in page
    assert browser.get(f"/deals/{deal.id}/payments").status_code == 200
    answer = browser.post(
        f"/deals/{deal.id}/payments",
        data={"money": "5 triệu", "paid_on": clock.today().isoformat()},
    )
    assert answer.status_code == 200
    with site.database.reading() as session:
        assert session.scalars(select(Payment.payee_id)).all() == [state.id]

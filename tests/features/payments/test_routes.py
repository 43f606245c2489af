"""Pages of payments over HTTP, letters included."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from marketplace.kit.money import Money
from marketplace.payments import service
from marketplace.payments.forms import DisputeForm
from marketplace.payments.models import LedgerEntry, Payment
from marketplace.payments.rules import PaymentState
from tests.features.payments.trade import OFFICER, SIGNATORY, VERIFIER, Trade
from tests.tools.site import Site, path_of


def declared(site: Site, *, related: bool = False) -> str:
    with site.market() as market:
        return Trade(market, related=related, named=True).declare().id


def verified(site: Site) -> str:
    with site.market() as market:
        return Trade(market, named=True).confirmed().id


def state(site: Site, payment_id: str) -> PaymentState:
    with site.database.reading() as session:
        return session.query(Payment).where(Payment.id == payment_id).one().state


def booked(site: Site) -> int:
    with site.database.reading() as session:
        return session.query(LedgerEntry).count()


def test_from_the_letter_to_the_ledger_in_one_click(site: Site) -> None:
    payment_id = declared(site)
    site.drain()
    letter = site.letters(SIGNATORY)[-1]
    assert letter["Subject"] == "Did your house pay VND 1,200,000,000?"
    assert site.link_in(letter) == f"/payments/{payment_id}"
    browser = site.sign_in(SIGNATORY)
    page = browser.get(f"/payments/{payment_id}")
    assert "Confirm that we paid" in page.text
    assert "VCB-0091" in page.text
    button = f'href="/payments/{payment_id}">Look at it and confirm'
    assert button in browser.get("/desk").text
    answer = browser.post(f"/payments/{payment_id}/confirm")
    assert path_of(answer) == f"/payments/{payment_id}"
    assert "Confirmed. It counts in the figures within seconds." in answer.text
    assert (state(site, payment_id), booked(site)) == (PaymentState.VERIFIED, 2)
    site.drain()
    assert site.letters(OFFICER)[-1]["Subject"] == "A payment of VND 1,200,000,000 is verified"
    assert button not in browser.get("/desk").text


def test_a_verified_payment_is_public_without_what_is_private(site: Site) -> None:
    payment_id = verified(site)
    site.drain()
    page = site.visitor().get(f"/payments/{payment_id}")
    assert page.status_code == 200
    assert "VND\xa01,200,000,000" in page.text
    assert "20/05/2026" in page.text
    assert "V2: verified" in page.text
    assert "Confirmed by the payer" in page.text
    assert 'href="/journal/' in page.text
    assert "VCB-0091" not in page.text
    assert "/reverse" not in page.text


@pytest.mark.parametrize("who", ["", VERIFIER])
def test_others_do_not_learn_of_a_declared_payment(site: Site, who: str) -> None:
    payment_id = declared(site)
    reader = site.sign_in(who) if who else site.visitor()
    assert reader.get(f"/payments/{payment_id}").status_code == 404


def test_a_visitor_who_posts_is_asked_to_sign_in(site: Site) -> None:
    payment_id = declared(site)
    answer = site.visitor().post(f"/payments/{payment_id}/confirm")
    assert path_of(answer) == "/sign-in"
    assert state(site, payment_id) == PaymentState.DECLARED


def test_the_payee_cannot_confirm_but_withdraw(site: Site) -> None:
    payment_id = declared(site)
    browser = site.sign_in(OFFICER)
    assert "Confirm that we paid" not in browser.get(f"/payments/{payment_id}").text
    answer = browser.post(f"/payments/{payment_id}/confirm")
    assert answer.status_code == 403
    assert "Only the house that paid can answer this." in answer.text
    assert (state(site, payment_id), booked(site)) == (PaymentState.DECLARED, 0)
    browser.post(f"/payments/{payment_id}/withdraw")
    assert state(site, payment_id) == PaymentState.WITHDRAWN


def test_a_dispute_needs_a_sentence_and_brings_a_verifier(site: Site) -> None:
    payment_id = declared(site)
    browser = site.sign_in(SIGNATORY)
    answer = browser.post(f"/payments/{payment_id}/dispute", data={"reason": " "})
    assert answer.status_code == 422
    assert "<details open>" in answer.text
    assert "Answer this question." in answer.text
    assert state(site, payment_id) == PaymentState.DECLARED
    browser.post(f"/payments/{payment_id}/dispute", data={"reason": "Only half of it came."})
    assert state(site, payment_id) == PaymentState.DISPUTED
    site.drain()
    assert site.letters(OFFICER)[-1]["Subject"].endswith("disputes a payment")
    assert site.letters(VERIFIER)[-1]["Subject"] == "A disputed payment needs a verifier"
    verifier = site.sign_in(VERIFIER)
    page = verifier.get(f"/payments/{payment_id}")
    assert "Only half of it came." in page.text
    assert "VCB-0091" in page.text
    assert f'href="/payments/{payment_id}">Look at the evidence' in verifier.get("/desk").text
    answer = verifier.post(f"/payments/{payment_id}/reject", data={"reason": ""})
    assert answer.status_code == 422
    verifier.post(f"/payments/{payment_id}/reject", data={"reason": "The bank shows half."})
    assert (state(site, payment_id), booked(site)) == (PaymentState.REJECTED, 0)
    site.drain()
    for email in (OFFICER, SIGNATORY):
        assert site.letters(email)[-1]["Subject"] == "A payment of VND 1,200,000,000 was rejected"
    assert "The bank shows half." in browser.get(f"/payments/{payment_id}").text


def test_between_related_houses_the_button_says_why_not(site: Site) -> None:
    payment_id = declared(site, related=True)
    site.drain()
    asked = [letter["Subject"] for letter in site.letters(SIGNATORY)]
    assert not [subject for subject in asked if "pay" in subject]
    letter = site.letters(VERIFIER)[-1]
    assert letter["Subject"] == "A payment between related houses needs a verifier"
    browser = site.sign_in(SIGNATORY)
    page = browser.get(f"/payments/{payment_id}")
    assert "The two houses are related, so their word alone does not count" in page.text
    assert browser.post(f"/payments/{payment_id}/confirm").status_code == 403
    verifier = site.sign_in(VERIFIER)
    verifier.post(f"/payments/{payment_id}/verify")
    assert (state(site, payment_id), booked(site)) == (PaymentState.VERIFIED, 2)


def test_a_counter_entry_is_agreed_to_by_the_payer(site: Site) -> None:
    payment_id = verified(site)
    officer = site.sign_in(OFFICER)
    page = officer.get(f"/payments/{payment_id}")
    assert "Take back by a counter-entry" in page.text
    assert officer.post(f"/payments/{payment_id}/reverse", data={}).status_code == 422
    answer = officer.post(f"/payments/{payment_id}/reverse", data={"reason": "Entered twice."})
    entry_id = path_of(answer).rsplit("/", 1)[-1]
    assert entry_id != payment_id
    assert "Counter-entry of VND\xa01,200,000,000" in answer.text
    assert "Take back by a counter-entry" not in officer.get(f"/payments/{payment_id}").text
    site.drain()
    letter = site.letters(SIGNATORY)[-1]
    assert letter["Subject"] == "A payment of VND 1,200,000,000 is to be taken back"
    signatory = site.sign_in(SIGNATORY)
    page = signatory.get(f"/payments/{entry_id}")
    assert "Confirm that this is taken back" in page.text
    assert "Entered twice." in page.text
    signatory.post(f"/payments/{entry_id}/confirm")
    assert booked(site) == 4
    public = site.visitor()
    assert "Entered twice." not in public.get(f"/payments/{entry_id}").text
    assert "It was taken back by a counter-entry." in public.get(f"/payments/{payment_id}").text


def test_each_sees_own_lists(site: Site) -> None:
    with site.market() as market:
        trade = Trade(market, named=True)
        trade.declare(Money(101))
        disputed = trade.declare(Money(202))
        service.dispute_payment(
            trade.session, trade.signatory, payment=disputed, form=DisputeForm(reason="No.")
        )
        trade.confirmed()

    everything = ["VND\xa0101", "VND\xa0202", "VND\xa01,200,000,000"]

    def shown(email: str, tab: str) -> list[str]:
        text = site.sign_in(email).get(f"/payments?tab={tab}").text
        return [amount for amount in everything if amount in text]

    assert shown(SIGNATORY, "confirm") == ["VND\xa0101"]
    assert shown(SIGNATORY, "paid") == everything
    assert shown(SIGNATORY, "declared") == []
    assert shown(OFFICER, "declared") == everything
    assert shown(OFFICER, "confirm") == []
    assert shown(VERIFIER, "verify") == ["VND\xa0202"]
    assert site.visitor().get("/payments").url.path == "/sign-in"
    assert site.sign_in(OFFICER).get("/payments?tab=nonsense").status_code == 422


@contextmanager
def statements(site: Site) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*words: Any) -> None:
        seen.append(words[2])

    event.listen(site.database.reader, "before_cursor_execute", note)
    yield seen
    event.remove(site.database.reader, "before_cursor_execute", note)


def test_a_list_costs_the_same_with_one_payment_and_with_fifty(site: Site) -> None:
    with site.market() as market:
        trade = Trade(market, named=True)
        trade.declare()
    browser = site.sign_in(SIGNATORY)
    browser.get("/payments")
    with statements(site) as one:
        browser.get("/payments")
    with site.market() as market:
        trade.session = market.session
        for _ in range(49):
            trade.declare()
    with statements(site) as fifty:
        assert "1 to 25 of 50" in browser.get("/payments").text
    assert len(one) == len(fifty)

"""Declaring, confirming, disputing, verifying, taking back; on both databases."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.db.journal import EventRow, PrivateRow
from marketplace.houses.models import House
from marketplace.houses.rules import HouseKind, Role
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict, NotAllowed
from marketplace.kit.money import Money
from marketplace.payments import policy, queries, service
from marketplace.payments.forms import DisputeForm, PaymentForm, RejectForm, ReverseForm
from marketplace.payments.models import LedgerEntry, Payment
from marketplace.payments.rules import Direction, PaymentState, balanced
from tests.features.payments.trade import DAY, MONEY, Trade
from tests.tools.market import Market


@pytest.fixture
def trade(market: Market) -> Trade:
    return Trade(market)


def kinds(session: Session, payment: Payment) -> list[str]:
    return list(
        session.scalars(
            select(EventRow.kind).where(EventRow.subject_id == payment.id).order_by(EventRow.id)
        )
    )


def ledger(session: Session, payment: Payment) -> list[tuple[str, str, int, str]]:
    rows = session.scalars(
        select(LedgerEntry).where(LedgerEntry.payment_id == payment.id).order_by(LedgerEntry.amount)
    )
    return [(row.house_id, row.account, row.amount, row.currency) for row in rows]


def test_the_payee_declares_and_the_event_says_all_a_figure_needs(trade: Trade) -> None:
    payment = trade.declare()
    assert payment.state == PaymentState.DECLARED
    assert payment.money == MONEY
    event = trade.session.scalars(select(EventRow).where(EventRow.subject_id == payment.id)).one()
    assert event.kind == "payment.declared"
    assert event.payload == (
        f'{{"asset_id":"{trade.asset_id}","direction":"payment","field":"materials",'
        '"money":{"amount":1200000000,"currency":"VND"},"paid_on":"2026-05-20",'
        f'"payee_id":"{trade.payee.id}","payee_province":"ha-noi","payer_id":"{trade.payer.id}",'
        f'"purpose":"deal","reference":"{trade.deal_id}","related":false,"reverses_id":null}}'
    )
    assert "VCB-0091" not in event.payload
    assert ledger(trade.session, payment) == []


def test_the_payers_one_click_verifies_and_books_it(trade: Trade) -> None:
    payment = trade.confirmed()
    assert payment.state == PaymentState.VERIFIED
    assert payment.closed_by == trade.signatory.person_id
    assert kinds(trade.session, payment) == ["payment.declared", "payment.verified"]
    assert ledger(trade.session, payment) == [
        (trade.payer.id, "paid", -1_200_000_000, "VND"),
        (trade.payee.id, "income", 1_200_000_000, "VND"),
    ]


def test_a_second_click_is_refused_and_books_nothing_more(trade: Trade) -> None:
    payment = trade.confirmed()
    with pytest.raises(Conflict):
        service.confirm_payment(trade.session, trade.signatory, payment=payment)
    assert len(ledger(trade.session, payment)) == 2
    assert kinds(trade.session, payment) == ["payment.declared", "payment.verified"]


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.HEAD])
def test_other_roles_of_the_payee_do_not_declare(trade: Trade, role: Role) -> None:
    trade.officer = trade.market.member(role, house=trade.payee)
    with pytest.raises(NotAllowed, match="Its Transfer officer does it"):
        trade.declare()
    assert trade.session.scalar(select(func.count()).select_from(Payment)) == 0


def test_nobody_of_the_payee_confirms_its_own_declaration(trade: Trade) -> None:
    payment = trade.declare()
    for actor in (
        trade.officer,
        trade.market.member(Role.HEAD, house=trade.payee),
        trade.market.member(Role.ENTERPRISE_STAFF, house=trade.payer),
        trade.market.member(Role.SIGNATORY),
    ):
        with pytest.raises(NotAllowed, match="Only the house that paid"):
            service.confirm_payment(trade.session, actor, payment=payment)
    assert payment.state == PaymentState.DECLARED
    assert ledger(trade.session, payment) == []


def test_a_house_does_not_pay_itself(trade: Trade) -> None:
    trade.payer = trade.payee
    with pytest.raises(Conflict, match="does not pay itself"):
        trade.declare()


def test_the_payee_withdraws_before_it_is_verified_and_not_after(trade: Trade) -> None:
    payment = service.withdraw_payment(trade.session, trade.officer, payment=trade.declare())
    assert payment.state == PaymentState.WITHDRAWN
    verified = trade.confirmed()
    with pytest.raises(Conflict, match="Verified"):
        service.withdraw_payment(trade.session, trade.officer, payment=verified)


class TestRelated:
    @pytest.fixture
    def trade(self, market: Market) -> Trade:
        return Trade(market, related=True)

    def test_the_payers_word_is_refused_with_the_reason(self, trade: Trade) -> None:
        payment = trade.declare()
        with pytest.raises(NotAllowed, match="related, so their word alone does not count"):
            service.confirm_payment(trade.session, trade.signatory, payment=payment)
        assert payment.state == PaymentState.DECLARED

    def test_a_finance_officer_of_another_state_house_verifies(self, trade: Trade) -> None:
        verifier = trade.market.member(Role.FINANCE_OFFICER)
        payment = service.verify_payment(trade.session, verifier, payment=trade.declare())
        assert payment.state == PaymentState.VERIFIED
        assert payment.closed_by == verifier.person_id
        assert len(ledger(trade.session, payment)) == 2

    def test_a_verifier_who_is_not_convinced_rejects_with_a_sentence(self, trade: Trade) -> None:
        verifier = trade.market.member(Role.FINANCE_OFFICER)
        payment = service.reject_payment(
            trade.session,
            verifier,
            payment=trade.declare(),
            form=RejectForm(reason="The statement shows no such transfer."),
        )
        assert payment.state == PaymentState.REJECTED
        assert payment.finding == "The statement shows no such transfer."
        body = trade.session.scalars(
            select(PrivateRow.body)
            .join(EventRow, EventRow.id == PrivateRow.event_id)
            .where(EventRow.subject_id == payment.id)
        ).one()
        assert body == '{"reason":"The statement shows no such transfer."}'
        assert ledger(trade.session, payment) == []

    def test_above_below_or_unverified_is_not_outside(self, trade: Trade) -> None:
        market, payment = trade.market, trade.declare()
        above = market.member(Role.FINANCE_OFFICER)
        trade.payee.parent_id = above.house_id
        below_house = market.house(HouseKind.STATE)
        below_house.parent_id = trade.payer.id
        unverified = market.house(HouseKind.STATE, verified=False)
        trade.session.flush()
        for actor in (
            above,
            market.member(Role.FINANCE_OFFICER, house=below_house),
            market.member(Role.FINANCE_OFFICER, house=unverified),
            market.member(Role.ORDERING_OFFICER),
            market.member(Role.OVERSEER),
            market.operator(),
        ):
            with pytest.raises(NotAllowed, match="neither above nor below"):
                service.verify_payment(trade.session, actor, payment=payment)
        assert payment.state == PaymentState.DECLARED

    def test_nobody_verifies_a_payment_of_their_own_organisation(self, market: Market) -> None:
        trade = Trade(market, related=True)
        state = market.member(Role.FINANCE_OFFICER)
        trade.payer = market.house_of(state)
        payment = trade.declare()
        with pytest.raises(NotAllowed, match="of their own organisation"):
            service.verify_payment(trade.session, state, payment=payment)

    def test_a_relation_found_later_takes_the_payers_click_away(self, market: Market) -> None:
        trade = Trade(market)
        payment = trade.declare()
        service.mark_related(trade.session, purpose="deal", reference=trade.deal_id)
        with pytest.raises(NotAllowed):
            service.confirm_payment(trade.session, trade.signatory, payment=payment)


class TestDispute:
    def test_the_payer_disputes_and_an_outsider_decides(self, trade: Trade) -> None:
        payment = trade.declare()
        verifier = trade.market.member(Role.FINANCE_OFFICER)
        with pytest.raises(NotAllowed, match="only where they disagree"):
            service.verify_payment(trade.session, verifier, payment=payment)
        service.dispute_payment(
            trade.session, trade.signatory, payment=payment, form=DisputeForm(reason="Half of it.")
        )
        assert payment.state == PaymentState.DISPUTED
        assert payment.objection == "Half of it."
        service.verify_payment(trade.session, verifier, payment=payment)
        assert kinds(trade.session, payment) == [
            "payment.declared", "payment.disputed", "payment.verified",
        ]  # fmt: skip

    def test_what_is_disputed_is_no_longer_confirmed_but_can_be_withdrawn(
        self, trade: Trade
    ) -> None:
        payment = trade.declare()
        form = DisputeForm(reason="Not us.")
        service.dispute_payment(trade.session, trade.signatory, payment=payment, form=form)
        with pytest.raises(Conflict):
            service.confirm_payment(trade.session, trade.signatory, payment=payment)
        service.withdraw_payment(trade.session, trade.officer, payment=payment)
        assert payment.state == PaymentState.WITHDRAWN


class TestReversal:
    form = ReverseForm(reason="Entered twice.")

    def test_the_counter_entry_counts_once_the_payer_agrees_and_both_stay(
        self, trade: Trade
    ) -> None:
        payment = trade.confirmed()
        entry = service.reverse_payment(
            trade.session, trade.officer, payment=payment, form=self.form
        )
        assert (entry.direction, entry.reverses_id) == (Direction.REVERSAL, payment.id)
        assert (entry.money, entry.paid_on) == (MONEY, DAY)
        assert ledger(trade.session, entry) == []
        service.confirm_payment(trade.session, trade.signatory, payment=entry)
        assert ledger(trade.session, entry) == [
            (trade.payee.id, "income", -1_200_000_000, "VND"),
            (trade.payer.id, "paid", 1_200_000_000, "VND"),
        ]
        assert payment.state == entry.state == PaymentState.VERIFIED

    def test_one_live_counter_entry_at_a_time(self, trade: Trade) -> None:
        payment = trade.confirmed()
        entry = service.reverse_payment(
            trade.session, trade.officer, payment=payment, form=self.form
        )
        with pytest.raises(Conflict, match="declared already"):
            service.reverse_payment(trade.session, trade.officer, payment=payment, form=self.form)
        service.withdraw_payment(trade.session, trade.officer, payment=entry)
        again = service.reverse_payment(
            trade.session, trade.officer, payment=payment, form=self.form
        )
        assert again.state == PaymentState.DECLARED

    def test_only_what_is_verified_and_no_counter_entry_is_taken_back(self, trade: Trade) -> None:
        declared = trade.declare()
        with pytest.raises(Conflict):
            service.reverse_payment(trade.session, trade.officer, payment=declared, form=self.form)
        payment = trade.confirmed()
        entry = service.reverse_payment(
            trade.session, trade.officer, payment=payment, form=self.form
        )
        service.confirm_payment(trade.session, trade.signatory, payment=entry)
        with pytest.raises(NotAllowed, match="Declare the payment anew"):
            service.reverse_payment(trade.session, trade.officer, payment=entry, form=self.form)

    def test_the_payer_cannot_take_back_what_the_payee_received(self, trade: Trade) -> None:
        payment = trade.confirmed()
        with pytest.raises(NotAllowed):
            service.reverse_payment(trade.session, trade.signatory, payment=payment, form=self.form)


@given(
    amount=st.integers(min_value=1, max_value=10**15),
    currency=st.sampled_from(["VND", "USD", "EUR"]),
    back=st.booleans(),
)
def test_the_entries_of_one_payment_sum_to_zero(amount: int, currency: str, back: bool) -> None:
    effect = -Money(amount, currency) if back else Money(amount, currency)
    entries = balanced(effect, payer_id="payer", payee_id="payee")
    assert sum(entry[2] for entry in entries) == 0
    assert {entry[0] for entry in entries} == {"payer", "payee"}
    assert {entry[0]: entry[2] for entry in entries}["payee"] == effect.amount


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.integers(min_value=1, max_value=10**15), min_size=1, max_size=4))
def test_the_ledger_sums_to_zero_per_payment(trade: Trade, amounts: list[int]) -> None:
    for amount in amounts:
        payment = trade.declare(Money(amount))
        service.confirm_payment(trade.session, trade.signatory, payment=payment)
    sums = trade.session.scalars(
        select(func.sum(LedgerEntry.amount)).group_by(LedgerEntry.payment_id, LedgerEntry.currency)
    ).all()
    assert set(map(int, sums)) == {0}


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_entry SET amount = 1", "DELETE FROM ledger_entry"]
)
def test_the_ledger_is_insert_only(trade: Trade, statement: str) -> None:
    trade.confirmed()
    trade.session.flush()
    with pytest.raises(DBAPIError, match="insert-only"), trade.session.begin_nested():
        trade.session.execute(text(statement))


class TestVisibility:
    """`visible_to` is the list form of `policy.can_see`: the same answer for every reader."""

    def readers(self, trade: Trade) -> dict[str, Actor]:
        market = trade.market
        above = market.member(Role.FINANCE_OFFICER)
        trade.payee.parent_id = above.house_id
        child: House = market.house(HouseKind.STATE)
        child.parent_id = trade.payer.id
        trade.session.flush()
        return {
            "visitor": Actor(),
            "payee": trade.officer,
            "payer": market.member(Role.ENTERPRISE_STAFF, house=trade.payer),
            "verifier": market.member(Role.FINANCE_OFFICER),
            "above": above,
            "below": market.member(Role.FINANCE_OFFICER, house=child),
            "stranger": market.member(Role.SIGNATORY),
            "overseer": market.member(Role.OVERSEER),
            "operator": market.operator(),
        }

    def who_sees(self, trade: Trade, payment: Payment, readers: dict[str, Actor]) -> set[str]:
        from_list = {
            name
            for name, actor in readers.items()
            if payment in trade.session.scalars(queries.visible_to(actor)).all()
        }
        by_policy = {name for name, actor in readers.items() if policy.can_see(actor, payment)}
        assert from_list == by_policy
        return from_list

    def test_declared_is_between_the_parties(self, trade: Trade) -> None:
        readers, payment = self.readers(trade), trade.declare()
        assert self.who_sees(trade, payment, readers) == {"payee", "payer"}

    def test_related_and_disputed_are_open_to_verifiers_outside(self, trade: Trade) -> None:
        readers, payment = self.readers(trade), trade.declare()
        form = DisputeForm(reason="No.")
        service.dispute_payment(trade.session, trade.signatory, payment=payment, form=form)
        assert self.who_sees(trade, payment, readers) == {"payee", "payer", "verifier"}
        service.withdraw_payment(trade.session, trade.officer, payment=payment)
        assert self.who_sees(trade, payment, readers) == {"payee", "payer"}
        service.mark_related(trade.session, purpose="deal", reference=trade.deal_id)
        assert self.who_sees(trade, payment, readers) == {"payee", "payer", "verifier"}

    def test_verified_is_public(self, trade: Trade) -> None:
        readers, payment = self.readers(trade), trade.confirmed()
        assert self.who_sees(trade, payment, readers) == set(readers)


class TestForm:
    def test_the_day_is_not_ahead(self) -> None:
        with pytest.raises(ValueError, match="lies ahead"):
            PaymentForm(money=MONEY, paid_on=clock.today() + timedelta(days=1))
        assert PaymentForm(money=MONEY, paid_on=clock.today()).bank_reference == ""

    @pytest.mark.parametrize("typed", ["0", Money(0), Money(-5), Money(10**16)])
    def test_the_amount_is_above_zero(self, typed: object) -> None:
        with pytest.raises(ValueError, match="above zero"):
            PaymentForm.model_validate({"money": typed, "paid_on": "20/05/2026"})

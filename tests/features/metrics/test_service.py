"""The fold: from events to facts, by the stories of DOMAIN.md 6 and by chance."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from marketplace.metrics import queries
from marketplace.metrics.models import Fact
from marketplace.metrics.queries import Quarter, Scope, Total
from marketplace.metrics.rules import Figure, Measure
from marketplace.metrics.service import dump, fold
from tests.features.metrics.stories import DAY, Deal, Story


@pytest.fixture
def story(session: Session) -> Story:
    return Story(session)


def vnd(claimed: int, verified: int, related: int = 0) -> Total:
    return Total("VND", claimed, verified, related)


class TestStoryOne:
    def test_declared_moves_the_claim_and_confirmed_the_headline(self, story: Story) -> None:
        deal = story.signed()
        assert story.deals() == (1, 0, 0)
        payment = story.declare(deal, 1_200_000_000)
        assert story.income() == [vnd(1_200_000_000, 0)]
        assert story.deals() == (1, 0, 0)
        story.about(payment, "verified", deal, 1_200_000_000)
        assert story.income() == [vnd(1_200_000_000, 1_200_000_000)]
        assert story.deals() == (1, 1, 0)

    def test_a_deal_belongs_to_the_day_of_its_first_verified_payment(self, story: Story) -> None:
        deal = story.signed()
        assert story.deals(until=date(2026, 5, 4)) == (1, 0, 0)
        story.pay(deal, 10, date(2026, 8, 1))
        story.pay(deal, 10, date(2026, 9, 1))
        assert story.deals(until=date(2026, 7, 31)) == (0, 0, 0)
        assert story.deals(since=date(2026, 8, 1), until=date(2026, 8, 1)) == (1, 1, 0)

    def test_a_withdrawn_or_rejected_claim_is_gone_and_a_disputed_one_stays(
        self, story: Story
    ) -> None:
        deal = story.signed()
        payments = [story.declare(deal, amount) for amount in (1, 20, 300)]
        for payment, what, amount in zip(
            payments, ("withdrawn", "rejected", "disputed"), (1, 20, 300), strict=True
        ):
            story.about(payment, what, deal, amount)
        assert story.income() == [vnd(300, 0)]

    def test_only_payments_for_deals_count(self, story: Story) -> None:
        deal = story.signed()
        story.about("other", "declared", deal, 5, purpose="fee")
        story.about("other", "verified", deal, 5, purpose="fee")
        assert story.income() == []


class TestGaming:
    """DOMAIN.md 6, story 8."""

    def test_forty_contracts_between_related_houses_move_only_the_claim(self, story: Story) -> None:
        honest = story.signed(buyer="stranger", asset="alloy")
        story.pay(honest, 1_000_000)
        for _ in range(40):
            story.pay(story.signed(related=True), 10_000_000)
        assert story.income() == [vnd(401_000_000, 1_000_000, 400_000_000)]
        assert story.deals() == (41, 1, 1)

    def test_forty_contracts_over_one_asset_within_90_days_are_one_deal(self, story: Story) -> None:
        for day in range(40):
            story.pay(story.signed(), 10_000_000, DAY + timedelta(days=day))
        assert story.deals() == (40, 1, 0)
        assert story.income() == [vnd(400_000_000, 400_000_000)]

    def test_after_90_days_it_is_another_deal(self, story: Story) -> None:
        for days in (0, 90, 91, 181, 182):
            story.pay(story.signed(), 1, DAY + timedelta(days=days))
        assert story.deals() == (5, 3, 0)

    def test_another_asset_or_another_buyer_is_another_deal(self, story: Story) -> None:
        for words in ({}, {"asset": "alloy"}, {"buyer": "stranger"}, {"seller": "university"}):
            story.pay(story.signed(**words), 1)
        assert story.deals() == (4, 4, 0)

    def test_a_relation_declared_later_moves_the_deal_to_its_line(self, story: Story) -> None:
        deal, other = story.signed(), story.signed(asset="alloy")
        story.pay(deal, 10)
        story.pay(deal, 20)
        story.pay(other, 3)
        number = story.relate(deal)
        assert story.income() == [vnd(33, 3, 30)]
        assert story.deals() == (2, 1, 1)
        assert story.income(as_of=number - 1) == [vnd(33, 33)]
        deal.related = False
        story.pay(deal, 100)
        assert story.income() == [vnd(133, 3, 130)]
        assert story.deals() == (2, 1, 1)

    def test_merged_contracts_do_not_come_forward_with_a_later_payment(self, story: Story) -> None:
        first, second = story.signed(), story.signed()
        for deal in (first, second, first, second):
            story.pay(deal, 1)
        story.pay(second, 1, DAY + timedelta(days=200))
        assert story.deals() == (2, 1, 0)


class TestReversal:
    def test_income_falls_and_the_deal_is_only_claimed_again(self, story: Story) -> None:
        deal = story.signed()
        story.pay(deal, 1_200_000_000)
        before = len(story.events)
        story.take_back(deal, 1_200_000_000)
        assert story.income() == [vnd(0, 0)]
        assert story.deals() == (1, 0, 0)
        assert story.income(as_of=before) == [vnd(1_200_000_000, 1_200_000_000)]
        assert story.deals(as_of=before) == (1, 1, 0)

    def test_a_counter_entry_moves_nothing_before_the_payer_consents(self, story: Story) -> None:
        deal = story.signed()
        story.pay(deal, 100)
        story.about("back", "declared", deal, 100, direction="reversal")
        assert story.income() == [vnd(100, 100)]
        assert story.deals() == (1, 1, 0)

    def test_a_deal_with_another_payment_stays_and_starts_with_that(self, story: Story) -> None:
        deal = story.signed()
        story.pay(deal, 100, date(2026, 6, 1))
        story.pay(deal, 50, date(2026, 7, 1))
        story.take_back(deal, 100, date(2026, 6, 1))
        assert story.deals(until=date(2026, 6, 30)) == (0, 0, 0)
        assert story.deals(since=date(2026, 7, 1)) == (1, 1, 0)
        assert story.income() == [vnd(50, 50)]

    def test_a_merged_deal_comes_forward_when_the_counted_one_falls_away(
        self, story: Story
    ) -> None:
        first, second = story.signed(), story.signed()
        story.pay(first, 10)
        story.pay(second, 20)
        story.take_back(first, 10)
        assert story.deals() == (2, 1, 0)
        live = [f for f in queries.all_facts(story.session) if f.to_number is None]
        assert [f.subject_id for f in live if f.figure == Figure.DEALS and f.level == 2] == [
            second.id
        ]


def test_as_of_gives_each_figure_as_it_was_known(story: Story) -> None:
    deal = story.signed()
    known = [(story.income(), story.deals())]
    for amount in (1, 20, 300):
        payment = story.declare(deal, amount)
        known.append((story.income(), story.deals()))
        story.about(payment, "verified", deal, amount)
        known.append((story.income(), story.deals()))
    assert [(story.income(as_of=n), story.deals(as_of=n)) for n in range(1, 8)] == known
    assert known[-1] == ([vnd(321, 321)], (1, 1, 0))
    assert story.income(as_of=0) == []


def test_two_currencies_are_never_added_together(story: Story) -> None:
    deal = story.signed()
    story.pay(deal, 100, currency="USD")
    story.pay(deal, 1_000_000)
    assert story.income() == [Total("USD", 100, 100), vnd(1_000_000, 1_000_000)]
    assert story.deals() == (1, 1, 0)
    quarters = queries.by_quarter(story.session, Figure.INCOME, Scope())
    assert quarters == {
        "USD": {Quarter(2026, 2): Total("USD", 100, 100)},
        "VND": {Quarter(2026, 2): vnd(1_000_000, 1_000_000)},
    }


def test_by_house_puts_the_largest_verified_first(story: Story) -> None:
    story.pay(story.signed(seller="small"), 5)
    story.pay(story.signed(seller="large"), 50)
    story.declare(story.signed(seller="claims"), 500)
    found = queries.by_house(story.session, Figure.INCOME, Scope())
    assert found == {"VND": [("large", vnd(50, 50)), ("small", vnd(5, 5)), ("claims", vnd(500, 0))]}


Step = tuple[str, int, int, int]
"""(what, which deal or payment, amount, day)"""

steps = st.lists(
    st.tuples(
        st.sampled_from(["sign", "declare", "verify", "withdraw", "reject", "back", "relate"]),
        st.integers(0, 5),
        st.integers(1, 10**12),
        st.integers(0, 400),
    ),
    max_size=40,
)


@dataclass
class Books:
    """The same rules once more, over plain lists."""

    payments: list[tuple[str, Deal, int, date, str]] = field(default_factory=list)
    related: set[str] = field(default_factory=set)
    deals: list[Deal] = field(default_factory=list)

    def play(self, story: Story, step: Step) -> None:
        what, which, amount, day = step
        paid_on = DAY + timedelta(days=day)
        if what == "sign":
            self.deals.append(story.signed(asset=f"asset{which % 2}", related=which == 5))
            if which == 5:
                self.related.add(self.deals[-1].id)
        elif not self.deals:
            return
        elif what == "declare":
            deal = self.deals[which % len(self.deals)]
            self.payments.append((story.declare(deal, amount, paid_on), deal, amount, paid_on, ""))
        elif what == "relate":
            deal = self.deals[which % len(self.deals)]
            story.relate(deal)
            self.related.add(deal.id)
        elif self.payments:
            self.answer(story, what, which % len(self.payments))

    def answer(self, story: Story, what: str, which: int) -> None:
        payment, deal, amount, paid_on, state = self.payments[which]
        if what == "back" and state == "verified" and amount > 0:
            story.take_back(deal, amount, paid_on)
            self.payments[which] = (payment, deal, amount, paid_on, "taken back")
        elif what != "back" and state == "":
            state = {"verify": "verified", "withdraw": "withdrawn", "reject": "rejected"}[what]
            story.about(payment, state, deal, amount, paid_on)
            self.payments[which] = (payment, deal, amount, paid_on, state)

    def income(self) -> tuple[int, int, int]:
        live = [p for p in self.payments if p[4] in ("", "verified")]
        verified = [p for p in live if p[4] == "verified"]
        return (
            sum(p[2] for p in live),
            sum(p[2] for p in verified if p[1].id not in self.related),
            sum(p[2] for p in verified if p[1].id in self.related),
        )

    def counts(self) -> tuple[int, int, int]:
        ones = []
        for asset in {deal.asset for deal in self.deals}:
            firsts = sorted(
                (min(days), deal.id)
                for deal in self.deals
                if deal.asset == asset
                and (days := [p[3] for p in self.payments if p[1] is deal and p[4] == "verified"])
            )
            last = None
            for first, deal_id in firsts:
                if last is None or (first - last).days > 90:
                    ones.append(deal_id)
                    last = first
        related = sum(1 for one in ones if one in self.related)
        return len(self.deals), len(ones) - related, related


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(played=steps)
def test_totals_equal_a_naive_sum_and_a_refold_gives_the_same_facts(
    session: Session, played: list[Step]
) -> None:
    with session.begin_nested() as around:
        story, books = Story(session), Books()
        for step in played:
            books.play(story, step)
        found = story.income()
        claimed, verified, related = books.income()
        assert (found or [vnd(0, 0)]) == [vnd(claimed, verified, related)]
        assert story.deals() == books.counts()
        for figure in Figure:
            for measure in Measure:
                rows = session.scalars(queries.records(figure, Scope(), measure)).all()
                total = queries.totals(session, figure, Scope())
                assert sum(row.value for row in rows) == sum(t.of(measure) for t in total)
        kept = dump(session)
        session.query(Fact).delete()
        for event in story.events:
            fold(session, event)
        assert dump(session) == kept
        around.rollback()

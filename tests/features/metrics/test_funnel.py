"""How the ways of inventions and needs are folded: who came to each stage, and in how many days."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed
from marketplace.metrics import counts, queries
from marketplace.metrics.counts import by_house, by_quarter
from marketplace.metrics.models import Fact
from marketplace.metrics.queries import Quarter, Scope
from marketplace.metrics.rules import INVENTIONS, NEEDS, PAIRS, Figure, Line, Measure, Stage
from marketplace.metrics.service import dump, fold
from tests.features.metrics.stories import SIGNED_ON, Deal, Story

S = Stage


@pytest.fixture
def story(session: Session) -> Story:
    return Story(session)


class TestInventions:
    def test_each_stage_counts_with_its_days_since_the_one_before(self, story: Story) -> None:
        story.draft()
        story.later(10)
        story.publish()
        story.later(20)
        deal = story.agreed()
        story.later(5)
        story.sign(deal)
        story.later(30)
        story.pay(deal, 100, story.on)
        assert story.inventions() == {
            S.DRAFTED: (1, 0, None),
            S.LISTED: (1, 0, 10),
            S.BID: (1, 0, 20),
            S.AGREED: (1, 0, 0),
            S.SIGNED: (1, 0, 5),
            S.PAID: (1, 0, 30),
        }

    def test_only_the_first_time_counts(self, story: Story) -> None:
        story.draft()
        story.publish()
        story.later(3)
        story.bid()
        story.later(4)
        story.publish()
        story.bid()
        assert story.inventions() == {
            S.DRAFTED: (1, 0, None),
            S.LISTED: (1, 0, 0),
            S.BID: (1, 0, 3),
        }

    def test_all_stages_belong_to_the_day_of_the_draft(self, story: Story) -> None:
        story.draft()
        story.later(40)
        story.publish()
        later = story.on
        assert story.inventions(until=SIGNED_ON) == {S.DRAFTED: (1, 0, None), S.LISTED: (1, 0, 40)}
        assert story.inventions(since=later) == {}
        [listed] = story.session.scalars(
            counts.records(Figure.FUNNEL, Scope(), S.LISTED, Measure.VERIFIED)
        )
        assert (listed.occurred, listed.reached) == (SIGNED_ON, later)

    def test_a_draft_learns_its_field_and_province_when_it_is_listed(self, story: Story) -> None:
        story.draft()
        story.draft("alloy")
        assert story.inventions(field="materials") == {}
        assert story.inventions(province="ha-noi") == {S.DRAFTED: (2, 0, None)}
        before = len(story.events)
        story.publish(province="hue")
        assert story.inventions(province="hue", field="materials") == {
            S.DRAFTED: (1, 0, None),
            S.LISTED: (1, 0, 0),
        }
        assert story.inventions(province="ha-noi") == {S.DRAFTED: (1, 0, None)}
        assert story.inventions(as_of=before) == {S.DRAFTED: (2, 0, None)}

    def test_a_deleted_draft_is_not_counted(self, story: Story) -> None:
        story.draft()
        story.happen("invention.deleted", "coating")
        assert story.inventions() == {}
        assert story.inventions(as_of=1) == {S.DRAFTED: (1, 0, None)}

    def test_what_was_never_drafted_here_begins_with_its_listing(self, story: Story) -> None:
        story.publish()
        assert story.inventions() == {S.DRAFTED: (1, 0, None), S.LISTED: (1, 0, 0)}

    def test_a_payment_of_an_earlier_day_than_the_signature_took_no_days(
        self, story: Story
    ) -> None:
        story.offer()
        deal = story.agreed()
        story.sign(deal)
        story.pay(deal, 100, story.on - timedelta(days=9))
        assert story.inventions()[S.PAID] == (1, 0, 0)

    def test_a_payment_that_is_taken_back_leads_nowhere(self, story: Story) -> None:
        story.offer()
        deal = story.agreed()
        story.sign(deal)
        first = story.on + timedelta(days=3)
        story.pay(deal, 100, first)
        story.pay(deal, 50, first + timedelta(days=4))
        assert story.inventions()[S.PAID] == (1, 0, 3)
        story.take_back(deal, 100, first)
        assert story.inventions()[S.PAID] == (1, 0, 7)
        before = len(story.events)
        story.take_back(deal, 50, first + timedelta(days=4))
        assert S.PAID not in story.inventions()
        assert story.inventions(as_of=before)[S.PAID] == (1, 0, 7)

    def test_the_earlier_of_two_deals_counts(self, story: Story) -> None:
        story.offer()
        first, second = story.agreed(), story.agreed(buyer="other")
        story.later(2)
        story.sign(second)
        story.later(3)
        story.sign(first)
        assert story.inventions()[S.SIGNED] == (1, 0, 2)
        rows = story.session.scalars(
            counts.records(Figure.FUNNEL, Scope(), S.SIGNED, Measure.VERIFIED)
        ).all()
        assert [row.deal_id for row in rows] == [second.id]

    def test_deals_between_related_parties_stand_apart(self, story: Story) -> None:
        story.offer()
        deal = story.agreed(related=True)
        story.later(1)
        story.sign(deal)
        story.pay(deal, 100, story.on)
        assert story.inventions() == {
            S.DRAFTED: (1, 0, None),
            S.LISTED: (1, 0, 0),
            S.BID: (1, 0, 0),
            S.AGREED: (0, 1, None),
            S.SIGNED: (0, 1, None),
            S.PAID: (0, 1, None),
        }

    def test_a_relation_declared_later_lets_the_next_deal_come_forward(self, story: Story) -> None:
        story.offer()
        first = story.agreed()
        story.later(10)
        second = story.agreed(buyer="other")
        story.sign(first)
        story.later(7)
        story.sign(second)
        before = (story.inventions(), len(story.events))
        assert before[0][S.AGREED] == (1, 0, 0)
        assert before[0][S.SIGNED] == (1, 0, 10)
        story.relate(first)
        assert story.inventions()[S.AGREED] == (1, 1, 10)
        assert story.inventions()[S.SIGNED] == (1, 1, 7)
        assert story.inventions(as_of=before[1]) == before[0]

    def test_a_relation_shown_by_the_signatures_moves_the_agreement_too(self, story: Story) -> None:
        story.offer()
        story.post()
        deal = story.agreed(need="rust")
        deal.related = True
        story.sign(deal)
        assert story.inventions()[S.AGREED] == (0, 1, None)
        assert story.inventions()[S.SIGNED] == (0, 1, None)
        assert story.needs()[S.DEALT] == (0, 1, None)

    def test_the_journal_may_hold_two_bids_of_one_midnight_in_either_order(
        self, story: Story
    ) -> None:
        story.offer()
        story.later(8)
        deal = story.agreed()
        story.on -= timedelta(days=1)
        story.bid()
        assert story.inventions()[S.BID] == (1, 0, 7)
        story.on += timedelta(days=1)
        story.sign(deal)
        assert story.inventions()[S.AGREED] == (1, 0, 1)


class TestMedian:
    @pytest.mark.parametrize(
        ("days", "median"), [([4], 4), ([9, 1], 1), ([7, 1, 3], 3), ([1, 2, 30, 4], 2)]
    )
    def test_it_is_always_one_of_them(self, story: Story, days: list[int], median: int) -> None:
        for number, waited in enumerate(days):
            story.on = SIGNED_ON
            story.draft(f"asset{number}")
            story.later(waited)
            story.publish(f"asset{number}")
        assert story.inventions()[S.LISTED] == (len(days), 0, median)


class TestNeeds:
    def test_each_stage_is_seen_from_the_posting(self, story: Story) -> None:
        story.offer()
        story.post()
        story.later(1)
        story.suggest()
        story.later(5)
        story.suggest(asset="alloy")
        story.agreed(need="rust")
        story.later(4)
        story.end("met")
        assert story.needs(province="hue", field="transport", house_id="company") == {
            S.POSTED: (1, 0, None),
            S.SUGGESTED: (1, 0, 1),
            S.ANSWERED: (1, 0, 6),
            S.DEALT: (1, 0, 6),
            S.MET: (1, 0, 10),
        }

    def test_a_bid_that_names_no_need_answers_none(self, story: Story) -> None:
        story.offer()
        story.post()
        story.agreed()
        assert story.needs() == {S.POSTED: (1, 0, None)}

    def test_what_is_closed_may_be_opened_again(self, story: Story) -> None:
        story.post()
        story.later(3)
        story.end("closed")
        assert story.needs()[S.CLOSED] == (1, 0, 3)
        story.end("reopened")
        assert S.CLOSED not in story.needs()
        story.end("met")
        assert story.needs()[S.MET] == (1, 0, 3)

    def test_a_house_that_stays_unnamed_stands_in_no_fact(self, story: Story) -> None:
        story.offer()
        story.post("secret", house="shy", unnamed=True)
        story.suggest("secret")
        story.pay(story.agreed(need="secret", buyer="shy"), 1)
        assert story.needs(house_id="shy") == {}
        assert story.needs()[S.DEALT] == (1, 0, 0)
        facts = [fact for fact in queries.all_facts(story.session) if fact.subject_id == "secret"]
        assert {fact.figure for fact in facts} == {Figure.FUNNEL}
        assert {fact.house_id for fact in facts} == {""}


def test_quarters_and_houses_add_up_to_the_whole(story: Story) -> None:
    for number in range(6):
        story.draft(f"asset{number}", house=f"house{number % 2}")
        story.later(31)
        if number % 3:
            story.publish(f"asset{number}")
    stages = (S.DRAFTED, S.LISTED)
    assert by_quarter(story.session, Figure.FUNNEL, Scope(), stages) == {
        Quarter(2026, 2): {S.DRAFTED: 2, S.LISTED: 1},
        Quarter(2026, 3): {S.DRAFTED: 3, S.LISTED: 2},
        Quarter(2026, 4): {S.DRAFTED: 1, S.LISTED: 1},
    }
    assert by_house(story.session, Figure.FUNNEL, Scope(), stages) == [
        ("house0", {S.DRAFTED: 3, S.LISTED: 2}),
        ("house1", {S.DRAFTED: 3, S.LISTED: 2}),
    ]


class TestWhatMayBeNamed:
    def named(self, story: Story, stage: Stage) -> list[str]:
        figure = Figure.MATCHING if stage in PAIRS else Figure.FUNNEL
        query = counts.records(figure, Scope(), stage, Measure.VERIFIED)
        return [row.subject_id for row in story.session.scalars(counts.named(query, stage))]

    def test_a_draft_once_it_is_listed(self, story: Story) -> None:
        story.draft()
        story.offer("alloy")
        assert self.named(story, S.DRAFTED) == ["alloy"]

    def test_a_bid_and_an_agreement_once_a_deal_is_signed(self, story: Story) -> None:
        story.offer()
        deal = story.agreed()
        assert (self.named(story, S.BID), self.named(story, S.AGREED)) == ([], [])
        story.sign(deal)
        assert (self.named(story, S.BID), self.named(story, S.AGREED)) == (["coating"], ["coating"])

    def test_what_a_need_led_to_once_its_deal_is_signed_and_never_of_an_unnamed_one(
        self, story: Story
    ) -> None:
        story.offer()
        story.post()
        story.post("secret", unnamed=True)
        deals = [story.agreed(need=need) for need in ("rust", "secret")]
        assert self.named(story, S.ANSWERED) == []
        for deal in deals:
            story.sign(deal)
        assert self.named(story, S.ANSWERED) == self.named(story, S.DEALT) == ["rust"]

    def test_a_judgement_never(self, story: Story) -> None:
        story.post()
        story.suggest()
        story.judge(useful=True)
        assert story.pairs()[S.USEFUL] == (1, 0, 1)
        assert self.named(story, S.USEFUL) == []


Act = tuple[str, int, int]
"""(what, which, days until then)"""

acts = st.lists(
    st.tuples(
        st.sampled_from(
            ["draft", "publish", "bid", "agree", "sign", "pay", "back", "relate", "post", "suggest",
             "judge", "met", "closed", "reopened"]
        ),
        st.integers(0, 5),
        st.integers(0, 40),
    ),
    max_size=50,
)  # fmt: skip


@dataclass
class Player:
    """Plays acts by chance, and leaves out those that no rule of the market would allow."""

    story: Story
    deals: list[Deal] = field(default_factory=list)
    paid: dict[str, tuple[Deal, date]] = field(default_factory=dict)
    done: set[tuple[str, str]] = field(default_factory=set)

    def play(self, act: Act) -> None:
        what, which, days = act
        self.story.later(days)
        getattr(self, what)(which)

    def once(self, what: str, of: str) -> bool:
        first = (what, of) not in self.done
        self.done.add((what, of))
        return first

    def draft(self, which: int) -> None:
        if self.once("draft", asset(which)):
            self.story.draft(asset(which))

    def publish(self, which: int) -> None:
        self.draft(which)
        self.story.publish(asset(which))

    def bid(self, which: int) -> None:
        self.story.bid(asset(which), need(which) if which > 2 else "")

    def agree(self, which: int) -> None:
        named = need(which) if which > 2 else ""
        self.deals.append(self.story.agreed(named, asset=asset(which), related=which == 5))

    def sign(self, which: int) -> None:
        if self.deals and self.once("sign", self.deals[which % len(self.deals)].id):
            self.story.sign(self.deals[which % len(self.deals)])

    def relate(self, which: int) -> None:
        if self.deals:
            deal = self.deals[which % len(self.deals)]
            deal.related = True
            self.story.relate(deal)

    def pay(self, which: int) -> None:
        if self.deals:
            deal = self.deals[which % len(self.deals)]
            self.paid[self.story.pay(deal, 10, self.story.on)] = (deal, self.story.on)

    def back(self, _which: int) -> None:
        if self.paid:
            deal, day = self.paid.pop(next(iter(self.paid)))
            self.story.take_back(deal, 10, day)

    def post(self, which: int) -> None:
        if self.once("post", need(which)):
            self.story.post(need(which), unnamed=which > 3)

    def suggest(self, which: int) -> None:
        self.story.suggest(need(which), asset(which), rank=which + 1)

    def judge(self, which: int) -> None:
        self.story.judge(useful=which > 2, need=need(which), asset=asset(which))

    def met(self, which: int) -> None:
        self.story.end("met", need(which))

    def closed(self, which: int) -> None:
        self.story.end("closed", need(which))

    def reopened(self, which: int) -> None:
        self.story.end("reopened", need(which))


def asset(which: int) -> str:
    return f"asset{which % 3}"


def need(which: int) -> str:
    return f"need{which % 2}"


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(played=acts)
def test_records_add_up_to_the_numbers_and_a_refold_gives_the_same_facts(
    session: Session, played: list[Act]
) -> None:
    with session.begin_nested() as around:
        story = Story(session)
        player = Player(story)
        for act in played:
            player.play(act)
        for figure, stages in (
            (Figure.FUNNEL, INVENTIONS),
            (Figure.FUNNEL, NEEDS),
            (Figure.MATCHING, PAIRS),
        ):
            found = counts.counts(session, figure, Scope(), stages)
            for stage in stages:
                adds_up(session, figure, found[stage])
        kept = dump(session)
        session.query(Fact).delete()
        for event in story.events:
            fold(session, event)
        assert dump(session) == kept
        around.rollback()


def adds_up(session: Session, figure: Figure, count: counts.Count) -> None:
    """The records of a stage are as many as its number, each subject once, and hold its median."""
    for measure in (Measure.VERIFIED, Measure.RELATED):
        rows = session.scalars(counts.records(figure, Scope(), count.stage, measure)).all()
        assert len(rows) == count.of(measure)
        if count.stage not in PAIRS:
            assert len({row.subject_id for row in rows}) == len(rows)
        if measure == Measure.VERIFIED:
            measured = sorted(row.measured for row in rows if row.measured is not None)
            assert count.median == (measured[(len(measured) - 1) // 2] if measured else None)
            assert {row.line for row in rows} <= {Line.HEADLINE}


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(played=acts, merged=st.randoms(use_true_random=False))
def test_the_journal_may_hold_two_stories_in_any_order(
    session: Session, played: list[Act], merged: Random
) -> None:
    """Of one subject the order is that of cause and effect; of two it promises none."""
    with session.begin_nested() as around:
        player = Player(Story(session))
        for act in played:
            player.play(act)
        stories = [[renamed(event, ending) for event in player.story.events] for ending in "ab"]
        one_by_one = refolded(session, stories[0] + stories[1])
        mixed = []
        while any(stories):
            mixed.append(merged.choice([story for story in stories if story]).pop(0))
        assert refolded(session, mixed) == one_by_one
        around.rollback()


def renamed(event: Sealed, ending: str) -> Sealed:
    """The same about other inventions, needs, deals and payments."""
    names = ("invention_id", "need_id", "asset_id", "reference")
    payload = {
        name: f"{value}{ending}" if name in names and value else value
        for name, value in event.payload.items()
    }
    return replace(event, subject_id=f"{event.subject_id}{ending}", payload=payload)


def refolded(session: Session, events: list[Sealed]) -> list[tuple[str, ...]]:
    """The live facts that they give in this order, but for the numbers from which they hold."""
    session.query(Fact).delete()
    for number, event in enumerate(events, start=1):
        fold(session, replace(event, number=number))
    names = [one.name for one in Fact.__table__.columns if not one.name.endswith("_number")]
    facts = [fact for fact in queries.all_facts(session) if fact.to_number is None]
    return sorted(tuple(str(getattr(fact, name)) for name in names) for fact in facts)

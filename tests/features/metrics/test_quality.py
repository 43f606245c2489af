"""How the quality of suggestions is folded: what was suggested, judged, and agreed to."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.metrics import counts
from marketplace.metrics.queries import Scope
from marketplace.metrics.rules import Figure, Measure, Rank, Stage
from tests.features.metrics.stories import SIGNED_ON, Deal, Story

S = Stage


@pytest.fixture
def story(session: Session) -> Story:
    """A named need of the company."""
    story = Story(session)
    story.post()
    return story


def accepted(story: Story, need: str = "rust", **words: str | bool) -> Deal:
    deal = story.agreed(need, **words)
    story.sign(deal)
    return deal


def test_a_pair_is_suggested_once_however_often_it_moves(story: Story) -> None:
    story.suggest(rank=4)
    story.suggest(rank=1)
    story.suggest(asset="alloy", rank=2)
    assert story.pairs() == {S.PAIR: (2, 0, 2)}
    assert story.pairs(province="hue", field="transport", house_id="company") == story.pairs()


class TestJudged:
    def test_the_last_word_of_each_side_counts(self, story: Story) -> None:
        story.suggest()
        story.judge(useful=False, person="staff")
        story.judge(useful=True, person="signatory")
        story.judge(useful=False, side="invention")
        assert story.pairs() == {S.PAIR: (1, 0, 1), S.USEFUL: (1, 0, 1), S.USELESS: (1, 0, 1)}
        assert story.pairs(as_of=3)[S.USELESS] == (1, 0, 1)

    def test_what_was_never_suggested_has_no_judgement(self, story: Story) -> None:
        story.judge(useful=True)
        assert story.pairs() == {}

    def test_a_machine_has_no_say(self, story: Story) -> None:
        story.suggest()
        story.judge(useful=True, person=None)
        assert story.pairs() == {S.PAIR: (1, 0, 1)}

    def test_it_belongs_to_the_day_of_the_suggestion(self, story: Story) -> None:
        story.suggest()
        story.later(100)
        story.judge(useful=True)
        assert story.pairs(until=SIGNED_ON) == {S.PAIR: (1, 0, 1), S.USEFUL: (1, 0, 1)}


class TestAccepted:
    def test_it_counts_once_both_have_signed(self, story: Story) -> None:
        story.suggest(rank=3)
        story.later(60)
        deal = story.agreed("rust")
        assert story.pairs() == {S.PAIR: (1, 0, 3)}
        story.sign(deal)
        assert story.pairs(until=SIGNED_ON) == {S.PAIR: (1, 0, 3), S.ACCEPTED: (1, 0, 3)}

    def test_the_partner_may_not_have_been_suggested(self, story: Story) -> None:
        story.suggest(asset="alloy")
        story.later(60)
        accepted(story)
        assert story.pairs()[S.UNSUGGESTED] == (1, 0, None)
        assert S.ACCEPTED not in story.pairs()
        assert story.pairs(since=SIGNED_ON + timedelta(days=60))[S.UNSUGGESTED] == (1, 0, None)

    def test_what_is_suggested_after_the_agreement_is_no_merit(self, story: Story) -> None:
        deal = story.agreed("rust")
        story.suggest()
        story.sign(deal)
        assert story.pairs() == {S.PAIR: (1, 0, 1), S.UNSUGGESTED: (1, 0, None)}

    def test_an_automatic_acceptance_does_not_count(self, story: Story) -> None:
        story.suggest()
        deal = Deal("automatic")
        story.agree(deal, "rust", person=None)
        story.sign(deal)
        assert story.pairs() == {S.PAIR: (1, 0, 1)}

    def test_several_deals_over_one_pair_are_one(self, story: Story) -> None:
        story.suggest()
        accepted(story)
        accepted(story)
        assert story.pairs()[S.ACCEPTED] == (1, 0, 1)

    def test_a_deal_between_related_parties_stands_apart(self, story: Story) -> None:
        story.suggest()
        accepted(story, related=True)
        assert story.pairs()[S.ACCEPTED] == (0, 1, None)

    def test_a_relation_declared_later_lets_the_next_deal_over_the_pair_count(
        self, story: Story
    ) -> None:
        story.suggest()
        first = accepted(story)
        story.later(1)
        accepted(story)
        before = len(story.events)
        story.relate(first)
        assert story.pairs()[S.ACCEPTED] == (1, 1, 1)
        assert story.pairs(as_of=before)[S.ACCEPTED] == (1, 0, 1)

    def test_an_unnamed_need_counts_for_nothing(self, story: Story) -> None:
        story.post("secret", house="shy", unnamed=True)
        story.suggest("secret")
        story.judge(useful=True, need="secret")
        accepted(story, need="secret", buyer="shy")
        assert story.pairs() == {}


class TestABidThatNamesNoNeed:
    def test_it_counts_for_the_open_need_where_it_was_suggested_highest(self, story: Story) -> None:
        story.post("paint")
        story.suggest(rank=7)
        story.suggest("paint", rank=2)
        accepted(story, need="")
        assert story.pairs()[S.ACCEPTED] == (1, 0, 2)
        [chosen] = story.session.scalars(
            counts.records(Figure.MATCHING, Scope(), S.ACCEPTED, Measure.VERIFIED)
        )
        assert chosen.subject_id == "paint"

    def test_only_the_buyers_own_needs_and_only_open_ones(self, story: Story) -> None:
        story.post("elsewhere", house="other")
        story.suggest("elsewhere")
        story.suggest()
        story.end("closed")
        accepted(story, need="")
        assert S.ACCEPTED not in story.pairs()
        story.end("reopened")
        accepted(story, need="")
        assert story.pairs()[S.ACCEPTED] == (1, 0, 1)

    def test_where_nothing_was_suggested_nothing_is_known(self, story: Story) -> None:
        accepted(story, need="")
        assert story.pairs() == {}


def test_ranks_of_the_accepted_partners(story: Story) -> None:
    for number, rank in enumerate((1, 1, 3, 10)):
        story.suggest(asset=f"asset{number}", rank=rank)
        accepted(story, asset=f"asset{number}")
    found = counts.by_rank(story.session, Scope())
    assert found == {Rank.FIRST: 2, Rank.NEAR: 1, Rank.FAR: 1}
    assert story.pairs()[S.ACCEPTED] == (4, 0, 1)
    for place, many in found.items():
        query = counts.records(Figure.MATCHING, Scope(), S.ACCEPTED, Measure.VERIFIED, place)
        assert len(story.session.scalars(query).all()) == many

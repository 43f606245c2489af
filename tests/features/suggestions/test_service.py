"""Suggested once, judged by the two houses alone, and forgotten with a person."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.passwords import digest
from marketplace.db.journal import EventRow
from marketplace.houses.rules import Role
from marketplace.kit import clock
from marketplace.kit.errors import NotAllowed, TooMany
from marketplace.needs.service import close_need
from marketplace.suggestions import queries
from marketplace.suggestions.forms import JudgementForm
from marketplace.suggestions.models import Judgement, KeptText
from marketplace.suggestions.rules import KEEP_BY_ADDRESS, KEPT_FOR, Reason, Side
from marketplace.suggestions.service import (
    end_suggestions,
    forget_kept_texts,
    forget_person,
    judge,
    keep_text,
    suggest,
)
from tests.features.suggestions.fair import COATING, PUMP, RUST, explained, listed, posted
from tests.tools.market import Market

USELESS = JudgementForm(useful=False, reason=Reason.NOT_READY, sentence="Chưa có ai thử.")


def told(session: Session, kind: str) -> list[dict[str, object]]:
    rows = session.scalars(select(EventRow).where(EventRow.kind == kind).order_by(EventRow.id))
    return [json.loads(row.payload) for row in rows]


def test_the_first_time_among_the_best_is_an_event_and_a_new_rank_is_not(
    session: Session, market: Market
) -> None:
    need = posted(session, market.member(Role.ENTERPRISE_STAFF), RUST)
    officer = market.member(Role.TRANSFER_OFFICER)
    coating, pump = listed(session, officer, COATING), listed(session, officer, PUMP)
    first, second = explained(coating, 0.4123), explained(pump, 0.1)
    suggest(session, need_id=need.id, found=[first], listings=1)
    suggest(session, need_id=need.id, found=[explained(pump, 0.6), first], listings=2)
    suggest(session, need_id=need.id, found=[first, second], listings=2)
    assert [
        (one["invention_id"], one["rank"], one["score"]) for one in told(session, "suggestion.made")
    ] == [(coating.id, 1, 412), (pump.id, 1, 600)]
    assert [
        (one.invention_id, one.rank, one.score) for one in queries.of_need(session, need.id)
    ] == [
        (coating.id, 1, 0.4123),
        (pump.id, 2, 0.1),
    ]
    known = queries.matched(session, need.id)
    assert known is not None
    assert known.listings == 2


def test_what_is_not_among_the_best_any_more_has_no_rank(session: Session, market: Market) -> None:
    need = posted(session, market.member(Role.ENTERPRISE_STAFF), RUST)
    coating = listed(session, market.member(Role.TRANSFER_OFFICER), COATING)
    suggest(session, need_id=need.id, found=[explained(coating)], listings=1)
    assert [one.need_id for one in queries.of_invention(session, coating.id)] == [need.id]
    suggest(session, need_id=need.id, found=[], listings=1)
    assert queries.of_need(session, need.id) == []
    assert queries.of_invention(session, coating.id) == []
    suggest(session, need_id=need.id, found=[explained(coating)], listings=1)
    end_suggestions(session, {need.id})
    assert queries.of_need(session, need.id) == []
    assert queries.matched(session, need.id) is None
    assert len(told(session, "suggestion.made")) == 1


@pytest.mark.parametrize("side", Side)
def test_both_houses_say_whether_it_is_useful(session: Session, market: Market, side: Side) -> None:
    buyer, officer = market.member(Role.ENTERPRISE_STAFF), market.member(Role.TRANSFER_OFFICER)
    need, coating = posted(session, buyer, RUST), listed(session, officer, COATING)
    suggest(session, need_id=need.id, found=[explained(coating)], listings=1)
    found = queries.suggestion(session, need.id, coating.id)
    actor = buyer if side == Side.NEED else officer
    judge(session, actor, suggestion=found, form=JudgementForm(useful=True))
    judge(session, actor, suggestion=found, form=USELESS)
    words = queries.judgements(session, str(actor.house_id), need_id=need.id)
    assert [(word.side, word.useful, word.reason, word.sentence) for word in words] == [
        (side, False, Reason.NOT_READY, "Chưa có ai thử.")
    ]
    assert told(session, "suggestion.judged") == [
        {"invention_id": coating.id, "reason": "", "side": side.value, "useful": True},
        {"invention_id": coating.id, "reason": "not-ready", "side": side.value, "useful": False},
    ]


def test_nobody_else_judges_and_nothing_is_written(session: Session, market: Market) -> None:
    buyer, officer = market.member(Role.ENTERPRISE_STAFF), market.member(Role.TRANSFER_OFFICER)
    need, coating = posted(session, buyer, RUST), listed(session, officer, COATING)
    suggest(session, need_id=need.id, found=[explained(coating)], listings=1)
    found = queries.suggestion(session, need.id, coating.id)
    for actor, reason in (
        (market.member(Role.ENTERPRISE_STAFF), "Only the two houses"),
        (market.operator(), "Only the two houses"),
    ):
        with pytest.raises(NotAllowed, match=reason):
            judge(session, actor, suggestion=found, form=USELESS)
    close_need(session, buyer, need=need)
    with pytest.raises(NotAllowed, match="not open"):
        judge(session, buyer, suggestion=found, form=USELESS)
    assert session.scalars(select(Judgement)).all() == []
    assert told(session, "suggestion.judged") == []


def test_a_reason_belongs_to_what_is_not_useful() -> None:
    with pytest.raises(ValueError, match="said"):
        JudgementForm(useful=True, reason=Reason.KNOWN)


def test_an_erased_persons_sentence_is_emptied_and_their_judgement_stays(
    session: Session, market: Market
) -> None:
    buyer = market.member(Role.ENTERPRISE_STAFF)
    need = posted(session, buyer, RUST)
    coating = listed(session, market.member(Role.TRANSFER_OFFICER), COATING)
    suggest(session, need_id=need.id, found=[explained(coating)], listings=1)
    found = queries.suggestion(session, need.id, coating.id)
    judge(session, buyer, suggestion=found, form=USELESS)
    forget_person(session, str(buyer.person_id))
    session.expire_all()
    word = session.scalars(select(Judgement)).one()
    assert (word.useful, word.reason, word.sentence) == (False, Reason.NOT_READY, "")


def test_a_pasted_text_is_kept_for_a_day_under_a_secret(session: Session) -> None:
    secret = keep_text(session, text=RUST, address="192.0.2.1")
    session.flush()
    assert queries.kept_text(session, digest(secret)) == RUST
    assert queries.kept_text(session, digest("guess")) is None
    with clock.moved_to(clock.now() + KEPT_FOR + timedelta(minutes=1)):
        assert queries.kept_text(session, digest(secret)) is None
        forget_kept_texts(session)
    assert session.scalars(select(KeptText)).all() == []


def test_one_address_keeps_only_so_many_texts(session: Session) -> None:
    for _ in range(KEEP_BY_ADDRESS.tries):
        keep_text(session, text=RUST, address="192.0.2.1")
        session.flush()
    with pytest.raises(TooMany):
        keep_text(session, text=RUST, address="192.0.2.1")
    keep_text(session, text=RUST, address="192.0.2.2")

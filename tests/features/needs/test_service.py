"""Use cases of needs, who may, and that a refusal changes nothing."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db.journal import EventRow
from marketplace.houses.rules import HouseKind, Role
from marketplace.kit import clock
from marketplace.kit.actor import VISITOR, Actor
from marketplace.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from marketplace.kit.money import Money
from marketplace.locale import reading_in, say
from marketplace.needs import policy, queries
from marketplace.needs.forms import MeetForm, NeedDraft
from marketplace.needs.models import Need
from marketplace.needs.rules import NeedState
from marketplace.needs.service import (
    autosave_need,
    close_need,
    draft_need,
    meet_need,
    missing,
    post_need,
    reopen_need,
    save_need,
)
from marketplace.rulebook.fields import Field
from tests.tools.market import Market

DRAFTING = (
    Role.ENTERPRISE_STAFF, Role.SIGNATORY, Role.TRANSFER_OFFICER, Role.RESEARCHER, Role.HEAD,
    Role.ORDERING_OFFICER,
)  # fmt: skip
WHOLE = NeedDraft(title="Pumps", problem="They rust.", field=Field.MATERIALS, language="en")


def events_of(session: Session, need: Need) -> list[tuple[str, dict[str, object]]]:
    rows = session.scalars(
        select(EventRow).where(EventRow.subject_id == need.id).order_by(EventRow.id)
    )
    return [(row.kind, json.loads(row.payload)) for row in rows]


def state(need: Need) -> NeedState:
    """Asked anew each time; mypy would remember the answer."""
    return need.state


def open_need(session: Session, actor: Actor, **more: object) -> Need:
    need = draft_need(session, actor, form=WHOLE.model_copy(update=more))
    post_need(session, actor, need=need)
    return need


def test_a_need_from_first_word_to_met(session: Session, market: Market) -> None:
    actor = market.member(Role.ENTERPRISE_STAFF)
    need = draft_need(session, actor, form=WHOLE)
    assert (state(need), need.posted_at) == (NeedState.DRAFT, None)
    post_need(session, actor, need=need)
    assert state(need) == NeedState.OPEN
    assert need.posted_at is not None
    meet_need(session, actor, need=need, form=MeetForm(done_when="A year without rust."))
    assert state(need) == NeedState.MET
    assert [text.done_when for text in need.texts] == ["A year without rust."]
    house = market.house_of(actor)
    assert events_of(session, need) == [
        ("need.drafted", {}),
        ("need.posted", {"field": "materials", "province": house.province, "unnamed": False}),
        ("need.met", {"unnamed": False}),
    ]


def test_closed_and_open_again(session: Session, market: Market) -> None:
    actor = market.member(Role.ORDERING_OFFICER)
    need = open_need(session, actor, unnamed=True)
    close_need(session, actor, need=need)
    assert (state(need), need.ended_at is None) == (NeedState.CLOSED, False)
    reopen_need(session, actor, need=need)
    assert (state(need), need.ended_at) == (NeedState.OPEN, None)
    kinds = [(kind, payload.get("unnamed")) for kind, payload in events_of(session, need)]
    assert kinds[1:] == [("need.posted", True), ("need.closed", True), ("need.reopened", True)]


@pytest.mark.parametrize("role", Role)
def test_who_may_draft(session: Session, market: Market, role: Role) -> None:
    actor = market.member(role)
    if role in DRAFTING:
        assert draft_need(session, actor, form=WHOLE).house_id == actor.house_id
        return
    with pytest.raises(NotAllowed):
        draft_need(session, actor, form=WHOLE)
    assert session.scalars(select(Need).where(Need.house_id == actor.house_id)).all() == []


def test_a_person_without_a_house_is_told_what_to_do(session: Session, market: Market) -> None:
    with pytest.raises(NotAllowed, match="Found a house or join one"):
        draft_need(session, Actor(market.person().id), form=WHOLE)


def test_a_researcher_drafts_and_the_transfer_officer_posts(
    session: Session, market: Market
) -> None:
    house = market.house(HouseKind.INSTITUTE)
    researcher = market.member(Role.RESEARCHER, house=house)
    officer = market.member(Role.TRANSFER_OFFICER, house=house)
    need = draft_need(session, researcher, form=WHOLE)
    with pytest.raises(NotAllowed, match="Transfer officer or Head"):
        post_need(session, researcher, need=need)
    assert state(need) == NeedState.DRAFT
    post_need(session, officer, need=need)
    with pytest.raises(NotAllowed):
        save_need(session, researcher, need=need, form=WHOLE, version=need.version)
    assert state(need) == NeedState.OPEN


def test_a_house_that_is_not_verified_keeps_drafts(session: Session, market: Market) -> None:
    house = market.house(HouseKind.ENTERPRISE, verified=False)
    actor = market.member(Role.SIGNATORY, house=house)
    need = draft_need(session, actor, form=WHOLE)
    with pytest.raises(NotAllowed, match="has not been verified yet"):
        post_need(session, actor, need=need)
    assert state(need) == NeedState.DRAFT
    assert [kind for kind, _ in events_of(session, need)] == ["need.drafted"]


@pytest.mark.parametrize("action", ["edit", "close", "meet", "reopen"])
def test_another_house_moves_nothing(session: Session, market: Market, action: str) -> None:
    """Not even an ordering officer of another province."""
    there = market.house(HouseKind.STATE, province="can-tho")
    here = market.house(HouseKind.STATE, province="hai-phong")
    owner = market.member(Role.ORDERING_OFFICER, house=there)
    stranger = market.member(Role.ORDERING_OFFICER, house=here)
    need = open_need(session, owner)
    if action == "reopen":
        close_need(session, owner, need=need)
    before = (need.state, need.version)
    acts = {
        "edit": lambda: save_need(session, stranger, need=need, form=WHOLE, version=need.version),
        "close": lambda: close_need(session, stranger, need=need),
        "meet": lambda: meet_need(session, stranger, need=need, form=MeetForm(done_when="x")),
        "reopen": lambda: reopen_need(session, stranger, need=need),
    }
    with pytest.raises(NotAllowed, match="Only the need's own house may do this"):
        acts[action]()
    session.flush()
    assert (state(need), need.version) == before
    assert [text.done_when for text in need.texts] == [""]


def test_posting_asks_for_the_three(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    need = draft_need(session, actor, form=NeedDraft(keywords=("rust",)))
    with pytest.raises(Invalid) as refused:
        post_need(session, actor, need=need)
    assert set(refused.value.fields) == {"title", "problem", "field"}
    assert state(need) == NeedState.DRAFT


def test_posting_asks_for_both_answers_of_each_language(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    need = draft_need(session, actor, form=WHOLE)
    half = WHOLE.model_copy(update={"title": "Bơm", "problem": "", "language": "vi"})
    save_need(session, actor, need=need, form=half, version=need.version)
    assert {name: say(why) for name, why in missing(need).items()} == {
        "problem": "Answer this in the language Tiếng Việt too, or empty that text."
    }


def test_a_date_that_has_passed_since_is_asked_again(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    tomorrow = clock.today() + timedelta(days=1)
    need = draft_need(session, actor, form=WHOLE.model_copy(update={"wanted_by": tomorrow}))
    with clock.moved_to(clock.now() + timedelta(days=3)), pytest.raises(Invalid) as refused:
        post_need(session, actor, need=need)
    assert set(refused.value.fields) == {"wanted_by"}


def test_a_need_is_not_met_before_it_says_when_it_is_done(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    need = open_need(session, actor)
    with pytest.raises(Invalid) as refused:
        meet_need(session, actor, need=need, form=MeetForm())
    assert set(refused.value.fields) == {"done_when"}
    assert state(need) == NeedState.OPEN


def test_what_was_said_before_is_enough_to_meet(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    need = open_need(session, actor, done_when="A year without rust.")
    meet_need(session, actor, need=need, form=MeetForm())
    assert state(need) == NeedState.MET


def test_a_posted_need_stays_complete(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    need = open_need(session, actor)
    with pytest.raises(Invalid) as refused:
        save_need(
            session,
            actor,
            need=need,
            form=WHOLE.model_copy(update={"problem": "", "field": None}),
            version=need.version,
        )
    assert set(refused.value.fields) == {"problem", "field"}
    assert (need.texts[0].problem, need.field) == ("They rust.", Field.MATERIALS)


def test_a_second_language_comes_and_goes(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    need = open_need(session, actor)
    vietnamese = WHOLE.model_copy(update={"title": "Bơm", "problem": "Gỉ.", "language": "vi"})
    save_need(session, actor, need=need, form=vietnamese, version=need.version)
    assert (queries.title_in(need, "vi"), queries.title_in(need, "en")) == ("Bơm", "Pumps")
    emptied = vietnamese.model_copy(update={"title": "", "problem": ""})
    save_need(session, actor, need=need, form=emptied, version=need.version)
    assert queries.title_in(need, "vi") == "Pumps"
    assert events_of(session, need)[-1] == ("need.changed", {"version": need.version})


def test_a_stale_save_is_refused(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    need = open_need(session, actor)
    stale = need.version
    other = WHOLE.model_copy(update={"title": "Better pumps"})
    save_need(session, actor, need=need, form=other, version=stale)
    with pytest.raises(Conflict) as refused:
        save_need(session, actor, need=need, form=WHOLE, version=stale)
    assert refused.value.code == "changed-meanwhile"
    assert need.texts[0].title == "Better pumps"


def test_a_change_of_the_text_alone_is_a_new_version(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    need = open_need(session, actor)
    before = need.version
    other = WHOLE.model_copy(update={"title": "Better pumps"})
    save_need(session, actor, need=need, form=other, version=before)
    assert need.version == before + 1


def test_what_has_ended_is_not_changed(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    need = open_need(session, actor)
    close_need(session, actor, need=need)
    with pytest.raises(Conflict, match="Open it again"):
        save_need(session, actor, need=need, form=WHOLE, version=need.version)


def test_autosave_is_quiet_and_keeps_what_it_was_not_given(
    session: Session, market: Market
) -> None:
    actor = market.member(Role.RESEARCHER)
    need = draft_need(session, actor, form=WHOLE.model_copy(update={"budget_to": Money(500)}))
    typed = NeedDraft(title="Better pumps", language="en")
    version = autosave_need(
        session,
        actor,
        need=need,
        form=typed,
        version=need.version,
        left_out={"problem", "field", "budget_from", "budget_to"},
        new=False,
    )
    assert version == need.version == 2
    assert (need.texts[0].title, need.texts[0].problem) == ("Better pumps", "They rust.")
    assert (need.field, need.budget_to) == (Field.MATERIALS, 500)
    assert [kind for kind, _ in events_of(session, need)] == ["need.drafted"]


def test_on_a_new_page_the_text_follows_the_language(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    need = draft_need(session, actor, form=WHOLE)
    form = WHOLE.model_copy(update={"language": "vi"})
    save_need(session, actor, need=need, form=form, version=1, new=True)
    session.expire(need)
    need = queries.need(session, need.id)
    assert [(text.language, text.title) for text in need.texts] == [("vi", "Pumps")]


def test_autosave_does_not_touch_what_is_public(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    need = open_need(session, actor)
    with pytest.raises(Conflict):
        autosave_need(
            session, actor, need=need, form=NeedDraft(), version=2, left_out=(), new=False
        )
    assert need.texts[0].title == "Pumps"


def test_who_reads_the_name_of_an_unnamed_house(session: Session, market: Market) -> None:
    house = market.house(HouseKind.ENTERPRISE, name="Mỏ Neo Đỏ", province="hai-phong")
    owner = market.member(Role.SIGNATORY, house=house)
    need = open_need(session, owner, unnamed=True)
    agency = market.house(HouseKind.STATE, verified=False)
    told = (owner, market.operator(), market.member(Role.OVERSEER))
    kept_from = (
        VISITOR,
        Actor(market.person().id),
        market.member(Role.HEAD),
        market.member(Role.ORDERING_OFFICER),
        market.member(Role.MONITOR),
        market.member(Role.OVERSEER, house=agency),
        market.member(Role.SIGNATORY, house=market.house(HouseKind.ENTERPRISE)),
    )
    assert [policy.shown_house(actor, need).label for actor in told] == ["Mỏ Neo Đỏ"] * 3
    for actor in kept_from:
        shown = policy.shown_house(actor, need)
        assert (say(shown.label), shown.id, shown.href) == (
            "An enterprise in Hai Phong", None, None,
        )  # fmt: skip
    with reading_in("vi"):
        shown = policy.shown_house(VISITOR, need)
        assert shown.label.params == {"province": "Hải Phòng"}  # type: ignore[union-attr]


def test_the_list_and_the_single_answer_agree(session: Session, market: Market) -> None:
    owner = market.member(Role.SIGNATORY)
    actors = (
        VISITOR, owner, market.member(Role.HEAD), market.operator(),
        market.member(Role.FINANCE_OFFICER),
        market.member(Role.ENTERPRISE_STAFF, house=market.house_of(owner)),
    )  # fmt: skip
    draft = draft_need(session, owner, form=WHOLE)
    closed, met = open_need(session, owner), open_need(session, owner, done_when="x")
    close_need(session, owner, need=closed)
    meet_need(session, owner, need=met, form=MeetForm())
    needs = (draft, open_need(session, owner), closed, met)
    session.flush()
    for actor in actors:
        found = {need.id for need in session.scalars(queries.visible_to(actor)).unique()}
        for need in needs:
            assert (need.id in found) == bool(policy.can_view(actor, need))
    with pytest.raises(NotFound):
        queries.need_for(session, VISITOR, draft.id)


def test_the_list_filters(session: Session, market: Market) -> None:
    owner = market.member(Role.SIGNATORY, house=market.house(HouseKind.ENTERPRISE, province="hue"))
    other = market.member(Role.SIGNATORY)
    rust = open_need(session, owner)
    energy = open_need(session, other, field=Field.ENERGY)
    draft = draft_need(session, owner, form=WHOLE)
    closed = open_need(session, owner)
    close_need(session, owner, need=closed)

    def found(actor: Actor, **chosen: object) -> set[str]:
        query = queries.listed(actor, **chosen)  # type: ignore[arg-type]
        mine = {rust.id, energy.id, draft.id, closed.id}
        return {need.id for need in session.scalars(query).unique()} & mine

    assert found(VISITOR) == {rust.id, energy.id}
    assert found(owner) == {rust.id, energy.id}
    assert found(VISITOR, field=Field.ENERGY) == {energy.id}
    assert found(VISITOR, province="hue") == {rust.id}
    assert found(VISITOR, state=NeedState.DRAFT) == set()
    assert found(owner, ours=True) == {rust.id, draft.id, closed.id}
    assert found(owner, ours=True, state=NeedState.CLOSED) == {closed.id}
    assert found(VISITOR, ours=True) == set()

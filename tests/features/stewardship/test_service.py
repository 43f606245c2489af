"""One deed with many rows: each is done, or named with its reason."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db.journal import EventRow
from marketplace.houses.models import House
from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.actor import VISITOR, Actor
from marketplace.kit.errors import Invalid, MarketplaceError, NotAllowed
from marketplace.locale import say
from marketplace.needs.rules import NeedState
from marketplace.stewardship import policy, queries
from marketplace.stewardship.rules import ALREADY, MOST, Deed, Result, Shelf
from marketplace.stewardship.service import carry_out
from tests.features.stewardship import rows
from tests.tools.market import Market

LONG_AGO = timedelta(days=200)


def codes(results: tuple[Result, ...]) -> list[str]:
    return [one.code for one in results]


def reasons(results: tuple[Result, ...]) -> list[str]:
    return [say(one.reason) if one.reason else "" for one in results]


def events(session: Session, ids: list[str]) -> dict[str, int]:
    kinds = session.scalars(select(EventRow.kind).where(EventRow.subject_id.in_(ids)))
    return dict(Counter(kinds))


def states(session: Session, actor: Actor, shelf: Shelf, ids: list[str]) -> list[str]:
    found = {one.id: one.state.value for one in queries.named(session, actor, shelf, ids)}
    return [found[one] for one in ids]


def publish(session: Session, actor: Actor, ids: list[str]) -> tuple[Result, ...]:
    return carry_out(session, actor, Shelf.INVENTIONS, deed=Deed.PUBLISH, ids=ids)


def test_each_row_is_listed_or_named_with_its_reason(session: Session, market: Market) -> None:
    officer = market.member(Role.TRANSFER_OFFICER)
    stranger = market.member(Role.HEAD)
    ids = [
        *rows.inventions(session, officer, ["Whole"]),
        *rows.inventions(session, officer, [""], novelty=""),
        *rows.inventions(session, officer, ["Listed"], state=InventionState.LISTED),
        *rows.inventions(session, officer, ["Withdrawn"], state=InventionState.WITHDRAWN),
        *rows.inventions(session, stranger, ["Somebody's"]),
        "0" * 16,
    ]
    results = publish(session, officer, ids)
    assert [one.id for one in results] == ids
    assert codes(results) == ["list", "unanswered", ALREADY, "list", "not-found", "not-found"]
    assert reasons(results) == [
        "",
        "Still to be answered: Title; What is new?",
        "Its state is “Listed” already.",
        "",
        "Your house has nothing under this id.",
        "Your house has nothing under this id.",
    ]
    assert states(session, officer, Shelf.INVENTIONS, ids[:4]) == [
        "listed", "draft", "listed", "listed",
    ]  # fmt: skip
    assert states(session, stranger, Shelf.INVENTIONS, ids[4:5]) == ["draft"]
    assert events(session, ids) == {"invention.listed": 2}


def test_to_ask_again_is_no_fault(session: Session, market: Market) -> None:
    officer = market.member(Role.TRANSFER_OFFICER)
    member = market.member(Role.RESEARCHER, house=market.house_of(officer))
    ids = rows.inventions(session, officer, ["A", "B"], confirmed_at=clock.now() - LONG_AGO)
    to = str(member.person_id)
    for deed, step in (
        (Deed.PUBLISH, "list"), (Deed.REASSIGN, "reassign"), (Deed.WITHDRAW, "withdraw"),
    ):  # fmt: skip
        for expected in (step, ALREADY):
            results = carry_out(session, officer, Shelf.INVENTIONS, deed=deed, ids=ids, to=to)
            assert codes(results) == [expected] * 2
    assert events(session, ids) == {
        "invention.listed": 2, "invention.reassigned": 2, "invention.withdrawn": 2,
    }  # fmt: skip


def test_confirming_is_once_a_day_and_of_what_is_listed(session: Session, market: Market) -> None:
    officer = market.member(Role.TRANSFER_OFFICER)
    listed = rows.inventions(
        session, officer, ["Old"], state=InventionState.LISTED,
        confirmed_at=clock.now() - LONG_AGO,
    )  # fmt: skip
    draft = rows.inventions(session, officer, ["Draft"])
    for expected in ("confirm", ALREADY):
        results = carry_out(
            session, officer, Shelf.INVENTIONS, deed=Deed.CONFIRM, ids=listed + draft
        )
        assert codes(results) == [expected, "wrong-state"]
    assert events(session, listed + draft) == {"invention.confirmed": 1}


def test_where_the_head_approves_publishing_hands_in(session: Session, market: Market) -> None:
    house = market.house()
    house.head_approves = True
    researcher, head = (market.member(role, house=house) for role in (Role.RESEARCHER, Role.HEAD))
    ids = rows.inventions(session, researcher, ["A", "B"])
    assert codes(publish(session, researcher, ids)) == ["submit"] * 2
    again = publish(session, researcher, ids)
    assert reasons(again) == ["Its state is “Waiting for the head” already."] * 2
    assert codes(publish(session, head, ids)) == ["approve"] * 2
    assert events(session, ids) == {"invention.submitted": 2, "invention.listed": 2}


def test_nobody_approves_what_they_handed_in_themselves(session: Session, market: Market) -> None:
    house = market.house()
    house.head_approves = True
    head = market.member(Role.HEAD, house=house)
    ids = rows.inventions(session, head, ["A"])
    assert codes(publish(session, head, ids)) == ["submit"]
    assert codes(publish(session, head, ids)) == ["not-allowed"]
    assert states(session, head, Shelf.INVENTIONS, ids) == ["submitted"]


def test_needs_are_posted_closed_and_opened_again(session: Session, market: Market) -> None:
    owner = market.member(Role.SIGNATORY)
    ids = [
        *rows.needs(session, owner, ["Whole"]),
        *rows.needs(session, owner, ["Half"], problem=""),
        *rows.needs(session, owner, ["Met"], state=NeedState.MET),
        *rows.needs(session, owner, ["Closed"], state=NeedState.CLOSED),
    ]
    posted = carry_out(session, owner, Shelf.NEEDS, deed=Deed.PUBLISH, ids=ids)
    assert codes(posted) == ["post", "unanswered", "wrong-state", "reopen"]
    assert reasons(posted)[1] == "Still to be answered: What is lacking?"
    closed = carry_out(session, owner, Shelf.NEEDS, deed=Deed.WITHDRAW, ids=ids)
    assert codes(closed) == ["close", "wrong-state", "wrong-state", "close"]
    assert events(session, ids) == {"need.posted": 1, "need.reopened": 1, "need.closed": 2}


def test_a_person_who_is_no_member_is_chosen_for_no_row(session: Session, market: Market) -> None:
    officer = market.member(Role.TRANSFER_OFFICER)
    ids = rows.inventions(session, officer, ["A"])
    for to in ("", str(market.person().id)):
        with pytest.raises(Invalid) as refused:
            carry_out(session, officer, Shelf.INVENTIONS, deed=Deed.REASSIGN, ids=ids, to=to)
        assert set(refused.value.fields) == {"to"}
    assert events(session, ids) == {}


def test_more_than_can_be_done_at_once_is_refused_whole(session: Session, market: Market) -> None:
    officer = market.member(Role.TRANSFER_OFFICER)
    ids = rows.inventions(session, officer, ["A"]) + [f"{n:016}" for n in range(MOST)]
    with pytest.raises(Invalid) as refused:
        publish(session, officer, ids)
    assert set(refused.value.fields) == {"ids"}
    assert events(session, ids[:1]) == {}


@pytest.mark.parametrize("actor", [VISITOR, Actor("0" * 16)])
def test_without_a_house_there_is_nothing_to_do(session: Session, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        carry_out(session, actor, Shelf.NEEDS, deed=Deed.CONFIRM, ids=["0" * 16])


MEMBERS = {
    HouseKind.INSTITUTE: (Role.RESEARCHER, Role.TRANSFER_OFFICER, Role.HEAD),
    HouseKind.STATE: (Role.ORDERING_OFFICER, Role.FINANCE_OFFICER, Role.OVERSEER, Role.HEAD),
}


@pytest.mark.parametrize("shelf", list(Shelf))
@pytest.mark.parametrize("kind", list(MEMBERS))
@pytest.mark.parametrize("approves", [True, False])
def test_what_is_foreseen_is_what_becomes_of_it(
    session: Session, market: Market, shelf: Shelf, kind: HouseKind, approves: bool
) -> None:
    """The page that asks and the deed agree, and a deed that is offered to nobody is refused."""
    house = market.house(kind)
    house.head_approves = approves
    for role in MEMBERS[kind]:
        actor = market.member(role, house=house)
        offered = policy.offered(actor, shelf, head_approves=approves)
        for deed in Deed:
            ids = _one_of_each(session, actor, shelf)
            foreseen = [_foreseen(actor, one, deed) for one in _named(session, actor, shelf, ids)]
            before = states(session, actor, shelf, ids)
            to = str(market.member(role, house=house).person_id)
            results = carry_out(session, actor, shelf, deed=deed, ids=ids, to=to)
            assert codes(results) == foreseen, (role, deed)
            if deed not in offered:
                assert not any(one.done for one in results), (role, deed)
            refused = [one.id for one in results if not one.done]
            assert events(session, refused) == {}
            after = states(session, actor, shelf, ids)
            assert all(one.done or a == b for one, a, b in zip(results, before, after, strict=True))


def _one_of_each(session: Session, actor: Actor, shelf: Shelf) -> list[str]:
    old = clock.now() - LONG_AGO
    if shelf == Shelf.NEEDS:
        made = [
            rows.needs(session, actor, [state.label.message], state=state, confirmed_at=old)
            for state in NeedState
        ]
    else:
        made = [
            rows.inventions(session, actor, [state.label.message], state=state, confirmed_at=old)
            for state in InventionState
        ]
    return [one for ids in made for one in ids]


def _named(session: Session, actor: Actor, shelf: Shelf, ids: list[str]) -> list[policy.Thing]:
    found = {one.id: one for one in queries.named(session, actor, shelf, ids)}
    return [found[one] for one in ids]


def _foreseen(actor: Actor, thing: policy.Thing, deed: Deed) -> str:
    try:
        return policy.check(actor, thing, deed)
    except MarketplaceError as refused:
        return refused.code


def test_a_house_that_waits_for_verification_publishes_nothing(
    session: Session, market: Market
) -> None:
    house: House = market.house(verified=False)
    head = market.member(Role.HEAD, house=house)
    ids = rows.inventions(session, head, ["A"])
    results = publish(session, head, ids)
    assert codes(results) == ["not-allowed"]
    assert "has not been verified yet" in reasons(results)[0]
    assert events(session, ids) == {}

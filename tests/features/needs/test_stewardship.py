"""Who looks after a need, and when it was last said to be valid."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.houses.rules import HouseKind, Role
from marketplace.houses.service import end_membership, erase_person
from marketplace.kit import clock
from marketplace.kit.actor import MACHINE
from marketplace.kit.errors import Conflict, Invalid, NotAllowed
from marketplace.needs import policy, queries
from marketplace.needs.service import (
    close_need,
    confirm_need,
    draft_need,
    post_need,
    reassign_need,
    reopen_need,
    save_need,
)
from tests.features.needs.test_service import WHOLE, events_of, open_need
from tests.tools.market import Market
from tests.tools.site import Site


def test_writing_posting_saving_and_opening_again_confirm(session: Session, market: Market) -> None:
    actor = market.member(Role.ENTERPRISE_STAFF)
    need = draft_need(session, actor, form=WHOLE)
    session.flush()
    assert need.responsible_id == actor.person_id
    confirmed = [need.confirmed_at]
    acts: list[Callable[[], None]] = [
        partial(post_need, session, actor, need=need),
        partial(save_need, session, actor, need=need, form=WHOLE, version=2),
        partial(close_need, session, actor, need=need),
        partial(reopen_need, session, actor, need=need),
    ]
    for day, act in enumerate(acts, start=1):
        with clock.moved_to(clock.now() + timedelta(days=day)):
            act()
            session.flush()
        confirmed.append(need.confirmed_at)
    assert [one < other for one, other in pairwise(confirmed)] == [True, True, False, True]


def test_confirming_leaves_one_event_a_day(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    need = open_need(session, actor)
    confirm_need(session, actor, need=need)
    with clock.moved_to(clock.now() + timedelta(days=181)):
        for _ in range(2):
            confirm_need(session, actor, need=need)
    assert events_of(session, need)[2:] == [("need.confirmed", {})]


def test_only_an_open_need_is_confirmed(session: Session, market: Market) -> None:
    actor = market.member(Role.ORDERING_OFFICER)
    need = open_need(session, actor)
    close_need(session, actor, need=need)
    with pytest.raises(Conflict) as refused:
        confirm_need(session, actor, need=need)
    assert refused.value.code == "wrong-state"


def test_another_member_is_chosen_and_no_stranger(session: Session, market: Market) -> None:
    actor = market.member(Role.SIGNATORY)
    need = open_need(session, actor)
    staff = market.member(Role.ENTERPRISE_STAFF, house=market.house_of(actor))
    for _ in range(2):
        reassign_need(session, actor, need=need, to=str(staff.person_id))
    with pytest.raises(Invalid) as refused:
        reassign_need(session, actor, need=need, to=str(market.person().id))
    assert set(refused.value.fields) == {"to"}
    assert need.responsible_id == staff.person_id
    told = [("need.reassigned", {"responsible_id": staff.person_id})]
    assert events_of(session, need)[2:] == told


def test_who_confirms_and_who_reassigns(session: Session, market: Market) -> None:
    house = market.house(HouseKind.INSTITUTE)
    owner = market.member(Role.TRANSFER_OFFICER, house=house)
    need = open_need(session, owner)
    researcher = market.member(Role.RESEARCHER, house=house)
    outsider = market.member(Role.TRANSFER_OFFICER)
    assert policy.can_confirm(owner, need)
    assert policy.can_reassign(owner, need)
    for actor in (researcher, outsider):
        assert not policy.can_reassign(actor, need)
        with pytest.raises(NotAllowed):
            confirm_need(session, actor, need=need)
        need.responsible_id = actor.person_id
        assert bool(policy.can_confirm(actor, need)) is (actor is researcher)
        assert not policy.can_reassign(actor, need)


@pytest.mark.parametrize("how", ["left", "erased"])
def test_nobody_looks_after_what_a_person_left_behind(site: Site, how: str) -> None:
    with site.market() as market:
        house = market.house(HouseKind.ENTERPRISE)
        staying = market.member(Role.SIGNATORY, house=house)
        gone = market.member(Role.SIGNATORY, house=house)
        made = [open_need(market.session, actor).id for actor in (gone, staying)]
    with site.database.writing() as session:
        person = session.get(Person, gone.person_id)
        assert person is not None
        if how == "left":
            end_membership(session, gone, house=house, person_id=person.id)
        else:
            erase_person(session, MACHINE, person=person, rule="own wish")
    site.drain(post=False)
    with site.database.reading() as session:
        assert [queries.need(session, one).responsible_id for one in made] == [
            None,
            staying.person_id,
        ]

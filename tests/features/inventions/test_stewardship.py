"""Who looks after an invention, and when it was last said to be valid."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.houses.rules import HouseKind, Role
from marketplace.houses.service import end_membership, erase_person
from marketplace.inventions import policy, queries, service
from marketplace.inventions.forms import InventionDraftForm
from marketplace.kit import clock
from marketplace.kit.actor import MACHINE
from marketplace.kit.errors import Conflict, Invalid, NotAllowed
from tests.features.inventions.cards import drafted, form, listed
from tests.features.inventions.test_service import LISTING, OFFERING, events_of, kinds_of
from tests.tools.market import Market, kind_with
from tests.tools.site import Site


@contextmanager
def later(days: int) -> Iterator[datetime]:
    """The same, so many days later."""
    with clock.moved_to(clock.now() + timedelta(days=days)):
        yield clock.now()


def test_who_writes_it_down_looks_after_it_and_saving_confirms(
    session: Session, market: Market
) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    invention = drafted(session, actor)
    session.flush()
    assert invention.responsible_id == actor.person_id
    with later(200) as day:
        service.save_invention(session, actor, invention=invention, form=form(field="energy"))
        assert invention.confirmed_at >= day
    with later(400) as day:
        service.list_invention(session, actor, invention=invention)
        assert invention.confirmed_at == invention.listed_at
        assert invention.confirmed_at >= day


def test_a_draft_that_saves_itself_is_confirmed_too(session: Session, market: Market) -> None:
    actor = market.member(Role.RESEARCHER)
    invention = drafted(session, actor)
    with later(200) as day:
        service.autosave_invention(
            session, actor, invention=invention, form=InventionDraftForm(title="Sơn"), version=1,
            except_for=service.NOTHING,
        )  # fmt: skip
        assert invention.confirmed_at >= day


def test_confirming_leaves_one_event_a_day(session: Session, market: Market) -> None:
    actor = market.member(Role.HEAD)
    invention = listed(session, actor)
    service.confirm_invention(session, actor, invention=invention)
    assert kinds_of(session, invention) == ["drafted", "listed"]
    with later(181):
        service.confirm_invention(session, actor, invention=invention)
        confirmed = invention.confirmed_at
        service.confirm_invention(session, actor, invention=invention)
        assert invention.confirmed_at == confirmed
    assert events_of(session, invention)[2:] == [("invention.confirmed", {})]


def test_only_what_is_listed_is_confirmed(session: Session, market: Market) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    invention = drafted(session, actor)
    with later(10), pytest.raises(Conflict) as refused:
        service.confirm_invention(session, actor, invention=invention)
    assert refused.value.code == "wrong-state"
    assert kinds_of(session, invention) == ["drafted"]


def test_another_member_is_chosen_once(session: Session, market: Market) -> None:
    officer = market.member(Role.TRANSFER_OFFICER)
    house = market.house_of(officer)
    researcher = market.member(Role.RESEARCHER, house=house)
    invention = listed(session, officer)
    for _ in range(2):
        service.reassign_invention(
            session, officer, invention=invention, to=str(researcher.person_id)
        )
    assert invention.responsible_id == researcher.person_id
    assert events_of(session, invention)[2:] == [
        ("invention.reassigned", {"responsible_id": researcher.person_id})
    ]


def test_a_stranger_is_not_chosen(session: Session, market: Market) -> None:
    officer = market.member(Role.TRANSFER_OFFICER)
    invention = listed(session, officer)
    stranger = market.member(Role.TRANSFER_OFFICER)
    with pytest.raises(Invalid) as refused:
        service.reassign_invention(
            session, officer, invention=invention, to=str(stranger.person_id)
        )
    assert set(refused.value.fields) == {"to"}
    assert invention.responsible_id == officer.person_id
    assert kinds_of(session, invention) == ["drafted", "listed"]


@pytest.mark.parametrize("own", [True, False])
def test_who_confirms_and_who_reassigns(session: Session, market: Market, own: bool) -> None:
    """Those who may list for the house; and whoever looks after it confirms it."""
    for role in OFFERING:
        house = market.house(kind_with(role))
        actor = market.member(role, house=house if own else None)
        leading = next(one for one in LISTING if kind_with(one) == house.kind)
        invention = listed(session, market.member(leading, house=house))
        for mine in (False, True):
            invention.responsible_id = actor.person_id if mine else None
            assert bool(policy.can_confirm(actor, invention)) is (
                own and (mine or role in LISTING)
            ), role
            assert bool(policy.can_reassign(actor, invention)) is (own and role in LISTING), role


def test_a_refusal_changes_nothing(session: Session, market: Market) -> None:
    officer = market.member(Role.TRANSFER_OFFICER)
    invention = listed(session, officer)
    researcher = market.member(Role.RESEARCHER, house=market.house_of(officer))
    before = invention.confirmed_at
    with later(200):
        for actor in (researcher, market.member(Role.HEAD)):
            with pytest.raises(NotAllowed):
                service.confirm_invention(session, actor, invention=invention)
            with pytest.raises(NotAllowed):
                service.reassign_invention(
                    session, actor, invention=invention, to=str(researcher.person_id)
                )
    assert (invention.responsible_id, invention.confirmed_at) == (officer.person_id, before)
    assert kinds_of(session, invention) == ["drafted", "listed"]


@pytest.mark.parametrize("how", ["left", "erased"])
def test_nobody_looks_after_what_a_person_left_behind(site: Site, how: str) -> None:
    with site.market() as market:
        house, elsewhere = market.house(), market.house(HouseKind.ENTERPRISE)
        head = market.member(Role.HEAD, house=house)
        person = market.person()
        gone = market.member(Role.TRANSFER_OFFICER, house=house, person=person)
        also = market.member(Role.SIGNATORY, house=elsewhere, person=person)
        market.member(Role.SIGNATORY, house=elsewhere)
        made = [listed(market.session, actor) for actor in (gone, head, also)]
        if how == "left":
            end_membership(market.session, gone, house=house, person_id=person.id)
        else:
            erase_person(market.session, MACHINE, person=person, rule="own wish")
    site.drain(post=False)
    with site.database.writing() as session:
        after = [queries.invention(session, one.id) for one in made]
        assert [one.responsible_id for one in after] == [
            None,
            head.person_id,
            also.person_id if how == "left" else None,
        ]
        assert [(one.version, one.changed_at) for one in after] == [
            (one.version, one.changed_at) for one in made
        ]
        service.reassign_invention(session, head, invention=after[0], to=str(head.person_id))
        assert after[0].responsible_id == head.person_id


def test_one_role_less_is_not_gone(session: Session, market: Market) -> None:
    house = market.house(HouseKind.INSTITUTE)
    actor = market.member(Role.TRANSFER_OFFICER, Role.HEAD, house=house)
    invention = listed(session, actor)
    service.release_member(session, house_id=house.id, person_id=str(actor.person_id))
    session.refresh(invention)
    assert invention.responsible_id == actor.person_id

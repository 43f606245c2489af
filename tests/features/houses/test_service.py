import pytest
from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import ApiToken, Person
from marketplace.accounts.service import make_token
from marketplace.db.journal import EventRow
from marketplace.houses import queries, service
from marketplace.houses.forms import FoundHouseForm, HouseForm, InviteForm
from marketplace.houses.models import House, Invitation, Membership
from marketplace.houses.rules import INVITE_BY_HOUSE, HouseKind, HouseState, Role
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from marketplace.notices.models import Letter
from tests.tools.market import Market


def form(house: House, **changed: object) -> HouseForm:
    return HouseForm.model_validate({"name": house.name, "province": house.province, **changed})


def kinds_of_events(session: Session, subject_id: str) -> list[str]:
    rows = session.query(EventRow).filter_by(subject_id=subject_id).order_by(EventRow.id)
    return [row.kind for row in rows]


def secret_of_last_letter(session: Session) -> str:
    letter = session.query(Letter).order_by(Letter.id.desc()).first()
    assert letter
    return str(letter.content["path"]).rsplit("/", 1)[1]


def invited(session: Session, market: Market, email: str) -> tuple[House, str]:
    lead = market.member(Role.HEAD)
    house = market.house_of(lead)
    service.invite_member(
        session, lead, house=house, form=InviteForm(email=email, role=Role.RESEARCHER)
    )
    session.flush()
    return house, secret_of_last_letter(session)


def test_the_founder_can_run_the_house_alone(session: Session, market: Market) -> None:
    person = market.person()
    asked = FoundHouseForm(kind=HouseKind.INSTITUTE, name="Viện Gió Mùa", province="hue")
    house = service.found_house(session, Actor(person.id), form=asked)
    assert house.state == HouseState.APPLIED
    held = {m.role for m in queries.memberships_of(session, person.id)}
    assert held == {Role.TRANSFER_OFFICER, Role.HEAD}
    assert kinds_of_events(session, house.id) == [
        "house.founded",
        "house.member-joined",
        "house.member-joined",
    ]


def test_a_monitors_house_comes_verified_from_its_command(session: Session) -> None:
    path = service.found_monitor(
        session,
        name="Ban Giám sát",
        province="hue",
        email="son@example.org",
        person="Sơn",
        language="vi",
    )
    session.flush()
    house = session.query(House).filter_by(name="Ban Giám sát").one()
    assert (house.kind, house.state) == (HouseKind.MONITOR, HouseState.VERIFIED)
    assert path.startswith("/reset/")
    with pytest.raises(Conflict):
        service.found_monitor(
            session, name="B", province="hue", email="son@example.org", person="S", language="vi"
        )


def test_a_stale_change_is_refused(session: Session, market: Market) -> None:
    lead = market.member(Role.HEAD)
    house = market.house_of(lead)
    version = house.version
    service.change_house(session, lead, house=house, form=form(house, about="One"), version=version)
    session.flush()
    with pytest.raises(Conflict) as refused:
        service.change_house(
            session, lead, house=house, form=form(house, about="Two"), version=version
        )
    assert refused.value.code == "changed-meanwhile"
    assert house.about == "One"


def test_the_journal_says_whether_what_was_verified_has_changed(
    session: Session, market: Market
) -> None:
    lead = market.member(Role.HEAD)
    house = market.house_of(lead)
    for changed in ({"about": "More"}, {"about": "More", "name": "Another name"}):
        service.change_house(
            session, lead, house=house, form=form(house, **changed), version=house.version
        )
        session.flush()
    rows = session.query(EventRow).filter_by(subject_id=house.id, kind="house.changed")
    assert ['"identity":true' in row.payload for row in rows.order_by(EventRow.id)] == [False, True]


def test_no_house_stands_above_itself(session: Session, market: Market) -> None:
    """Neither directly nor through houses between them; nor below one that is not verified."""
    top, middle, bottom = (market.house() for _ in range(3))
    waiting = market.house(verified=False)
    middle.parent_id, bottom.parent_id = top.id, middle.id
    session.flush()
    found = {house.id for house in queries.possible_parents(session, top)}
    assert found.isdisjoint({top.id, middle.id, bottom.id, waiting.id})
    assert top.id in {house.id for house in queries.possible_parents(session, bottom)}
    lead = market.member(Role.HEAD, house=top)
    with pytest.raises(Invalid):
        service.change_house(
            session, lead, house=top, form=form(top, parent=bottom.id), version=top.version
        )
    assert top.parent_id is None


def test_a_refused_house_can_apply_again(session: Session, market: Market) -> None:
    house = market.house(verified=False)
    operator, lead = market.operator(), market.member(Role.HEAD, house=house)
    service.refuse_house(session, operator, house=house, reason="The seal is missing.")
    assert (house.state, house.refusal) == (HouseState.REFUSED, "The seal is missing.")
    with pytest.raises(Conflict):
        service.verify_house(session, operator, house=house)
    with pytest.raises(NotAllowed):
        service.apply_again(session, operator, house=house)
    service.apply_again(session, lead, house=house)
    service.verify_house(session, operator, house=house)
    assert (house.state, house.refusal) == (HouseState.VERIFIED, "")


def test_nobody_but_the_operator_verifies(session: Session, market: Market) -> None:
    house = market.house(verified=False)
    lead = market.member(Role.HEAD, house=house)
    with pytest.raises(NotAllowed):
        service.verify_house(session, lead, house=house)
    assert house.state == HouseState.APPLIED


def test_an_invitation_makes_a_member_once(session: Session, market: Market) -> None:
    person = market.person()
    house, secret = invited(session, market, str(person.email))
    assert service.accept_invitation(session, Actor(person.id), secret=secret) is house
    session.flush()
    assert [m.role for m in queries.memberships_of(session, person.id)] == [Role.RESEARCHER]
    assert session.query(Invitation).filter_by(house_id=house.id).one().email == ""
    with pytest.raises(NotFound):
        service.accept_invitation(session, Actor(person.id), secret=secret)


def test_an_invitation_to_another_address_is_refused(session: Session, market: Market) -> None:
    other = market.person()
    _, secret = invited(session, market, "lan@example.org")
    with pytest.raises(NotAllowed):
        service.accept_invitation(session, Actor(other.id), secret=secret)
    assert queries.memberships_of(session, other.id) == []
    assert queries.live_invitation(session, secret) is not None


def test_a_withdrawn_invitation_is_dead_and_keeps_no_address(
    session: Session, market: Market
) -> None:
    house, secret = invited(session, market, "lan@example.org")
    lead = market.member(Role.HEAD, house=house)
    found = queries.live_invitation(session, secret)
    assert found
    service.withdraw_invitation(session, lead, house=house, invitation_id=found.id)
    session.flush()
    assert queries.live_invitation(session, secret) is None
    assert found.email == ""


@pytest.mark.parametrize("role", [Role.SIGNATORY, Role.MONITOR])
def test_a_role_of_another_kind_of_house_cannot_be_given(
    session: Session, market: Market, role: Role
) -> None:
    lead = market.member(Role.HEAD)
    house = market.house_of(lead)
    with pytest.raises(Invalid):
        service.invite_member(
            session, lead, house=house, form=InviteForm(email="lan@example.org", role=role)
        )
    assert queries.invitations(session, house.id) == []


def test_a_house_cannot_flood_the_world_with_letters(session: Session, market: Market) -> None:
    lead = market.member(Role.HEAD)
    house = market.house_of(lead)

    def invite(number: int) -> None:
        asked = InviteForm(email=f"guest{number}@example.org", role=Role.RESEARCHER)
        service.invite_member(session, lead, house=house, form=asked)

    for number in range(INVITE_BY_HOUSE.tries):
        invite(number)
    with pytest.raises(TooMany):
        invite(99)
    assert len(queries.invitations(session, house.id)) == INVITE_BY_HOUSE.tries


def test_ending_a_membership_ends_all_that_hung_on_it(session: Session, market: Market) -> None:
    lead = market.member(Role.HEAD)
    house = market.house_of(lead)
    member = market.member(Role.RESEARCHER, Role.TRANSFER_OFFICER, house=house)
    make_token(session, member, name="export")
    service.end_membership(session, lead, house=house, person_id=str(member.person_id))
    session.flush()
    assert queries.memberships_of(session, str(member.person_id)) == []
    assert session.query(ApiToken).filter_by(person_id=member.person_id).count() == 0
    ended = session.query(Membership).filter_by(person_id=member.person_id).all()
    assert len(ended) == 2
    assert all(row.until for row in ended)


def test_a_house_keeps_somebody_who_leads_it(session: Session, market: Market) -> None:
    person = market.person()
    asked = FoundHouseForm(kind=HouseKind.ENTERPRISE, name="Mỏ Neo", province="hue")
    house = service.found_house(session, Actor(person.id), form=asked)
    lead = service.actor_for(person, queries.memberships_of(session, person.id), house.id)
    with pytest.raises(Conflict) as refused:
        service.end_membership(session, lead, house=house, person_id=person.id)
    assert refused.value.code == "last-lead"
    assert len(queries.members(session, house.id)) == 2
    market.member(Role.SIGNATORY, house=house)
    service.end_membership(session, lead, house=house, person_id=person.id)
    assert person.id not in {m.person_id for m in queries.members(session, house.id)}


def test_a_member_who_does_not_lead_ends_nobodys_membership(
    session: Session, market: Market
) -> None:
    lead = market.member(Role.HEAD)
    house = market.house_of(lead)
    member = market.member(Role.RESEARCHER, house=house)
    with pytest.raises(NotAllowed):
        service.end_membership(session, member, house=house, person_id=str(lead.person_id))
    assert str(lead.person_id) in {m.person_id for m in queries.members(session, house.id)}


def person_of(session: Session, actor: Actor) -> Person:
    return accounts.person(session, str(actor.person_id))


def test_an_erasure_ends_memberships_and_blanks_invitations(
    session: Session, market: Market
) -> None:
    house = market.house()
    member = market.member(Role.HEAD, house=house)
    person = person_of(session, member)
    elsewhere, _ = invited(session, market, str(person.email))
    service.erase_person(session, member, person=person, rule="own-wish")
    session.flush()
    assert (person.name, person.email, person.password_hash) == ("", None, None)
    assert queries.memberships_of(session, person.id) == []
    assert [row.email for row in queries.invitations(session, elsewhere.id)] == [""]
    assert kinds_of_events(session, person.id)[-1] == "person.erased"


@pytest.mark.parametrize("rule", ["as {name} asked", "as {address} asked", "  "])
def test_the_rule_of_an_erasure_stays_and_names_nobody(
    session: Session, market: Market, rule: str
) -> None:
    person = market.person(name="Hạnh Dung", email="dung@example.org")
    said = rule.format(name="HẠNH DUNG", address=person.email)
    with pytest.raises(Invalid):
        service.erase_person(session, Actor(person.id), person=person, rule=said)
    assert person.name == "Hạnh Dung"


def test_the_last_lead_is_erased_only_where_the_command_says_so(
    session: Session, market: Market
) -> None:
    person = market.person()
    asked = FoundHouseForm(kind=HouseKind.ENTERPRISE, name="Mỏ Neo", province="hue")
    house = service.found_house(session, Actor(person.id), form=asked)
    with pytest.raises(Conflict):
        service.erase_person(session, Actor(person.id), person=person, rule="own-wish")
    assert person.erased_at is None
    service.erase_person(
        session, Actor(), person=person, rule="Law 91/2025, article 14", even_last=True
    )
    assert queries.members(session, house.id) == []


def test_one_acts_for_a_house_one_belongs_to(session: Session, market: Market) -> None:
    member = market.member(Role.RESEARCHER)
    stranger = market.house()
    with pytest.raises(NotAllowed):
        service.choose_house(session, member, login_id="0" * 16, house_id=stranger.id)

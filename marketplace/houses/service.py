"""Found, verify and change houses; invite members; choose the house one acts for."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.passwords import digest
from marketplace.accounts.service import act_for
from marketplace.db.journal import record
from marketplace.houses import events, policy, queries
from marketplace.houses.forms import FoundHouseForm, HouseForm, InviteForm
from marketplace.houses.models import House, Invitation, Membership
from marketplace.houses.rules import (
    FOUNDER_ROLES,
    LEADS,
    ROLES,
    WORKFLOW,
    HouseKind,
    HouseState,
    Role,
)
from marketplace.kit import clock
from marketplace.kit.actor import ActingHouse, Actor
from marketplace.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from marketplace.kit.ids import new_id, new_secret
from marketplace.kit.text import t
from marketplace.notices import service as notices
from marketplace.notices.rules import Message

INVITATION_LASTS = timedelta(days=14)


def found_house(session: Session, actor: Actor, *, form: FoundHouseForm) -> House:
    """The founder becomes its first member and acts for it from now on."""
    return found(session, actor, kind=form.kind, name=form.name, province=form.province)


def found(session: Session, actor: Actor, *, kind: HouseKind, name: str, province: str) -> House:
    """As `found_house`, also for a monitor's house, which only a command may found."""
    house = House(id=new_id(), kind=kind, state=HouseState.APPLIED, name=name, province=province)
    session.add(house)
    session.flush()  # memberships refer to it
    record(
        session,
        actor,
        events.HouseFounded(subject_id=house.id, house_kind=kind.value, province=province),
    )
    for role in FOUNDER_ROLES[kind]:
        join(session, actor, house=house, person_id=str(actor.person_id), role=role)
    return house


def change_house(
    session: Session, actor: Actor, *, house: House, form: HouseForm, version: int
) -> None:
    policy.can_edit(actor, house).require()
    if house.version != version:
        raise Conflict(
            t("Somebody else changed this while you worked on it. Open it again and look."),
            code="changed-meanwhile",
        )
    parent_id = form.parent or None
    if parent_id and parent_id not in {h.id for h in queries.possible_parents(session, house)}:
        raise Invalid({"parent": t("Choose one of the answers offered.")})
    house.name, house.name_en, house.province = form.name, form.name_en, form.province
    house.tax_code, house.website, house.about = form.tax_code, form.website, form.about
    house.parent_id, house.head_approves = parent_id, form.head_approves
    record(session, actor, events.HouseChanged(subject_id=house.id, province=form.province))


def verify_house(session: Session, actor: Actor, *, house: House) -> None:
    policy.can_verify(actor).require()
    house.state = WORKFLOW.step(house.state, "verify").target
    house.refusal = ""
    record(
        session,
        actor,
        events.HouseVerified(
            subject_id=house.id, house_kind=house.kind.value, province=house.province
        ),
    )


def refuse_house(session: Session, actor: Actor, *, house: House, reason: str) -> None:
    policy.can_verify(actor).require()
    house.state = WORKFLOW.step(house.state, "refuse").target
    house.refusal = reason
    record(session, actor, events.HouseRefused(subject_id=house.id), private={"reason": reason})


def apply_again(session: Session, actor: Actor, *, house: House) -> None:
    policy.can_edit(actor, house).require()
    house.state = WORKFLOW.step(house.state, "apply").target
    record(session, actor, events.HouseApplied(subject_id=house.id))


def invite_member(session: Session, actor: Actor, *, house: House, form: InviteForm) -> None:
    policy.can_invite(actor, house).require()
    if form.role not in ROLES[house.kind]:
        raise Invalid({"role": t("This kind of house has no such role.")})
    secret = new_secret()
    invitation = Invitation(
        id=new_id(),
        digest=digest(secret),
        house_id=house.id,
        role=form.role,
        email=form.email,
        invited_by=str(actor.person_id),
        until=clock.now() + INVITATION_LASTS,
    )
    session.add(invitation)
    record(
        session,
        actor,
        events.MemberInvited(
            subject_id=house.id, invitation_id=invitation.id, role=form.role.value
        ),
    )
    known = accounts.by_email(session, form.email)
    notices.post(
        session,
        address=form.email,
        language=known.language if known else "vi",
        person_id=known.id if known else None,
        message=Message(
            subject=t("%(house)s invites you", house=house.name),
            paragraphs=(
                t(
                    "%(house)s asks you to join as %(role)s.",
                    house=house.name,
                    role=form.role.label,
                ),
                t("The invitation is open for fourteen days."),
            ),
            action=t("Look at the invitation"),
            path=f"/invitations/{secret}",
        ),
    )


def accept_invitation(session: Session, actor: Actor, *, secret: str) -> House:
    """Join with the invited role; the person's own address must be the one invited."""
    invitation = queries.live_invitation(session, secret)
    if invitation is None:
        raise NotFound(t("This invitation has been used or is too old."))
    person = accounts.person(session, str(actor.person_id))
    if person.email != invitation.email:
        raise NotAllowed(t("This invitation was sent to another address."))
    invitation.used_at, invitation.email = clock.now(), ""
    join(
        session,
        actor,
        house=invitation.house,
        person_id=person.id,
        role=invitation.role,
    )
    return invitation.house


def join(session: Session, actor: Actor, *, house: House, person_id: str, role: Role) -> None:
    """Give a person a role in a house; having it already is no fault."""
    held = queries.memberships_of(session, person_id)
    if any(m.house_id == house.id and m.role == role for m in held):
        return
    session.add(Membership(house_id=house.id, person_id=person_id, role=role))
    session.flush()  # the next question about memberships must see it
    record(
        session,
        actor,
        events.MemberJoined(subject_id=house.id, person_id=person_id, role=role.value),
    )


def end_membership(session: Session, actor: Actor, *, house: House, person_id: str) -> None:
    """Take all roles of a person in the house away, and with them all that hangs on them."""
    if person_id != actor.person_id:
        policy.can_edit(actor, house).require()
    elif not actor.acts_for(house.id):
        raise NotAllowed(t("Act for this house first."))
    ended = [m for m in queries.members(session, house.id) if m.person_id == person_id]
    if not ended:
        raise NotFound
    leads = {m.person_id for m in queries.members(session, house.id) if m.role == LEADS[house.kind]}
    if leads == {person_id}:
        raise Conflict(t("A house needs somebody who leads it. Invite a successor first."))
    for membership in ended:
        membership.until = clock.now()
        record(
            session,
            actor,
            events.MemberLeft(subject_id=house.id, person_id=person_id, role=membership.role.value),
        )


def choose_house(session: Session, actor: Actor, *, login_id: str, house_id: str) -> None:
    """Act for another of one's houses in this browser session."""
    memberships = queries.memberships_of(session, str(actor.person_id))
    if house_id and house_id not in {m.house_id for m in memberships}:
        raise NotAllowed(t("You are not a member of this house."))
    act_for(session, login_id=login_id, house_id=house_id or None)


def actor_for(person: Person, memberships: Sequence[Membership], house_id: str | None) -> Actor:
    """The actor who `person` is for `house_id`; without one, for their first house."""
    chosen = [m for m in memberships if m.house_id == house_id] or [
        m for m in memberships if memberships and m.house_id == memberships[0].house_id
    ]
    if not chosen:
        return Actor(person.id, None, person.operator)
    house = chosen[0].house
    acting = ActingHouse(
        id=house.id,
        kind=house.kind.value,
        name=house.name,
        verified=house.state == HouseState.VERIFIED,
        province=house.province,
        parent_id=house.parent_id,
        roles=frozenset(m.role.value for m in chosen),
    )
    return Actor(person.id, acting, person.operator)


def forget_person(session: Session, person_id: str, email: str) -> None:
    """End an erased person's memberships and drop invitations to their address."""
    session.execute(
        update(Membership)
        .where(Membership.person_id == person_id, Membership.until.is_(None))
        .values(until=clock.now())
    )
    session.execute(update(Invitation).where(Invitation.email == email).values(email=""))

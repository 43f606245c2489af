"""Found, verify and change houses; invite members; choose the house one acts for."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.passwords import digest
from marketplace.accounts.service import act_for, count_try, found_person, leave_house, reset_path
from marketplace.accounts.service import erase_person as erase_account
from marketplace.db.journal import record
from marketplace.houses import events, policy, queries
from marketplace.houses.forms import FoundHouseForm, HouseForm, HouseRecordForm, InviteForm
from marketplace.houses.models import House, Invitation, Membership
from marketplace.houses.rules import (
    FOUND_BY_PERSON,
    FOUNDER_ROLES,
    INVITATION_LASTS,
    INVITE_BY_HOUSE,
    LEADS,
    ROLES,
    WORKFLOW,
    HouseKind,
    HouseState,
    Role,
)
from marketplace.kit import clock
from marketplace.kit.actor import MACHINE, ActingHouse, Actor
from marketplace.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from marketplace.kit.ids import new_id, new_secret
from marketplace.kit.text import Text, t
from marketplace.notices import service as notices
from marketplace.notices.rules import Message


def found_house(session: Session, actor: Actor, *, form: FoundHouseForm) -> House:
    """The founder becomes its first member, with the roles to run it alone."""
    count_try(session, FOUND_BY_PERSON, str(actor.person_id))
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


def found_monitor(
    session: Session, *, name: str, province: str, email: str, person: str, language: str
) -> str:
    """Found a monitor's house with its first member, who chooses a password at the path returned.

    It is verified from the start: whoever may run commands on this machine vouches for it, so that
    no operator can refuse to be watched.
    """
    member = found_person(session, email=email, name=person, language=language, password_hash=None)
    house = found(session, Actor(member.id), kind=HouseKind.MONITOR, name=name, province=province)
    vouch_for(session, house=house)
    return reset_path(session, member)


def record_house(session: Session, *, form: HouseRecordForm, language: str) -> House:
    """A house without members, as commands bring in; with an address somebody is asked to lead it.

    `language` is of that letter where its reader has no account.
    """
    columns = form.model_dump(exclude={"email"})
    house = House(id=new_id(), state=HouseState.APPLIED, **columns)
    session.add(house)
    session.flush()  # the invitation refers to it
    founded = events.HouseFounded(
        subject_id=house.id, house_kind=house.kind.value, province=house.province
    )
    record(session, MACHINE, founded)
    if form.email:
        lead = InviteForm(email=form.email, role=LEADS[house.kind])
        invite_member(session, machine_for(house), house=house, form=lead, language=language)
    return house


def vouch_for(session: Session, *, house: House) -> None:
    """Verify it by command: whoever may run commands on this machine answers for it."""
    _verified(session, MACHINE, house)


def machine_for(house: House) -> Actor:
    """Who acts where a command does something for a house: every role, and nobody in person."""
    roles = frozenset(role.value for role in ROLES[house.kind])
    return Actor(house=_acting(house, roles), machine=True)


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
    before = (house.name, house.name_en, house.province, house.parent_id, house.tax_code)
    house.name, house.name_en, house.province = form.name, form.name_en, form.province
    house.tax_code, house.website, house.about = form.tax_code, form.website, form.about
    house.parent_id, house.head_approves = parent_id, form.head_approves
    now = (house.name, house.name_en, house.province, house.parent_id, house.tax_code)
    record(
        session,
        actor,
        events.HouseChanged(
            subject_id=house.id,
            province=form.province,
            identity=house.state == HouseState.VERIFIED and before != now,
        ),
    )


def verify_house(session: Session, actor: Actor, *, house: House) -> None:
    policy.can_verify(actor).require()
    _verified(session, actor, house)


def _verified(session: Session, actor: Actor, house: House) -> None:
    _move(house, "verify")
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
    _move(house, "refuse")
    house.refusal = reason
    record(session, actor, events.HouseRefused(subject_id=house.id), private={"reason": reason})


def apply_again(session: Session, actor: Actor, *, house: House) -> None:
    policy.can_edit(actor, house).require()
    _move(house, "apply")
    record(session, actor, events.HouseApplied(subject_id=house.id))


def _move(house: House, action: str) -> None:
    house.state, house.state_since = WORKFLOW.step(house.state, action).target, clock.now()


def invite_member(
    session: Session, actor: Actor, *, house: House, form: InviteForm, language: str = "vi"
) -> Invitation:
    """Write to an address; `language` is of the letter where its reader has no account."""
    policy.can_invite(actor, house).require()
    if form.role not in ROLES[house.kind]:
        raise Invalid({"role": t("This kind of house has no such role.")})
    count_try(session, INVITE_BY_HOUSE, house.id)
    secret = new_secret()
    invitation = Invitation(
        id=new_id(),
        digest=digest(secret),
        house_id=house.id,
        role=form.role,
        email=form.email,
        invited_by=actor.person_id or "",
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
        language=known.language if known else language,
        person_id=known.id if known else None,
        message=Message(
            subject=t("%(house)s invites you", house=house.named),
            paragraphs=(
                t(
                    "%(house)s asks you to join as %(role)s.",
                    house=house.named,
                    role=form.role.label,
                ),
                t("The invitation is open for fourteen days."),
            ),
            action=t("Look at the invitation"),
            path=f"/invitations/{secret}",
        ),
    )
    return invitation


def withdraw_invitation(
    session: Session, actor: Actor, *, house: House, invitation_id: str
) -> None:
    policy.can_invite(actor, house).require()
    invitation = queries.invitation(session, house.id, invitation_id)
    invitation.used_at, invitation.email = clock.now(), ""
    record(
        session,
        actor,
        events.InvitationWithdrawn(subject_id=house.id, invitation_id=invitation.id),
    )


def accept_invitation(session: Session, actor: Actor, *, secret: str) -> House:
    """Join with the invited role; the person's own address must be the one invited."""
    invitation = queries.live_invitation(session, secret)
    if invitation is None:
        raise NotFound(t("This invitation has been used or is too old."))
    person = accounts.person(session, str(actor.person_id))
    if person.email != invitation.email:
        raise NotAllowed(t("This invitation was sent to another address."))
    # The same button pressed twice must not join twice.
    session.refresh(invitation, ["used_at"], with_for_update=True)
    if invitation.used_at is not None:
        raise NotFound(t("This invitation has been used or is too old."))
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
    else:
        policy.can_leave(actor, house).require()
    # Two leads who leave at once must not both find the other one still there.
    session.get(House, house.id, with_for_update=True)
    members = queries.members(session, house.id)
    ended = [m for m in members if m.person_id == person_id]
    if not ended:
        raise NotFound
    if _only_lead(house, members, person_id):
        raise Conflict(
            t("A house needs somebody who leads it. Invite a successor first."), code="last-lead"
        )
    _end(session, actor, house, ended)
    leave_house(session, actor, person_id=person_id, house_id=house.id)


def _only_lead(house: House, members: Sequence[Membership], person_id: str) -> bool:
    return {m.person_id for m in members if m.role == LEADS[house.kind]} == {person_id}


def _end(session: Session, actor: Actor, house: House, ended: Sequence[Membership]) -> None:
    for membership in ended:
        membership.until = clock.now()
        record(
            session,
            actor,
            events.MemberLeft(
                subject_id=house.id,
                person_id=membership.person_id,
                role=membership.role.value,
            ),
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
    acting = _acting(chosen[0].house, frozenset(m.role.value for m in chosen))
    return Actor(person.id, acting, person.operator)


def _acting(house: House, roles: frozenset[str]) -> ActingHouse:
    return ActingHouse(
        id=house.id,
        kind=house.kind.value,
        named=house.named,
        verified=house.state == HouseState.VERIFIED,
        province=house.province,
        parent_id=house.parent_id,
        roles=roles,
    )


def actors_of(session: Session, person_id: str) -> Sequence[Actor]:
    """Whom a person can act as: once for each house; what they do as operator counts once."""
    person = accounts.person(session, person_id)
    memberships = queries.memberships_of(session, person_id)
    first, *others = dict.fromkeys(m.house_id for m in memberships) or [None]
    return (
        actor_for(person, memberships, first),
        *(replace(actor_for(person, memberships, house), operator=False) for house in others),
    )


def erase_person(
    session: Session, actor: Actor, *, person: Person, rule: str, even_last: bool = False
) -> None:
    """Remove a person's data for good; that somebody acted stays in the journal, without a name.

    `rule` (the ground, such as a law's article) stays for ever, so it may not name the person.
    Refused to the last lead of a house, unless `even_last`: then the house is left without one.
    """
    if not rule.strip() or len(rule) > 200:
        raise Invalid({"rule": t("Name the rule in 1 to 200 characters.")})
    if _names(rule, person):
        raise Invalid({"rule": t("The rule stays in the journal: it may not name the person.")})
    address = person.email or ""
    for house in sorted(queries.houses_of(session, person.id), key=lambda house: house.id):
        session.get(House, house.id, with_for_update=True)
        members = queries.members(session, house.id)
        if not even_last and _only_lead(house, members, person.id):
            raise Conflict(_alone(house), code="last-lead")
        _end(session, actor, house, [m for m in members if m.person_id == person.id])
    session.execute(update(Invitation).where(Invitation.email == address).values(email=""))
    erase_account(session, actor, person=person, rule=rule)


def last_lead_of(session: Session, person_id: str) -> Text | None:
    """Why a person cannot go yet, if they alone lead a house."""
    return next(
        (
            _alone(house)
            for house in queries.houses_of(session, person_id)
            if _only_lead(house, queries.members(session, house.id), person_id)
        ),
        None,
    )


def _alone(house: House) -> Text:
    return t(
        "You alone lead %(house)s. Invite somebody who leads it after you, or ask the operator.",
        house=house.name,
    )


def _names(rule: str, person: Person) -> bool:
    said = unicodedata.normalize("NFC", rule).casefold()
    known = (person.name, person.email or "")
    return any(unicodedata.normalize("NFC", one).casefold() in said for one in known if one)

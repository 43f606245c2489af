"""Reads of houses; `visible_to` is the list form of `policy.can_see`."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.passwords import digest
from marketplace.houses.models import House, Invitation, Membership
from marketplace.houses.rules import LEADS, HouseKind, HouseState, Role
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import NotFound
from marketplace.kit.text import t


def house(session: Session, house_id: str) -> House:
    found = session.scalars(
        select(House).options(joinedload(House.parent)).where(House.id == house_id)
    ).first()
    if found is None:
        raise NotFound
    return found


def named(session: Session, words: str) -> House:
    """The one house with this id or name, in either language."""
    found = session.scalars(
        select(House).where(or_(House.id == words, House.name == words, House.name_en == words))
    ).all()
    if len(found) != 1:
        raise NotFound(t("No house, or more than one, is called so: give its id."))
    return found[0]


def names_and_codes(session: Session) -> Sequence[tuple[str, str]]:
    """Name and tax code of every house."""
    return [(name, code) for name, code in session.execute(select(House.name, House.tax_code))]


def visible_to(actor: Actor) -> Select[House]:
    query = select(House)
    if actor.operator:
        return query
    return query.where(or_(House.state == HouseState.VERIFIED, House.id == actor.house_id))


def listed(
    actor: Actor,
    *,
    kind: HouseKind | None = None,
    state: HouseState | None = None,
    province: str | None = None,
) -> Select[House]:
    query = visible_to(actor).order_by(House.name, House.id)
    if kind:
        query = query.where(House.kind == kind)
    if state:
        query = query.where(House.state == state)
    if province:
        query = query.where(House.province == province)
    return query


def names(session: Session, house_ids: Sequence[str]) -> dict[str, House]:
    """Houses by id, in one statement."""
    rows = session.scalars(select(House).where(House.id.in_(set(house_ids))))
    return {row.id: row for row in rows}


def possible_parents(session: Session, child: House) -> Sequence[House]:
    """Verified houses that do not themselves stand below `child`, at whatever depth."""
    below = select(House.id).where(House.parent_id == child.id).cte("below", recursive=True)
    below = below.union(select(House.id).join(below, House.parent_id == below.c.id))
    return session.scalars(
        select(House)
        .where(
            House.state == HouseState.VERIFIED,
            House.id != child.id,
            House.id.not_in(select(below.c.id)),
        )
        .order_by(House.name)
    ).all()


def waiting(session: Session, *, limit: int = 100) -> Sequence[House]:
    """Houses that ask to be verified, longest waiting first."""
    return session.scalars(_longest_first(_in_state(HouseState.APPLIED)).limit(limit)).all()


def to_verify(actor: Actor) -> Select[House] | None:
    """What waits for the operator."""
    return _longest_first(_in_state(HouseState.APPLIED)) if actor.operator else None


def to_apply(actor: Actor) -> Select[House] | None:
    """The actor's own house, if it was refused and they lead it."""
    if actor.house is None or actor.house.verified or not _leads(actor):
        return None
    return _in_state(HouseState.REFUSED).where(House.id == actor.house_id)


def undecided(actor: Actor) -> Select[House] | None:
    """The actor's own house, if it waits for the operator or for who leads it."""
    if actor.house is None or actor.house.verified:
        return None
    states = [] if actor.operator else [HouseState.APPLIED]
    if not _leads(actor):
        states.append(HouseState.REFUSED)
    return _in_state(*states).where(House.id == actor.house_id)


def _in_state(*states: HouseState) -> Select[House]:
    return select(House).where(House.state.in_(states))


def _longest_first(query: Select[House]) -> Select[House]:
    return query.order_by(House.state_since, House.id)


def _leads(actor: Actor) -> bool:
    return actor.house is not None and actor.has(LEADS[HouseKind(actor.house.kind)])


def memberships_of(session: Session, person_id: str) -> Sequence[Membership]:
    """A person's live memberships, with their houses."""
    return session.scalars(
        select(Membership)
        .options(joinedload(Membership.house))
        .where(Membership.person_id == person_id, Membership.until.is_(None))
        .order_by(Membership.since)
    ).all()


def houses_of(session: Session, person_id: str) -> Sequence[House]:
    """The houses a person belongs to, each once."""
    return tuple({m.house_id: m.house for m in memberships_of(session, person_id)}.values())


def members(session: Session, house_id: str) -> Sequence[Membership]:
    """A house's live memberships, with the persons."""
    return session.scalars(
        select(Membership)
        .options(joinedload(Membership.person))
        .where(Membership.house_id == house_id, Membership.until.is_(None))
        .order_by(Membership.since)
    ).all()


def is_member(session: Session, house_id: str, person_id: str) -> bool:
    return any(one.house_id == house_id for one in memberships_of(session, person_id))


def member_names(session: Session, house_id: str) -> dict[str, str]:
    """The live members' names by person, in the order of their names."""
    found = {one.person_id: one.person.name for one in members(session, house_id)}
    return dict(sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def people_with_role(session: Session, house_id: str, *roles: Role) -> Sequence[Membership]:
    """Who should hear of something, once per person."""
    found = {
        membership.person_id: membership
        for membership in members(session, house_id)
        if membership.role in roles
    }
    return tuple(found.values())


def invitations(session: Session, house_id: str) -> Sequence[Invitation]:
    return session.scalars(
        select(Invitation)
        .where(
            Invitation.house_id == house_id,
            Invitation.used_at.is_(None),
            Invitation.until > clock.now(),
        )
        .order_by(Invitation.id)
    ).all()


def invitation(session: Session, house_id: str, invitation_id: str) -> Invitation:
    found = session.get(Invitation, invitation_id)
    if found is None or found.house_id != house_id or found.used_at is not None:
        raise NotFound
    return found


def live_invitation(session: Session, secret: str) -> Invitation | None:
    return session.scalars(
        select(Invitation)
        .options(joinedload(Invitation.house))
        .where(
            Invitation.digest == digest(secret),
            Invitation.used_at.is_(None),
            Invitation.until > clock.now(),
        )
    ).first()

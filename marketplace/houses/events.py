"""Facts about houses."""

from dataclasses import dataclass

from marketplace.kit.event import Event


@dataclass(frozen=True, kw_only=True)
class HouseFounded(Event):
    kind = "house.founded"
    about = "house"
    house_kind: str
    province: str


@dataclass(frozen=True, kw_only=True)
class HouseChanged(Event):
    kind = "house.changed"
    about = "house"
    province: str
    identity: bool
    """Whether what the operator had verified (name, province, parent, tax code) was changed."""


@dataclass(frozen=True, kw_only=True)
class HouseVerified(Event):
    kind = "house.verified"
    about = "house"
    public = True
    house_kind: str
    province: str


@dataclass(frozen=True, kw_only=True)
class HouseRefused(Event):
    kind = "house.refused"
    about = "house"


@dataclass(frozen=True, kw_only=True)
class HouseApplied(Event):
    kind = "house.applied"
    about = "house"


@dataclass(frozen=True, kw_only=True)
class MemberInvited(Event):
    kind = "house.member-invited"
    about = "house"
    invitation_id: str
    role: str


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Event):
    kind = "house.invitation-withdrawn"
    about = "house"
    invitation_id: str


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    kind = "house.member-joined"
    about = "house"
    person_id: str
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Event):
    kind = "house.member-left"
    about = "house"
    person_id: str
    role: str

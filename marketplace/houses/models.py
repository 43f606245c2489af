"""Houses, memberships and invitations."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db.base import Base, Versioned
from marketplace.db.types import ChoiceColumn, Id, Key
from marketplace.houses.rules import HouseKind, HouseState, Role
from marketplace.kit import clock
from marketplace.kit.ids import new_id
from marketplace.kit.text import Wording


class House(Versioned, Base):
    __tablename__ = "house"

    id: Mapped[Key] = mapped_column(default=new_id)
    kind: Mapped[HouseKind] = mapped_column(ChoiceColumn(HouseKind), index=True)
    state: Mapped[HouseState] = mapped_column(ChoiceColumn(HouseState), index=True)
    state_since: Mapped[datetime] = mapped_column(default=clock.now)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    province: Mapped[str] = mapped_column(String(40), index=True)
    parent_id: Mapped[Id | None] = mapped_column(ForeignKey("house.id"), index=True)
    tax_code: Mapped[str] = mapped_column(String(20), default="")
    website: Mapped[str] = mapped_column(String(200), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    refusal: Mapped[str] = mapped_column(Text, default="")
    head_approves: Mapped[bool] = mapped_column(default=False)
    """Whether the house chose that its head approves each listing."""

    parent: Mapped["House | None"] = relationship(remote_side="House.id", lazy="raise")

    @property
    def named(self) -> Wording:
        return Wording(self.name, self.name_en)


class Membership(Base):
    """One role of one person in one house; ended rows stay as history."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_person_id_house_id", "person_id", "house_id"),)

    id: Mapped[Key] = mapped_column(default=new_id)
    house_id: Mapped[Id] = mapped_column(ForeignKey("house.id"), index=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(ChoiceColumn(Role))
    since: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime | None]

    house: Mapped[House] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")


class Invitation(Base):
    """A letter that makes its reader a member; the address is emptied once it was used."""

    __tablename__ = "invitation"

    id: Mapped[Key] = mapped_column(default=new_id)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    house_id: Mapped[Id] = mapped_column(ForeignKey("house.id"), index=True)
    role: Mapped[Role] = mapped_column(ChoiceColumn(Role))
    email: Mapped[str] = mapped_column(String(320), index=True)
    invited_by: Mapped[Id]
    """"" where a command did."""
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime]
    used_at: Mapped[datetime | None]

    house: Mapped[House] = relationship(lazy="raise")

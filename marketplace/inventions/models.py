"""Listings with their text by language and tier, their inventors and their right."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db.base import Base, Versioned
from marketplace.db.types import ChoiceColumn, Id, Key, Minor, Texts
from marketplace.houses.models import House
from marketplace.inventions.rules import (
    InventionKind,
    InventionState,
    RightStatus,
    Tier,
)
from marketplace.kit import clock
from marketplace.kit.ids import new_id
from marketplace.kit.text import Wording
from marketplace.rulebook.fields import Field
from marketplace.rulebook.readiness import Readiness


class Invention(Versioned, Base):
    __tablename__ = "invention"
    __table_args__ = (Index("ix_invention_state_id", "state", "id"),)

    id: Mapped[Key] = mapped_column(default=new_id)
    house_id: Mapped[Id] = mapped_column(ForeignKey("house.id"), index=True)
    made_by: Mapped[Id]
    """"" where a command brought it in."""
    submitted_by: Mapped[Id | None]
    """Who handed it to the head last; None where it was listed without the head."""
    submitted_at: Mapped[datetime | None]
    handed_back: Mapped[str] = mapped_column(Text, default="")
    """What the head asked to be changed, until it is handed in again."""
    state: Mapped[InventionState] = mapped_column(ChoiceColumn(InventionState))
    kind: Mapped[InventionKind | None] = mapped_column(ChoiceColumn(InventionKind))
    readiness: Mapped[Readiness | None] = mapped_column(ChoiceColumn(Readiness))
    field: Mapped[Field | None] = mapped_column(ChoiceColumn(Field))
    readiness_evidence: Mapped[str] = mapped_column(Text, default="")
    keywords: Mapped[tuple[str, ...]] = mapped_column(Texts, default=())
    classes: Mapped[tuple[str, ...]] = mapped_column(Texts, default=())
    offers: Mapped[tuple[str, ...]] = mapped_column(Texts, default=())
    asking_amount: Mapped[Minor | None]
    asking_currency: Mapped[str | None] = mapped_column(String(3))
    asking_terms: Mapped[str] = mapped_column(Text, default="")
    right_status: Mapped[RightStatus | None] = mapped_column(ChoiceColumn(RightStatus))
    application_number: Mapped[str] = mapped_column(String(60), default="")
    title_number: Mapped[str] = mapped_column(String(60), default="")
    filed_on: Mapped[date | None] = mapped_column(Date)
    holder: Mapped[str] = mapped_column(String(200), default="")
    """Who owns the right, where it is not this house."""
    funding_source: Mapped[str] = mapped_column(String(400), default="")
    state_percent: Mapped[int | None]
    listed_at: Mapped[datetime | None]
    disclosed_by: Mapped[Id | None]
    """Who decided that the public text may be shown, and when: the gate of DESIGN.md 6."""
    disclosed_at: Mapped[datetime | None]
    responsible_id: Mapped[Id | None] = mapped_column(index=True)
    """The member of the house who looks after it."""
    confirmed_at: Mapped[datetime] = mapped_column(default=clock.now)
    """When the house last said that it is still valid: by saving, listing or confirming it."""

    house: Mapped[House] = relationship(lazy="raise")
    texts: Mapped[list["InventionText"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="InventionText.language"
    )
    sections: Mapped[list["InventionSection"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="InventionSection.tier"
    )
    inventors: Mapped[list["Inventor"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Inventor.position"
    )

    @property
    def titled(self) -> Wording:
        titles = {text.language: text.title for text in self.texts}
        return Wording(titles.get("vi", ""), titles.get("en", ""))


class InventionText(Base):
    """Tier 1, the public teaser, in one language."""

    __tablename__ = "invention_text"

    invention_id: Mapped[Id] = mapped_column(ForeignKey("invention.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    novelty: Mapped[str] = mapped_column(Text, default="")
    advantages: Mapped[str] = mapped_column(Text, default="")
    applications: Mapped[str] = mapped_column(Text, default="")


class InventionSection(Base):
    """Text of tier 2 or 3; tier 3 is given neither to search nor to matching."""

    __tablename__ = "invention_section"

    invention_id: Mapped[Id] = mapped_column(ForeignKey("invention.id"), primary_key=True)
    tier: Mapped[Tier] = mapped_column(ChoiceColumn(Tier), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class Inventor(Base):
    """`person_id` links an inventor who is a member; an erasure empties name and ORCID."""

    __tablename__ = "inventor"

    id: Mapped[Key] = mapped_column(default=new_id)
    invention_id: Mapped[Id] = mapped_column(ForeignKey("invention.id"), index=True)
    person_id: Mapped[Id | None] = mapped_column(index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    orcid: Mapped[str] = mapped_column(String(19), default="")

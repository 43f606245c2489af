"""What is suggested, what people said of it, and texts that wait for their writer to sign in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db.base import Base
from marketplace.db.types import ChoiceColumn, Id
from marketplace.inventions.models import Invention
from marketplace.kit import clock
from marketplace.needs.models import Need
from marketplace.suggestions.rules import Reason, Side


class Suggestion(Base):
    """`rank` counts from 1, and is None for what was suggested once and is not any more."""

    __tablename__ = "suggestion"
    __table_args__ = (Index("ix_suggestion_invention_id_rank", "invention_id", "rank"),)

    need_id: Mapped[Id] = mapped_column(ForeignKey("need.id"), primary_key=True)
    invention_id: Mapped[Id] = mapped_column(ForeignKey("invention.id"), primary_key=True)
    rank: Mapped[int | None]
    score: Mapped[float]
    why: Mapped[Any] = mapped_column(JSON)
    """The parts of the score and their terms: `reasons.stored` and `reasons.read`."""
    first_made_at: Mapped[datetime] = mapped_column(default=clock.now)

    need: Mapped[Need] = relationship(lazy="raise")
    invention: Mapped[Invention] = relationship(lazy="raise")


class Trio(Base):
    """Three houses for a need: its own, the one that lists `invention`, and the one that has
    `payer_need`; `rank` counts from 1."""

    __tablename__ = "trio"

    need_id: Mapped[Id] = mapped_column(ForeignKey("need.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    invention_id: Mapped[Id] = mapped_column(ForeignKey("invention.id"))
    payer_need_id: Mapped[Id] = mapped_column(ForeignKey("need.id"))
    score: Mapped[float]
    why: Mapped[Any] = mapped_column(JSON)
    """The parts of the score and of both sides: `reasons.stored_trio` and `reasons.read_trio`."""

    invention: Mapped[Invention] = relationship(lazy="raise")
    payer_need: Mapped[Need] = relationship(lazy="raise", foreign_keys=payer_need_id)


class Matched(Base):
    """When an open need was last compared with the market, and with how many listings."""

    __tablename__ = "matched"

    need_id: Mapped[Id] = mapped_column(ForeignKey("need.id"), primary_key=True)
    at: Mapped[datetime]
    listings: Mapped[int]


class Judgement(Base):
    """One person's word on one suggestion; `sentence` is emptied when the person is erased."""

    __tablename__ = "judgement"

    need_id: Mapped[Id] = mapped_column(ForeignKey("need.id"), primary_key=True)
    invention_id: Mapped[Id] = mapped_column(ForeignKey("invention.id"), primary_key=True)
    person_id: Mapped[Id] = mapped_column(primary_key=True)
    house_id: Mapped[Id] = mapped_column(ForeignKey("house.id"), index=True)
    side: Mapped[Side] = mapped_column(ChoiceColumn(Side))
    useful: Mapped[bool]
    reason: Mapped[Reason | None] = mapped_column(ChoiceColumn(Reason))
    sentence: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)


class KeptText(Base):
    """A visitor's pasted text; whoever holds the secret address reads it until it is forgotten."""

    __tablename__ = "kept_text"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

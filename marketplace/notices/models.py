"""Letters on their way, notices that people have been given, and how far they have read."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.types import ChoiceColumn, Id, Key
from marketplace.kit import clock
from marketplace.kit.ids import new_id
from marketplace.notices.rules import LetterState


class Letter(Base):
    """Address and content are emptied once the letter has gone: it may hold a secret link."""

    __tablename__ = "letter"

    id: Mapped[Key] = mapped_column(default=new_id)
    person_id: Mapped[Id | None] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(320))
    address_digest: Mapped[str] = mapped_column(String(64), index=True)
    language: Mapped[str] = mapped_column(String(2))
    content: Mapped[Any] = mapped_column(JSON)
    event_number: Mapped[int | None]
    state: Mapped[LetterState] = mapped_column(ChoiceColumn(LetterState), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]


class Notice(Base):
    """One line for one person, with the step it leads to.

    `once` names what the person is told of no more than one time.
    """

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("once", "person_id"),)

    id: Mapped[Key] = mapped_column(default=new_id)
    person_id: Mapped[Id] = mapped_column(index=True)
    content: Mapped[Any] = mapped_column(JSON)
    event_number: Mapped[int | None]
    once: Mapped[str | None] = mapped_column(String(80))
    happened_at: Mapped[datetime]


class Bookmark(Base):
    """How far a person has come: when they last saw their desk, when their last daily letter was
    written, and the newest notice in each.

    Notices are compared by id, so that one which was just being written is not passed over.
    """

    __tablename__ = "bookmark"

    person_id: Mapped[Key]
    seen_at: Mapped[datetime | None]
    seen_id: Mapped[Id] = mapped_column(default="")
    told_at: Mapped[datetime | None]
    told_id: Mapped[Id] = mapped_column(default="")

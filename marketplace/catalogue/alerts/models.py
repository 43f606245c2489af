"""Saved searches, and what each of them has found."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.catalogue.alerts.rules import Fit, Frequency
from marketplace.db.base import Base
from marketplace.db.types import ChoiceColumn, Id, Key, Line
from marketplace.kit import clock
from marketplace.kit.ids import new_id


class SavedSearch(Base):
    """A person's own; ended, it is deleted with all that it found.

    `house_id` is whom they acted for, so that it finds what they may read there.
    """

    __tablename__ = "saved_search"

    id: Mapped[Key] = mapped_column(default=new_id)
    person_id: Mapped[Id] = mapped_column(index=True)
    house_id: Mapped[Id | None]
    name: Mapped[Line]
    asked: Mapped[Any] = mapped_column(JSON)
    """A `SearchForm` without what stands at its default."""
    frequency: Mapped[Frequency] = mapped_column(ChoiceColumn(Frequency))
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    known_at: Mapped[datetime | None]
    """When what fitted already had been noted; before that nothing new is looked for."""


class Alert(Base):
    """That something fits a saved search. There is one row for the two, whatever happens, so that
    nothing is told twice."""

    __tablename__ = "alert"

    search_id: Mapped[Id] = mapped_column(ForeignKey("saved_search.id"), primary_key=True)
    subject_id: Mapped[Id] = mapped_column(primary_key=True)
    state: Mapped[Fit] = mapped_column(ChoiceColumn(Fit), index=True)
    found_at: Mapped[datetime] = mapped_column(default=clock.now)
    told_at: Mapped[datetime | None]

"""Needs with their text by language."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db.base import Base, Versioned
from marketplace.db.types import ChoiceColumn, Id, Key, Minor, Texts
from marketplace.houses.models import House
from marketplace.kit import clock
from marketplace.kit.ids import new_id
from marketplace.kit.text import Wording
from marketplace.needs.rules import NeedState
from marketplace.rulebook.fields import Field
from marketplace.rulebook.readiness import Readiness


class Need(Versioned, Base):
    __tablename__ = "need"
    __table_args__ = (Index("ix_need_state_id", "state", "id"),)

    id: Mapped[Key] = mapped_column(default=new_id)
    house_id: Mapped[Id] = mapped_column(ForeignKey("house.id"), index=True)
    made_by: Mapped[Id]
    """"" where a command brought it in."""
    state: Mapped[NeedState] = mapped_column(ChoiceColumn(NeedState))
    field: Mapped[Field | None] = mapped_column(ChoiceColumn(Field))
    unnamed: Mapped[bool] = mapped_column(default=False)
    """Whether the public sees the kind and province of the house instead of its name."""
    readiness_wanted: Mapped[Readiness | None] = mapped_column(ChoiceColumn(Readiness))
    keywords: Mapped[tuple[str, ...]] = mapped_column(Texts, default=())
    budget_from: Mapped[Minor | None]
    budget_to: Mapped[Minor | None]
    budget_currency: Mapped[str | None] = mapped_column(String(3))
    wanted_by: Mapped[date | None] = mapped_column(Date)
    posted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    responsible_id: Mapped[Id | None] = mapped_column(index=True)
    """The member of the house who looks after it."""
    confirmed_at: Mapped[datetime] = mapped_column(default=clock.now)
    """When the house last said that it is still valid: by saving, posting or confirming it."""

    house: Mapped[House] = relationship(lazy="raise")
    texts: Mapped[list["NeedText"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="NeedText.language"
    )

    @property
    def titled(self) -> Wording:
        titles = {text.language: text.title for text in self.texts}
        return Wording(titles.get("vi", ""), titles.get("en", ""))


class NeedText(Base):
    """The public text in one language; `done_when` may wait until the need is closed."""

    __tablename__ = "need_text"

    need_id: Mapped[Id] = mapped_column(ForeignKey("need.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    done_when: Mapped[str] = mapped_column(Text, default="")

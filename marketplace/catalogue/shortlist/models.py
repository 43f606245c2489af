"""What people keep."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.catalogue.shortlist.rules import Thing
from marketplace.db.base import Base
from marketplace.db.types import ChoiceColumn, Id
from marketplace.kit import clock


class Kept(Base):
    """A person's own. It holds no word of the thing itself, which may leave the market."""

    __tablename__ = "kept"

    person_id: Mapped[Id] = mapped_column(primary_key=True)
    subject_id: Mapped[Id] = mapped_column(primary_key=True)
    thing: Mapped[Thing] = mapped_column(ChoiceColumn(Thing))
    note: Mapped[str] = mapped_column(Text, default="")
    kept_at: Mapped[datetime] = mapped_column(default=clock.now)

"""Facts folded from the journal."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.types import ChoiceColumn, Id, Key, Minor
from marketplace.metrics.rules import Figure, Line, Stage


class Fact(Base):
    """One number of one figure, true from one event until another replaces it.

    `occurred` decides the period, `from_number` and `to_number` decide what was known as of a
    number of the journal. The key is derived from the event and its subject (one event may move
    several facts of a deal), so that a rebuild gives equal rows.
    """

    __tablename__ = "fact"
    __table_args__ = (
        Index("ix_fact_figure_occurred", "figure", "occurred"),
        Index("ix_fact_figure_subject_id", "figure", "subject_id"),
        Index("ix_fact_figure_cluster", "figure", "cluster"),
        Index("ix_fact_house_id_province_field", "house_id", "province", "field"),
    )

    figure: Mapped[Figure] = mapped_column(ChoiceColumn(Figure), primary_key=True)
    stage: Mapped[Stage] = mapped_column(ChoiceColumn(Stage), primary_key=True)
    from_number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    subject_id: Mapped[Key]
    deal_id: Mapped[Key] = mapped_column(index=True)
    """The deal that it comes from; "" where there is none, as for the next two."""
    subject_kind: Mapped[str] = mapped_column(String(30))
    invention_id: Mapped[Id]
    house_id: Mapped[Id]
    province: Mapped[str] = mapped_column(String(40))
    field: Mapped[str] = mapped_column(String(40))
    occurred: Mapped[date] = mapped_column(Date)
    reached: Mapped[date] = mapped_column(Date)
    """The day of the thing itself, where `occurred` is the one on which its subject began."""
    value: Mapped[Minor]
    measured: Mapped[int | None]
    """What a median is taken over: days since the stage before, or a rank."""
    currency: Mapped[str] = mapped_column(String(3))
    level: Mapped[int]
    line: Mapped[Line] = mapped_column(ChoiceColumn(Line))
    cluster: Mapped[str] = mapped_column(String(64))
    """Of deals the same parties and asset, what counts as one within 90 days (DOMAIN.md 3.4); of
    suggestions the pair, and of a judgement the pair and the side."""
    to_number: Mapped[int | None] = mapped_column(BigInteger)

    def followed(self, number: int, **changes: Any) -> "Fact":
        """What stands in its place from event `number` on: itself, if it began with that event."""
        if self.from_number == number:
            for name, value in changes.items():
                setattr(self, name, value)
            return self
        values = {column.name: getattr(self, column.name) for column in Fact.__table__.columns}
        self.to_number = number
        return Fact(**(values | {"from_number": number, "to_number": None} | changes))

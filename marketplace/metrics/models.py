"""Facts folded from the journal."""

from datetime import date

from sqlalchemy import BigInteger, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.types import ChoiceColumn, Id, Key, Minor
from marketplace.metrics.rules import Figure, Line


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
    )

    figure: Mapped[Figure] = mapped_column(ChoiceColumn(Figure), primary_key=True)
    from_number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[Key]
    deal_id: Mapped[Id] = mapped_column(index=True)
    house_id: Mapped[Id] = mapped_column(index=True)
    province: Mapped[str] = mapped_column(String(40))
    field: Mapped[str] = mapped_column(String(40))
    occurred: Mapped[date] = mapped_column(Date)
    value: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    level: Mapped[int]
    line: Mapped[Line] = mapped_column(ChoiceColumn(Line))
    cluster: Mapped[str] = mapped_column(String(64))
    """Same parties and asset: what counts as one deal within 90 days (DOMAIN.md 3.4)."""
    to_number: Mapped[int | None] = mapped_column(BigInteger)

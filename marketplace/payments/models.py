"""Payments and the ledger."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db.base import Base, Versioned
from marketplace.db.types import ChoiceColumn, Id, Key, Minor
from marketplace.houses.models import House
from marketplace.kit import clock
from marketplace.kit.ids import new_id
from marketplace.kit.money import Money
from marketplace.payments.rules import Direction, PaymentState

LIVE = "state NOT IN ('withdrawn', 'rejected')"


class Payment(Versioned, Base):
    """`purpose` and `reference` say what for, without knowing what that is ("deal", its id)."""

    __tablename__ = "payment"
    __table_args__ = (
        Index("ix_payment_purpose_reference", "purpose", "reference"),
        Index(
            "uq_payment_reverses_id_live",
            "reverses_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
    )

    id: Mapped[Key] = mapped_column(default=new_id)
    purpose: Mapped[str] = mapped_column(String(20))
    reference: Mapped[Id]
    direction: Mapped[Direction] = mapped_column(ChoiceColumn(Direction))
    reverses_id: Mapped[Id | None] = mapped_column(ForeignKey("payment.id"))
    """Of a counter-entry: what it takes back; one that is withdrawn or rejected may be repeated."""
    payee_id: Mapped[Id] = mapped_column(ForeignKey("house.id"), index=True)
    payer_id: Mapped[Id] = mapped_column(ForeignKey("house.id"), index=True)
    payee_province: Mapped[str] = mapped_column(String(40))
    field: Mapped[str] = mapped_column(String(40))
    asset_id: Mapped[Id]
    """With `payee_province` and `field` as they were at declaration: the figures need them."""
    related: Mapped[bool] = mapped_column(default=False)
    amount: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    paid_on: Mapped[date] = mapped_column(Date)
    bank_reference: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[PaymentState] = mapped_column(ChoiceColumn(PaymentState), index=True)
    declared_by: Mapped[Id]
    closed_by: Mapped[Id | None]
    closed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """The payee's own sentence for taking an earlier payment back."""
    objection: Mapped[str] = mapped_column(Text, default="")
    """The payer's, for disputing."""
    finding: Mapped[str] = mapped_column(Text, default="")
    """The verifier's, for rejecting."""

    payee: Mapped[House] = relationship(lazy="raise", foreign_keys=[payee_id])
    payer: Mapped[House] = relationship(lazy="raise", foreign_keys=[payer_id])

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def effect(self) -> Money:
        """What the payment adds to the payee's income: a counter-entry takes away."""
        return self.money if self.direction == Direction.PAYMENT else -self.money


class LedgerEntry(Base):
    """Insert-only; the entries of one payment sum to zero. Debit is positive, credit negative."""

    __tablename__ = "ledger_entry"

    id: Mapped[Key] = mapped_column(default=new_id)
    payment_id: Mapped[Id] = mapped_column(ForeignKey("payment.id"), index=True)
    house_id: Mapped[Id] = mapped_column(ForeignKey("house.id"), index=True)
    account: Mapped[str] = mapped_column(String(20))
    amount: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)

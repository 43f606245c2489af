"""Deals, the versions of their term sheet, and signatures."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.bids.models import Bid
from marketplace.bids.rules import Terms
from marketplace.db.base import Base, Versioned
from marketplace.db.types import ChoiceColumn, Id, Key
from marketplace.deals.rules import DealState, Party
from marketplace.houses.models import House
from marketplace.inventions.models import Invention
from marketplace.kit import clock
from marketplace.kit.ids import new_id


class Deal(Versioned, Base):
    """`related` is declared by either side or found from shared parent or tax code."""

    __tablename__ = "deal"

    id: Mapped[Key] = mapped_column(default=new_id)
    bid_id: Mapped[Id] = mapped_column(ForeignKey("bid.id"), unique=True)
    invention_id: Mapped[Id] = mapped_column(ForeignKey("invention.id"), index=True)
    seller_id: Mapped[Id] = mapped_column(ForeignKey("house.id"), index=True)
    buyer_id: Mapped[Id] = mapped_column(ForeignKey("house.id"), index=True)
    state: Mapped[DealState] = mapped_column(ChoiceColumn(DealState), index=True)
    related: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date] = mapped_column(Date)
    agreed_by: Mapped[Id]
    signed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    bid: Mapped[Bid] = relationship(lazy="raise")
    invention: Mapped[Invention] = relationship(lazy="raise")
    seller: Mapped[House] = relationship(lazy="raise", foreign_keys=[seller_id])
    buyer: Mapped[House] = relationship(lazy="raise", foreign_keys=[buyer_id])
    sheets: Mapped[list["TermSheet"]] = relationship(lazy="raise", order_by="TermSheet.number")
    signatures: Mapped[list["Signature"]] = relationship(lazy="raise", order_by="Signature.id")

    @property
    def sheet(self) -> "TermSheet":
        """The present version, the only one that can be signed."""
        return self.sheets[-1]

    @property
    def terms(self) -> Terms:
        return self.sheet.terms

    @property
    def signed_by(self) -> frozenset[Party]:
        """The sides whose signature stands under the present version."""
        return frozenset(
            one.party for one in self.signatures if one.sheet_digest == self.sheet.digest
        )


class TermSheet(Base):
    """One version of the terms; the first is the bid's. `digest` is what signatures refer to.

    `party` wrote it.
    """

    __tablename__ = "term_sheet"

    deal_id: Mapped[Id] = mapped_column(ForeignKey("deal.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    terms_json: Mapped[Any] = mapped_column("terms", JSON)
    digest: Mapped[str] = mapped_column(String(64))
    party: Mapped[Party] = mapped_column(ChoiceColumn(Party))
    made_by: Mapped[Id]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def terms(self) -> Terms:
        return Terms.from_json(self.terms_json)


class Signature(Base):
    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("deal_id", "party"),)

    id: Mapped[Key] = mapped_column(default=new_id)
    deal_id: Mapped[Id] = mapped_column(ForeignKey("deal.id"))
    party: Mapped[Party] = mapped_column(ChoiceColumn(Party))
    house_id: Mapped[Id] = mapped_column(ForeignKey("house.id"))
    person_id: Mapped[Id]
    sheet_digest: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(default=clock.now)

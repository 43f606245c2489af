"""Bids and their answers."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.bids.rules import BidState, Refusal, Terms
from marketplace.db.base import Base, Versioned
from marketplace.db.journal import canonical
from marketplace.db.types import ChoiceColumn, Id, Key
from marketplace.houses.models import House
from marketplace.inventions.models import Invention
from marketplace.kit.ids import new_id
from marketplace.needs.models import Need

_OPEN = text("state = 'open'")


class Bid(Versioned, Base):
    """One open bid per house and invention."""

    __tablename__ = "bid"
    __table_args__ = (
        Index(
            "uq_bid_open",
            "invention_id",
            "house_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[Key] = mapped_column(default=new_id)
    invention_id: Mapped[Id] = mapped_column(ForeignKey("invention.id"), index=True)
    house_id: Mapped[Id] = mapped_column(ForeignKey("house.id"), index=True)
    need_id: Mapped[Id | None] = mapped_column(ForeignKey("need.id"))
    made_by: Mapped[Id]
    state: Mapped[BidState] = mapped_column(ChoiceColumn(BidState), index=True)
    terms_json: Mapped[Any] = mapped_column("terms", JSON)
    message: Mapped[str] = mapped_column(Text, default="")
    valid_until: Mapped[datetime]
    answered_by: Mapped[Id | None]
    answered_at: Mapped[datetime | None]
    refusal: Mapped[Refusal | None] = mapped_column(ChoiceColumn(Refusal))
    refusal_sentence: Mapped[str] = mapped_column(Text, default="")

    house: Mapped[House] = relationship(lazy="raise")
    invention: Mapped[Invention] = relationship(lazy="raise")
    need: Mapped[Need | None] = relationship(lazy="raise")

    @property
    def terms(self) -> Terms:
        return Terms.from_json(self.terms_json)

    @property
    def terms_digest(self) -> str:
        return terms_digest(self.terms_json)


def salted(terms: Terms) -> dict[str, Any]:
    """`terms` as they are stored.

    The journal shows their digest to everybody and prices are round numbers: without the salt
    anybody could try out terms until the digest fits.
    """
    return {**terms.as_json(), "salt": secrets.token_hex(16)}


def terms_digest(stored: Mapping[str, Any]) -> str:
    """What the journal and the signatures call these terms; either party can recompute it."""
    return hashlib.sha256(canonical(stored).encode()).hexdigest()

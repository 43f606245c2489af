"""Persons, their sign-ins, one-time proofs, API tokens and counted tries."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.rules import ProofPurpose
from marketplace.db.base import Base, Versioned
from marketplace.db.types import ChoiceColumn, Id, Key
from marketplace.kit import clock
from marketplace.kit.ids import new_id
from marketplace.notices.rules import Letters


class Person(Versioned, Base):
    """After an erasure the row stays with its id alone, because the journal refers to it."""

    __tablename__ = "person"

    id: Mapped[Key] = mapped_column(default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    letters: Mapped[Letters] = mapped_column(ChoiceColumn(Letters), default=Letters.AT_ONCE)
    operator: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class Login(Base):
    """A signed-in browser; the cookie holds a secret whose digest stands here."""

    __tablename__ = "login"

    id: Mapped[Key] = mapped_column(default=new_id)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    house_id: Mapped[Id | None]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise")


class ApiToken(Base):
    """Acts as its person for one house, the house it was made for."""

    __tablename__ = "api_token"

    id: Mapped[Key] = mapped_column(default=new_id)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    house_id: Mapped[Id | None]
    name: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise")


class Proof(Base):
    """A one-time link sent by letter."""

    __tablename__ = "proof"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[ProofPurpose] = mapped_column(ChoiceColumn(ProofPurpose))
    until: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise")


class Try(Base):
    """One counted try; `key` is a digest, so that no address is kept."""

    __tablename__ = "try"
    __table_args__ = (Index("ix_try_key_at", "key", "at"),)

    id: Mapped[Key] = mapped_column(default=new_id)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=clock.now)

"""Reads of accounts."""

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.models import ApiToken, Login, Person, Proof, Try
from marketplace.accounts.passwords import digest
from marketplace.accounts.rules import Limit, ProofPurpose, same_address
from marketplace.kit import clock
from marketplace.kit.errors import NotFound
from marketplace.notices.models import Bookmark
from marketplace.notices.rules import Letters, daily_due


def person(session: Session, person_id: str) -> Person:
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def by_email(session: Session, email: str) -> Person | None:
    return session.scalars(select(Person).where(Person.email == same_address(email))).first()


def any_operator(session: Session) -> bool:
    return bool(session.scalar(select(exists().where(Person.operator))))


def operators(session: Session) -> Sequence[Person]:
    return session.scalars(select(Person).where(Person.operator).order_by(Person.id)).all()


def daily_letters_due(session: Session) -> Sequence[Person]:
    """Who wants one letter a day and has not had today's."""
    due = daily_due(clock.now())
    had = exists().where(Bookmark.person_id == Person.id, Bookmark.told_at >= due)
    return session.scalars(
        select(Person)
        .where(Person.letters == Letters.DAILY, Person.email.is_not(None), ~had)
        .order_by(Person.id)
    ).all()


def live_login(session: Session, secret: str) -> Login | None:
    """The login of a session cookie, with its person."""
    return session.scalars(
        select(Login)
        .options(joinedload(Login.person))
        .where(Login.digest == digest(secret), Login.until > clock.now())
    ).first()


def live_token(session: Session, secret: str) -> ApiToken | None:
    return session.scalars(
        select(ApiToken)
        .options(joinedload(ApiToken.person))
        .where(ApiToken.digest == digest(secret), ApiToken.until > clock.now())
    ).first()


def live_proof(session: Session, secret: str, purpose: ProofPurpose) -> Proof | None:
    return session.scalars(
        select(Proof)
        .options(joinedload(Proof.person))
        .where(Proof.digest == digest(secret), Proof.purpose == purpose, Proof.until > clock.now())
    ).first()


def logins_of(session: Session, person_id: str) -> Sequence[Login]:
    return session.scalars(
        select(Login)
        .where(Login.person_id == person_id, Login.until > clock.now())
        .order_by(Login.id.desc())
    ).all()


def tokens_of(session: Session, person_id: str) -> Sequence[ApiToken]:
    return session.scalars(
        select(ApiToken)
        .where(ApiToken.person_id == person_id, ApiToken.until > clock.now())
        .order_by(ApiToken.id.desc())
    ).all()


def tries(session: Session, limit: Limit, key: str) -> int:
    """How often `key` was tried within the limit's time."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Try)
            .where(Try.key == try_key(limit, key), Try.at > clock.now() - limit.within)
        )
        or 0
    )


def try_key(limit: Limit, key: str) -> str:
    return digest(f"{limit.name}\n{key}")

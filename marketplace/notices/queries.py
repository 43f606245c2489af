"""Reads of notices and of the post."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from marketplace.kit import clock
from marketplace.notices.models import Letter, Notice
from marketplace.notices.rules import LetterState


def of_person(person_id: str) -> Select[Notice]:
    return select(Notice).where(Notice.person_id == person_id)


def latest(session: Session, person_id: str, *, limit: int = 50) -> Sequence[Notice]:
    newest_first = of_person(person_id).order_by(Notice.id.desc())
    return session.scalars(newest_first.limit(limit)).all()


def unread(session: Session, person_id: str) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Notice)
            .where(Notice.person_id == person_id, Notice.read_at.is_(None))
        )
        or 0
    )


def letters_undeliverable(session: Session) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Letter)
            .where(Letter.state == LetterState.UNDELIVERABLE)
        )
        or 0
    )


def letters_due(session: Session) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Letter)
            .where(Letter.state == LetterState.QUEUED, Letter.due_at <= clock.now())
        )
        or 0
    )

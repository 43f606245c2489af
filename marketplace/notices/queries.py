"""Reads of notices and of the post."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kit import clock
from marketplace.notices.models import Letter, Notice
from marketplace.notices.rules import LetterState


def latest(session: Session, person_id: str, *, limit: int = 50) -> Sequence[Notice]:
    return session.scalars(
        select(Notice).where(Notice.person_id == person_id).order_by(Notice.id.desc()).limit(limit)
    ).all()


def unread(session: Session, person_id: str) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Notice)
            .where(Notice.person_id == person_id, Notice.read_at.is_(None))
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

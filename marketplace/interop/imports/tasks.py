"""What an erasure takes from imports, and what the clock does."""

from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed
from marketplace.interop.imports import service


def forget_person(session: Session, event: Sealed) -> None:
    service.forget_person(session, event.subject_id)


def forget_cells(session: Session) -> None:
    service.forget_cells(session)

"""What is left to do to needs when a person goes."""

from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed
from marketplace.needs import service


def forget_person(session: Session, event: Sealed) -> None:
    service.forget_person(session, event.subject_id)


def release_member(session: Session, event: Sealed) -> None:
    service.release_member(
        session, house_id=event.subject_id, person_id=str(event.payload["person_id"])
    )

"""What an erasure reaches."""

from sqlalchemy.orm import Session

from marketplace.catalogue.shortlist import service
from marketplace.db.journal import Sealed


def forget_person(session: Session, event: Sealed) -> None:
    service.forget_person(session, event.subject_id)

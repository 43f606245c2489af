"""Keep, note down, and let go; nobody but the person sees any of it, so the journal does not."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from marketplace.catalogue.shortlist import queries
from marketplace.catalogue.shortlist.models import Kept
from marketplace.catalogue.shortlist.rules import MOST, Thing
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict
from marketplace.kit.text import t


def keep(
    session: Session, actor: Actor, *, thing: Thing, subject_id: str, note: str | None = None
) -> Kept:
    """What is kept already stays, with a new note if there is one."""
    kept = queries.row(session, actor, subject_id)
    if kept is None:
        queries.seen(session, actor, thing, subject_id)
        if queries.count(session, actor) >= MOST:
            raise Conflict(t("You keep %(most)s things. Let one of them go first.", most=MOST))
        kept = Kept(person_id=actor.person_id, subject_id=subject_id, thing=thing, note="")
        session.add(kept)
        session.flush()  # the answer tells when
    if note is not None:
        kept.note = note
    return kept


def let_go(session: Session, actor: Actor, *, subject_id: str) -> None:
    session.delete(queries.kept_row(session, actor, subject_id))


def forget_person(session: Session, person_id: str) -> None:
    session.execute(delete(Kept).where(Kept.person_id == person_id))

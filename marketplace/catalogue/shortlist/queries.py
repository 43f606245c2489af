"""Reads of what a person keeps, and of the things themselves as far as they may be seen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalogue.shortlist.models import Kept
from marketplace.catalogue.shortlist.rules import Thing
from marketplace.inventions import queries as inventions
from marketplace.inventions.models import Invention
from marketplace.kit.actor import Actor
from marketplace.kit.errors import NotFound
from marketplace.needs import queries as needs
from marketplace.needs.models import Need


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing that is kept; `subject` is None where the reader may not see it any more."""

    kept: Kept
    subject: Invention | Need | None


def own(session: Session, actor: Actor) -> Sequence[Seen]:
    """What was kept last comes first."""
    query = select(Kept).where(Kept.person_id == actor.person_id)
    rows = session.scalars(query.order_by(Kept.kept_at.desc(), Kept.subject_id)).all()
    ids = [row.subject_id for row in rows]
    seen: dict[str, Invention | Need] = {
        **inventions.seen_by(session, actor, ids),
        **needs.seen_by(session, actor, ids),
    }
    return [Seen(row, seen.get(row.subject_id)) for row in rows]


def count(session: Session, actor: Actor) -> int:
    query = select(func.count()).select_from(Kept).where(Kept.person_id == actor.person_id)
    return session.scalar(query) or 0


def row(session: Session, actor: Actor, subject_id: str) -> Kept | None:
    return session.get(Kept, (actor.person_id, subject_id)) if actor.signed_in else None


def kept_row(session: Session, actor: Actor, subject_id: str) -> Kept:
    found = row(session, actor, subject_id)
    if found is None:
        raise NotFound
    return found


def of_these(session: Session, actor: Actor, ids: Collection[str]) -> frozenset[str]:
    """Those of them that the actor keeps."""
    if not actor.signed_in:
        return frozenset()
    query = select(Kept.subject_id).where(Kept.person_id == actor.person_id)
    return frozenset(session.scalars(query)).intersection(ids)


def seen(session: Session, actor: Actor, thing: Thing, subject_id: str) -> Invention | Need:
    """The thing if the actor may see it; to everybody else there is none."""
    found: Mapping[str, Invention | Need] = (
        inventions.seen_by(session, actor, [subject_id])
        if thing == Thing.INVENTIONS
        else needs.seen_by(session, actor, [subject_id])
    )
    if subject_id not in found:
        raise NotFound
    return found[subject_id]

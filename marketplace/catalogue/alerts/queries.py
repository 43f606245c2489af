"""Reads of saved searches and of what they found."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.catalogue.alerts.models import Alert, SavedSearch
from marketplace.catalogue.alerts.rules import MOST_IN_A_LETTER, Fit, Frequency, due_until
from marketplace.inventions.models import Invention
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import NotFound
from marketplace.needs.models import Need


def own(session: Session, actor: Actor) -> Sequence[SavedSearch]:
    """The newest first."""
    query = select(SavedSearch).where(SavedSearch.person_id == actor.person_id)
    return session.scalars(query.order_by(SavedSearch.id.desc())).all()


def one(session: Session, actor: Actor, search_id: str, *, lock: bool = False) -> SavedSearch:
    """The actor's own; nobody else learns that it exists."""
    found = anyones(session, search_id, lock=lock)
    if found is None or found.person_id != actor.person_id:
        raise NotFound
    return found


def anyones(session: Session, search_id: str, *, lock: bool = False) -> SavedSearch | None:
    return session.get(SavedSearch, search_id, with_for_update=lock or None)


def everyones(session: Session) -> Sequence[SavedSearch]:
    return session.scalars(select(SavedSearch).order_by(SavedSearch.id)).all()


def held(session: Session, ids: Collection[str]) -> Sequence[SavedSearch]:
    """Those that have not ended, held until the transaction does."""
    query = select(SavedSearch).where(SavedSearch.id.in_(ids)).order_by(SavedSearch.id)
    return session.scalars(query.with_for_update()).all()


def noted(session: Session, search_id: str, subjects: Collection[str]) -> frozenset[str]:
    """Of these subjects the ones about which the search has a row."""
    query = select(Alert.subject_id).where(Alert.search_id == search_id)
    return frozenset(session.scalars(query)).intersection(subjects)


def due(session: Session) -> Sequence[tuple[SavedSearch, Person]]:
    """Searches that have something to tell now, with whom."""
    now = clock.now()
    late = [
        and_(SavedSearch.frequency == frequency, Alert.found_at <= due_until(frequency, now))
        for frequency in Frequency
    ]
    telling = (
        select(SavedSearch.id)
        .join(Alert, Alert.search_id == SavedSearch.id)
        .where(Alert.state == Fit.WAITING, or_(*late))
    )
    query = (
        select(SavedSearch, Person)
        .join(Person, Person.id == SavedSearch.person_id)
        .where(SavedSearch.id.in_(telling), Person.email.is_not(None))
    )
    return [(search, person) for search, person in session.execute(query)]


def waiting(session: Session, search_id: str) -> Sequence[Alert]:
    """What is to be told in the next letter, the first found first."""
    query = select(Alert).where(Alert.search_id == search_id, Alert.state == Fit.WAITING)
    ordered = query.order_by(Alert.found_at, Alert.subject_id)
    return session.scalars(ordered.limit(MOST_IN_A_LETTER)).all()


def told(session: Session, ids: Collection[str]) -> Mapping[str, tuple[int, datetime | None]]:
    """By search, how many things it has told, and when the last."""
    query = (
        select(Alert.search_id, func.count(), func.max(Alert.told_at))
        .where(Alert.search_id.in_(ids), Alert.state == Fit.TOLD)
        .group_by(Alert.search_id)
    )
    return {search_id: (count, last) for search_id, count, last in session.execute(query)}


def unchanged_since(session: Session, ids: Collection[str], at: datetime) -> frozenset[str]:
    """Of these inventions and needs the ones that are what they were then."""
    found: set[str] = set()
    for model in (Invention, Need):
        query = select(model.id).where(model.id.in_(ids), model.changed_at < at)
        found |= set(session.scalars(query))
    return frozenset(found)

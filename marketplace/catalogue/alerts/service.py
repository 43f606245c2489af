"""Save a search, change and end it, and note what it finds and what it has told."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.catalogue.alerts import queries
from marketplace.catalogue.alerts.events import SearchEnded, SearchSaved
from marketplace.catalogue.alerts.forms import AlertForm
from marketplace.catalogue.alerts.models import Alert, SavedSearch
from marketplace.catalogue.alerts.rules import MOST, Fit
from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.rules import What
from marketplace.db.journal import record
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict, Invalid
from marketplace.kit.text import t
from marketplace.notices import service as notices
from marketplace.notices.rules import Message


def save_search(
    session: Session, actor: Actor, *, search: SearchForm, form: AlertForm
) -> SavedSearch:
    """What fits already is known; whatever newly fits from now on is told."""
    if search.what == What.HOUSES:
        raise Invalid({"search": t("Inventions and needs are told, houses are not.")})
    if len(queries.own(session, actor)) >= MOST:
        raise Conflict(t("You have saved %(most)s searches. End one of them first.", most=MOST))
    saved = SavedSearch(
        person_id=actor.person_id,
        house_id=actor.house_id,
        name=form.name,
        asked=search.model_dump(mode="json", exclude_defaults=True),
        frequency=form.frequency,
    )
    session.add(saved)
    session.flush()  # the event names its id
    record(session, actor, SearchSaved(subject_id=saved.id))
    return saved


def change_search(search: SavedSearch, form: AlertForm) -> None:
    search.name, search.frequency = form.name, form.frequency


def end_search(session: Session, actor: Actor, *, search: SavedSearch) -> None:
    """`search` is held; nothing of it stays but that it ended."""
    session.execute(delete(Alert).where(Alert.search_id == search.id))
    session.delete(search)
    record(session, actor, SearchEnded(subject_id=search.id))


def note(session: Session, found: Mapping[str, Mapping[str, Fit]]) -> None:
    """By search and subject what was found; what is noted already stays as it is."""
    for search in queries.held(session, found.keys()):
        subjects = found[search.id]
        search.known_at = search.known_at or clock.now()
        before = queries.noted(session, search.id, subjects.keys())
        session.add_all(
            Alert(search_id=search.id, subject_id=subject_id, state=state)
            for subject_id, state in subjects.items()
            if subject_id not in before
        )


def tell(
    session: Session,
    search: SavedSearch,
    person: Person,
    message: Message | None,
    *,
    told: Collection[str],
    gone: Collection[str],
) -> bool:
    """Queue the letter about what is `told`, and forget what has `gone` again, in one transaction.

    False if another worker was faster, or the search has ended meanwhile: then nothing is written.
    """
    if queries.anyones(session, search.id, lock=True) is None:
        return False
    subjects = {*told, *gone}
    waiting = select(Alert).where(Alert.search_id == search.id, Alert.state == Fit.WAITING)
    rows = session.scalars(waiting.where(Alert.subject_id.in_(subjects))).all()
    if {row.subject_id for row in rows} != subjects:
        return False
    for row in rows:
        if row.subject_id in gone:
            session.delete(row)
        else:
            row.state, row.told_at = Fit.TOLD, clock.now()
    if message is not None and person.email is not None:
        notices.post(
            session,
            address=person.email,
            language=person.language,
            message=message,
            person_id=person.id,
        )
    return True


def forget_person(session: Session, person_id: str) -> None:
    theirs = select(SavedSearch.id).where(SavedSearch.person_id == person_id)
    session.execute(delete(Alert).where(Alert.search_id.in_(theirs)))
    session.execute(delete(SavedSearch).where(SavedSearch.person_id == person_id))

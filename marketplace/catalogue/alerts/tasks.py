"""What newly fits saved searches is noted after events, and told when it is due."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.catalogue import queries as catalogue
from marketplace.catalogue.alerts import queries, service
from marketplace.catalogue.alerts.asking import Asked, all_fitting, asked_by, fitting, house_names
from marketplace.catalogue.alerts.letters import letter
from marketplace.catalogue.alerts.links import ending
from marketplace.catalogue.alerts.models import SavedSearch
from marketplace.catalogue.alerts.rules import LISTENER, Fit
from marketplace.catalogue.documents import INVENTION, NEED, tokens_of
from marketplace.catalogue.rules import KINDS, SearchAway
from marketplace.catalogue.rules import LISTENER as INDEX
from marketplace.db.journal import Sealed
from marketplace.db.listeners import Projector, Write
from marketplace.db.session import Database
from marketplace.locale import reading_in
from search.base import Hit, SearchEngine

SAVED = "search.saved"
Found = Mapping[str, Mapping[str, Fit]]
"""By search and subject."""


def projector(database: Database, engine: SearchEngine) -> Projector:
    """It stays behind the index's listener, so that the engine knows already what an event
    changed; it stops while the engine is away, and does what it missed when it comes back."""
    return Projector(
        LISTENER, KINDS | {SAVED}, partial(follow, database, engine), parks=False, after=INDEX
    )


def follow(database: Database, engine: SearchEngine, events: Sequence[Sealed]) -> Write:
    """Note what fits of what the events are about, and all that fits a search just saved.

    The rows are written with the cursor: after a kill in between the same is found again.
    """
    with database.reading() as session:
        subjects = _subjects(session, events)
        fresh = {event.subject_id for event in events if event.kind == SAVED}
        searches = [one for one in queries.everyones(session) if one.known_at or one.id in fresh]
        asked = {one.id: found for one in searches if (found := asked_by(session, one))}
    if not engine.ready():
        raise SearchAway
    engine.settle()
    known = {
        one.id: _known(database, engine, one, asked[one.id])
        for one in searches
        if one.id in fresh and one.id in asked
    }
    newly = _fitting(engine, asked, subjects)
    return partial(service.note, found=_together(known, newly))


def tell_once(database: Database, engine: SearchEngine, key: Ed25519PrivateKey) -> int:
    """Write the letters that are due; how many searches were done with.

    The engine is asked once more: what its person may not find any more is not told, and is found
    anew if it comes back.
    """
    with database.reading() as session:
        due = queries.due(session)
    return sum(_tell(database, engine, key, search, person) for search, person in due)


def forget_person(session: Session, event: Sealed) -> None:
    service.forget_person(session, event.subject_id)


def _subjects(session: Session, events: Sequence[Sealed]) -> frozenset[str]:
    about = defaultdict[str, set[str]](set)
    for event in events:
        about[event.subject_kind].add(event.subject_id)
    theirs = catalogue.of_houses(session, frozenset(about["house"]))
    return theirs.inventions | theirs.needs | about[INVENTION] | about[NEED]


def _known(
    database: Database, engine: SearchEngine, search: SavedSearch, asked: Asked
) -> Mapping[str, Fit]:
    """What fitted when the search was saved: what fits now and has not changed since."""
    known: dict[str, Fit] = {}
    for some in all_fitting(engine, asked):
        with database.reading() as session:
            unchanged = queries.unchanged_since(session, some, search.saved_at)
        known |= dict.fromkeys(unchanged, Fit.KNOWN)
    return known


def _fitting(engine: SearchEngine, asked: Mapping[str, Asked], subjects: frozenset[str]) -> Found:
    """Searches that ask the same with the same rights are asked once."""
    alike: dict[tuple[str, frozenset[str]], list[str]] = defaultdict(list)
    for search_id, one in asked.items():
        alike[one.form.model_dump_json(), tokens_of(one.actor)].append(search_id)
    found: dict[str, Mapping[str, Fit]] = {}
    for ids in alike.values() if subjects else ():
        fits = dict.fromkeys(fitting(engine, asked[ids[0]], subjects), Fit.WAITING)
        found |= dict.fromkeys(ids, fits)
    return found


def _together(known: Found, newly: Found) -> Found:
    return {key: {**newly.get(key, {}), **known.get(key, {})} for key in {*known, *newly}}


def _tell(
    database: Database,
    engine: SearchEngine,
    key: Ed25519PrivateKey,
    search: SavedSearch,
    person: Person,
) -> bool:
    with reading_in(person.language):
        with database.reading() as session:
            subjects = [row.subject_id for row in queries.waiting(session, search.id)]
            asked = asked_by(session, search)
        try:
            found = fitting(engine, asked, subjects) if asked else {}
        except SearchAway:
            return False
        hits: list[Hit] = [found[one] for one in subjects if one in found]
        message = None
        if asked and hits:
            with database.reading() as session:
                houses = house_names(session, asked)
            message = letter(search, asked, hits, houses, ending=ending(key, search.id))
    with database.writing() as session:
        return service.tell(
            session,
            search,
            person,
            message,
            told=found.keys(),
            gone=[one for one in subjects if one not in found],
        )

"""What the index does after events, and when it is missing."""

import logging
from collections.abc import Sequence
from functools import partial

from sqlalchemy.orm import Session

from marketplace.catalogue import queries
from marketplace.catalogue.queries import Subjects
from marketplace.catalogue.rules import KINDS, LISTENER
from marketplace.catalogue.service import rebuild, renew
from marketplace.db.journal import Sealed
from marketplace.db.listeners import Projector, Write
from marketplace.db.session import Database
from search.base import SearchEngine
from search.errors import SearchUnavailable

log = logging.getLogger(__name__)


def projector(database: Database, engine: SearchEngine) -> Projector:
    """Stops while the engine is away, and does what it missed when it comes back."""
    return Projector(LISTENER, KINDS, partial(follow, database, engine), parks=False)


def follow(database: Database, engine: SearchEngine, events: Sequence[Sealed]) -> Write:
    """Renew what the events are about; harmless to repeat. Nothing is left to be written.

    After the erasure of an inventor the index is built anew, because the engine's files keep for a
    while what was only removed from them.
    """
    with database.reading() as session:
        subjects = _subjects(session, events)
        named = queries.was_inventor(session, _about(events, "person"))
    if named or engine.missing():
        rebuild(database, engine)
    else:
        renew(database, engine, subjects)
    return _nothing_to_write


def mend(database: Database, engine: SearchEngine) -> None:
    """Build an index where there is none, or none that can be read; whoever calls goes on."""
    try:
        if engine.missing():
            rebuild(database, engine)
    except SearchUnavailable as fault:
        log.warning("the search engine is away: %s", fault)


def _subjects(session: Session, events: Sequence[Sealed]) -> Subjects:
    theirs = queries.of_houses(session, _about(events, "house"))
    return Subjects(
        theirs.inventions | _about(events, "invention"),
        theirs.needs | _about(events, "need"),
        theirs.houses,
    )


def _about(events: Sequence[Sealed], kind: str) -> frozenset[str]:
    return frozenset(event.subject_id for event in events if event.subject_kind == kind)


def _nothing_to_write(session: Session) -> None:
    """The index is no table."""

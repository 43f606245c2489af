"""Recompute suggestions when a listing or a need changes, and forget what has waited too long."""

import time
from collections.abc import Collection, Mapping, Sequence, Set

from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed
from marketplace.db.listeners import Projector, Write
from marketplace.db.sealer import take_cursor
from marketplace.db.session import Database
from marketplace.needs import queries as needs
from marketplace.suggestions import queries, service
from marketplace.suggestions.documents import of_need
from marketplace.suggestions.listings import KINDS as OF_LISTINGS
from marketplace.suggestions.listings import Listings
from marketplace.suggestions.reasons import Suggested
from marketplace.suggestions.rules import NAME
from matching.trios import Trio

TURN_SECONDS = 0.1
"""Another worker holds the cursor no longer than its writes take."""
OF_NEEDS = frozenset(
    {
        "need.posted",
        "need.changed",
        "need.met",
        "need.closed",
        "need.reopened",
        "suggestion.judged",
    }
)


def projector(database: Database, listings: Listings, *, thorough: bool = True) -> Projector:
    """Brings the suggestions of every need up to date that an event may have changed.

    Without `thorough` it leaves out what would change a rank, and the trios: for a story that is
    played through and then ends with `rematch`.
    """

    def project(events: Sequence[Sealed]) -> Write:
        with listings.at_work:
            touched = listings.refresh(database)
            changed = {event.subject_id for event in events if event.kind in OF_NEEDS}
            return _following(database, listings, touched, changed, thorough=thorough)

    return Projector(NAME, OF_LISTINGS | OF_NEEDS, project)


def read_once(database: Database, listings: Listings) -> int:
    """Encode what a few listings say, and rank anew the needs whose suggestions that changes."""
    read = listings.encode_some()
    if not read:
        return 0
    with listings.at_work:
        write = _following(database, listings, listings.take_in(read), changed=frozenset())
    while True:
        with database.writing() as session:
            if take_cursor(session, NAME) is not None:
                write(session)
                return len(read)
        time.sleep(TURN_SECONDS)


def forget_sentences(session: Session, event: Sealed) -> None:
    service.forget_person(session, event.subject_id)


def _following(
    database: Database,
    listings: Listings,
    touched: frozenset[str],
    changed: Set[str],
    *,
    thorough: bool = True,
) -> Write:
    """Needs that were `changed`, and those that a touched listing can have moved."""
    with database.reading() as session:
        asked = {need.id: of_need(need) for need in needs.all_open(session)}
        before = queries.ranked(session, asked.keys())
        said = queries.answers(session, asked.keys())
    affected = {
        key: listings.best(need, said[key], thorough=thorough)
        for key, need in asked.items()
        if key in changed or listings.may_change(need, before[key], touched, said[key])
    }
    best = {key: max(scores.values(), default=0.0) for key, scores in before.items()}
    best |= {key: max((f.score for f in found), default=0.0) for key, found in affected.items()}
    together = _together(database, listings, changed, affected.keys(), best) if thorough else {}
    size = len(listings.matcher)
    return _writing(affected, together, ended=changed - asked.keys(), size=size)


def _together(
    database: Database,
    listings: Listings,
    changed: Collection[str],
    affected: Collection[str],
    best: Mapping[str, float],
) -> Mapping[str, Sequence[Trio]]:
    """The trios of the needs that are ranked anew, and of those that a changed need may pay for."""
    with database.reading() as session:
        like = listings.demand.refresh(session, changed)
        again = {*affected, *like, *queries.trios_naming(session, changed)}
        return {
            need.id: listings.demand.trios(session, listings.matcher, need, best.get(need.id, 0.0))
            for need in needs.all_open(session)
            if need.id in again
        }


def _writing(
    found: Mapping[str, Sequence[Suggested]],
    together: Mapping[str, Sequence[Trio]],
    *,
    ended: Set[str],
    size: int,
) -> Write:
    def write(session: Session) -> None:
        for need_id, explained in found.items():
            service.suggest(session, need_id=need_id, found=explained, listings=size)
        for need_id, trios in together.items():
            service.suggest_together(session, need_id=need_id, found=trios)
        service.end_suggestions(session, ended)

    return write

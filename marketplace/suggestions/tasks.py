"""Recompute suggestions when a listing or a need changes, and forget what has waited too long."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed
from marketplace.db.listeners import Projector, Write
from marketplace.db.session import Database
from marketplace.needs import queries as needs
from marketplace.suggestions import queries, service
from marketplace.suggestions.documents import of_need
from marketplace.suggestions.listings import KINDS as OF_LISTINGS
from marketplace.suggestions.listings import Listings
from marketplace.suggestions.rules import NAME
from matching import Document

OF_NEEDS = frozenset({"need.posted", "need.changed", "need.met", "need.closed", "need.reopened"})


def projector(database: Database, listings: Listings) -> Projector:
    """Brings the suggestions of every need up to date that an event may have changed."""

    def project(events: Sequence[Sealed]) -> Write:
        touched = listings.refresh(database)
        changed = {event.subject_id for event in events if event.kind in OF_NEEDS}
        with database.reading() as session:
            asked = {need.id: of_need(need) for need in needs.all_open(session)}
            before = queries.ranked(session, asked.keys())
        affected = [
            need
            for need in asked.values()
            if need.key in changed or listings.may_change(need, before[need.key], touched)
        ]
        return _writing(listings, affected, ended=changed - asked.keys())

    return Projector(NAME, OF_LISTINGS | OF_NEEDS, project)


def forget_sentences(session: Session, event: Sealed) -> None:
    service.forget_person(session, event.subject_id)


def _writing(listings: Listings, affected: Sequence[Document], ended: set[str]) -> Write:
    found = {need.key: listings.best(need) for need in affected}
    size = len(listings.matcher)

    def write(session: Session) -> None:
        for need_id, explained in found.items():
            service.suggest(session, need_id=need_id, found=explained, listings=size)
        service.end_suggestions(session, ended)

    return write

"""Keeps the index like the market, and asks it."""

import logging
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from sqlalchemy.orm import Session

from marketplace.catalogue import queries
from marketplace.catalogue.codes import codes_of
from marketplace.catalogue.documents import of_house, of_invention, of_need, tokens_of
from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.numbers import ORDERS, ranges_of
from marketplace.catalogue.queries import Subjects
from marketplace.catalogue.rules import FACETS, STATED, SearchAway
from marketplace.db.session import Database
from marketplace.kit.actor import Actor
from marketplace.locale import language
from search.base import DEEPEST, Query, Results, SearchDocument, SearchEngine
from search.errors import SearchUnavailable

log = logging.getLogger(__name__)

BATCH = 500
PAGE = 100
Progress = Callable[[int, int], None]
"""(how many subjects are done, of how many)."""


def rebuild(database: Database, engine: SearchEngine, progress: Progress | None = None) -> None:
    """Build the index anew from the database; until it is whole the old one answers."""
    engine.replace(_everything(database, progress))


def renew(database: Database, engine: SearchEngine, subjects: Subjects) -> None:
    """Bring these subjects in the index up to what they are now."""
    documents = [one for batch in _batches(database, subjects) for one in batch]
    there = {document.key for document in documents}
    gone = subjects.every - there
    if documents:
        engine.put(documents)
    if gone:
        engine.remove(sorted(gone))


def find(
    engine: SearchEngine, actor: Actor, form: SearchForm, *, offset: int, limit: int
) -> Results:
    """What `actor` may find; raises `SearchAway` where the engine does not answer."""
    return ask(engine, replace(query(actor, form), offset=offset, limit=limit))


def count(engine: SearchEngine, actor: Actor, form: SearchForm) -> int:
    """How much `actor` may find; raises `SearchAway`."""
    return ask(engine, replace(query(actor, form), facets=(), limit=1)).total


def found_ids(engine: SearchEngine, actor: Actor, form: SearchForm) -> Iterator[Sequence[str]]:
    """Of all that `actor` may find, a page at a time, down to the engine's depth."""
    asked = replace(query(actor, form), facets=(), limit=PAGE)
    for offset in range(0, DEEPEST, PAGE):
        hits = ask(engine, replace(asked, offset=offset)).hits
        yield [hit.key for hit in hits]
        if len(hits) < PAGE:
            return


def query(actor: Actor, form: SearchForm) -> Query:
    """What `form` asks, with what `actor` may read."""
    order, by = ORDERS[form.order]
    return Query(
        form.q,
        readers=tokens_of(actor),
        codes=codes_of(form.q),
        filters=form.filters,
        ranges=ranges_of(form),
        facets=(*FACETS, STATED),
        language=language(),
        order=order,
        by=by,
    )


def ask(engine: SearchEngine, query: Query) -> Results:
    """Raises `SearchAway` where the engine does not answer."""
    try:
        return engine.find(query)
    except SearchUnavailable as fault:
        log.warning("the search engine is away: %s", fault)
        raise SearchAway from fault


def _everything(database: Database, progress: Progress | None) -> Iterator[SearchDocument]:
    """Asked for only once the engine holds other writers back, so that nothing slips between."""
    with database.reading() as session:
        subjects = queries.everything(session)
    total, done = len(subjects.every), 0
    for batch in _batches(database, subjects):
        yield from batch
        done = min(total, done + BATCH)
        if progress:
            progress(done, total)


def _batches(database: Database, subjects: Subjects) -> Iterator[Sequence[SearchDocument]]:
    """Each read in a session of its own: a long one would hold back the database's tidying."""
    for read, ids in (
        (_inventions, subjects.inventions),
        (_needs, subjects.needs),
        (_houses, subjects.houses),
    ):
        for some in _slices(ids):
            with database.reading() as session:
                batch = read(session, some)
            yield batch


def _slices(ids: AbstractSet[str]) -> Iterator[Sequence[str]]:
    ordered = sorted(ids)
    return (ordered[first : first + BATCH] for first in range(0, len(ordered), BATCH))


def _inventions(session: Session, ids: Sequence[str]) -> Sequence[SearchDocument]:
    found = queries.listed_inventions(session, ids)
    erased = queries.erased_inventors(session, found)
    return [document for one in found for document in of_invention(one, erased)]


def _needs(session: Session, ids: Sequence[str]) -> Sequence[SearchDocument]:
    return [document for one in queries.posted_needs(session, ids) for document in of_need(one)]


def _houses(session: Session, ids: Sequence[str]) -> Sequence[SearchDocument]:
    return [of_house(one) for one in queries.verified_houses(session, ids)]

"""What fits a saved search for the person who saved it, asked of the search engine itself.

Only what has all the words as they were typed fits: where the search page offers something else
instead (other spelling, most of the words), an alert keeps still.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError
from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.catalogue import queries, service
from marketplace.catalogue.alerts.models import SavedSearch
from marketplace.catalogue.documents import INVENTION, NEED, SUBJECT
from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.labels import HouseNames
from marketplace.catalogue.rules import What
from marketplace.houses.pages import house_name
from marketplace.houses.queries import memberships_of
from marketplace.houses.service import actor_for
from marketplace.kit.actor import Actor
from search.base import DEEPEST, Hit, Matched, Order, Query, SearchEngine

AT_ONCE = 100
"""So many subjects are asked for in one question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A saved search as its person would put it now."""

    actor: Actor
    form: SearchForm

    def query(self, subjects: Sequence[str] = ()) -> Query:
        """Of these subjects alone, if any are named."""
        query = replace(service.query(self.actor, self.form), facets=(), order=Order.NEWEST)
        filters = {"what": (What.INVENTIONS, What.NEEDS), **query.filters}
        if not subjects:
            return replace(query, filters=filters, limit=AT_ONCE)
        filters[SUBJECT] = subjects
        return replace(query, filters=filters, limit=len(subjects))


def asked_by(session: Session, search: SavedSearch) -> Asked | None:
    """With the rights that the person has today: without those of a house that they have left.

    None for a search that an older version of the program understood and this one does not.
    """
    person = accounts.person(session, search.person_id)
    actor = actor_for(person, memberships_of(session, person.id), search.house_id)
    if search.house_id and not actor.acts_for(search.house_id):
        actor = replace(actor, house=None)
    form = form_of(search)
    return Asked(actor, form) if form else None


def form_of(search: SavedSearch) -> SearchForm | None:
    try:
        return SearchForm.model_validate(search.asked)
    except ValidationError:
        return None


def fitting(engine: SearchEngine, asked: Asked, subjects: Collection[str]) -> Mapping[str, Hit]:
    """Of these subjects those that fit, by id; raises `SearchAway`."""
    ordered, found = sorted(subjects), dict[str, Hit]()
    for first in range(0, len(ordered), AT_ONCE):
        found |= _exact(engine, asked, asked.query(ordered[first : first + AT_ONCE]))
    return found


def all_fitting(engine: SearchEngine, asked: Asked) -> Iterator[Collection[str]]:
    """The ids of all that fits now, some at a time, down to the engine's depth: `DEEPEST`."""
    query = asked.query()
    for offset in range(0, DEEPEST, AT_ONCE):
        found = _exact(engine, asked, replace(query, offset=offset))
        if not found:
            return
        yield found.keys()


def house_names(session: Session, asked: Asked) -> HouseNames:
    """Of the houses by which the search is narrowed."""
    found = queries.visible_houses(session, asked.actor, asked.form.house)
    return {key: house_name(house) for key, house in found.items()}


def words_met(hit: Hit) -> Sequence[str]:
    """The words that were looked for, as they stand in title, excerpt and names."""
    passages = (hit.title, *((hit.excerpt,) if hit.excerpt else ()), *hit.names)
    words = (part.text.lower() for one in passages for part in one.parts if part.hit)
    return tuple(dict.fromkeys(words))


def _exact(engine: SearchEngine, asked: Asked, query: Query) -> Mapping[str, Hit]:
    results = service.ask(engine, query)
    if results.searched != asked.form.q or results.matched != Matched.ALL:
        return {}
    return {hit.key: hit for hit in results.hits if hit.kind in (INVENTION, NEED)}

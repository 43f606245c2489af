"""Reads of the desk, of notices and of the post."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, select
from sqlalchemy.orm import Session

from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.views import Waiting
from marketplace.notices.models import Bookmark, Letter, Notice
from marketplace.notices.rules import NEW_AT_FIRST, LetterState

MOST = 100
"""How many things of one pile are shown; those behind come up as the first are done."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Things of one kind that wait, the most urgent first: for an actor, or (not `mine`) for
    somebody for whom the actor waits.

    `query` finds them, and is None where this actor never has any; `item` shows one row.
    """

    query: Callable[[Actor], Select[Any] | None]
    item: Callable[[Actor, Any], Waiting]
    mine: bool = True


@dataclass(frozen=True, slots=True)
class Desk:
    """What the features lay on it; `actors_of(session, person_id)` is whom a person can act as,
    once for each house."""

    piles: Sequence[Pile]
    actors_of: Callable[[Session, str], Sequence[Actor]]

    def of(self, actor: Actor, *, mine: bool) -> Iterator[tuple[Pile, Select[Any]]]:
        """Piles on this actor's desk, with their statements."""
        for pile in self.piles:
            query = pile.query(actor) if pile.mine is mine else None
            if query is not None:
                yield pile, query


def lying(session: Session, desk: Desk, actor: Actor, *, mine: bool = True) -> Sequence[Waiting]:
    """What waits for the actor, or for others: what ends first, then what has waited longest."""
    found = [
        pile.item(actor, row)
        for pile, query in desk.of(actor, mine=mine)
        for row in session.scalars(query.limit(MOST)).unique()
    ]
    return sorted(found, key=lambda one: (one.until is None, one.until or one.since, one.since))


def counts(session: Session, desk: Desk, actors: Sequence[Actor]) -> Sequence[int]:
    """How many things wait for each of these actors, in one statement."""
    if not actors:
        return ()
    return tuple(session.execute(select(*(_count(desk, actor) for actor in actors))).one())


def _count(desk: Desk, actor: Actor) -> ColumnElement[int]:
    found = [
        select(func.count()).select_from(query.order_by(None).subquery()).scalar_subquery()
        for _, query in desk.of(actor, mine=True)
    ]
    return reduce(add, found, literal(0))


def of_person(person_id: str) -> Select[Notice]:
    return select(Notice).where(Notice.person_id == person_id)


def newest_first(query: Select[Notice]) -> Select[Notice]:
    return query.order_by(Notice.id.desc())


def bookmark(session: Session, person_id: str) -> Bookmark:
    """The person's own, or a blank one that nobody has saved."""
    return session.get(Bookmark, person_id) or Bookmark(
        person_id=person_id, seen_at=None, seen_id="", told_at=None, told_id=""
    )


def seen(session: Session, mark: Bookmark) -> str:
    """The id up to which the person's notices are not new to them."""
    if mark.seen_at is not None:
        return mark.seen_id
    old = of_person(mark.person_id).where(Notice.happened_at <= clock.now() - NEW_AT_FIRST)
    found = session.scalars(newest_first(old).limit(1)).first()
    return found.id if found else ""


def after(person_id: str, notice_id: str) -> Select[Notice]:
    """The person's notices that are newer than this one, the newest first."""
    return newest_first(of_person(person_id).where(Notice.id > notice_id))


def until(person_id: str, notice_id: str) -> Select[Notice]:
    return newest_first(of_person(person_id).where(Notice.id <= notice_id))


def count(session: Session, query: Select[Notice]) -> int:
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def newest(session: Session, person_id: str) -> str:
    """The id of the person's newest notice; "" where there is none."""
    found = session.scalars(newest_first(of_person(person_id)).limit(1)).first()
    return found.id if found else ""


def was_told(session: Session, person_id: str, once: str) -> bool:
    told = exists().where(Notice.person_id == person_id, Notice.once == once)
    return bool(session.scalar(select(told)))


def letters_undeliverable(session: Session) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Letter)
            .where(Letter.state == LetterState.UNDELIVERABLE)
        )
        or 0
    )


def letters_due(session: Session) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Letter)
            .where(Letter.state == LetterState.QUEUED, Letter.due_at <= clock.now())
        )
        or 0
    )

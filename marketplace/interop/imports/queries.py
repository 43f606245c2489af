"""Reads of imports; `visible_to` is the list form of `policy.can_see`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, exists, false, func, select
from sqlalchemy.orm import Session, selectinload

from marketplace.interop.imports import policy
from marketplace.interop.imports.models import Batch, BatchRow, BatchSheet
from marketplace.interop.imports.rules import WAITING, ImportState, RowState
from marketplace.interop.imports.settling import Marks, Register
from marketplace.interop.imports.sheets import Sheet, load
from marketplace.inventions.models import Invention, InventionText
from marketplace.inventions.numbers import key
from marketplace.inventions.rules import folded
from marketplace.kit.actor import Actor
from marketplace.kit.errors import NotFound

OPEN = tuple(state for state in RowState if state != RowState.BROUGHT_IN)
CHUNK = 500


def visible_to(actor: Actor) -> Select[Batch]:
    """Newest first."""
    allowed = Batch.house_id == actor.house_id if policy.can_import(actor) else false()
    return select(Batch).where(allowed).order_by(Batch.created_at.desc(), Batch.id.desc())


def to_finish(actor: Actor) -> Select[Batch] | None:
    """What the actor has sent and of which rows still wait, the oldest first."""
    if not policy.can_import(actor):
        return None
    waits = exists().where(BatchRow.batch_id == Batch.id, BatchRow.state.in_(WAITING))
    mine = Batch.made_by == actor.person_id
    return visible_to(actor).where(mine, waits).order_by(None).order_by(Batch.created_at, Batch.id)


def batch(session: Session, actor: Actor, batch_id: str) -> Batch:
    """The import, if it belongs to the actor's house; other houses learn of none."""
    return _seen(actor, session.get(Batch, batch_id))


def locked(session: Session, actor: Actor, batch_id: str) -> Batch:
    """The same, read anew and held until the transaction ends."""
    found = session.get(Batch, batch_id, with_for_update=True, populate_existing=True)
    return _seen(actor, found)


def _seen(actor: Actor, found: Batch | None) -> Batch:
    if found is None or not actor.acts_for(found.house_id):
        raise NotFound
    policy.can_see(actor, found).require()
    return found


def sheet_names(session: Session, batch_id: str) -> Sequence[str]:
    rows = select(BatchSheet.name).where(BatchSheet.batch_id == batch_id)
    return session.scalars(rows.order_by(BatchSheet.position)).all()


def sheet(session: Session, batch_id: str, position: int) -> Sheet:
    found = session.get(BatchSheet, (batch_id, position))
    if found is None:
        raise NotFound
    return load(found.name, found.cells)


def rows(batch_id: str, states: Collection[RowState] = tuple(RowState)) -> Select[BatchRow]:
    """In the order of the sheet."""
    return (
        select(BatchRow)
        .where(BatchRow.batch_id == batch_id, BatchRow.state.in_(states))
        .order_by(BatchRow.number)
    )


def by_state(session: Session, batch_id: str) -> Mapping[RowState, int]:
    query = select(BatchRow.state, func.count()).where(BatchRow.batch_id == batch_id)
    return dict(session.execute(query.group_by(BatchRow.state)).all())


def brought_in(session: Session, batch_id: str) -> Mapping[str, int]:
    """By invention, the row that made or changed it."""
    query = select(BatchRow.invention_id, BatchRow.number).where(
        BatchRow.batch_id == batch_id, BatchRow.state == RowState.BROUGHT_IN
    )
    return {str(invention_id): number for invention_id, number in session.execute(query)}


def row(session: Session, batch_id: str, number: int) -> BatchRow:
    found = session.get(BatchRow, (batch_id, number))
    if found is None:
        raise NotFound
    return found


def register(session: Session, house_id: str) -> Register[str]:
    """Everything that the house has, by numbers and by titles."""
    titles = select(InventionText.invention_id, InventionText.title).join(Invention)
    by_id: dict[str, list[str]] = {}
    for invention_id, title in session.execute(titles.where(Invention.house_id == house_id)):
        by_id.setdefault(invention_id, []).append(folded(title))
    numbers = select(Invention.id, Invention.application_number, Invention.title_number)
    found: Register[str] = Register()
    for invention_id, application, title_number in session.execute(
        numbers.where(Invention.house_id == house_id).order_by(Invention.id)
    ):
        for title in dict.fromkeys(by_id.get(invention_id, [""])):
            found.add(invention_id, Marks(_key(application), _key(title_number), title))
    return found


def _key(number: str) -> str:
    return key(number) if number else ""


def stand_of(session: Session, house_id: str) -> tuple[int, datetime | None]:
    """The same as long as nothing of the house's inventions is added, changed or taken away."""
    query = select(func.count(), func.max(Invention.changed_at))
    count, last = session.execute(query.where(Invention.house_id == house_id)).one()
    return count, last


def wholes(session: Session, ids: Collection[str]) -> Mapping[str, Invention]:
    """Inventions with everything on their cards, by id."""
    wanted = sorted(ids)
    query = select(Invention).options(
        selectinload(Invention.house),
        selectinload(Invention.texts),
        selectinload(Invention.sections),
        selectinload(Invention.inventors),
    )
    found: dict[str, Invention] = {}
    for first in range(0, len(wanted), CHUNK):
        some = session.scalars(query.where(Invention.id.in_(wanted[first : first + CHUNK])))
        found |= {one.id: one for one in some}
    return found


def titles(session: Session, ids: Collection[str], language: str) -> Mapping[str, str]:
    """By id, in this language or else in the other; those that are gone are left out."""
    query = select(InventionText).where(
        InventionText.invention_id.in_(ids), InventionText.title != ""
    )
    found: dict[str, str] = {}
    for text in session.scalars(query.order_by(InventionText.language)):
        if text.language == language or text.invention_id not in found:
            found[text.invention_id] = text.title
    return found


def to_empty(session: Session, before: datetime, before_waiting: datetime) -> Sequence[Batch]:
    """Imports whose cells have been kept long enough."""
    waits = select(BatchRow.batch_id).where(BatchRow.state.in_(WAITING)).distinct()
    old = Batch.changed_at < before_waiting
    done = (Batch.changed_at < before) & Batch.id.not_in(waits)
    kept = Batch.emptied_at.is_(None) & (Batch.state != ImportState.TAKEN_BACK)
    return session.scalars(select(Batch).where(kept, old | done)).all()


def naming(session: Session, person_id: str) -> Sequence[Batch]:
    """Imports that still hold cells and were made by this person or name them."""
    kept = session.scalars(select(Batch).where(Batch.emptied_at.is_(None))).all()
    return [one for one in kept if person_id == one.made_by or person_id in one.named]

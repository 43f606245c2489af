"""Keep what was read, bring it in, take it back: the only writer of the imports' tables.

What is written here was looked at before (`looks`), outside of any write transaction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import delete
from sqlalchemy.orm import Session

from marketplace.db.journal import record
from marketplace.houses.models import House
from marketplace.interop.imports import policy, queries
from marketplace.interop.imports.events import BroughtIn, TakenBack
from marketplace.interop.imports.looks import Look, Outcome
from marketplace.interop.imports.models import Batch, BatchRow, BatchSheet
from marketplace.interop.imports.rules import (
    COMING_IN,
    KEPT,
    KEPT_WAITING,
    WAITING,
    WORKFLOW,
    Becomes,
    ImportState,
    RowState,
)
from marketplace.interop.imports.sheets import Book, dump
from marketplace.inventions import service as inventions
from marketplace.inventions.forms import InventionDraftForm
from marketplace.inventions.models import Invention
from marketplace.inventions.policy import can_delete, can_edit
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict, Invalid
from marketplace.kit.ids import new_id
from marketplace.kit.text import as_json, t

NOTHING_COMES_IN = t("No row is ready. Mend those that wait, or choose the columns again.")
CHANGED = t("Something was changed meanwhile. Look at the rows again and press once more.")


def keep_import(session: Session, actor: Actor, *, book: Book, file_name: str, look: Look) -> Batch:
    """Keep the cells and what they would become; nothing of it is an invention yet."""
    policy.can_import(actor).require()
    batch = Batch(
        id=new_id(),
        house_id=str(actor.house_id),
        made_by=str(actor.person_id),
        state=ImportState.PREPARED,
        file_name=file_name[:200],
    )
    _read_as(batch, look)
    session.add(batch)
    session.flush()  # sheets and rows refer to it
    session.add_all(
        BatchSheet(batch_id=batch.id, position=at, name=sheet.name[:200], cells=dump(sheet))
        for at, sheet in enumerate(book.sheets)
    )
    _write_rows(session, batch, look, {})
    return batch


def read_otherwise(session: Session, actor: Actor, *, batch: Batch, look: Look) -> None:
    """Another sheet, other columns, another language; before anything was brought in."""
    policy.can_see(actor, batch).require()
    _require_unchanged(batch, look)
    if batch.state != ImportState.PREPARED:
        raise Conflict(
            t("What was brought in stays as it was read. Take it back first."), code="wrong-state"
        )
    _read_as(batch, look)
    session.execute(delete(BatchRow).where(BatchRow.batch_id == batch.id))
    _write_rows(session, batch, look, {})


def keep_look(session: Session, actor: Actor, *, batch: Batch, look: Look) -> None:
    """Keep what became of the rows that wait, after somebody mended, confirmed or dropped one."""
    policy.can_see(actor, batch).require()
    _require_unchanged(batch, look)
    batch.named = tuple(look.named)
    _write_rows(session, batch, look, _open_rows(session, batch))


def bring_in(session: Session, actor: Actor, *, batch: Batch, look: Look) -> None:
    """Every row that is ready becomes a draft or changes what is there; the others wait."""
    policy.can_see(actor, batch).require()
    _require_unchanged(batch, look)
    _hold_house(session, batch, look)
    target = WORKFLOW.step(batch.state, "bring-in").target
    rows = _open_rows(session, batch)
    _write_rows(session, batch, look, rows)
    coming = [one for one in look.outcomes if one.state in COMING_IN]
    if not coming:
        raise Conflict(NOTHING_COMES_IN, code="nothing-ready")
    drafted = _draft(session, actor, coming, rows)
    changed = _change(session, actor, coming, rows)
    batch.state, batch.brought_in_at = target, clock.now()
    _count(session, batch, drafted=drafted, changed=changed)
    waiting = sum(batch.counts.get(state.value, 0) for state in WAITING)
    event = BroughtIn(subject_id=batch.id, drafted=drafted, changed=changed, waiting=waiting)
    record(session, actor, event)


def _draft(
    session: Session, actor: Actor, coming: Sequence[Outcome], rows: Mapping[int, BatchRow]
) -> int:
    new = [one for one in coming if one.settled.becomes == Becomes.DRAFT]
    made = inventions.draft_inventions(session, actor, forms=[_form(one) for one in new])
    for outcome, invention in zip(new, made, strict=True):
        _came_in(rows[outcome.settled.number], invention)
    return len(made)


def _change(
    session: Session, actor: Actor, coming: Sequence[Outcome], rows: Mapping[int, BatchRow]
) -> int:
    changing = [one for one in coming if one.settled.becomes == Becomes.CHANGE]
    ids = [one.settled.there.id for one in changing if one.settled.there]
    wholes = queries.wholes(session, ids)
    for outcome in changing:
        there = outcome.settled.there
        assert there is not None  # noqa: S101 - a change is of something
        row, invention = rows[outcome.settled.number], wholes[there.id]
        changes = frozenset(outcome.settled.changes)
        row.before = there.said(changes)
        inventions.save_invention(
            session,
            actor,
            invention=invention,
            form=_form(outcome),
            version=there.version,
            only=changes,
        )
        _came_in(row, invention)
    return len(changing)


def _form(outcome: Outcome) -> InventionDraftForm:
    assert outcome.settled.form is not None  # noqa: S101 - whatever comes in has one
    return outcome.settled.form


def _came_in(row: BatchRow, invention: Invention) -> None:
    row.state = RowState.BROUGHT_IN
    row.invention_id, row.version = invention.id, invention.version


def take_back(session: Session, actor: Actor, *, batch: Batch) -> None:
    """Delete the drafts it made and restore what it changed, unless somebody touched them since.

    What was touched or listed stays as it is and is named in `kept`; cells and rows go.
    """
    policy.can_see(actor, batch).require()
    target = WORKFLOW.step(batch.state, "take-back").target
    _require_cells(batch)
    rows = session.scalars(queries.rows(batch.id, (RowState.BROUGHT_IN,))).all()
    wholes = queries.wholes(session, {str(row.invention_id) for row in rows})
    drafts, restored = [], []
    for row in _untouched(rows, wholes):
        invention = wholes[str(row.invention_id)]
        if row.becomes == Becomes.CHANGE:
            restored += [invention] if _restore(session, actor, batch, row, invention) else []
        elif can_delete(actor, invention):
            drafts.append(invention)
    inventions.delete_drafts(session, actor, inventions=drafts)
    batch.kept = tuple(sorted(wholes.keys() - {one.id for one in (*drafts, *restored)}))
    batch.state, batch.taken_back_at = target, clock.now()
    batch.counts = {**batch.counts, "removed": len(drafts), "restored": len(restored)}
    _empty(session, batch)
    event = TakenBack(
        subject_id=batch.id, removed=len(drafts), restored=len(restored), kept=len(batch.kept)
    )
    record(session, actor, event)


def _untouched(rows: Iterable[BatchRow], wholes: Mapping[str, Invention]) -> Iterator[BatchRow]:
    """The rows whose invention still is as they left it."""
    for row in rows:
        invention = wholes.get(str(row.invention_id))
        if invention is not None and invention.version == row.version:
            yield row


def _restore(
    session: Session, actor: Actor, batch: Batch, row: BatchRow, invention: Invention
) -> bool:
    """Whether it could be: not, if the actor may not change it (any more)."""
    before = row.before or {}
    if not can_edit(actor, invention):
        return False
    try:
        form = InventionDraftForm.model_validate({**before, "language": batch.language})
        inventions.save_invention(
            session, actor, invention=invention, form=form, only=frozenset(before)
        )
    except (ValidationError, Invalid):  # what was valid once need not be valid today
        return False
    return True


def forget_cells(session: Session) -> None:
    """Remove cells that have been kept long enough; the record of the import stays."""
    now = clock.now()
    for batch in queries.to_empty(session, now - KEPT, now - KEPT_WAITING):
        _empty(session, batch)


def forget_person(session: Session, person_id: str) -> None:
    """Remove all cells of imports that an erased person made or that name them."""
    for batch in queries.naming(session, person_id):
        _empty(session, batch)


def _empty(session: Session, batch: Batch) -> None:
    for table in (BatchRow, BatchSheet):
        session.execute(delete(table).where(table.batch_id == batch.id))
    batch.file_name, batch.named, batch.notes = "", (), []
    batch.emptied_at = clock.now()


def _read_as(batch: Batch, look: Look) -> None:
    batch.sheet, batch.language = look.layout.sheet, look.layout.language
    batch.columns = tuple(look.layout.columns)
    batch.notes = [as_json(note) for note in look.notes]
    batch.named = tuple(look.named)


def _open_rows(session: Session, batch: Batch) -> Mapping[int, BatchRow]:
    rows = session.scalars(queries.rows(batch.id, queries.OPEN))
    return {row.number: row for row in rows}


def _write_rows(session: Session, batch: Batch, look: Look, rows: Mapping[int, BatchRow]) -> None:
    for outcome in look.outcomes:
        values = _values(outcome)
        row = rows.get(outcome.settled.number)
        if row is None:
            session.add(BatchRow(batch_id=batch.id, number=outcome.settled.number, **values))
            continue
        for name, value in values.items():
            setattr(row, name, value)
    _count(session, batch)


def _values(outcome: Outcome) -> Mapping[str, Any]:
    settled = outcome.settled
    return {
        "state": outcome.state,
        "becomes": settled.becomes,
        "answers": dict(outcome.candidate.answers),
        "findings": [one.stored() for one in settled.remarks],
        "mended": dict(outcome.mended),
        "confirmed": outcome.candidate.confirmed,
        "changes": tuple(settled.changes),
        "invention_id": settled.there.id if settled.there else None,
    }


def _count(session: Session, batch: Batch, *, drafted: int = 0, changed: int = 0) -> None:
    session.flush()  # the database counts
    counts = {state.value: count for state, count in queries.by_state(session, batch.id).items()}
    came = {
        "drafted": batch.counts.get("drafted", 0) + drafted,
        "changed": batch.counts.get("changed", 0) + changed,
    }
    batch.counts = {**counts, **came}
    batch.changed_at = clock.now()  # so that every look counts as a version


def _require_unchanged(batch: Batch, look: Look) -> None:
    _require_cells(batch)
    if batch.version != look.version:
        raise Conflict(CHANGED, code="changed-meanwhile")


def _require_cells(batch: Batch) -> None:
    if batch.emptied_at:
        raise Conflict(t("The rows of this import were removed."), code="emptied")


def _hold_house(session: Session, batch: Batch, look: Look) -> None:
    """Nobody else brings in for this house, and nothing was written since one looked."""
    session.get(House, batch.house_id, with_for_update=True)
    if queries.stand_of(session, batch.house_id) != look.stand:
        raise Conflict(CHANGED, code="changed-meanwhile")

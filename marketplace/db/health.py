"""How far each listener is behind the journal, for `/readyz` and the operator's page."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.db.journal import CursorRow, ParkedRow, UnsealedRow, last_number
from marketplace.kit import clock

SILENT = timedelta(seconds=30)
"""A worker that has not been heard of for so long is taken for dead."""


@dataclass(frozen=True, slots=True)
class ListenerHealth:
    """`lag` counts sealed events not yet handled; `stopped_by` names the error it stands before."""

    name: str
    number: int
    lag: int
    parked: int
    stopped_by: str | None


@dataclass(frozen=True, slots=True)
class Health:
    number: int
    unsealed: int
    worker_alive: bool
    listeners: tuple[ListenerHealth, ...]

    @property
    def caught_up(self) -> bool:
        return not self.unsealed and all(listener.lag == 0 for listener in self.listeners)


def health(session: Session, *, sealer: str, worker: str) -> Health:
    number = last_number(session)
    cursors = {row.name: row for row in session.scalars(select(CursorRow))}
    counts = select(ParkedRow.listener, func.count()).group_by(ParkedRow.listener)
    parked = dict(session.execute(counts).all())
    beat = cursors[worker].beat_at if worker in cursors else None
    return Health(
        number=number,
        unsealed=session.scalar(select(func.count()).select_from(UnsealedRow)) or 0,
        worker_alive=beat is not None and clock.now() - beat < SILENT,
        listeners=tuple(
            ListenerHealth(
                name, row.number, number - row.number, parked.get(name, 0), row.stopped_by
            )
            for name, row in sorted(cursors.items())
            if name not in (sealer, worker)
        ),
    )

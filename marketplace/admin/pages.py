"""What the operator sees first: who waits for a decision, and whether the machinery runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.db.health import Health, ListenerHealth, health
from marketplace.db.sealer import SEALER
from marketplace.houses import queries as houses
from marketplace.houses.pages import place
from marketplace.kit.text import t
from marketplace.kit.views import Badge, Words
from marketplace.notices.queries import letters_undeliverable

CLOCK = "clock"
"""The worker's beat, as in marketplace.worker, which stands above the features."""

LISTENERS = {
    "notices": t("Notices and letters"),
    "erasure": t("Erasure of persons"),
    "figures": t("Figures"),
    "suggestions": t("Suggestions"),
    "index": t("Search index"),
    "alerts": t("Saved searches"),
}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    name: Words
    href: str
    kind: Words
    province: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ListenerRow:
    """`code` is its name in commands and logs."""

    name: Words
    code: str
    state: Badge
    number: int
    lag: int
    parked: int


@dataclass(frozen=True, slots=True)
class AdminPage:
    waiting: Sequence[WaitingRow]
    worker: Badge
    number: int
    unsealed: int
    listeners: Sequence[ListenerRow]
    undeliverable: int


def admin_page(session: Session) -> AdminPage:
    found = health(session, sealer=SEALER, worker=CLOCK)
    return AdminPage(
        waiting=[
            WaitingRow(
                house.named,
                f"/houses/{house.id}",
                house.kind.label,
                place(house),
                house.state_since,
            )
            for house in houses.waiting(session)
        ],
        worker=_worker(found),
        number=found.number,
        unsealed=found.unsealed,
        listeners=[_listener(one) for one in found.listeners],
        undeliverable=letters_undeliverable(session),
    )


def _worker(found: Health) -> Badge:
    if found.worker_alive:
        return Badge(t("The worker runs"), "good")
    return Badge(t("The worker is silent"), "bad")


def _listener(one: ListenerHealth) -> ListenerRow:
    if one.stopped_by:
        state = Badge(t("Stopped: %(error)s", error=one.stopped_by), "bad")
    elif one.parked:
        state = Badge(t("Something is parked"), "warning")
    elif one.lag:
        state = Badge(t("Catching up"), "info")
    else:
        state = Badge(t("Up to date"), "good")
    return ListenerRow(
        LISTENERS.get(one.name, one.name), one.name, state, one.number, one.lag, one.parked
    )

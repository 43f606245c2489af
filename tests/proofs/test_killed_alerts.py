"""`kill -9` of the worker again and again: an alert tells each new fitting thing exactly once."""

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from time import monotonic, sleep

import pytest
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from marketplace.catalogue.alerts.models import Alert
from marketplace.catalogue.alerts.rules import LISTENER, Fit, Frequency
from marketplace.catalogue.rules import LISTENER as INDEX
from marketplace.db.journal import CursorRow
from marketplace.houses.rules import Role
from marketplace.inventions import queries as inventions
from marketplace.inventions import service as listing
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.notices.models import Letter
from marketplace.notices.rules import LetterState
from tests.features.catalogue.alerts.watching import WATCHER, alerts, watch, words_of
from tests.features.catalogue.offers import offered, wanted
from tests.features.inventions import cards
from tests.tools import postgres
from tests.tools.site import Site

LONGEST_AFTER = 0.4
"""Seconds from the step that is waited for until the worker is killed."""
PATIENCE = 120.0
LATER = timedelta(hours=1)
"""A letter that a worker had in hand when it was killed is due again after two minutes."""

Step = Callable[[Session], object]
STEPS: Sequence[tuple[str, Step]] = (
    ("something was told", lambda session: _count(session, Alert.state == Fit.TOLD)),
    ("the index has moved", lambda session: _number(session, INDEX)),
    ("the alerts have moved", lambda session: _number(session, LISTENER)),
    ("something was noted", lambda session: _count(session, Alert.state != Fit.KNOWN)),
    ("a letter has left", lambda session: _count(session, Letter.state == LetterState.SENT)),
)
"""How far a worker comes before it is killed: what each gives is another once it is reached."""


def tells_once(site: Site, kills: int) -> None:
    """While things are listed, changed, withdrawn and posted the worker dies `kills` times."""
    chance = Random(7)  # noqa: S311 - the same story every time
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        signatory = market.member(Role.SIGNATORY)
        watcher = market.member(Role.SIGNATORY, person=market.person(email=WATCHER))
        offered(market, officer, title="Old coating")
        watch(market, watcher, frequency=Frequency.AT_ONCE)
        watch(market, watcher, "coating", what="inventions")
    site.drain()
    fitting: set[str] = set()
    for number in range(kills):
        fitting |= _round(site, officer, signatory, number)
        with _worker(site):
            _wait_for(site, STEPS[number % len(STEPS)])
            sleep(chance.uniform(0, LONGEST_AFTER))
    with site.database.reading() as session:
        assert _count(session, Alert.state == Fit.TOLD), "no worker came as far as to tell"
    with clock.moved_to(clock.now() + LATER):
        site.drain()
    told = Counter(
        one
        for letter in alerts(site)
        for one in re.findall(r"- (\w+ coating \d+)", words_of(letter))
    )
    inventions_told = {one for one in fitting if one.startswith("New")}
    assert told == Counter(fitting) + Counter(inventions_told)  # the second search wants no needs
    assert not any("Old coating" in words_of(letter) for letter in alerts(site))


def _round(site: Site, officer: Actor, signatory: Actor, number: int) -> set[str]:
    """What of this round's changes fits; another thing only fits once it is changed."""
    fits = {f"New coating {number}", f"Wanted coating {number}", f"Newer coating {number}"}
    with site.market() as market:
        offered(market, officer, title=f"New coating {number}")
        pump = offered(market, officer, title=f"Pump {number}", novelty="A seal.")
        wanted(market, signatory, title=f"Wanted coating {number}")
    with site.market() as market:
        invention = inventions.locked(market.session, pump.id)
        form = cards.form(title=f"Newer coating {number}")
        listing.save_invention(market.session, officer, invention=invention, form=form)
    return fits


def _wait_for(site: Site, step: tuple[str, Step]) -> None:
    name, look = step
    deadline = monotonic() + PATIENCE
    with site.database.reading() as session:
        before = look(session)
    while monotonic() < deadline:
        with site.database.reading() as session:
            if look(session) != before:
                return
        sleep(0.01)
    raise TimeoutError(name)


def _number(session: Session, listener: str) -> int:
    return session.get_one(CursorRow, listener).number


def _count(session: Session, which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(which)) or 0


@contextmanager
def _worker(site: Site) -> Iterator[None]:
    """A worker of its own process, which is killed at the end."""
    environment = {
        **os.environ,
        "DATA_DIR": str(site.folder),
        "DATABASE_URL": site.tools.settings.database_url,
        "BASE_URL": site.tools.settings.base_url,
    }
    words = [sys.executable, "-m", "marketplace.cli", "worker"]
    with (site.folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
        try:
            yield
            assert process.poll() is None, "it ended by itself"
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()


def test_two_kills(tmp_path: Path, sqlite_template: Path) -> None:
    (tmp_path / "site.db").write_bytes(sqlite_template.read_bytes())
    _proved(f"sqlite:///{tmp_path / 'site.db'}", tmp_path, 2)


@pytest.mark.prove
def test_twenty_kills_on_sqlite(tmp_path: Path, sqlite_template: Path) -> None:
    (tmp_path / "site.db").write_bytes(sqlite_template.read_bytes())
    _proved(f"sqlite:///{tmp_path / 'site.db'}", tmp_path, 20)


@pytest.mark.prove
@pytest.mark.postgres
def test_twenty_kills_on_postgresql(tmp_path: Path, postgresql_template: str) -> None:
    url = postgres.server().create_database("killedalerts", template=postgresql_template)
    _proved(url, tmp_path, 20)


def _proved(url: str, folder: Path, kills: int) -> None:
    site = Site(url, folder)
    try:
        tells_once(site, kills)
    finally:
        site.close()

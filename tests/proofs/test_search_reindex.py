"""While people edit and search the index is built anew: each search answers, and nothing is lost.

With fewer: `PROVE_DOCUMENTS=5000 pytest -m prove -s tests/proofs/test_search_reindex.py`
"""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.bench.process import RunningSite
from marketplace.bench.stock import fill
from marketplace.catalogue import tasks as catalogue
from marketplace.catalogue.service import rebuild
from marketplace.db.listeners import project_once
from marketplace.db.sealer import seal_once
from marketplace.houses.rules import Role
from marketplace.inventions import queries as inventions
from marketplace.inventions import service as listing
from marketplace.inventions.models import Invention
from marketplace.inventions.rules import InventionState
from marketplace.kit.actor import Actor
from search.base import PUBLIC
from search.server import Server, find
from tests.features.catalogue.offers import offered
from tests.features.inventions import cards
from tests.tools.indexed import assert_as_rebuilt
from tests.tools.missing import need
from tests.tools.site import Site

DOCUMENTS = int(os.environ.get("PROVE_DOCUMENTS", "100000"))
FEW = 500
CLIENTS = 4
EDITS_A_SECOND = 50
LEAST_EDITS = 25
"""During the reindex; where it was faster it is done again."""
ALWAYS = "Evergreen coating"
"""What nobody edits, so that every search for it finds it."""
TOKENS = (PUBLIC, "members")

Ask = Callable[[str], tuple[int, Any]]
"""Status and JSON of a path."""


@dataclass
class Play:
    """`own` writes into the database, whatever process follows and answers."""

    own: Site
    server: Server | None
    officer: Actor
    always: str
    ids: Sequence[str]
    questions: Sequence[str]
    rest: float = 0.0
    """Seconds between a client's questions."""
    stop: Event = field(default_factory=Event)
    edits: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    def runs(self, clients: Sequence[Ask], reindex: Callable[[], None]) -> None:
        begun = time.monotonic()
        with ThreadPoolExecutor(CLIENTS + 1) as pool:
            busy = [pool.submit(self._search, ask, number) for number, ask in enumerate(clients)]
            busy.append(pool.submit(self._edit))
            try:
                while self.edits < LEAST_EDITS and not any(one.done() for one in busy):
                    reindex()
            finally:
                self.stop.set()
        for one in busy:
            one.result()
        rate = self.edits / (time.monotonic() - begun)
        print(f"{len(self.ids)} documents, {rate:.0f} edits a second, {dict(self.answers)}")  # noqa: T201

    def _search(self, ask: Ask, number: int) -> None:
        others = cycle(self.questions[number::CLIENTS])
        while not self.stop.is_set():
            status, found = ask(f"/api/v1/search?q={quote(ALWAYS)}")
            sure = status == 200 and [one["id"] for one in found["items"][:1]] == [self.always]
            self.answers["found" if sure else f"lost: {status}"] += 1
            status, _ = ask(f"/api/v1/search?q={quote(next(others))}")
            self.answers[f"status {status}"] += 1
            self.stop.wait(self.rest)

    def _edit(self) -> None:
        chance = Random(5)  # noqa: S311 - the same story every time
        begun = time.monotonic()
        while not self.stop.is_set():
            with self.own.market() as market:
                one = inventions.locked(market.session, chance.choice(self.ids))
                self._change(market.session, one, gone=chance.random() < 0.3)
            self.edits += 1
            self.stop.wait(max(0, begun + self.edits / EDITS_A_SECOND - time.monotonic()))

    def _change(self, session: Session, one: Invention, *, gone: bool) -> None:
        if gone and one.state == InventionState.LISTED:
            listing.withdraw_invention(session, self.officer, invention=one)
            return
        form = cards.form(title=f"Edit {self.edits}", members_text="A recipe.")
        listing.save_invention(session, self.officer, invention=one, form=form)
        if one.state == InventionState.WITHDRAWN:
            listing.list_invention(session, self.officer, invention=one)

    def holds(self) -> None:
        """Each search was answered, what always is there was always found, nothing is lost."""
        assert set(self.answers) == {"found", "status 200"}
        assert self.edits >= LEAST_EDITS
        held = assert_as_rebuilt(self.own.database, self.server, self.own.folder, TOKENS)
        assert held > len(self.ids)


@pytest.fixture(params=["embedded", "meilisearch"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server | None]:
    if request.param == "embedded":
        yield None
        return
    if find() is None:
        need("Meilisearch", "type `make services`")
    started = Server(tmp_path / "meilisearch").start()
    yield started
    started.stop()


@pytest.fixture
def own(tmp_path: Path, sqlite_template: Path, server: Server | None) -> Iterator[Site]:
    shutil.copy(sqlite_template, tmp_path / "site.db")
    url = f"sqlite:///{tmp_path / 'site.db'}"
    site = Site(url, tmp_path, search_url=server.url if server else "")
    yield site
    site.close()


def begun(own: Site, server: Server | None, documents: int) -> Play:
    """With an index that holds all that is listed."""
    with own.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER, Role.HEAD)
        always = offered(market, officer, title=ALWAYS).id
    questions = fill(own.database, documents, None)
    rebuild(own.database, own.tools.engine)
    with own.database.reading() as session:
        ids = session.scalars(select(Invention.id).where(Invention.id != always)).all()
    return Play(own, server, officer, always, ids, [one.text for one in questions])


def test_500_documents(own: Site, server: Server | None) -> None:
    """All in one process."""
    play = begun(own, server, FEW)
    play.rest = 0.1
    follower = catalogue.projector(own.database, own.tools.engine)

    def follow() -> int:
        return seal_once(own.database) + project_once(own.database, follower)

    def follows() -> None:
        while not play.stop.is_set():
            follow()

    def client() -> Ask:
        visitor = own.visitor()

        def ask(path: str) -> tuple[int, Any]:
            answer = visitor.get(path)
            return answer.status_code, answer.json()

        return ask

    following = Thread(target=follows)
    following.start()
    play.runs([client() for _ in range(CLIENTS)], lambda: rebuild(own.database, own.tools.engine))
    following.join()
    while follow():
        pass
    play.holds()


@pytest.mark.prove
def test_many_documents(own: Site, server: Server | None) -> None:
    """Site, worker, editors and `threehouses reindex` as processes."""
    play = begun(own, server, DOCUMENTS)
    play.rest = 0.25
    running = RunningSite(own.folder, own.database.url, SEARCH_URL=own.tools.settings.search_url)
    words = [sys.executable, "-m", "marketplace.cli", "reindex"]
    try:
        running.start()
        running.wait_until(lambda told: told["search"] == "ok")
        clients = [lambda path: running.ask("GET", path) for _ in range(CLIENTS)]
        play.runs(clients, lambda: _succeeds(words, running.environment))
        running.wait_until(_followed, 3_600)
        play.holds()
    finally:
        running.stop()


def _succeeds(words: Sequence[str], environment: dict[str, str]) -> None:
    subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL)


def _followed(told: Any) -> bool:
    return not told["journal"]["unsealed"] and not told["listeners"]["index"]["lag"]

"""`kill -9` while listings and needs change: index, suggestions and figures equal a rebuild."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Event, Lock

import pytest
from sqlalchemy import select

from marketplace.bench.process import RunningSite
from marketplace.bench.story import Traders, prepared
from marketplace.catalogue.service import rebuild
from marketplace.inventions.models import Invention
from marketplace.inventions.rules import InventionState
from marketplace.metrics.service import recompute
from marketplace.needs.models import Need
from marketplace.needs.rules import NeedState
from marketplace.settings import Settings
from marketplace.suggestions.listings import Listings
from marketplace.suggestions.models import Suggestion
from marketplace.suggestions.service import rematch
from marketplace.tools import Tools
from search.base import PUBLIC, Query, SearchEngine
from tests.tools import postgres

THREADS = 12
WORDS = ("graphene", "sensor", "rice", "battery", "shrimp", "cement", "enzyme", "turbine")


@dataclass
class Burst:
    """Each number is an invention that is listed, every third withdrawn again, and every fourth a
    need that is posted; what broke off is tried again until it is answered."""

    site: RunningSite
    traders: Traders
    enough_after: int
    listed: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    posted: set[str] = field(default_factory=set)
    enough: Event = field(default_factory=Event)
    answered: int = 0
    broken: int = 0
    _turn: Lock = field(default_factory=Lock)

    def change(self, number: int) -> None:
        first, second = WORDS[number % 8], WORDS[number // 8 % 8]
        answers = {"language": "en", "title": f"{first} {second} {number}", "problem": first}
        offered = {**answers, "novelty": second, "kind": "prototype", "readiness": "5"}
        made = self._insist("/api/v1/inventions", offered, self.traders.payee)["id"]
        self._insist(f"/api/v1/inventions/{made}/list", None, self.traders.payee)
        self.listed.add(made)
        if number % 3 == 0:
            self._insist(f"/api/v1/inventions/{made}/withdraw", None, self.traders.payee)
            self.withdrawn.add(made)
        if number % 4 == 0:
            lacking = {**answers, "field": "other"}
            need = self._insist("/api/v1/needs", lacking, self.traders.payer)["id"]
            self._insist(f"/api/v1/needs/{need}/post", None, self.traders.payer)
            self.posted.add(need)

    def _insist(self, path: str, body: object, token: str) -> dict[str, str]:
        """A step that had come through before the connection broke is answered with 409."""
        while True:
            try:
                status, answer = self.site.ask("POST", path, body, token=token)
            except (OSError, HTTPException):
                with self._turn:
                    self.broken += 1
                Event().wait(0.05)
                continue
            if status == 503:
                continue
            assert status in (200, 201, 409), (status, answer)
            with self._turn:
                self.answered += 1
            if self.answered >= self.enough_after:
                self.enough.set()
            found: dict[str, str] = answer
            return found


def survives(url: str, folder: Path, numbers: int) -> None:
    traders = prepared(folder, url)
    site = RunningSite(folder, url)
    burst = _killed_in_the_middle(site, traders, numbers)
    tools = Tools.from_settings(Settings(data_dir=folder, database_url=url, smtp_url=""))
    try:
        _nothing_lost(tools, burst)
        kept = _index(tools.engine)
        rebuild(tools.database, tools.engine)
        assert kept == _index(tools.engine)
        _suggestions_equal_a_rebuild(tools, folder)
        figures = recompute(tools.database)
        assert figures.kept == figures.anew
    finally:
        tools.database.dispose()


def _killed_in_the_middle(site: RunningSite, traders: Traders, numbers: int) -> Burst:
    site.start()
    burst = Burst(site, traders, enough_after=numbers)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            running = [pool.submit(burst.change, number) for number in range(numbers)]
            assert burst.enough.wait(120)
            site.kill()
            assert not all(one.done() for one in running)
            site.start()
            for one in running:
                one.result()
        assert burst.broken > 0
        site.caught_up()
    finally:
        site.stop()
    return burst


def _nothing_lost(tools: Tools, burst: Burst) -> None:
    with tools.database.reading() as session:
        states = {one.id: one.state for one in session.scalars(select(Invention))}
        needs = {one.id: one.state for one in session.scalars(select(Need))}
    gone = {one for one in burst.listed if states[one] == InventionState.WITHDRAWN}
    assert gone == burst.withdrawn
    assert {states[one] for one in burst.listed - gone} == {InventionState.LISTED}
    assert {needs[one] for one in burst.posted} == {NeedState.OPEN}


def _index(engine: SearchEngine) -> Mapping[str, str]:
    """The title of every subject that anybody finds."""
    found: dict[str, str] = {}
    while True:
        page = engine.find(Query(readers=frozenset({PUBLIC}), offset=len(found), limit=100))
        found |= {hit.key: hit.title.text for hit in page.hits}
        if len(found) >= page.total:
            return found


def _suggestions_equal_a_rebuild(tools: Tools, folder: Path) -> None:
    """What the worker's own index gives equals what a new one gives that knows only the tables."""
    rematch(tools.database, tools.listings, lambda *_: None)
    known = _suggested(tools)
    assert known
    rematch(tools.database, Listings(folder / "another"), lambda *_: None)
    assert known == _suggested(tools)


def _suggested(tools: Tools) -> list[tuple[str, str, int | None, float]]:
    with tools.database.reading() as session:
        rows = session.scalars(select(Suggestion).where(Suggestion.rank.is_not(None)))
        return sorted((row.need_id, row.invention_id, row.rank, row.score) for row in rows)


def test_a_small_burst_survives_on_sqlite(tmp_path: Path) -> None:
    survives(f"sqlite:///{tmp_path / 'site.db'}", tmp_path, 24)


@pytest.mark.prove
def test_a_burst_of_500_changes_survives_on_sqlite(tmp_path: Path) -> None:
    survives(f"sqlite:///{tmp_path / 'site.db'}", tmp_path, 180)


@pytest.mark.prove
@pytest.mark.postgres
def test_a_burst_of_500_changes_survives_on_postgresql(tmp_path: Path) -> None:
    survives(postgres.server().create_database("killedmarket"), tmp_path, 180)

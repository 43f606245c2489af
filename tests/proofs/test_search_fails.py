"""Whatever happens to Meilisearch: nothing is lost, no page hangs, the index mends itself."""

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import meilisearch
import pytest

from marketplace.bench.process import RunningSite
from marketplace.bench.stock import fill
from marketplace.catalogue.service import rebuild
from marketplace.houses.rules import Role
from marketplace.kit.actor import Actor
from search.errors import SearchUnavailable
from search.meili.rows import VERSION
from search.server import Server, find
from tests.features.catalogue.offers import offered, titles
from tests.tools.indexed import assert_as_rebuilt, patient
from tests.tools.missing import need
from tests.tools.site import Site
from tests.tools.twisting import Proxy, Twist

LONGEST_SECONDS = 2.0
MENDED_SECONDS = 150.0
"""A minute until the clock's next look, and what a busy machine takes."""
DOCUMENTS = 3_000
AWAY = {Twist.SLOW, Twist.BROKEN, Twist.BUSY, Twist.NONSENSE, Twist.CUT, Twist.WRONG}


@dataclass(frozen=True)
class Scene:
    """`own` writes into the database of the site that runs as processes behind `proxy`."""

    own: Site
    officer: Actor
    server: Server
    proxy: Proxy
    running: RunningSite

    def edit(self, title: str) -> None:
        with self.own.market() as market:
            offered(market, self.officer, title=title)

    def finds(self, title: str) -> bool:
        status, found = self.running.ask("GET", f"/api/v1/search?q={quote(title)}")
        return status == 200 and found["total"] > 0 and not found.get("suggestion")

    def until(self, true: Callable[[], Any], seconds: float = MENDED_SECONDS) -> None:
        ends = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < ends, "it did not mend itself"
            time.sleep(0.1)

    def followed(self) -> bool:
        told = self.running.get("/readyz")
        return bool(told["search"] == "ok" and not told["listeners"]["index"]["lag"])

    def page(self, path: str) -> tuple[int, str, float]:
        begun = time.monotonic()
        asked = Request(self.running.url + path, headers={"accept-language": "en"})  # noqa: S310
        try:
            with urlopen(asked, timeout=60) as answer:  # noqa: S310 - our own
                status, text = answer.status, answer.read().decode()
        except HTTPError as refused:
            status, text = refused.code, refused.read().decode()
        return status, text, time.monotonic() - begun

    def as_rebuilt(self) -> int:
        self.until(self.followed)
        return assert_as_rebuilt(self.own.database, self.server, self.own.folder)


@contextmanager
def twisted(proxy: Proxy, twist: Twist) -> Iterator[None]:
    proxy.twist = twist
    try:
        yield
    finally:
        proxy.twist = Twist.NONE


@pytest.fixture
def alone(tmp_path: Path, sqlite_template: Path) -> Iterator[tuple[Site, Server, Proxy]]:
    """In one process."""
    if find() is None:
        need("Meilisearch", "type `make services`")
    shutil.copy(sqlite_template, tmp_path / "site.db")
    server = Server(tmp_path / "meilisearch").start()
    with Proxy(server.port) as proxy:
        search_url = f"meilisearch://:{server.key}@127.0.0.1:{proxy.port}"
        site = Site(f"sqlite:///{tmp_path / 'site.db'}", tmp_path, search_url=search_url)
        yield site, server, proxy
        site.close()
        server.stop()


@pytest.mark.parametrize("twist", [Twist.BROKEN, Twist.WRONG])
def test_edits_made_while_the_server_fails_are_found_after_it(
    alone: tuple[Site, Server, Proxy], twist: Twist
) -> None:
    site, server, proxy = alone
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        offered(market, officer, title="Old coating")
    site.drain()
    assert titles(site.tools.engine, "coating") == ["Old coating"]
    with twisted(proxy, twist):
        answers = [site.visitor().get(path) for path in ("/search?q=coating", "/inventions")]
        assert [one.status_code for one in answers] == [503, 200]
        assert "The search is away" in answers[0].text
        with site.market() as market:
            offered(market, officer, title="New coating")
        site.drain()
    site.drain()
    assert titles(site.tools.engine, "coating") == ["New coating", "Old coating"]
    assert assert_as_rebuilt(site.database, server, site.folder) > 2


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Scene]:
    if find() is None:
        need("Meilisearch", "type `make services`")
    folder = tmp_path_factory.mktemp("fails")
    shutil.copy(sqlite_template, folder / "site.db")
    own = Site(f"sqlite:///{folder / 'site.db'}", folder)
    with own.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        offered(market, officer, title="Old coating")
    server = Server(folder / "meilisearch").start()
    with Proxy(server.port) as proxy:
        url = f"meilisearch://:{server.key}@127.0.0.1:{proxy.port}"
        running = RunningSite(folder, own.database.url, SEARCH_URL=url)
        try:
            running.start()
            made = Scene(own, officer, server, proxy, running)
            made.until(lambda: made.finds("Old coating"))
            yield made
        finally:
            running.stop()
            server.stop()
            own.close()


@pytest.mark.prove
@pytest.mark.parametrize("twist", sorted(AWAY))
def test_a_server_that_fails_costs_nothing_but_the_search(scene: Scene, twist: Twist) -> None:
    title = f"Coating while {twist}"
    with twisted(scene.proxy, twist):
        for path in ("/search?q=coating", "/search?q=unheard&field=energy&kind=patent"):
            status, text, seconds = scene.page(path)
            assert (status, "The search is away" in text) == (503, True)
            assert seconds < LONGEST_SECONDS
        with ThreadPoolExecutor(60) as pool:
            crowd = [pool.submit(scene.page, "/search?q=coating") for _ in range(60)]
            for path in ("/", "/inventions", "/healthz"):
                status, _, seconds = scene.page(path)
                assert status == 200
                assert seconds < LONGEST_SECONDS
            assert {one.result()[0] for one in crowd} == {503}
        scene.edit(title)
        assert scene.running.get("/readyz")["status"] == "ready"
        time.sleep(6)  # the worker tries meanwhile
    scene.until(lambda: scene.finds(title))
    assert scene.as_rebuilt() > 0


@pytest.mark.prove
def test_a_page_of_many_questions_is_given_up_as_a_whole(scene: Scene) -> None:
    filters = "&".join(f"{name}=x" for name in ("inventor", "house"))
    with twisted(scene.proxy, Twist.A_BIT_SLOW):
        path = f"/search?q=coating&field=energy&kind=patent&readiness=9&language=vi&{filters}"
        status, _, seconds = scene.page(path)
        assert seconds < LONGEST_SECONDS
        assert status in {200, 503}
    scene.until(lambda: scene.finds("Old coating"))


@pytest.mark.prove
def test_a_lost_data_folder_is_filled_again_though_nothing_happens(scene: Scene) -> None:
    scene.server.stop()
    scene.until(lambda: scene.page("/search?q=coating")[0] == 503)
    shutil.rmtree(scene.server.folder)
    scene.server.start()
    assert scene.page("/search?q=coating")[0] == 503  # rather than an empty list
    scene.until(lambda: scene.finds("Old coating"))
    assert scene.as_rebuilt() > 0


@pytest.mark.prove
def test_a_server_that_dies_in_the_middle_of_a_reindex(scene: Scene) -> None:
    fill(scene.own.database, DOCUMENTS, None)
    rebuild(scene.own.database, patient(scene.server))

    def dies(done: int, total: int) -> None:
        if done > total // 2 and scene.server.process.poll() is None:
            scene.server.stop()

    scene.edit("Coating before the end")
    with pytest.raises(SearchUnavailable):
        rebuild(scene.own.database, patient(scene.server), dies)
    scene.edit("Coating in the dark")
    scene.server.start()
    for title in ("Coating before the end", "Coating in the dark"):
        scene.until(partial(scene.finds, title))
    assert scene.as_rebuilt() > DOCUMENTS


@pytest.mark.prove
def test_a_server_that_dies_while_the_worker_fills_it_again(scene: Scene) -> None:
    scene.server.stop()
    shutil.rmtree(scene.server.folder)
    scene.server.start()
    scene.edit("Coating that wakes the worker")
    scene.until(lambda: _half_built(scene.server))
    scene.server.stop()
    scene.edit("Coating in the night")
    scene.server.start()
    scene.until(lambda: scene.finds("Coating in the night"))
    assert scene.as_rebuilt() > DOCUMENTS


def _half_built(server: Server) -> bool:
    client = meilisearch.Client(server.address, server.key, timeout=10)
    found = client.get_indexes({"limit": 100})["results"]
    return any(one.uid.startswith(f"threehouses-v{VERSION}-") for one in found)

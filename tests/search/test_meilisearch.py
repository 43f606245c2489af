"""What is special about Meilisearch: it may be away, silent, empty, or not what it seems."""

import itertools
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import meilisearch
import pytest

from search.base import Query, SearchDocument, SearchEngine
from search.engines import open_engine, served
from search.errors import SearchUnavailable
from search.meili import indexes
from search.meili.calls import QUESTION_SECONDS, Address
from search.meili.engine import MeilisearchEngine
from search.meili.indexes import Index, Shelf, live
from search.meili.rows import VERSION
from search.server import Server
from tests.search.shelf import ALL, BATTERY, FERN, NEED, PIPE, keys, made

_numbers = itertools.count()


@pytest.fixture
def address(server: Server) -> Address:
    return Address(server.address, server.key, f"own{next(_numbers)}")


@pytest.fixture
def engine(address: Address) -> MeilisearchEngine:
    made_ = another(address)
    made_.replace(ALL)
    return made_


def another(address: Address) -> MeilisearchEngine:
    """As another process has it."""
    return MeilisearchEngine(lambda: address)


def client(address: Address) -> meilisearch.Client:
    return meilisearch.Client(address.url, address.key, timeout=10)


def names(address: Address) -> list[str]:
    found = client(address).get_indexes({"limit": 1000})["results"]
    return sorted(one.uid for one in found if one.uid.startswith(f"{address.name}-"))


def acts(engine: SearchEngine) -> tuple[Callable[[], object], ...]:
    return (
        lambda: engine.find(Query("nano")), lambda: engine.put([PIPE]),
        lambda: engine.remove(["pipe"]), lambda: engine.replace(ALL), engine.clear,
    )  # fmt: skip


def assert_away(engine: SearchEngine, *, to_writers: bool = True) -> None:
    assert not engine.ready()
    for act in acts(engine)[: 5 if to_writers else 3]:
        with pytest.raises(SearchUnavailable):
            act()


def test_a_server_that_is_down_is_away() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert_away(open_engine(f"meilisearch://:key@127.0.0.1:{unused.getsockname()[1]}"))


def test_a_silent_server_is_given_up() -> None:
    assert QUESTION_SECONDS < 2
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        host = f"http://127.0.0.1:{silent.getsockname()[1]}"
        engine = MeilisearchEngine(lambda: Address(host, "key", "market"), 0.1)
        assert not engine.ready()
        with pytest.raises(SearchUnavailable):
            engine.find(Query("nano"))


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """A server that answers everything so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as here:
        thread = threading.Thread(target=here.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"meilisearch://:key@127.0.0.1:{here.server_port}"
        here.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""), (200, b"<html>hello</html>"), (200, b"{"), (200, b"{}"), (200, b"[]"),
        (200, b"null"), (200, b'"yes"'), (200, b'{"results": 7, "hits": {}}'),
        (200, b'{"results": [{}], "hits": [{}], "estimatedTotalHits": "many"}'),
        (200, b'{"results": [], "hits": [{"stored": "{"}], "estimatedTotalHits": 1}'),
        (200, b'{"results": [], "hits": [{"stored": "[]"}], "estimatedTotalHits": 1}'),
        (302, b""), (401, b""), (404, b"nothing here"), (429, b"{}"), (500, b"oh"), (503, b"{}"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_of_meilisearchs_is_no_answer(status: int, body: bytes) -> None:
    with answering(status, body) as url:
        assert_away(open_engine(url))


def test_an_index_that_was_never_made_is_no_empty_index(address: Address) -> None:
    assert_away(another(address), to_writers=False)
    assert names(address) == []


def test_an_index_of_somebody_elses_making_is_not_used(address: Address) -> None:
    Index(address, live(address)).add([[{"id": "1", "stored": "{}"}]])
    engine = another(address)
    assert_away(engine, to_writers=False)
    engine.replace(ALL)
    assert engine.find(Query()).total == len(ALL)


def test_a_lost_data_folder_is_noticed_and_mended(tmp_path: Path, server: Server) -> None:
    mine = Server(tmp_path / "mine").start()
    try:
        engine = open_engine(mine.url)
        engine.replace(ALL)
        mine.stop()
        assert_away(engine)
        mine.start()
        assert engine.find(Query()).total == len(ALL)
        mine.stop()
        shutil.rmtree(tmp_path / "mine")
        mine.start()
        assert_away(engine, to_writers=False)
        engine.replace(ALL)
        assert (engine.ready(), engine.find(Query()).total) == (True, len(ALL))
    finally:
        mine.stop()


def test_a_restart_in_the_middle_of_a_replacement_loses_nothing(
    tmp_path: Path, server: Server
) -> None:
    mine = Server(tmp_path / "mine").start()
    engine = open_engine(mine.url)

    def documents() -> Iterator[SearchDocument]:
        yield PIPE
        mine.stop()

    try:
        engine.replace(ALL)
        with pytest.raises(SearchUnavailable):
            engine.replace(documents())
        mine.start()
        assert engine.find(Query()).total == len(ALL)
        engine.replace([PIPE])
        assert keys(engine, "") == ["pipe"]
    finally:
        mine.stop()


def test_a_task_that_fails_is_seen(engine: MeilisearchEngine, address: Address) -> None:
    with pytest.raises(SearchUnavailable, match="failed"):
        Shelf(address).live.add([[{"id": "no id!"}]])


def test_writers_elsewhere_wait_for_a_replacement(
    engine: MeilisearchEngine, address: Address
) -> None:
    others = []

    def documents() -> Iterator[SearchDocument]:
        yield PIPE
        for act in (
            lambda: another(address).put([NEED]),
            lambda: another(address).remove(["fern"]),
        ):
            others.append(threading.Thread(target=act))
            others[-1].start()
        yield FERN
        yield BATTERY

    engine.replace(documents())
    for other in others:
        other.join()
    assert sorted(keys(engine, "")) == ["battery", "need", "pipe"]


def test_one_who_died_while_building_is_not_waited_for(
    engine: MeilisearchEngine, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "QUIET_SECONDS", 0.3)
    Shelf(address).build()
    engine.put([made("kiln", en="Kiln")])
    assert keys(engine, "kiln") == ["kiln"]
    assert names(address) == [live(address)]


def test_a_replacement_leaves_one_index_and_those_of_newer_programs(
    engine: MeilisearchEngine, address: Address
) -> None:
    newer = live(address, VERSION + 1)
    for uid in (live(address, VERSION - 1), f"{live(address, VERSION - 1)}-aside", newer):
        Index(address, uid).add([[{"id": "1"}]])
    engine.replace([FERN])
    assert names(address) == [live(address), newer]
    assert keys(engine, "") == ["fern"]


def test_markets_on_one_server_know_nothing_of_each_other(
    engine: MeilisearchEngine, address: Address
) -> None:
    neighbour = another(Address(address.url, address.key, f"{address.name}b"))
    neighbour.replace([FERN])
    engine.replace([PIPE])
    assert (keys(engine, ""), keys(neighbour, "")) == (["pipe"], ["fern"])


def test_rows_that_a_subject_has_no_more_are_gone(
    engine: MeilisearchEngine, address: Address
) -> None:
    few = SearchDocument(
        key="fern", kind="invention", tier=2, readers=frozenset({"members"}), at=FERN.at,
        titles=FERN.titles,
    )  # fmt: skip
    engine.put([FERN, few])
    engine.put([FERN])
    rows = client(address).index(live(address)).get_documents({"limit": 100, "fields": ["id"]})
    assert rows.total == len(ALL)


def test_least_rights_are_enough(engine: MeilisearchEngine, address: Address) -> None:
    """As docs/search.md tells an operator."""

    def with_rights(indexes: str, *actions: str) -> MeilisearchEngine:
        wanted = {"actions": list(actions), "indexes": [indexes], "expiresAt": None}
        key = client(address).create_key(wanted).key
        return another(Address(address.url, key, address.name))

    site = with_rights(f"{address.name}-*", "search")
    worker = with_rights("*", "search", "documents.*", "indexes.*", "settings.update", "tasks.get")
    assert site.ready()
    assert keys(site, "vat liu nano") == ["pipe"]
    for act in acts(site)[1:]:
        with pytest.raises(SearchUnavailable):
            act()
    worker.put([made("kiln", en="Kiln")])
    worker.remove(["need"])
    assert sorted(keys(site, "")) == ["battery", "fern", "kiln", "pipe"]
    worker.replace([PIPE])
    assert keys(site, "") == ["pipe"]


def test_large_and_many_documents_come_in_batches(
    engine: MeilisearchEngine, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "BATCH_ROWS", 7)
    monkeypatch.setattr(indexes, "BATCH_BYTES", 20_000)
    monkeypatch.setattr(indexes, "AT_ONCE", 3)
    many = [made(f"k{n}", en=f"Kiln {n}", text_en="clay " * (n * 100)) for n in range(20)]
    engine.replace(many)
    assert engine.find(Query("kiln")).total == 20
    engine.put([*many, made("last", en="Kiln")])
    engine.remove([document.key for document in many])
    assert keys(engine, "kiln") == ["last"]


def test_no_other_engine_needs_a_server(tmp_path: Path) -> None:
    for url in (f"embedded://{tmp_path}/search", "meilisearch://:key@host:7700"):
        with served(url):
            assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    "url", ["meilisearch:", "meilisearch://", "meilisearch://host/a-b", "meilisearch://host/a/b"]
)
def test_only_known_addresses_are_opened(url: str) -> None:
    with pytest.raises(ValueError, match="SEARCH_URL"):
        open_engine(url)

"""How long a whole search takes beside the bare engine's own answer, on both engines in one run."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from marketplace.bench import bare
from marketplace.bench.process import RunningSite
from marketplace.bench.report import Report, Row, machine
from marketplace.bench.stock import Question, fill
from marketplace.bench.story import prepared
from marketplace.catalogue.rules import FACETS, STATED
from marketplace.catalogue.service import rebuild
from marketplace.db.session import Database
from search.engines import NAME, open_engine
from search.meili.calls import Address
from search.meili.indexes import live
from search.server import Server

COUNTED = (*FACETS, STATED)
ROUNDS = 3
CLIENTS = 16
MEGABYTE = 1_000_000
SHARE, PLUS_SECONDS = 1.5, 0.003
"""The bound: so many times what the bare engine takes, and so much more."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds, each of one question."""

    bare: Sequence[float]
    request: Sequence[float]
    page: Sequence[float]
    crowd: Sequence[float]

    @property
    def over_bound(self) -> float:
        return median(self.request) / (SHARE * median(self.bare) + PLUS_SECONDS)


def measure(
    database_url: str = "",
    *,
    documents: int = 2_000,
    collection: Path | None = None,
    keep: Path | None = None,
) -> Report:
    """The bare engine and the request take turns, question by question, one client at a time.

    The market and its indexes stay in the folder `keep`. What stands there is not made again, nor
    is what its making costs measured.
    """
    rows: list[Row] = []
    ratios: dict[str, float] = {}
    with TemporaryDirectory() as name:
        folder = keep or Path(name)
        url = database_url or f"sqlite:///{folder / 'site.db'}"
        questions = _market(folder, url, documents, collection)
        database = Database(url, threads=2)
        try:
            for engine, figures, more in _engines(folder, database, questions):
                rows += [*_rows(engine, figures), *more]
                ratios[f"request_over_bound_{engine}"] = figures.over_bound
        finally:
            database.dispose()
    return Report("search", documents, machine(), rows, ratios)


def _market(folder: Path, url: str, documents: int, collection: Path | None) -> Sequence[Question]:
    asked = folder / "questions.json"
    if not asked.exists():
        folder.mkdir(parents=True, exist_ok=True)
        prepared(folder, url)
        database = Database(url, threads=2)
        try:
            questions = fill(database, documents, collection)
        finally:
            database.dispose()
        asked.write_text(json.dumps([(one.text, one.field) for one in questions]))
    return [Question(*one) for one in json.loads(asked.read_text())]


def _engines(
    folder: Path, database: Database, questions: Sequence[Question]
) -> Iterator[tuple[str, Figures, Sequence[Row]]]:
    own = folder / "search"
    url = f"embedded://{own}"
    built = _built(database, url)
    plain = bare.Tantivy(folder / "bare", COUNTED)
    if plain.empty:
        rebuild(database, plain)  # type: ignore[arg-type]  # nothing but `replace` is asked of it
    with _site(folder, database.url, url) as site:
        figures = _figures(site, questions, plain.prepared)
        yield "embedded", figures, _costs("embedded", built, own, _memory(site))
    server = Server(folder / "meilisearch").start()
    try:
        built = _built(database, server.url)
        index = live(Address(server.address, server.key, NAME))
        called = bare.Meilisearch(server, index, COUNTED)
        with _site(folder, database.url, server.url) as site:
            figures = _figures(site, questions, called.prepared)
            memory = _memory(site) + _memory(server)
            yield "meilisearch", figures, _costs("meilisearch", built, server.folder, memory)
    finally:
        server.stop()


def _built(database: Database, url: str) -> float | None:
    """How long it took; None where the index was there."""
    engine = open_engine(url)
    return _timed(lambda: rebuild(database, engine)) if engine.missing() else None


@contextmanager
def _site(folder: Path, database_url: str, search_url: str) -> Iterator[RunningSite]:
    site = RunningSite(folder, database_url, SEARCH_URL=search_url)
    site.start(worker=False)
    try:
        yield site
    finally:
        site.stop()


def _figures(
    site: RunningSite, questions: Sequence[Question], prepared: Callable[[Question], bare.Ask]
) -> Figures:
    """The first round only warms up: an engine may be away until its files are in memory."""
    client = HTTPConnection("127.0.0.1", site.port, timeout=60)
    taken: dict[str, list[float]] = {"bare": [], "request": [], "page": []}
    for number in range(ROUNDS + 1):
        for question in questions:
            acts: Mapping[str, Callable[[], object]] = {
                "bare": prepared(question),
                "request": partial(_got, client, _path("/api/v1/search", question)),
                "page": partial(_got, client, _path("/search", question)),
            }
            for name, act in acts.items():
                if number:
                    taken[name].append(_timed(act))
                else:
                    with suppress(RuntimeError):
                        act()
    client.close()
    return Figures(**taken, crowd=_crowd(site, questions))


def _crowd(site: RunningSite, questions: Sequence[Question]) -> Sequence[float]:
    """Requests of so many clients at once, each with questions of its own."""

    def one(number: int) -> Sequence[float]:
        client = HTTPConnection("127.0.0.1", site.port, timeout=60)
        paths = [_path("/api/v1/search", question) for question in questions[number::CLIENTS]]
        seconds = [_timed(partial(_got, client, path)) for path in paths]
        client.close()
        return seconds

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [seconds for some in pool.map(one, range(CLIENTS)) for seconds in some]


def _path(path: str, question: Question) -> str:
    chosen = {"field": question.field} if question.field else {}
    return f"{path}?{urlencode({'q': question.text, **chosen})}"


def _got(client: HTTPConnection, path: str) -> None:
    """The whole answer."""
    client.request("GET", path)
    answer = client.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")


def _rows(engine: str, figures: Figures) -> Iterator[Row]:
    for what, seconds in (
        ("the bare engine's answer", figures.bare),
        ("the whole JSON request", figures.request),
        ("the whole page", figures.page),
        (f"the JSON request, {CLIENTS} clients at once", figures.crowd),
    ):
        in_ms = [1_000 * one for one in seconds]
        yield Row(f"{engine}: {what}", median(in_ms), quantiles(in_ms, n=20)[-1], "ms")


def _costs(engine: str, built: float | None, folder: Path, memory: float) -> Sequence[Row]:
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    size = sum(file.stat().st_blocks * 512 for file in files) / MEGABYTE
    return (
        *([Row(f"{engine}: building the index", built, built, "s")] if built else []),
        Row(f"{engine}: index on disk", size, size, "MB"),
        Row(f"{engine}: memory of the site and of the engine's server", memory, memory, "MB"),
    )


def _memory(group: RunningSite | Server) -> float:
    """Of a process and all it has started, without files that the system may forget."""
    process = group.process
    return sum(map(_own_memory, _family(process.pid))) if process else 0.0


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _own_memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) / 1_000


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun

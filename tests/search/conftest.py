"""The engines that every test of `test_contract.py` runs on."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.base import SearchEngine
from search.engines import open_engine
from search.server import Server, find
from tests.search.shelf import ALL
from tests.tools.missing import need

ENGINES = ("embedded", "meilisearch")

_numbers = itertools.count()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real Meilisearch, the same for all tests; each uses names of its own on it."""
    if find() is None:
        need("Meilisearch", "type `make services`")
    started = Server(tmp_path_factory.mktemp("meilisearch")).start()
    yield started
    started.stop()


@pytest.fixture(scope="session", params=ENGINES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _opened(kind: str, request: pytest.FixtureRequest, folder: Path) -> SearchEngine:
    if kind == "embedded":
        address = f"embedded://{folder}"
    else:
        address = f"{request.getfixturevalue('server').url}/test{next(_numbers)}"
    engine = open_engine(address)
    engine.clear()
    engine.settle()
    return engine


@pytest.fixture
def engine(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> SearchEngine:
    """Empty and ready."""
    return _opened(kind, request, tmp_path)


@pytest.fixture(scope="module")
def stocked(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SearchEngine:
    """With `ALL` in it; for tests that only ask."""
    engine = _opened(kind, request, tmp_path_factory.mktemp("search"))
    engine.put(ALL)
    engine.settle()
    return engine


@pytest.fixture(scope="module")
def vacant(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SearchEngine:
    """Empty, for a module that fills it once."""
    return _opened(kind, request, tmp_path_factory.mktemp("vacant"))

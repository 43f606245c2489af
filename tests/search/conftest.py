"""The engines that every test of `test_contract.py` runs on."""

from pathlib import Path

import pytest

from search.base import SearchEngine
from search.engines import open_engine
from tests.search.shelf import ALL

ENGINES = ("embedded",)


def _opened(name: str, folder: Path) -> SearchEngine:
    addresses = {"embedded": f"embedded://{folder}"}
    engine = open_engine(addresses[name])
    engine.clear()
    engine.settle()
    return engine


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> SearchEngine:
    """Empty and ready."""
    return _opened(request.param, tmp_path)


@pytest.fixture(scope="module", params=ENGINES)
def stocked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SearchEngine:
    """With `ALL` in it; for tests that only ask."""
    engine = _opened(request.param, tmp_path_factory.mktemp("search"))
    engine.put(ALL)
    engine.settle()
    return engine

"""One Chromium and one demonstration market for each kind of database, for all of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.tools import chromium, postgres
from tests.tools.browser import Chromium, Demo, copy_for

KINDS = ("sqlite", "postgresql")
HERE = Path(__file__).parent
_chromium = Chromium()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Playwright's event loop is gone before a test of another folder runs in this thread."""
    if nextitem is None or HERE not in nextitem.path.parents:
        _chromium.stop()


@pytest.fixture
def browser() -> Browser:
    return _chromium.browser()


@pytest.fixture(scope="session", params=KINDS)
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """Tests share it, so each works with houses and listings that no other test counts."""
    chromium.launch_arguments()  # a skip comes before a market is filled for nothing
    folder = tmp_path_factory.mktemp("demo")
    template = request.getfixturevalue(f"{request.param}_template")
    create = postgres.server().create_database if request.param == "postgresql" else None
    made = Demo(folder, copy_for(request.param, template, folder, create))
    try:
        made.start()
        yield made
    finally:
        made.stop()

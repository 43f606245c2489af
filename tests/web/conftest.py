"""One site for the tests that change nothing: the first request to a new one takes a while."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.site import Site


@pytest.fixture(scope="session")
def still(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """On SQLite, with one account: lan@example.org."""
    folder = tmp_path_factory.mktemp("still")
    shutil.copy(sqlite_template, folder / "site.db")
    site = Site(f"sqlite:///{folder / 'site.db'}", folder)
    with site.market() as market:
        market.person(email="lan@example.org")
    yield site
    site.close()

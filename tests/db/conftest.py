"""A database of its own for each test, with the sealer's cursor in place."""

from collections.abc import Iterator

import pytest

from marketplace.db.listeners import ensure_cursors
from marketplace.db.sealer import SEALER
from marketplace.db.session import Database


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    made = Database(url, threads=8)
    ensure_cursors(made, (SEALER,))
    yield made
    made.dispose()

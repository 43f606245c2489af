"""All that an index holds, to be compared with what a rebuild makes of the database."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from marketplace.catalogue.service import rebuild
from marketplace.db.session import Database
from search.base import PUBLIC, Hit, Order, Query, SearchEngine
from search.engines import open_engine
from search.meili.calls import Address
from search.meili.engine import MeilisearchEngine
from search.server import Server

TOKENS = (PUBLIC, "members", "operator", "overseer")
PAGE = 1_000


def contents(engine: SearchEngine, tokens: Sequence[str] = TOKENS) -> dict[str, str]:
    """By reader and key."""
    return {f"{token} {hit.key}": repr(hit) for token in tokens for hit in _all(engine, token)}


def _all(engine: SearchEngine, token: str) -> Iterator[Hit]:
    asked = Query(readers=frozenset({token}), order=Order.NEWEST, limit=PAGE)
    while hits := engine.find(asked).hits:
        yield from hits
        asked = Query(
            readers=asked.readers, order=asked.order, limit=PAGE, offset=asked.offset + PAGE
        )


def patient(server: Server, name: str = "threehouses") -> SearchEngine:
    """An engine that waits as long as such deep pages take."""
    address = Address(server.address, server.key, name)
    return MeilisearchEngine(lambda: address, 60.0)


def assert_as_rebuilt(
    database: Database, server: Server | None, folder: Path, tokens: Sequence[str] = TOKENS
) -> int:
    """The index in use holds what one that is built now holds; how much that is.

    The one in use is on `server`, without one it is the embedded one in `folder`.
    """
    used = patient(server) if server else open_engine(f"embedded://{folder / 'search'}")
    built = patient(server, "rebuilt") if server else open_engine(f"embedded://{folder / 'again'}")
    rebuild(database, built)
    found, wanted = contents(used, tokens), contents(built, tokens)
    differing = [key for key in {*found, *wanted} if found.get(key) != wanted.get(key)]
    assert differing == []
    return len(wanted)

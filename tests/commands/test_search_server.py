"""A Meilisearch server of our own: `SEARCH_URL=meilisearch:` is all that is said."""

from pathlib import Path

from marketplace.bench.process import RunningSite
from search.engines import open_engine
from search.server import find
from tests.tools.missing import need


def test_serve_runs_a_search_server_and_ends_it(tmp_path: Path) -> None:
    if find() is None:
        need("Meilisearch", "type `make services`")
    site = RunningSite(tmp_path, f"sqlite:///{tmp_path}/market.db", SEARCH_URL="meilisearch:")
    try:
        site.start()
        site.wait_until(lambda ready: ready["search"] == "ok")
        assert site.get("/api/v1/search")["total"] == 0
    finally:
        site.stop()
    assert not open_engine(f"meilisearch://{tmp_path}/meilisearch").ready()

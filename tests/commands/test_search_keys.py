"""`threehouses search-keys`: an operator hands on keys, and keeps the master key."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from marketplace.cli import app
from search.engines import open_engine
from search.errors import SearchUnavailable
from search.server import Server, find
from tests.search.shelf import ALL, PIPE, keys
from tests.tools.missing import need


def test_the_keys_are_handed_on_in_files(tmp_path: Path) -> None:
    if find() is None:
        need("Meilisearch", "type `make services`")
    server = Server(tmp_path / "server").start()
    files = {name: tmp_path / name for name in ("site", "worker")}
    options = [word for name, file in files.items() for word in (f"--{name}", str(file))]
    where = f"meilisearch://127.0.0.1:{server.port}/market?key-file="
    site, worker = (open_engine(f"{where}{file}") for file in files.values())
    words = ["search-keys", server.address, *options, "--name", "market"]
    try:
        assert not site.ready()  # there is no key yet
        for _ in range(2):
            done = CliRunner().invoke(app, words, env={"MEILI_MASTER_KEY": server.key})
            assert done.exit_code == 0, done.output
            worker.replace(ALL)
        assert keys(site, "nanomat") == ["battery"]
        with pytest.raises(SearchUnavailable):
            site.put([PIPE])
        assert server.key not in "".join(file.read_text() for file in files.values())
        refused = CliRunner().invoke(app, words, env={"MEILI_MASTER_KEY": "another" * 4})
        assert (refused.exit_code, "gives no keys" in refused.output) == (1, True)
    finally:
        server.stop()

"""A Meilisearch server of our own: who may do what there, and that it comes back."""

import os
import shutil
import signal
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import meilisearch
import pytest
from meilisearch.errors import MeilisearchApiError

from search.base import SearchEngine
from search.engines import open_engine, served
from search.errors import SearchUnavailable
from search.server import find
from search.server.keys import SITE, WORKER
from search.server.own import MASTER
from tests.search.shelf import ALL, PIPE, keys
from tests.tools.missing import need


def writing(engine: SearchEngine) -> tuple[Callable[[], object], ...]:
    return (
        lambda: engine.put([PIPE]), lambda: engine.remove(["pipe"]), lambda: engine.replace(ALL),
        engine.clear,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if find() is None:
        need("Meilisearch", "type `make services`")
    return tmp_path / "a folder #1"


def test_a_server_of_our_own_runs_as_long_as_it_is_served(folder: Path) -> None:
    url = f"meilisearch://{folder}"
    engine = open_engine(url)
    assert not engine.ready()
    with served(url):
        for name in (SITE, WORKER, MASTER):
            assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        engine.replace(ALL)
        with served(url):  # by somebody else already
            assert open_engine(url).ready()
        assert keys(engine, "nanomat") == ["battery"]
    assert not engine.ready()
    kept = _keys_in(folder)
    with served(url):
        assert keys(engine, "nanomat") == ["battery"]
        assert _keys_in(folder) == kept
    assert len({*kept}) == 3


def _keys_in(folder: Path) -> list[str]:
    urls = [(folder / name).read_text() for name in (SITE, WORKER)]
    return [*(str(urlsplit(url).password) for url in urls), (folder / MASTER).read_text()]


def test_with_our_own_server_the_site_can_only_search(folder: Path) -> None:
    """Its key opens neither another market's index nor the list of keys."""
    url = f"meilisearch://{folder}"
    worker, site = open_engine(url), open_engine(url, writes=False)
    with served(url):
        worker.replace(ALL)
        assert site.ready()
        assert keys(site, "vat liu nano") == ["pipe"]
        for act in writing(site):
            with pytest.raises(SearchUnavailable):
                act()
        assert (
            sorted(keys(worker, "")) == sorted(keys(site, "")) == sorted({one.key for one in ALL})
        )
        address = (folder / SITE).read_text()
        assert not open_engine(f"{address}/other").ready()
        for name in (SITE, WORKER):
            parts = urlsplit((folder / name).read_text())
            host = f"http://127.0.0.1:{parts.port}"
            with pytest.raises(MeilisearchApiError, match="invalid"):
                meilisearch.Client(host, parts.password, timeout=10).get_keys()


@pytest.mark.parametrize("lost", [False, True])
def test_our_own_server_comes_back_when_it_dies(folder: Path, lost: bool) -> None:
    """Also with an empty folder: then only the index is missing."""
    url = f"meilisearch://{folder}"
    engine, site = open_engine(url), open_engine(url, writes=False)
    with served(url):
        engine.replace(ALL)
        kept = _keys_in(folder)
        if lost:
            shutil.rmtree(folder)
        _kill_server_of(kept[-1])
        _until(engine.missing if lost else engine.ready)
        assert _keys_in(folder) == kept
        if lost:
            engine.replace(ALL)
        assert keys(site, "nanomat") == ["battery"]
    assert not engine.ready()


def _kill_server_of(master_key: str) -> None:
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = file.read_bytes().split(b"\0")
            if f"--master-key={master_key}".encode() in words and b"-c" not in words:
                os.kill(int(file.parent.name), signal.SIGKILL)


def _until(true: Callable[[], bool]) -> None:
    for _ in range(300):
        with suppress(SearchUnavailable):
            if true():
                return
        time.sleep(0.1)
    pytest.fail("it does not come back")

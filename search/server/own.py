"""A server of our own beside the site, for as long as that runs: no other configuration."""

import fcntl
import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.errors import SearchUnavailable
from search.meili.calls import Address
from search.server import NoServer, Server, fetch, find
from search.server.keys import SITE, WORKER, keep, key_for

log = logging.getLogger(__name__)

MASTER = "master-key"
"""The file in which nobody but the server's starter looks.

In those that are called as the purposes are stands the server's address with the purpose's key.
"""
LOOK_SECONDS = 0.2
REST_SECONDS = 1.0
"""Between a server's death and the next one's start."""


@contextmanager
def served(folder: Path, name: str) -> Iterator[None]:
    """Start a server with its data in `folder`, if nobody has one there; raises `NoServer`.

    It keeps its keys, is brought by npm where this machine has none, and started again if it dies.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield  # by another process, which lets it run
            return
        if find() is None:
            fetch()
        server = Server(folder, key=_kept_key(folder))
        _begin(server, name)
        stop = threading.Event()
        keeper = threading.Thread(target=_keep_alive, args=(server, name, stop), daemon=True)
        keeper.start()
        try:
            yield
        finally:
            stop.set()
            keeper.join()
            server.stop()


def _keep_alive(server: Server, name: str, stop: threading.Event) -> None:
    while not stop.wait(LOOK_SECONDS):
        if server.process.poll() is None:
            continue
        log.warning("the search server died, and is started again")
        server.stop()
        try:
            _begin(server, name)
        except (NoServer, OSError) as problem:
            log.warning("the search server does not start: %s", problem)
        stop.wait(REST_SECONDS)


def _begin(server: Server, name: str) -> None:
    """Also where the folder was lost with all that was in it."""
    server.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keep(server.folder / MASTER, server.key)
    server.start()
    master = Address(server.address, server.key, name)
    try:
        for purpose in (SITE, WORKER):
            keep(server.folder / purpose, server.url_with(key_for(purpose, master)))
    except SearchUnavailable as fault:
        server.stop()
        raise NoServer(f"the Meilisearch server gives no keys: {fault}") from fault


def _kept_key(folder: Path) -> str:
    try:
        return (folder / MASTER).read_text()
    except OSError:
        return secrets.token_urlsafe(24)

"""A server of our own beside the site, for as long as that runs: no other configuration."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from search.server import Server, fetch, find

ACCESS = "access"
"""The file in which the server's address stands, with its key."""


@contextmanager
def served(folder: Path) -> Iterator[None]:
    """Start a server with its data in `folder`, if nobody has one there; raises `NoServer`.

    It keeps its key, and is brought by npm where this machine has none.
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
        server = Server(folder, key=_kept_key(folder)).start()
        try:
            _keep(folder, server.url)
            yield
        finally:
            server.stop()


def _kept_key(folder: Path) -> str:
    try:
        return urlsplit((folder / ACCESS).read_text()).password or ""
    except OSError:
        return ""


def _keep(folder: Path, url: str) -> None:
    """Whole or not at all: others may read it at any moment."""
    fresh = folder / f"{ACCESS}.new"
    fresh.touch(mode=0o600)
    fresh.write_text(url)
    fresh.replace(folder / ACCESS)

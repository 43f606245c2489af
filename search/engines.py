"""The engine that an address names."""

import re
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from search.base import SearchEngine
from search.embedded import EmbeddedEngine
from search.errors import SearchUnavailable
from search.meili.calls import Address
from search.meili.engine import MeilisearchEngine
from search.server import own
from search.wordlists import Lists, plain

EMBEDDED = "embedded://"
OWN_SERVER = "meilisearch://"
SCHEMES = {"meilisearch": "http", "meilisearch+https": "https"}
NAME = "threehouses"
"""What the names of a Meilisearch server's indexes begin with, unless the address says."""


def open_engine(url: str, lists: Lists = plain) -> SearchEngine:
    """Nothing is read, made or called yet. `lists` are asked with each question.

    `embedded:///path/of/a/folder` is an index of our own. `meilisearch://:KEY@HOST:PORT/NAME` is
    one on a Meilisearch server (`meilisearch+https` where that is spoken; NAME may be left out),
    `meilisearch:///path/of/a/folder` one on the server that is `served` in that folder.
    """
    if url.startswith(f"{EMBEDDED}/"):
        return EmbeddedEngine(Path(url.removeprefix(EMBEDDED)), lists)
    if folder := _folder(url):
        return MeilisearchEngine(partial(_address_in, folder), lists=lists)
    address = _address(url)
    return MeilisearchEngine(lambda: address, lists=lists)


def served(url: str) -> AbstractContextManager[None]:
    """The server that the address asks us to run; raises `search.server.NoServer`."""
    folder = _folder(url)
    return own.served(folder) if folder else nullcontext()


def _folder(url: str) -> Path | None:
    own_one = url.startswith(f"{OWN_SERVER}/")
    return Path(url.removeprefix(OWN_SERVER)) if own_one else None


def _address(url: str) -> Address:
    parts = urlsplit(url)
    name = parts.path.strip("/") or NAME
    if parts.scheme not in SCHEMES or not parts.hostname or not re.fullmatch("[A-Za-z0-9_]+", name):
        raise ValueError(
            "SEARCH_URL must look like embedded:///path/of/a/folder or meilisearch://:KEY@HOST:PORT"
        )
    host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    return Address(f"{SCHEMES[parts.scheme]}://{host}", unquote(parts.password or ""), name)


def _address_in(folder: Path) -> Address:
    try:
        return _address((folder / own.ACCESS).read_text())
    except OSError as error:
        raise SearchUnavailable(f"no server runs in {folder}") from error

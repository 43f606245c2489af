"""The engine that an address names."""

import re
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from search.base import SearchEngine
from search.embedded import EmbeddedEngine
from search.errors import SearchUnavailable
from search.meili.calls import Address
from search.meili.engine import MeilisearchEngine
from search.server import own
from search.server.keys import SITE, WORKER
from search.wordlists import Lists, plain

EMBEDDED = "embedded://"
OWN_SERVER = "meilisearch://"
SCHEMES = {"meilisearch": "http", "meilisearch+https": "https"}
KEY_FILE = "key-file"
NAME = "threehouses"
"""What the names of a Meilisearch server's indexes begin with, unless the address says."""


def open_engine(url: str, lists: Lists = plain, *, writes: bool = True) -> SearchEngine:
    """Nothing is read, made or called yet. `lists` are asked with each question.

    Who says that they write nothing gets a key that cannot, where the keys are ours to choose.

    `embedded:///path/of/a/folder` is an index of our own. `meilisearch://:KEY@HOST:PORT/NAME` is
    one on a Meilisearch server (`meilisearch+https` where that is spoken; NAME may be left out; in
    the place of a key, `?key-file=/path` at the end names the file in which it is),
    `meilisearch:///path/of/a/folder` one on the server that is `served` in that folder.
    """
    if url.startswith(f"{EMBEDDED}/"):
        return EmbeddedEngine(Path(url.removeprefix(EMBEDDED)), lists)
    if folder := _folder(url):
        access = folder / (WORKER if writes else SITE)
        return MeilisearchEngine(partial(_address_in, access), lists=lists)
    _address(url)
    return MeilisearchEngine(partial(_with_key, url), lists=lists)


def served(url: str) -> AbstractContextManager[None]:
    """The server that the address asks us to run; raises `search.server.NoServer`."""
    folder = _folder(url)
    return own.served(folder, NAME) if folder else nullcontext()


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


def _with_key(url: str) -> Address:
    """Its file is read anew with each question: it may be made after us, or changed."""
    address = _address(url)
    if files := parse_qs(urlsplit(url).query).get(KEY_FILE):
        try:
            return replace(address, key=Path(files[0]).read_text().strip())
        except OSError as error:
            raise SearchUnavailable(f"no key in {files[0]}") from error
    return address


def _address_in(access: Path) -> Address:
    try:
        return _address(access.read_text())
    except OSError as error:
        raise SearchUnavailable(f"no server runs in {access.parent}") from error

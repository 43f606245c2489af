"""The engine that an address names."""

from pathlib import Path

from search.base import SearchEngine
from search.embedded import EmbeddedEngine

EMBEDDED = "embedded://"


def open_engine(url: str) -> SearchEngine:
    """`embedded:///path/of/a/folder` is an index of our own. Nothing is read or made yet."""
    if url.startswith(f"{EMBEDDED}/"):
        return EmbeddedEngine(Path(url.removeprefix(EMBEDDED)))
    raise ValueError("SEARCH_URL must look like embedded:///path/of/a/folder")

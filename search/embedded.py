"""An index of our own in a folder: one process writes at a time, any number read."""

import fcntl
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import tantivy

from search.answers import answer
from search.base import Query, Results, SearchDocument
from search.errors import SearchUnavailable
from search.schema import SCHEMA, VERSION, prepare, rows
from search.wordlists import Lists, plain

MEMORY = 64_000_000
"""How many bytes a writer gathers before it writes a segment."""
MEMORY_FOR_ALL = 200_000_000
"""While a whole index is built: each segment is one more place to look for every word."""

_KIND = f"v{VERSION}-"
_FAULTS = (OSError, ValueError)
"""What tantivy raises about an index that it cannot read or write."""


@dataclass(frozen=True, slots=True)
class _View:
    """An index as it was when its file `meta.json` had this mark."""

    home: Path
    mark: tuple[int, int]
    index: tantivy.Index
    searcher: tantivy.Searcher


class EmbeddedEngine:
    """`folder/current` is a link to the index in use, so that another takes its place at once.

    Readers see what was committed with their next question. Writers of all processes queue at
    `folder/lock`. Nothing is opened before it is needed.
    """

    def __init__(self, folder: Path, lists: Lists = plain) -> None:
        self.folder = folder
        self._lists = lists
        self._current = folder / "current"
        self._view: _View | None = None
        self._looking = threading.Lock()

    def put(self, documents: Iterable[SearchDocument]) -> None:
        with self._turn(), _writing(self._home()) as writer:
            for key, subject in groupby(documents, key=lambda document: document.key):
                writer.delete_documents_by_term("key", key)
                for row in rows(tuple(subject)):
                    writer.add_document(row)

    def remove(self, keys: Iterable[str]) -> None:
        with self._turn(), _writing(self._home()) as writer:
            for key in keys:
                writer.delete_documents_by_term("key", key)

    def replace(self, documents: Iterable[SearchDocument]) -> None:
        with self._turn():
            home = self.folder / f"{_KIND}{secrets.token_hex(8)}"
            home.mkdir()
            with _writing(home, MEMORY_FOR_ALL) as writer:
                for _, subject in groupby(documents, key=lambda document: document.key):
                    for row in rows(tuple(subject)):
                        writer.add_document(row)
            self._move_in(home)

    def find(self, query: Query) -> Results:
        view = self._seen()
        with _faults():
            return answer(view.searcher, query, self._lists())

    def clear(self) -> None:
        self.replace(())

    def ready(self) -> bool:
        try:
            self._seen()
        except SearchUnavailable:
            return False
        return True

    def missing(self) -> bool:
        """An index that cannot be read is none."""
        return not self.ready()

    def settle(self) -> None:
        """Nothing to wait for: what was put is found at once."""

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One writer at a time, whatever process it is in; the others wait."""
        with _faults():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with (self.folder / "lock").open("a") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield

    def _home(self) -> Path:
        """The folder of the index in use; one that an older program wrote is none."""
        home = self.folder / self._current.readlink()
        if not home.name.startswith(_KIND):
            raise FileNotFoundError(f"{home} is of another version")
        return home

    def _seen(self) -> _View:
        """The index as it is now. Twice: it may be replaced between two looks at it."""
        try:
            return self._look()
        except _FAULTS:
            with _faults():
                return self._look()

    def _look(self) -> _View:
        home = self._home()
        status = (home / "meta.json").stat()
        mark = (status.st_mtime_ns, status.st_ino)
        with self._looking:
            view = self._view
            if view is None or (view.home, view.mark) != (home, mark):
                known = view is not None and view.home == home
                index = view.index if view and known else prepare(tantivy.Index.open(str(home)))
                index.reload()
                view = self._view = _View(home, mark, index, index.searcher())
            return view

    def _move_in(self, home: Path) -> None:
        """Let the link lead to `home`, and throw away what it led to before.

        Whoever is still reading there has the files open and reads on.
        """
        link = self.folder / "next"
        link.unlink(missing_ok=True)
        link.symlink_to(home.name)
        if not self._current.is_symlink():  # a backup may hold the folder that it led to
            shutil.rmtree(self._current, ignore_errors=True)
        link.replace(self._current)
        for other in self.folder.iterdir():
            if other.is_dir() and not other.is_symlink() and other != home:
                shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _writing(home: Path, memory: int = MEMORY) -> Iterator[tantivy.IndexWriter]:
    """Committed on leaving, given up on any exception."""
    writer = prepare(tantivy.Index(SCHEMA, str(home))).writer(memory, num_threads=1)
    try:
        yield writer
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()  # which also frees the writer's lock


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        raise SearchUnavailable(str(error)) from error

"""The documents of a matcher: which row each has, and which rows are still wanted."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

import numpy as np

from matching.documents import Document
from matching.layers import Layer, as_document, as_line, written
from matching.measures import Flags, Rows

MOST_LAYERS = 8


class Shelf:
    """Rows are only ever added; a removed or replaced one stays behind until `keep`.

    What was saved lies in files, in layers; what came later is held in memory.
    """

    def __init__(self, layers: Sequence[Layer] = (), alive: Flags | None = None) -> None:
        self.layers = list(layers)
        self.saved = sum(map(len, self.layers))
        self.alive: Flags = np.ones(self.saved, dtype=np.bool_) if alive is None else alive
        self._late: list[Document | bytes] = []
        self._late_keys: list[str] = []
        self._row_of: dict[str, int] = {}
        self._count = int(self.alive.sum())

    def __len__(self) -> int:
        return self._count

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.find(key) is not None

    @property
    def documents(self) -> "Documents":
        return Documents(self)

    def find(self, key: str) -> int | None:
        row = self._row_of.get(key)
        if row is not None:
            return row
        start = self.saved
        for layer in reversed(self.layers):
            start -= len(layer)
            for place in layer.find(key):
                if self.alive[start + place]:
                    return start + place
        return None

    def row(self, key: str) -> int:
        """Raises `KeyError` for a key that is not held."""
        found = self.find(key)
        if found is None:
            raise KeyError(key)
        return found

    def key(self, row: int) -> str:
        if row >= self.saved:
            return self._late_keys[row - self.saved]
        layer, place = self._place(row)
        return layer.key(place)

    def document(self, row: int) -> Document:
        late = self._late[row - self.saved] if row >= self.saved else self.line(row)
        return late if isinstance(late, Document) else as_document(late)

    def line(self, row: int) -> bytes:
        if row < self.saved:
            layer, place = self._place(row)
            return layer.line(place)
        late = self._late[row - self.saved]
        return as_line(late) if isinstance(late, Document) else late

    def add(self, documents: Sequence[Document]) -> None:
        """Documents with different keys; one that is held is replaced."""
        for row, document in enumerate(documents, start=len(self.alive)):
            self.discard(document.key)
            self._row_of[document.key] = row
        self._late += documents
        self._late_keys += [document.key for document in documents]
        self.alive = np.append(self.alive, np.ones(len(documents), dtype=np.bool_))
        self._count += len(documents)

    def discard(self, key: str) -> None:
        row = self.find(key)
        if row is not None:
            self._row_of.pop(key, None)
            self.alive[row] = False
            self._count -= 1

    def rows(self) -> Rows:
        return np.flatnonzero(self.alive)

    def keep(self, rows: Rows) -> None:
        keys = [self.key(row) for row in rows.tolist()]
        late = [self._entry(row) for row in rows.tolist()]
        self.layers, self.saved = [], 0
        self._late, self._late_keys = late, keys
        self._row_of = {key: row for row, key in enumerate(keys)}
        self.alive, self._count = np.ones(len(keys), dtype=np.bool_), len(keys)

    def settle(self, file: Path) -> None:
        """What is in memory goes into a file; small layers at the end join it."""
        if not self._late:
            return
        while self.layers and (
            len(self.layers) >= MOST_LAYERS or len(self.layers[-1]) <= 2 * len(self._late)
        ):
            self._unfold()
        lines = (self.line(row) for row in range(self.saved, len(self.alive)))
        self.layers.append(written(file, zip(self._late_keys, lines, strict=True)))
        self._late, self._late_keys, self._row_of = [], [], {}
        self.saved = len(self.alive)

    def _unfold(self) -> None:
        layer = self.layers.pop()
        self.saved -= len(layer)
        rows = range(len(layer))
        self._late = [*(layer.line(row) for row in rows), *self._late]
        keys = [layer.key(row) for row in rows]
        self._late_keys = keys + self._late_keys
        live = {key: self.saved + n for n, key in enumerate(keys) if self.alive[self.saved + n]}
        self._row_of = live | self._row_of

    def _entry(self, row: int) -> Document | bytes:
        return self._late[row - self.saved] if row >= self.saved else self.line(row)

    def _place(self, row: int) -> tuple[Layer, int]:
        for layer in self.layers:
            if row < len(layer):
                return layer, row
            row -= len(layer)
        raise IndexError(row)


class Documents(Sequence[Document]):
    """All rows' documents, those that are no longer wanted included."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def __len__(self) -> int:
        return len(self._shelf.alive)

    @overload
    def __getitem__(self, at: int) -> Document: ...
    @overload
    def __getitem__(self, at: slice) -> list[Document]: ...
    def __getitem__(self, at: int | slice) -> Document | list[Document]:
        if isinstance(at, slice):
            return [self._shelf.document(row) for row in range(len(self))[at]]
        return self._shelf.document(range(len(self))[at])

    def __iter__(self) -> Iterator[Document]:
        return map(self._shelf.document, range(len(self)))

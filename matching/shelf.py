"""The documents of a matcher: which row each has, and which rows are still wanted."""

from collections.abc import Sequence

import numpy as np

from matching.documents import Document
from matching.measures import Flags, Rows


class Shelf:
    """Rows are only ever added; a removed or replaced one stays behind until `keep`."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.alive: Flags = np.zeros(0, dtype=np.bool_)
        self.row_of: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.row_of)

    def __contains__(self, key: object) -> bool:
        return key in self.row_of

    def add(self, documents: Sequence[Document]) -> None:
        """Documents with different keys; one that is held is replaced."""
        for row, document in enumerate(documents, start=len(self.documents)):
            self.discard(document.key)
            self.row_of[document.key] = row
        self.documents += documents
        self.alive = np.append(self.alive, np.ones(len(documents), dtype=np.bool_))

    def discard(self, key: str) -> None:
        row = self.row_of.pop(key, None)
        if row is not None:
            self.alive[row] = False

    def rows(self) -> Rows:
        return np.flatnonzero(self.alive)

    def keep(self, rows: Rows) -> None:
        self.documents = [self.documents[row] for row in rows.tolist()]
        self.alive = np.ones(len(rows), dtype=np.bool_)
        self.row_of = {document.key: row for row, document in enumerate(self.documents)}

"""What every part of a score can do: text, classes, readiness, budget."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from matching.documents import Document, Term

Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
NEUTRAL = 0.5
"""The value of a document that does not state what is asked."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A value in 0…1 for each row, and which rows state what is asked; the rest is neutral.

    `share` is how much of its weight the part is worth for this query. In the rows of `instead` it
    takes most of the weight of the words, because query and document share no language.
    """

    values: Scores
    stated: Flags
    share: float = 1.0
    instead: Flags | None = None


class Measure(ABC):
    """One part of a score, over rows in the order in which documents came."""

    name: ClassVar[str]
    is_evidence: ClassVar[bool] = False
    """Whether a value above nothing shows that query and document have something in common."""
    is_words: ClassVar[bool] = False
    """Whether it compares words, of which texts in two languages share names and numbers only."""

    @abstractmethod
    def fit(self, documents: Sequence[Document]) -> None: ...

    @abstractmethod
    def append(self, documents: Sequence[Document]) -> None:
        """Rows for more documents; what was learnt by `fit` stays."""

    @abstractmethod
    def keep(self, rows: Rows) -> None:
        """Only these rows stay, in this order."""

    @abstractmethod
    def measure(self, query: Document) -> Measured | None:
        """None where the query does not ask for this."""

    def best(self, query: Document, alive: Flags, top: int) -> tuple[Rows, Scores] | None:
        """The best rows of those alive and their values, all that are not 0 and equal the last one
        included; in any order, with or without some that are worse. None if that is no faster than
        to measure all rows."""
        return None

    def refit(self) -> None:  # noqa: B027 - most learn nothing
        """Learn again from the rows that are held, without their texts."""

    @abstractmethod
    def terms(self, query: Document, document: Document, value: float) -> list[Term]:
        """What the value of a document that states what is asked is made of."""

    def dump(self) -> dict[str, Any]:
        """Arrays and lists of strings from which, with the documents, `restore` does the rest.

        An array that has been dumped is replaced, never changed: it is not written twice.
        """
        return {}

    def restore(self, dumped: Mapping[str, Any], documents: Sequence[Document]) -> None:
        self.fit(documents)

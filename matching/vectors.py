"""Vectors of texts in a file that only grows, so that no text is encoded twice.

A record is the hash of a text, a scale, and the vector in bytes. Records never move: a saved
matcher names them by number, and all processes map the same file into memory. The first record is
no text but a random number, by which one knows whether it is still the same file.
"""

import fcntl
import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.encoders import ENCODERS, Vectors, encoder

Rows = NDArray[np.int64]
Asked = tuple[Vectors, Vectors]
"""Queries as whole numbers, and their scales."""
ABSENT = -1
BATCH = 32
"""Texts encoded before they are written: who is stopped loses some seconds of work."""
BLOCK = 4096
"""Vectors that are spread into numbers at once: a few megabytes, which a processor keeps near."""
LARGEST = 127


def quantised(vectors: Vectors) -> tuple[NDArray[np.int8], Vectors]:
    """Bytes, and for each row the scale that makes them the vector again, nearly."""
    scales = np.abs(vectors).max(axis=1, initial=1e-9) / LARGEST
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


class VectorFile:
    """Of one encoder, in a folder. Many processes may read it; those who write take turns."""

    def __init__(self, folder: Path, encoder_name: str) -> None:
        kind = ENCODERS[encoder_name]
        self._encoder = encoder_name
        self._path = folder / f"{kind.name}.vectors"
        self._record = np.dtype(
            [("hash", "<u8"), ("scale", "<f4"), ("vector", "i1", (kind.width,))]
        )
        self._records: NDArray[Any] = np.zeros(0, dtype=self._record)
        self._order: Rows = np.zeros(0, dtype=np.int64)
        self._hashes: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)

    @property
    def identity(self) -> int:
        """0 where there is no file yet."""
        self._look()
        return int(self._records["hash"][0]) if len(self._records) else 0

    def rows_of(self, texts: Sequence[str]) -> Rows:
        """The number of each text's record, `ABSENT` where it is still to be encoded."""
        self._look()
        self._sort()
        if not len(self._hashes):
            return np.full(len(texts), ABSENT, dtype=np.int64)
        asked = np.array([_hash(text) for text in texts], dtype=np.uint64)
        places = np.minimum(np.searchsorted(self._hashes, asked), len(self._hashes) - 1)
        return np.where(self._hashes[places] == asked, self._order[places], ABSENT)

    def add(self, texts: Iterable[str], progress: Callable[[int, int], None] | None = None) -> int:
        """Encode those that are not there, and how many they were."""
        wanted = list(dict.fromkeys(texts))
        absent = self.rows_of(wanted) == ABSENT
        new = [text for text, one in zip(wanted, absent, strict=True) if one]
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            self.write(batch, encoder(self._encoder).passages(batch))
            if progress is not None:
                progress(start + len(batch), len(new))
        return len(new)

    def write(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Add the vectors of texts; whole records only, also if one was cut off by a crash."""
        records = np.zeros(len(texts), dtype=self._record)
        records["hash"] = [_hash(text) for text in texts]
        records["vector"], records["scale"] = quantised(vectors)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            whole = file.seek(0, 2) // self._record.itemsize * self._record.itemsize
            file.truncate(whole)
            file.write((records if whole else np.concatenate([self._first(), records])).tobytes())

    def ask(self, texts: tuple[str, ...]) -> Asked:
        return _asked(self._encoder, texts)

    def nearness(self, rows: Rows, asked: Asked) -> NDArray[np.float64]:
        """For each query and record; a record that is `ABSENT` is near to nothing.

        Products of bytes are whole numbers, and their sum stays below 2**24, up to which float32
        holds them exactly: so the order in which a library adds them up does not matter.
        """
        numbers, scales = asked
        if rows.max(initial=ABSENT) >= len(self._records):
            self._look()
        found = np.zeros((len(numbers), len(rows)))
        here = np.flatnonzero(rows != ABSENT)
        for part in _blocks(here):
            records = self._records[rows[part]]
            sums = numbers @ records["vector"].astype(np.float32).T
            found[:, part] = sums.astype(np.float64) * records["scale"] * scales[:, None]
        return found

    def _first(self) -> NDArray[Any]:
        first = np.zeros(1, dtype=self._record)
        first["hash"] = secrets.randbits(64)
        return first

    def _look(self) -> None:
        """Take in what was written since."""
        size = self._path.stat().st_size if self._path.exists() else 0
        count = size // self._record.itemsize
        if count > len(self._records):
            self._records = np.memmap(self._path, self._record, mode="r", shape=(count,))
            self._order = np.zeros(0, dtype=np.int64)

    def _sort(self) -> None:
        if len(self._order) < len(self._records):
            hashes = np.array(self._records["hash"])
            self._order = np.argsort(hashes, kind="stable")
            self._hashes = hashes[self._order]


@lru_cache(maxsize=64)
def _asked(encoder_name: str, texts: tuple[str, ...]) -> Asked:
    """Kept, because whoever ranks for a text has each answer explained too."""
    numbers, scales = quantised(encoder(encoder_name).queries(texts))
    return numbers.astype(np.float32), scales


def _blocks(rows: Rows) -> Iterator[Rows]:
    for start in range(0, len(rows), BLOCK):
        yield rows[start : start + BLOCK]


def _hash(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")

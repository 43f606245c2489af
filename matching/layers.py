"""Documents in a file, one JSON object a line, read when they are asked for."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from matching.documents import Document

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layer:
    """Row i has its line from `lines[i]` to `lines[i + 1]` of the file, its key from `ends[i]` in
    `keys`; `hashes` of the keys are sorted, `rows` are theirs. The file may be deleted meanwhile.
    """

    file: Path
    content: Any
    lines: Numbers
    keys: NDArray[np.uint8]
    ends: Numbers
    hashes: NDArray[np.uint64]
    rows: NDArray[np.int32]

    @classmethod
    def opened(cls, file: Path, arrays: Mapping[str, Any]) -> Self:
        empty = not file.stat().st_size
        content = (
            np.zeros(0, np.uint8) if empty else np.asarray(np.memmap(file, np.uint8, mode="r"))
        )
        return cls(file, content, **arrays)

    def arrays(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("lines", "keys", "ends", "hashes", "rows")}

    def __len__(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> str:
        return bytes(self.keys[self.ends[row] : self.ends[row + 1]]).decode(
            "utf-8", "surrogatepass"
        )

    def line(self, row: int) -> bytes:
        return bytes(self.content[self.lines[row] : self.lines[row + 1]])

    def find(self, key: str) -> Iterator[int]:
        """Every row with this key: the document may have been replaced before the layer was
        written."""
        hashed = np.uint64(_hash(key.encode("utf-8", "surrogatepass")))
        place = int(np.searchsorted(self.hashes, hashed))
        while place < len(self.hashes) and self.hashes[place] == hashed:
            row = int(self.rows[place])
            if self.key(row) == key:
                yield row
            place += 1


def written(file: Path, held: Iterable[tuple[str, bytes]]) -> Layer:
    """A new file with these keys and lines."""
    keys, lengths = [], []
    with file.open("wb") as target:
        for key, line in held:
            lengths.append(target.write(line))
            keys.append(key.encode("utf-8", "surrogatepass"))
    hashes = np.array([_hash(key) for key in keys], dtype=np.uint64)
    rows = np.argsort(hashes, kind="stable").astype(np.int32)
    arrays = {
        "lines": np.cumsum([0, *lengths], dtype=np.int64),
        "keys": np.frombuffer(b"".join(keys), np.uint8),
        "ends": np.cumsum([0, *map(len, keys)], dtype=np.int64),
        "hashes": hashes[rows],
        "rows": rows,
    }
    return Layer.opened(file, arrays)


def as_line(document: Document) -> bytes:
    plain = {
        "key": document.key,
        "fields": dict(document.fields),
        "classes": document.classes,
        "readiness": document.readiness,
        "money": document.money,
        "currency": document.currency,
    }
    return json.dumps(plain).encode() + b"\n"


def as_document(line: bytes) -> Document:
    plain = json.loads(line)
    least, most = plain["money"]
    return Document(
        key=plain["key"],
        fields=plain["fields"],
        classes=tuple(plain["classes"]),
        readiness=plain["readiness"],
        money=(least, most),
        currency=plain["currency"],
    )


def _hash(key: bytes) -> int:
    return int.from_bytes(blake2b(key, digest_size=8).digest())

"""What a measurement says, as one JSON object (DESIGN.md section 7) or as lines."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    median: float
    p95: float
    unit: str


@dataclass(frozen=True, slots=True)
class Report:
    name: str
    documents: int
    machine: str
    rows: Sequence[Row]
    ratios: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self) -> Iterator[str]:
        yield f"{self.name}, {self.documents} documents, {self.machine}"
        for row in self.rows:
            yield f"{row.what}: median {row.median:.3g} {row.unit}, p95 {row.p95:.3g} {row.unit}"
        for name, ratio in self.ratios.items():
            yield f"{name}: {ratio:.3g}"


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"

"""What is said about a cell: what was read, what it was taken for, and why that is doubtful."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.interop.imports.rules import LEVELS, Finding, Level
from marketplace.kit.text import Text, as_json, from_json

LONGEST = 200
"""Characters of a cell that are repeated beside a remark."""


@dataclass(frozen=True, slots=True)
class Said:
    """`taken` is what the cell was taken for, in words; `why` replaces the finding's sentence."""

    finding: Finding
    taken: str = ""
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell means for its field, as the form takes it; None where it means nothing."""

    value: Any = None
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """`field` is "" for what is said about the whole row."""

    field: str
    finding: Finding
    read: str = ""
    taken: str = ""
    why: Text | None = None

    @property
    def level(self) -> Level:
        return LEVELS[self.finding]

    @property
    def text(self) -> Text:
        return self.why or self.finding.label

    def stored(self) -> Mapping[str, Any]:
        why = as_json(self.why) if self.why else None
        return {
            "field": self.field, "finding": self.finding.value, "read": self.read,
            "taken": self.taken, "why": why,
        }  # fmt: skip


def remark_from(stored: Mapping[str, Any]) -> Remark:
    return Remark(
        field=stored["field"],
        finding=Finding(stored["finding"]),
        read=stored["read"],
        taken=stored["taken"],
        why=from_json(stored["why"]) if stored["why"] else None,
    )


def remark(field: str, said: Said, read: str) -> Remark:
    return Remark(field, said.finding, shortened(read), shortened(said.taken), said.why)


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"

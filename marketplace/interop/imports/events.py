"""Facts about imports: ids and counts only."""

from dataclasses import dataclass

from marketplace.kit.event import Event


@dataclass(frozen=True, kw_only=True)
class BroughtIn(Event):
    kind = "import.brought-in"
    about = "import"
    drafted: int
    changed: int
    waiting: int


@dataclass(frozen=True, kw_only=True)
class TakenBack(Event):
    """`kept` were touched since, or listed, and stayed as they are."""

    kind = "import.taken-back"
    about = "import"
    removed: int
    restored: int
    kept: int

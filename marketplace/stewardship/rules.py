"""What a house does with many of its listings at once, and what became of each."""

from dataclasses import dataclass

from marketplace.kit.text import Choice, Text, t

MOST = 1_000
"""Rows of one deed: it is one transaction, and everybody else waits until it is written."""
ALREADY = "already-done"
"""The code of a row that stands already where the deed would bring it."""
NOBODY = "nobody"


class Shelf(Choice):
    """The two kinds of listing; the value is also the first part of their addresses."""

    INVENTIONS = "inventions", t("Inventions")
    NEEDS = "needs", t("Needs")

    @property
    def path(self) -> str:
        return f"/{self.value}"


class Deed(Choice):
    """What can be done with many rows; which step of the workflow it means, each row decides."""

    PUBLISH = "publish", t("Publish")
    CONFIRM = "confirm", t("Still valid")
    REASSIGN = "reassign", t("Re-assign")
    WITHDRAW = "withdraw", t("Withdraw")


class Order(Choice):
    CHANGED = "changed", t("Last changed first")
    NEWEST = "newest", t("Newest first")
    UNCONFIRMED = "unconfirmed", t("Longest unconfirmed first")


@dataclass(frozen=True, slots=True)
class Result:
    """One row: `code` is the step that was taken, or the code of what refused it."""

    id: str
    code: str
    reason: Text | None = None

    @property
    def done(self) -> bool:
        return self.reason is None

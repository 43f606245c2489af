"""The life of an import, what may become of a row, and what can be doubtful about a cell."""

from datetime import timedelta

from marketplace.kit.text import Choice, t
from marketplace.kit.workflow import Step, Workflow

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_SHEETS = 20

KEPT = timedelta(days=30)
"""How long cells stay after every row is in, or is left out for good."""
KEPT_WAITING = timedelta(days=90)
"""How long they stay where rows still wait and nobody has touched the import."""


class ImportState(Choice):
    PREPARED = "prepared", t("Read, nothing written yet")
    BROUGHT_IN = "brought-in", t("Brought in")
    TAKEN_BACK = "taken-back", t("Taken back")


WORKFLOW = Workflow(
    "import",
    Step(
        "bring-in", ImportState.PREPARED, ImportState.BROUGHT_IN, "drafter",
        t("Bring in"), "primary",
    ),
    Step(
        "take-back", ImportState.PREPARED, ImportState.TAKEN_BACK, "drafter",
        t("Throw it away"), "danger",
    ),
    Step(
        "bring-in", ImportState.BROUGHT_IN, ImportState.BROUGHT_IN, "drafter",
        t("Bring in"), "primary",
    ),
    Step(
        "take-back", ImportState.BROUGHT_IN, ImportState.TAKEN_BACK, "drafter",
        t("Take it all back"), "danger",
    ),
)  # fmt: skip
"""`drafter`: whoever may draft inventions for the house."""


class RowState(Choice):
    READY = "ready", t("Ready")
    DOUBTFUL = "doubtful", t("With warnings")
    MEND = "mend", t("To mend")
    CONFIRM = "confirm", t("To confirm")
    UNCHANGED = "unchanged", t("Nothing changes")
    LEFT_OUT = "left-out", t("Left out")
    DROPPED = "dropped", t("Dropped")
    BROUGHT_IN = "brought-in", t("Brought in")


COMING_IN = (RowState.READY, RowState.DOUBTFUL)
"""Warnings do not hold a row up."""
WAITING = (*COMING_IN, RowState.MEND, RowState.CONFIRM)
"""Somebody still has to press or to mend something."""


class Becomes(Choice):
    """What a row becomes; a row that is left out becomes nothing."""

    DRAFT = "draft", t("New draft")
    CHANGE = "change", t("Changes")

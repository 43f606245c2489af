"""The life of an import, what may become of a row, and what can be doubtful about a cell."""

from collections.abc import Mapping
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
        t("Bring in"), "primary", awaited=True,
    ),
    Step(
        "take-back", ImportState.PREPARED, ImportState.TAKEN_BACK, "drafter",
        t("Throw it away"), "danger",
    ),
    Step(
        "bring-in", ImportState.BROUGHT_IN, ImportState.BROUGHT_IN, "drafter",
        t("Bring in"), "primary", awaited=True,
    ),
    Step(
        "take-back", ImportState.BROUGHT_IN, ImportState.TAKEN_BACK, "drafter",
        t("Take it all back"), "danger",
    ),
)  # fmt: skip
"""`drafter`: whoever may draft inventions for the house. Bringing in is awaited, as long as rows
wait, of the one who sent the spreadsheet."""


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


class Level(Choice):
    """How much a finding matters: certain and only marked, comes in with a warning, or not."""

    NOTE = "note", t("Note")
    DOUBT = "doubt", t("Please check")
    MEND = "mend", t("To mend")


class Finding(Choice):
    """What is said about a cell, or about a whole row."""

    OLD_FONT_TCVN3 = (
        "old-font-tcvn3",
        t("Written for an old font (TCVN3, .VnTime): now in Unicode."),
    )
    OLD_FONT_VNI = "old-font-vni", t("Written for an old font (VNI): now in Unicode.")
    MARKS_APART = "marks-apart", t("Letters and their marks were stored apart and were joined.")
    FORMULA = "formula", t("A formula: the result that it had last was taken.")
    TIDIED = "tidied", t("Now written as the office writes it.")
    SEVERAL_NAMES = "several-names", t("Several persons stand in this cell: one was made of each.")
    DEGREES = "degrees", t("Degrees, numbers and shares beside a name were left out.")
    UNIT = "unit", t("The heading names the unit.")
    CONTINUED = "continued", t("The rows below belong to this one and were joined to it.")

    MERGED = "merged", t("Merged with the cell above: its value was taken for this row too.")
    LETTERS_LOST = "letters-lost", t("Some letters were lost before this file was made.")
    LOST_ZEROS = "lost-zeros", t("The spreadsheet dropped what stood in front of this number.")
    BARE_NUMBER = "bare-number", t("The digit of the kind of right was put in front.")
    ODD_NUMBER = "odd-number", t("This number looks unusual.")
    OTHER_NUMBER = "other-number", t("This is a number of the other kind and was taken for that.")
    DAY_OR_MONTH = "day-or-month", t("The spreadsheet may have swapped day and month here.")
    MONTH_FIRST = "month-first", t("The month stands first here.")
    SHORT_YEAR = "short-year", t("The year has two digits.")
    DAY_COUNT = "day-count", t("A bare number: spreadsheets count days so.")
    NO_DAY = "no-day", t("This names no day: left empty.")
    ODD_NAME = "odd-name", t("One of these does not look like a person's name.")
    UNKNOWN_FIELD = "unknown-field", t("The market has no such field: left empty.")
    SEVERAL_FIELDS = "several-fields", t("Several fields are named: the first was taken.")
    RANGE = "range", t("Several levels are named: the lowest was taken.")
    UNKNOWN_CLASS = "unknown-class", t("Something here is no symbol of IPC or CPC: left out.")
    UNKNOWN_OFFER = "unknown-offer", t("Something here is not offered on the market: left out.")
    NO_AMOUNT = "no-amount", t("This is no amount: left empty.")
    YEAR_DIFFERS = "year-differs", t("The number names another year than the day of filing.")
    KIND_DIFFERS = "kind-differs", t("The application was for another kind of right.")
    NO_TITLE_NUMBER = "no-title-number", t("Granted, but the number of the title is missing.")
    SAME_TITLE = "same-title", t("Another one has the same title and another number.")

    ERROR_VALUE = "error-value", t("The spreadsheet shows an error here.")
    NOT_CALCULATED = "not-calculated", t("A formula without a result: open and save the file once.")
    NO_TITLE = "no-title", t("The title is missing.")
    IMPOSSIBLE_DAY = "impossible-day", t("There is no such day.")
    UNREADABLE_DAY = "unreadable-day", t("This cannot be read as a day.")
    DAY_FOR_NUMBER = "day-for-number", t("The spreadsheet turned this number into a date.")
    SEVERAL_NUMBERS = "several-numbers", t("More than one number stands here.")
    UNKNOWN_KIND = "unknown-kind", t("This is no kind of result that the market knows.")
    UNKNOWN_STATUS = "unknown-status", t("This is no state of a right that the market knows.")
    UNKNOWN_READINESS = "unknown-readiness", t("Readiness is a level from 1 to 9.")
    UNKNOWN_PROVINCE = "unknown-province", t("This is no province or city of today.")
    UNUSABLE = "unusable", t("This answer cannot be used.")
    KIND_CONTRADICTS = "kind-contradicts", t("The title number is of another kind of right.")
    RIGHT_CONTRADICTS = "right-contradicts", t("There is a number, so there is a right.")
    TWO_COLUMNS = "two-columns", t("Two columns give different answers.")
    TWO_INVENTIONS = "two-inventions", t("The two numbers belong to two of your inventions.")

    REPEATED = "repeated", t("The same stands in a row above, which comes in.")
    SEVERAL_ALIKE = "several-alike", t("Several of your inventions have this title.")
    NOT_YOURS = "not-yours", t("What is there already cannot be changed now.")
    LISTED = "listed", t("It is listed: what changes is public at once.")


_NOTES = (
    Finding.OLD_FONT_TCVN3, Finding.OLD_FONT_VNI, Finding.MARKS_APART, Finding.FORMULA,
    Finding.TIDIED, Finding.SEVERAL_NAMES, Finding.DEGREES, Finding.UNIT, Finding.CONTINUED,
)  # fmt: skip
_TO_MEND = (
    Finding.ERROR_VALUE, Finding.NOT_CALCULATED, Finding.NO_TITLE, Finding.IMPOSSIBLE_DAY,
    Finding.UNREADABLE_DAY, Finding.DAY_FOR_NUMBER, Finding.SEVERAL_NUMBERS, Finding.UNKNOWN_KIND,
    Finding.UNKNOWN_STATUS, Finding.UNKNOWN_READINESS, Finding.UNKNOWN_PROVINCE, Finding.UNUSABLE,
    Finding.KIND_CONTRADICTS, Finding.RIGHT_CONTRADICTS, Finding.TWO_COLUMNS,
    Finding.TWO_INVENTIONS,
)  # fmt: skip

LEVELS: Mapping[Finding, Level] = {
    **dict.fromkeys(Finding, Level.DOUBT),
    **dict.fromkeys(_NOTES, Level.NOTE),
    **dict.fromkeys(_TO_MEND, Level.MEND),
}

BY_COMPARISON = (
    Finding.SAME_TITLE, Finding.TWO_INVENTIONS, Finding.REPEATED, Finding.SEVERAL_ALIKE,
    Finding.NOT_YOURS, Finding.LISTED,
)  # fmt: skip
"""Found by comparing a row with the others and with what is there: so each time anew."""

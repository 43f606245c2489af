"""What a command says of a file that it has checked, to people and to programs."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from marketplace.interop.imports.rules import Finding
from marketplace.kit.text import Text, t
from marketplace.kit.views import Words
from marketplace.locale import say

SHOWN = 50
"""Faults that are told one by one; the others are counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`column` as the file calls it, or the field where the file has none for it."""

    row: int
    column: str
    why: Words


@dataclass(slots=True)
class Report:
    """What was found; `faulty` counts records, `cut` texts by field, `doubts` cells by finding.

    `already` counts records that are there, `lacking` are answers that no column gives.
    """

    records: int = 0
    faulty: int = 0
    already: int = 0
    faults: list[Fault] = field(default_factory=list)
    doubts: Counter[Finding] = field(default_factory=Counter)
    cut: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, None] = field(default_factory=dict)
    lacking: dict[str, None] = field(default_factory=dict)
    brought_in: int = 0


def summary(report: Report) -> Iterator[Text]:
    """What is said at the end."""
    for fault in report.faults:
        yield _told(fault)
    for name in report.lacking:
        yield t("No column gives “%(field)s”: name one with --map, or add --set.", field=name)
    if report.already:
        yield t("There already: %(count)s. Bring them in again with --again.", count=report.already)
    if report.left_out:
        yield t("Left out: %(columns)s.", columns=", ".join(report.left_out))
    if report.cut:
        counts = ", ".join(f"{name} {count}" for name, count in sorted(report.cut.items()))
        yield t("Cut because they were too long: %(counts)s.", counts=counts)
    for finding, count in report.doubts.most_common():
        yield t("Doubtful cells: %(count)s. %(why)s", count=count, why=finding.label)
    if report.faulty:
        yield t(
            "Records with faults: %(faulty)s of %(all)s. Nothing was brought in.",
            faulty=report.faulty, all=report.records,
        )  # fmt: skip
    else:
        yield t("Brought in: %(count)s.", count=report.brought_in)


def _told(fault: Fault) -> Text:
    if not fault.column:
        return t("Row %(row)s: %(why)s", row=fault.row, why=fault.why)
    return t("Row %(row)s, %(column)s: %(why)s", row=fault.row, column=fault.column, why=fault.why)


def as_plain(report: Report) -> Mapping[str, Any]:
    """For programs."""
    return {
        "records": report.records,
        "brought_in": report.brought_in,
        "faulty": report.faulty,
        "already": report.already,
        "faults": [
            {"row": one.row, "column": one.column, "detail": say(one.why)} for one in report.faults
        ],
        "doubts": {finding.value: count for finding, count in report.doubts.items()},
        "cut": dict(report.cut),
        "left_out": list(report.left_out),
        "lacking": list(report.lacking),
    }

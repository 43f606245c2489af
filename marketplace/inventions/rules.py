"""Kinds, readiness, offers and the life of a listing."""

import unicodedata
from collections.abc import Mapping

from marketplace.kit.text import Choice, Text, t
from marketplace.kit.workflow import Step, Workflow


class InventionKind(Choice):
    PATENT = "patent", t("Invention (patent)")
    UTILITY_SOLUTION = "utility-solution", t("Utility solution")
    DESIGN = "design", t("Industrial design")
    LAYOUT_DESIGN = "layout-design", t("Layout design of integrated circuits")
    PLANT_VARIETY = "plant-variety", t("Plant variety")
    SOFTWARE = "software", t("Software")
    KNOW_HOW = "know-how", t("Know-how")
    PROTOTYPE = "prototype", t("Prototype")
    DATA_SET = "data-set", t("Data set")
    EXPERTISE = "expertise", t("Expertise")
    OTHER = "other", t("Another result")


class InventionState(Choice):
    DRAFT = "draft", t("Draft")
    SUBMITTED = "submitted", t("Waiting for the head")
    LISTED = "listed", t("Listed")
    WITHDRAWN = "withdrawn", t("Withdrawn")


class OfferKind(Choice):
    EXCLUSIVE = "exclusive-licence", t("Exclusive licence")
    NON_EXCLUSIVE = "non-exclusive-licence", t("Non-exclusive licence")
    ASSIGNMENT = "assignment", t("Assignment (sale)")
    JOINT_DEVELOPMENT = "joint-development", t("Joint development")
    CONTRIBUTION = "contribution", t("Contribution to capital")
    SERVICE = "service", t("Service")


class RightStatus(Choice):
    NONE = "none", t("No registered right")
    FILED = "filed", t("Filed")
    PUBLISHED = "published", t("Published")
    GRANTED = "granted", t("Granted")
    LAPSED = "lapsed", t("Lapsed")


class Tier(Choice):
    """Who may read: everybody; members of verified houses; parties to an NDA (DESIGN.md 6)."""

    PUBLIC = "1", t("Public")
    MEMBERS = "2", t("Members of verified houses")
    CONFIDENTIAL = "3", t("Under a confidentiality agreement")


QUESTIONS: Mapping[str, Text] = {
    "title": t("Title"),
    "problem": t("Which problem does it solve?"),
    "novelty": t("What is new?"),
    "kind": t("Kind"),
    "readiness": t("Readiness"),
}
"""The five that must be answered, in one language at least, before anything is listed."""


def folded(name: str) -> str:
    """The same for a name with and without tone marks, in any case and spacing."""
    spread = unicodedata.normalize("NFD", name.casefold()).replace("đ", "d")
    kept = "".join(char for char in spread if unicodedata.category(char) != "Mn")
    return " ".join(kept.split())


WORKFLOW = Workflow(
    "invention",
    Step("list", InventionState.DRAFT, InventionState.LISTED, "lister", t("List it"), "primary"),
    Step(
        "submit", InventionState.DRAFT, InventionState.SUBMITTED, "preparer",
        t("Hand to the head"), "primary",
    ),
    Step(
        "approve", InventionState.SUBMITTED, InventionState.LISTED, "approver",
        t("Approve and list"), "primary", awaited=True,
    ),
    Step(
        "return", InventionState.SUBMITTED, InventionState.DRAFT, "approver",
        t("Hand back"), awaited=True,
    ),
    Step(
        "withdraw", InventionState.LISTED, InventionState.WITHDRAWN, "lister",
        t("Withdraw"), "danger",
    ),
    Step(
        "list", InventionState.WITHDRAWN, InventionState.LISTED, "lister",
        t("List it again"), "primary",
    ),
    Step(
        "submit", InventionState.WITHDRAWN, InventionState.SUBMITTED, "preparer",
        t("Hand to the head"), "primary",
    ),
)  # fmt: skip
"""Parties: `lister` lists where the house asks for no approval and always withdraws; `preparer` and
`approver` (the head, another person than who handed it in) act where it does."""

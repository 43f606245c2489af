"""Pages of `docs/` printed from the code: `python -m tests.tools.documents` writes them."""

import importlib
from collections.abc import Mapping
from pathlib import Path

from marketplace.kit.text import Choice
from marketplace.kit.workflow import Step, Workflow

ROOT = Path(__file__).parent.parent.parent
WORKFLOWS = ROOT / "docs" / "workflows.md"
DESK = ROOT / "docs" / "desk.md"

PARTIES: Mapping[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("house", "operator"): ("the operator", ("house.founded", "house.applied")),
    ("house", "lead"): ("who leads the house", ("house.refused",)),
    ("invention", "approver"): (
        "the head, who approves nothing they handed in themselves", ("invention.submitted",)
    ),
    ("bid", "owner"): ("who answers bids for the owner", ("bid.made",)),
    ("deal", "signer"): (
        "who signs for a side that has not", ("deal.agreed", "deal.terms-proposed")
    ),
    ("import", "drafter"): ("who sent the spreadsheet, as long as rows wait", ()),
    ("payment", "payer"): (
        "who answers for the house that paid, unless the two are related", ("payment.declared",)
    ),
    ("payment", "verifier"): (
        "finance officers of state houses outside, where the parties are related or disagree",
        ("payment.declared", "payment.disputed", "deal.relation-declared"),
    ),
}  # fmt: skip
"""Of each party that is waited for: who that is, and which events bring them the letter."""

DESK_TABLE = """\
## What waits for whom

Printed from the tables by `python -m tests.tools.documents`. All other steps may be taken, but
nobody waits for them.

"""


def workflows() -> list[Workflow[Choice]]:
    """Every state machine of the program, found by its name in a feature's rules."""
    files = sorted((ROOT / "marketplace").rglob("rules.py"))
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    rules = [importlib.import_module(name) for name in names]
    return [module.WORKFLOW for module in rules if hasattr(module, "WORKFLOW")]


def workflows_page() -> str:
    lines = [
        "# State machines",
        "",
        "Printed from the tables of the rules by `python -m tests.tools.documents`.",
        "The same rows permit the action, draw its button and are tested cell by cell.",
    ]
    for workflow in workflows():
        lines += ["", f"## {workflow.name.capitalize()}", ""]
        lines += [
            "| from | action | to | who | awaited | button |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        lines += [
            f"| {source} | {action} | {target} | {by} | {_yes(step)} | {step.label} |"
            for (source, action, target, by), step in zip(
                workflow.as_table(), workflow.steps, strict=True
            )
        ]
    return "\n".join(lines) + "\n"


def desk_page() -> str:
    """What is written by hand above the table stays."""
    lines = [
        "| thing | while it is | waits for | to | the letter comes with |",
        "| --- | --- | --- | --- | --- |",
    ]
    for workflow in workflows():
        for state, party in awaited(workflow):
            steps = workflow.awaited_of(state, party)
            who, events = PARTIES[workflow.name, party]
            to = " or ".join(step.action for step in steps)
            letter = ", ".join(f"`{kind}`" for kind in events) or "none: it is their own"
            lines.append(f"| {workflow.name} | {state.value} | {who} | {to} | {letter} |")
    above = DESK.read_text().partition(DESK_TABLE)[0]
    return above + DESK_TABLE + "\n".join(lines) + "\n"


def awaited(workflow: Workflow[Choice]) -> list[tuple[Choice, str]]:
    """In which states the process waits for whom, in the table's order."""
    return list(dict.fromkeys((step.source, step.by) for step in workflow.steps if step.awaited))


def _yes(step: Step[Choice]) -> str:
    return "yes" if step.awaited else ""


if __name__ == "__main__":
    WORKFLOWS.write_text(workflows_page())
    DESK.write_text(desk_page())

"""Pages of `docs/` printed from the code: `python -m tests.tools.documents` writes them."""

import importlib
from pathlib import Path

from marketplace.kit.text import Choice
from marketplace.kit.workflow import Workflow

ROOT = Path(__file__).parent.parent.parent
WORKFLOWS = ROOT / "docs" / "workflows.md"


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
        lines += ["| from | action | to | who | button |", "| --- | --- | --- | --- | --- |"]
        lines += [
            f"| {source} | {action} | {target} | {by} | {step.label} |"
            for (source, action, target, by), step in zip(
                workflow.as_table(), workflow.steps, strict=True
            )
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    WORKFLOWS.write_text(workflows_page())

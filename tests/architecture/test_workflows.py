"""Each state machine has no dead end that is none, and no state that nobody can reach."""

import pytest

from marketplace.kit.text import Choice
from marketplace.kit.workflow import Workflow
from tests.tools.documents import workflows

FIRST_AND_LAST: dict[str, tuple[set[str], set[str]]] = {
    "house": ({"applied"}, {"verified"}),
    "invention": ({"draft"}, set()),
    "need": ({"draft"}, {"met"}),
    "import": ({"prepared"}, {"taken-back"}),
    "bid": ({"open"}, {"accepted", "refused", "withdrawn", "expired"}),
    "deal": ({"agreed"}, {"signed", "ended"}),
    "payment": ({"declared"}, {"withdrawn", "verified", "rejected"}),
}
"""In which states a thing begins, and from which no step leads on by intent."""

OPTIONAL: dict[str, set[str]] = {
    "house": set(),
    "invention": {"list", "submit", "withdraw"},
    "need": {"post", "meet", "close", "reopen"},
    "import": {"take-back"},
    "bid": {"withdraw"},
    "deal": {"end"},
    "payment": {"withdraw", "reverse"},
}
"""What somebody may do, though nobody waits for it; the rest is awaited or done by the machine."""


@pytest.mark.parametrize("workflow", workflows(), ids=lambda workflow: workflow.name)
def test_every_step_is_awaited_or_optional_on_purpose(workflow: Workflow[Choice]) -> None:
    people = [step for step in workflow.steps if step.by not in ("machine", "clock")]
    assert {step.action for step in people if not step.awaited} == OPTIONAL[workflow.name]
    assert [step for step in workflow.steps if step.awaited and step not in people] == []


def test_every_workflow_stands_here() -> None:
    assert {workflow.name for workflow in workflows()} == set(FIRST_AND_LAST)


@pytest.mark.parametrize("workflow", workflows(), ids=lambda workflow: workflow.name)
def test_every_state_can_be_reached(workflow: Workflow[Choice]) -> None:
    reached, _ = FIRST_AND_LAST[workflow.name]
    reached = set(reached)
    for _ in workflow.steps:
        reached |= {step.target.value for step in workflow.steps if step.source.value in reached}
    states = type(workflow.steps[0].source)
    assert reached == {state.value for state in states}


@pytest.mark.parametrize("workflow", workflows(), ids=lambda workflow: workflow.name)
def test_every_state_but_the_last_ones_can_be_left(workflow: Workflow[Choice]) -> None:
    _, final = FIRST_AND_LAST[workflow.name]
    states = {state.value for state in type(workflow.steps[0].source)}
    left = {step.source.value for step in workflow.steps if step.source != step.target}
    assert states - left == final


@pytest.mark.parametrize("workflow", workflows(), ids=lambda workflow: workflow.name)
def test_every_state_and_step_has_a_name_for_people(workflow: Workflow[Choice]) -> None:
    for state in type(workflow.steps[0].source):
        assert str(state.label)
    for step in workflow.steps:
        assert str(step.label)

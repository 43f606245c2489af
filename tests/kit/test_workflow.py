from dataclasses import replace

import pytest

from marketplace.kit.errors import Conflict
from marketplace.kit.text import Choice, t
from marketplace.kit.workflow import Step, Workflow


class Light(Choice):
    RED = "red", t("Red")
    GREEN = "green", t("Green")


STEPS = (
    Step("go", Light.RED, Light.GREEN, "driver", t("Go")),
    Step("stop", Light.GREEN, Light.RED, "guard", t("Stop")),
)


def test_a_step_that_is_in_the_table_is_given() -> None:
    assert Workflow("light", *STEPS).step(Light.RED, "go").target == Light.GREEN


def test_a_step_that_is_not_in_the_table_is_a_conflict_that_names_the_state() -> None:
    with pytest.raises(Conflict) as refused:
        Workflow("light", *STEPS).step(Light.GREEN, "go")
    assert refused.value.code == "wrong-state"
    assert "Green" in str(refused.value)


def test_the_table_draws_only_the_steps_of_the_party_and_state() -> None:
    workflow = Workflow("light", *STEPS)
    assert [step.action for step in workflow.open_to(Light.RED, "driver", "guard")] == ["go"]
    assert list(workflow.open_to(Light.RED, "guard")) == []


def test_what_is_awaited_of_a_party_is_marked_in_the_table() -> None:
    may, must = STEPS[0], replace(STEPS[0], action="turn", awaited=True)
    workflow = Workflow("light", may, must)
    assert workflow.awaited_of(Light.RED, "driver") == (must,)
    assert workflow.awaited_of(Light.RED, "guard") == ()
    assert workflow.awaited_of(Light.GREEN, "driver") == ()


def test_an_action_cannot_stand_twice_in_one_state() -> None:
    with pytest.raises(ValueError, match="twice"):
        Workflow("light", STEPS[0], STEPS[0])

import itertools

import pytest
from pydantic import ValidationError

from marketplace.houses.forms import FoundHouseForm, HouseForm
from marketplace.houses.rules import FOUNDER_ROLES, LEADS, ROLES, WORKFLOW, HouseKind, HouseState
from marketplace.kit.errors import Conflict

STEPS = {
    (HouseState.APPLIED, "verify"): HouseState.VERIFIED,
    (HouseState.APPLIED, "refuse"): HouseState.REFUSED,
    (HouseState.REFUSED, "apply"): HouseState.APPLIED,
}


@pytest.mark.parametrize(
    ("state", "action"), list(itertools.product(HouseState, ("verify", "refuse", "apply")))
)
def test_every_cell_of_the_workflow(state: HouseState, action: str) -> None:
    target = STEPS.get((state, action))
    if target is None:
        with pytest.raises(Conflict):
            WORKFLOW.step(state, action)
    else:
        assert WORKFLOW.step(state, action).target == target


@pytest.mark.parametrize("kind", list(HouseKind))
def test_whoever_founds_a_house_leads_it(kind: HouseKind) -> None:
    assert LEADS[kind] in FOUNDER_ROLES[kind]
    assert set(FOUNDER_ROLES[kind]) <= set(ROLES[kind])


def test_a_monitors_house_is_not_founded_from_a_form() -> None:
    with pytest.raises(ValidationError):
        FoundHouseForm.model_validate({"kind": "monitor", "name": "Ban", "province": "hue"})


@pytest.mark.parametrize(
    ("field", "value", "fits"),
    [
        ("tax_code", "0100109106", True),
        ("tax_code", "0100109106-001", True),
        ("tax_code", "01001", False),
        ("website", "https://example.org/a", True),
        ("website", "javascript:alert(1)", False),
        ("website", "example.org", False),
        ("province", "atlantis", False),
    ],
)
def test_answers_about_a_house(field: str, value: str, fits: bool) -> None:
    answers = {"name": "Viện", "province": "hue", field: value}
    if fits:
        assert getattr(HouseForm.model_validate(answers), field) == value
    else:
        with pytest.raises(ValidationError):
            HouseForm.model_validate(answers)

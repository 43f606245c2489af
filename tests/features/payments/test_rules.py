"""The workflow table, cell by cell."""

import pytest

from marketplace.houses.rules import HouseKind
from marketplace.kit.errors import Conflict
from marketplace.payments.rules import CONFIRMERS, DECLARERS, WORKFLOW, PaymentState

TABLE = {
    ("declared", "confirm"): "verified",
    ("declared", "dispute"): "disputed",
    ("declared", "withdraw"): "withdrawn",
    ("declared", "verify"): "verified",
    ("declared", "reject"): "rejected",
    ("disputed", "withdraw"): "withdrawn",
    ("disputed", "verify"): "verified",
    ("disputed", "reject"): "rejected",
    ("verified", "reverse"): "verified",
}
ACTIONS = ("confirm", "dispute", "withdraw", "verify", "reject", "reverse")


@pytest.mark.parametrize("state", PaymentState)
@pytest.mark.parametrize("action", ACTIONS)
def test_each_cell(state: PaymentState, action: str) -> None:
    target = TABLE.get((state.value, action))
    if target is None:
        with pytest.raises(Conflict):
            WORKFLOW.step(state, action)
    else:
        assert WORKFLOW.step(state, action).target == target


def test_each_kind_of_house_knows_who_speaks_for_it() -> None:
    assert set(DECLARERS) == set(CONFIRMERS) == set(HouseKind)

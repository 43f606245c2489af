"""The table cell by cell, the questions, and the autosave's keeping of good answers."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from marketplace.houses.rules import ROLES, HouseKind
from marketplace.kit import clock
from marketplace.kit.errors import Conflict
from marketplace.kit.money import Money
from marketplace.locale import reading_in
from marketplace.needs.forms import BUDGET, NeedDraft, NeedForm
from marketplace.needs.rules import DRAFTERS, OWNERS, WORKFLOW, NeedState
from marketplace.rulebook.fields import Field
from marketplace.web.drafts import keep_good, posted_version
from marketplace.web.forms import bind

STEPS = {
    (NeedState.DRAFT, "post"): NeedState.OPEN,
    (NeedState.OPEN, "meet"): NeedState.MET,
    (NeedState.OPEN, "close"): NeedState.CLOSED,
    (NeedState.CLOSED, "reopen"): NeedState.OPEN,
}


@pytest.mark.parametrize("state", NeedState)
@pytest.mark.parametrize("action", ["post", "meet", "close", "reopen"])
def test_every_cell_of_the_workflow(state: NeedState, action: str) -> None:
    if (state, action) in STEPS:
        assert WORKFLOW.step(state, action).target is STEPS[state, action]
        return
    with pytest.raises(Conflict) as refused:
        WORKFLOW.step(state, action)
    assert refused.value.code == "wrong-state"


def test_every_step_is_the_owners_and_owners_may_draft() -> None:
    assert {step.by for step in WORKFLOW.steps} == {"owner"}
    for kind in HouseKind:
        assert set(OWNERS[kind]) <= set(DRAFTERS[kind]) <= set(ROLES[kind])
    assert DRAFTERS[HouseKind.MONITOR] == ()


def test_three_questions_must_be_answered() -> None:
    fields = NeedForm.model_fields
    required = [name for name, info in fields.items() if info.is_required()]
    assert required == ["title", "problem", "field"]
    assert list(NeedDraft.model_fields) == list(fields)
    assert not any(info.is_required() for info in NeedDraft.model_fields.values())


def answers(**more: Any) -> dict[str, Any]:
    return {"title": "Pumps", "problem": "They rust.", "field": "materials", **more}


def test_a_whole_answer_is_understood_as_people_type_it() -> None:
    day = clock.today() + timedelta(days=30)
    form = NeedForm.model_validate(
        answers(
            budget_from="500 triệu",
            budget_to="1,2 tỷ",
            wanted_by=day.strftime("%d/%m/%Y"),
            readiness_wanted="6",
            keywords="rust, pumps ; rust",
        )
    )
    assert (form.budget_from, form.budget_to) == (Money(500_000_000), Money(1_200_000_000))
    assert form.wanted_by == day
    assert form.keywords == ("rust", "pumps")
    assert form.field is Field.MATERIALS
    assert (form.unnamed, form.language) == (False, "vi")


YESTERDAY = (clock.today() - timedelta(days=1)).isoformat()
REFUSED = [
    ({"budget_from": "2 tỷ", "budget_to": "1 tỷ"}, "budget_to",
     "This is less than the amount it starts from."),
    ({"budget_from": "1000 USD", "budget_to": "1 tỷ"}, "budget_to",
     "Give both amounts in the same currency."),
    ({"budget_to": {"amount": -1, "currency": "VND"}}, "budget_to",
     "An amount is a whole number of minor units, from 0 to 10^15."),
    ({"wanted_by": YESTERDAY}, "wanted_by",
     "This day has passed. Choose a later one or leave it open."),
    ({"keywords": [str(number) for number in range(21)]}, "keywords", "At most 20 keywords."),
]  # fmt: skip


@pytest.mark.parametrize(("more", "field", "sentence"), REFUSED)
def test_an_odd_answer_is_refused_beside_its_question(
    more: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        NeedForm.model_validate(answers(**more))
    (error,) = refused.value.errors()
    assert error["loc"] == (field,)
    assert str(error["ctx"]["text"]) == sentence


def test_today_is_not_past() -> None:
    today = clock.today()
    assert NeedForm.model_validate(answers(wanted_by=today)).wanted_by == today


def test_a_draft_without_a_word_is_blank() -> None:
    assert NeedDraft().blank
    assert NeedDraft(unnamed=True, language="en").blank
    assert not NeedDraft(keywords=("rust",)).blank
    assert not NeedDraft(budget_to=Money(1)).blank


def test_autosave_leaves_out_only_what_is_half_typed() -> None:
    kept = keep_good(
        NeedDraft,
        {"title": ["Pumps"], "wanted_by": ["31/02"], "budget_from": ["5"], "keywords": ["rust"]},
        together=(BUDGET,),
    )
    assert kept.refused == {"wanted_by"}
    assert kept.value == NeedDraft(title="Pumps", budget_from=Money(5), keywords=("rust",))


def test_autosave_keeps_the_two_ends_of_a_budget_together() -> None:
    typed = {"title": ["Pumps"], "budget_from": ["5 tỷ"], "budget_to": ["1"]}
    kept = keep_good(NeedDraft, typed, together=(BUDGET,))
    assert kept.refused == {"budget_from", "budget_to"}
    assert kept.value == NeedDraft(title="Pumps")


@pytest.mark.parametrize(
    ("typed", "version"), [("3", 3), ("", 0), ("x", 0), ("²", 0), ("9" * 40, 0)]
)
def test_a_version_that_is_none_fits_no_row(typed: str, version: int) -> None:
    assert posted_version({"version": [typed]}) == version


def test_what_was_typed_stays_in_the_form() -> None:
    with reading_in("en"):
        bound = bind(NeedDraft, {"title": ["Pumps"], "wanted_by": ["soon"]})
    assert bound.value is None
    assert (bound.form["title"].value, bound.form["wanted_by"].value) == ("Pumps", "soon")

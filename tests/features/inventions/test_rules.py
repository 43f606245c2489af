"""The table of steps, the five questions, and what the card accepts; no database."""

from itertools import product

import pytest
from pydantic import ValidationError

from marketplace.inventions.forms import (
    SECTIONS,
    InventionDraftForm,
    InventionForm,
    InventorForm,
)
from marketplace.inventions.pages import looked_at
from marketplace.inventions.rules import (
    QUESTIONS,
    WORKFLOW,
    InventionState,
    folded,
)
from marketplace.kit.errors import Conflict
from marketplace.kit.money import Money
from marketplace.locale import say
from marketplace.web.forms import bind, draw

TABLE = {
    ("draft", "list"): ("listed", "lister"),
    ("draft", "submit"): ("submitted", "preparer"),
    ("submitted", "approve"): ("listed", "approver"),
    ("submitted", "return"): ("draft", "approver"),
    ("listed", "withdraw"): ("withdrawn", "lister"),
    ("withdrawn", "list"): ("listed", "lister"),
    ("withdrawn", "submit"): ("submitted", "preparer"),
}
ACTIONS = ("list", "submit", "approve", "return", "withdraw")


@pytest.mark.parametrize(("state", "action"), [*product(InventionState, ACTIONS)])
def test_every_step_and_every_missing_one(state: InventionState, action: str) -> None:
    expected = TABLE.get((state.value, action))
    if expected is None:
        with pytest.raises(Conflict):
            WORKFLOW.step(state, action)
    else:
        step = WORKFLOW.step(state, action)
        assert (step.target.value, step.by) == expected


def test_exactly_five_questions_are_required() -> None:
    fields = draw(InventionForm).fields.values()
    required = [field.name for field in fields if field.required]
    assert required == ["title", "problem", "novelty", "kind", "readiness"] == list(QUESTIONS)


def test_a_draft_requires_nothing() -> None:
    assert not any(field.required for field in draw(InventionDraftForm).fields.values())
    assert bind(InventionDraftForm, {}).value == InventionDraftForm(language="en")


def test_every_other_question_is_folded_somewhere_once() -> None:
    folded_away = [name for _, names in SECTIONS for name in names]
    assert sorted([*QUESTIONS, "language", *folded_away]) == sorted(draw(InventionForm).fields)


def test_what_people_type_is_read() -> None:
    form = InventionDraftForm.model_validate(
        {
            "language": "vi",
            "asking": "1,2 tỷ",
            "keywords": "sơn; gỉ,  thép ",
            "classes": "c09d5/10, IPC H01M",
            "inventors": "Lê An; orcid.org/0000-0002-1825-0097\n\n Bình \r\n",
            "filed_on": "05/03/2024",
            "state_percent": "70",
        }
    )
    assert form.asking == Money(1_200_000_000)
    assert form.keywords == ("sơn", "gỉ", "thép")
    assert form.classes == ("C09D 5/10", "H01M")
    assert form.inventors == (
        InventorForm(name="Lê An", orcid="0000-0002-1825-0097"),
        InventorForm(name="Bình"),
    )
    assert form.filed_on is not None
    assert (form.filed_on.isoformat(), form.state_percent) == ("2024-03-05", 70)


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        (
            "classes",
            "C09D, paint",
            "“paint”: This is no IPC or CPC symbol. They look like “H01M” or “H01M 10/0525”.",
        ),
        (
            "inventors",
            "Bình\nAn; 0000-0002-1825-0096",
            "Line 2: The last digit does not fit the others: one of them is mistyped.",
        ),
        (
            "inventors",
            "An; twelve",
            "Line 1: An ORCID iD has 16 digits, such as 0000-0002-1825-0097.",
        ),
        ("state_percent", "101", "At most 100."),
        ("filed_on", "2999-01-01", "This day lies in the future."),
        ("keywords", ",".join(f"word {n}" for n in range(41)), "At most 40 entries."),
        ("title", "x" * 201, "At most 200 characters."),
        ("application_number", "1" * 51, "At most 50 characters."),
        ("kind", "perpetuum mobile", "Choose one of the answers offered."),
        ("language", "fr", "Choose one of the answers offered."),
    ],
)
def test_a_wrong_answer_is_named_beside_its_field(name: str, typed: str, said: str) -> None:
    form = bind(InventionDraftForm, {name: [typed]}).form
    assert {key: say(words) for key, words in form.errors.items()} == {name: said}
    assert form[name].value == typed


@pytest.mark.parametrize("amount", [-1, 10**15 + 1, 10**30])
def test_programs_cannot_ask_for_impossible_money(amount: int) -> None:
    with pytest.raises(ValidationError):
        InventionDraftForm.model_validate({"asking": {"amount": amount, "currency": "VND"}})


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("application_number", "1-2024-99001", None),
        ("application_number", "1202412345", "Read as 1-2024-12345."),
        ("application_number", "1-0041234", "looks like the number of the other kind"),
        ("title_number", "41234", "The number alone does not tell the kind of right"),
        ("title_number", "in the drawer", "it is kept as typed"),
        ("title_number", "", None),
    ],
)
def test_odd_numbers_are_warned_of_and_never_refused(
    name: str, typed: str, said: str | None
) -> None:
    bound = bind(InventionDraftForm, {name: [typed]})
    assert bound.value is not None
    warning = looked_at(bound.form)[name].warning
    assert (said is None) == (warning is None)
    assert said is None or said in say(warning or "")


def test_lists_are_written_out_as_people_type_them() -> None:
    values = {"keywords": ("rust", "steel"), "inventors": ("An", "Bình"), "offers": ("service",)}
    form = looked_at(draw(InventionForm, values))
    assert form["keywords"].value == "rust, steel"
    assert form["inventors"].value == "An\nBình"
    assert form["offers"].value == ("service",)


def test_names_fold() -> None:
    assert folded("  Đỗ  VĨNH Tường ") == folded("do vinh tuong") == "do vinh tuong"

"""Binding: what was meant, what was typed, and what is wrong with it."""

from datetime import date
from typing import Annotated

import pytest
from pydantic import AfterValidator

from marketplace.kit.errors import Invalid
from marketplace.kit.fields import (
    Asked,
    Blank,
    Day,
    Input,
    Line,
    MoneyField,
    OptionalProse,
    Tags,
    refused,
)
from marketplace.kit.money import Money
from marketplace.kit.text import Choice, t
from marketplace.kit.views import Option
from marketplace.locale import say
from marketplace.web.forms import bind, draw, first, with_errors


class Colour(Choice):
    RED = "red", t("Red")
    BLUE = "blue", t("Blue")


def _even(value: int) -> int:
    if value % 2:
        raise refused(t("Give an even number, not %(value)s.", value=value))
    return value


class Order(Input):
    name: Annotated[Line, Asked(t("Name"), t("Your own"), autocomplete="name")]
    price: Annotated[MoneyField, Asked(t("Price"), kind="money")]
    ceiling: Annotated[MoneyField | None, Blank, Asked(t("At most"), kind="money")] = None
    colours: Annotated[
        tuple[Colour, ...], Asked(t("Colours"), kind="checkboxes", options=Colour)
    ] = ()
    keywords: Annotated[Tags, Asked(t("Keywords"))] = ()
    note: Annotated[OptionalProse, Asked(t("Note"), kind="textarea", rows=7)] = ""
    day: Annotated[Day | None, Blank, Asked(t("Until"), kind="date")] = None
    agreed: Annotated[bool, Asked(t("Agreed"), kind="checkbox")] = False
    count: Annotated[int, AfterValidator(_even), Asked(t("Count"), kind="number")] = 2
    house: Annotated[str, Asked(t("House"), kind="select")] = ""
    version: int = 1


GOOD = {"name": ["Lan"], "price": ["1,2 tỷ"]}


def test_the_least_that_must_be_said_is_enough() -> None:
    bound = bind(Order, GOOD)
    assert bound.value == Order(name="Lan", price=Money(1_200_000_000))
    assert bound.form.ok


def test_everything_that_was_meant_arrives() -> None:
    posted = {
        "name": ["  Lan "],
        "price": ["500 triệu"],
        "ceiling": ["12,50 USD"],
        "colours": ["red", "blue"],
        "keywords": ["a, b; a\n c "],
        "note": ["one\r\ntwo\x00"],
        "day": ["20/11/2026"],
        "agreed": ["1"],
        "count": ["4"],
        "house": ["h1"],
        "version": ["3"],
        "unknown": ["ignored"],
    }
    value = bind(Order, posted).value
    assert value is not None
    assert value == Order(
        name="Lan",
        price=Money(500_000_000),
        ceiling=Money(12_50, "USD"),
        colours=(Colour.RED, Colour.BLUE),
        keywords=("a", "b", "c"),
        note="one\ntwo",
        day=date(2026, 11, 20),
        agreed=True,
        count=4,
        house="h1",
        version=3,
    )


@pytest.mark.parametrize("chosen", [[], ["red"], ["red", "blue"]])
def test_a_list_with_one_value_is_a_list(chosen: list[str]) -> None:
    value = bind(Order, {**GOOD, "colours": chosen}).value
    assert value is not None
    assert value.colours == tuple(Colour(one) for one in chosen)


@pytest.mark.parametrize("name", ["ceiling", "note", "day", "count", "house", "keywords"])
def test_a_blank_optional_answer_means_the_default(name: str) -> None:
    for blank in ("", "   "):
        value = bind(Order, {**GOOD, name: [blank]}).value
        assert value is not None
        assert getattr(value, name) == Order.model_fields[name].default


@pytest.mark.parametrize(
    ("typed", "meant"), [([], False), (["1"], True), (["on"], True), (["0"], False), ([""], False)]
)
def test_a_checkbox_is_on_or_off(typed: list[str], meant: bool) -> None:
    value = bind(Order, {**GOOD, "agreed": typed}).value
    assert value is not None
    assert value.agreed is meant


def test_what_was_typed_is_kept_beside_what_is_wrong() -> None:
    posted = {
        "name": [""],
        "price": ["a lot"],
        "colours": ["red", "green"],
        "day": ["31/02/2026"],
        "count": ["3"],
        "note": ["x" * 10_001],
        "agreed": ["1"],
    }
    bound = bind(Order, posted)
    assert bound.value is None
    form = bound.form
    assert (form["price"].value, form["day"].value, form["count"].value) == (
        "a lot", "31/02/2026", "3",
    )  # fmt: skip
    assert form["colours"].value == ("red", "green")
    assert form["agreed"].value == "1"
    assert form["note"].value == "x" * 10_001
    said = {name: say(words) for name, words in form.errors.items()}
    assert said["name"] == "Fill this in."
    assert said["count"] == "Give an even number, not 3."
    assert said["note"] == "At most 10,000 characters."
    assert said["colours"] == "Choose one of the answers offered."
    assert said["day"] == "Give a date as dd/mm/yyyy."
    assert set(said) == {"name", "price", "colours", "day", "count", "note"}
    assert form["count"].error == form.errors["count"]
    assert form["agreed"].error is None


def test_missing_answers_are_named() -> None:
    bound = bind(Order, {})
    assert {name: say(words) for name, words in bound.form.errors.items()} == {
        "name": "Fill this in.",
        "price": "Fill this in.",
    }


def test_only_the_first_answer_of_a_single_field_counts() -> None:
    value = bind(Order, {**GOOD, "name": ["Lan", "Hoa"]}).value
    assert value is not None
    assert value.name == "Lan"


def test_the_questions_are_drawn_in_order_as_they_were_put() -> None:
    form = draw(Order)
    assert list(form.fields) == [
        "name", "price", "ceiling", "colours", "keywords", "note", "day", "agreed", "count",
        "house",
    ]  # fmt: skip
    name = form["name"]
    assert (name.required, name.maxlength, name.autocomplete, say(name.hint or "")) == (
        True, 200, "name", "Your own",
    )  # fmt: skip
    assert form["note"].rows == 7
    assert [option.value for option in form["colours"].options] == ["red", "blue"]
    assert form["count"].value == "2"


def test_a_stored_value_is_drawn_as_people_write_it() -> None:
    order = Order(name="Lan", price=Money(12_50, "USD"), colours=(Colour.RED,), agreed=True)
    form = draw(Order, order.model_dump() | {"price": order.price})
    again = bind(
        Order,
        {
            name: list(field.value) if isinstance(field.value, tuple) else [field.value]  # type: ignore[list-item]
            for name, field in form.fields.items()
        },
    )
    assert again.value == order


def test_options_known_only_now_can_be_handed_in() -> None:
    options = {"house": [Option("h1", "House 1")]}
    assert bind(Order, GOOD, options=options).form["house"].options == options["house"]


def test_a_services_refusal_is_put_beside_its_field() -> None:
    form = with_errors(bind(Order, GOOD).form, Invalid({"house": t("Choose another.")}))
    assert form["house"].error == t("Choose another.")
    assert form.errors == {"house": t("Choose another.")}
    assert form["name"].value == "Lan"


def test_the_first_answer_or_the_default() -> None:
    assert first({"next": ["/a", "/b"]}, "next") == "/a"
    assert first({"next": []}, "next", "/") == "/"
    assert first({}, "next") == ""


def test_what_was_left_empty_is_called_a_question_only_where_the_label_asks_one() -> None:
    class Mixed(Input):
        what: Annotated[Line, Asked(t("What do you offer?"))]
        title: Annotated[Line, Asked(t("Name"))]
        colour: Annotated[Colour, Asked(t("Colours"), kind="select", options=Colour)]

    form = bind(Mixed, {}).form
    assert {name: say(words) for name, words in form.errors.items()} == {
        "what": "Answer this question.",
        "title": "Fill this in.",
        "colour": "Choose an answer.",
    }
    assert [say(field.error or "") for field in form.fields.values()] == [
        say(words) for words in form.errors.values()
    ]

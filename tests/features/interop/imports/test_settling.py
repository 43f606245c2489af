"""Rows are compared with the rows above them and with what the house has."""

from typing import Any

import pytest

from marketplace.interop.imports.remarks import Remark
from marketplace.interop.imports.rules import Finding
from marketplace.interop.imports.settling import (
    Candidate,
    Marks,
    Register,
    Settled,
    There,
    meant,
    of_reading,
    settle,
)
from marketplace.inventions.rules import InventionState
from marketplace.kit.decision import ALLOWED, Decision
from marketplace.kit.money import Money
from marketplace.kit.text import t

VALUES = {
    "title": "Máy sấy", "application_number": "1-2021-00001", "title_number": "", "kind": "patent",
    "keywords": ("sấy",), "inventors": ("Lê An; 0000-0002-1825-0097",), "asking": Money(5, "USD"),
    "filed_on": None,
}  # fmt: skip


def there(
    state: InventionState = InventionState.DRAFT, may_change: Decision = ALLOWED, **values: Any
) -> There:
    return There("there", 3, state, {**VALUES, **values}, may_change)


def settled(*rows: dict[str, Any], found: There | None = None, **more: Any) -> list[Settled]:
    candidates = [
        Candidate(at, answers, answers.pop("remarks", ()), **more)
        for at, answers in enumerate(rows, 1)
    ]
    known = [(found.id, Marks.of(found.values))] if found else []
    made = settle(candidates, Register(known), lambda _id: found or there(), "vi")
    return list(made)


def states(*rows: dict[str, Any], found: There | None = None) -> list[str]:
    return [one.state.value for one in settled(*rows, found=found)]


def findings(one: Settled) -> list[str]:
    return [remark.finding.value for remark in one.remarks]


def test_the_same_number_in_any_spelling_comes_in_once() -> None:
    rows = settled(
        {"title": "A", "application_number": "1-2021-00007"},
        {"title": "B", "application_number": "1 2021 7"},
        {"title": "C", "title_number": "1-0026606"},
        {"title": "D", "title_number": "1-26606-000"},
    )
    assert [one.state.value for one in rows] == ["ready", "left-out", "ready", "left-out"]
    assert str(rows[1].remarks[-1].text) == "The same stands in row 1, which comes in."


def test_titles_tell_the_same_where_numbers_do_not_differ() -> None:
    assert states({"title": "Máy sấy"}, {"title": "MAY  SAY"}) == ["ready", "left-out"]
    numbers = ("1-2021-00001", "1-2021-00002")
    rows = settled(*({"title": "Máy", "application_number": number} for number in numbers))
    assert [one.state.value for one in rows] == ["ready", "doubtful"]
    assert findings(rows[1]) == ["same-title"]


def test_a_row_that_waits_for_mending_does_not_push_another_one_out() -> None:
    broken = {"title": "Máy", "remarks": (Remark("filed_on", Finding.IMPOSSIBLE_DAY),)}
    assert states(broken, {"title": "Máy"}) == ["mend", "ready"]


def test_what_says_the_same_changes_nothing() -> None:
    row = {"title": "Máy sấy", "application_number": "1 2021 1", "kind": "patent"}
    [one] = settled(row, found=there())
    assert (one.state, one.changes, one.becomes) == ("unchanged", (), None)


def test_only_what_differs_is_changed_and_blanks_empty_nothing() -> None:
    row = {
        "title": "Máy sấy mới", "application_number": "1-2021-00001", "filed_on": "2021-03-05",
        "asking": {"amount": 5, "currency": "USD"},
    }  # fmt: skip
    [one] = settled(row, found=there())
    assert (one.state, one.becomes) == ("ready", "change")
    assert one.changes == ("title", "filed_on")
    assert one.there is not None
    assert one.there.said(("title", "filed_on", "asking", "keywords", "inventors")) == {
        "title": "Máy sấy", "filed_on": None, "asking": {"amount": 5, "currency": "USD"},
        "keywords": ["sấy"], "inventors": "Lê An; 0000-0002-1825-0097",
    }  # fmt: skip


def test_a_sheet_without_orcid_ids_takes_none_away() -> None:
    people = {"title": "Máy sấy", "inventors": [{"name": "Lê An", "orcid": ""}]}
    assert states(people, found=there()) == ["unchanged"]
    people = {"title": "Máy sấy", "inventors": [{"name": "Phạm Bình", "orcid": ""}]}
    assert settled(people, found=there())[0].changes == ("inventors",)


def test_what_is_listed_waits_until_somebody_confirms() -> None:
    row = {"title": "Máy khác", "application_number": "1-2021-00001"}
    listed = there(InventionState.LISTED)
    [one] = settled(row, found=listed)
    assert (one.state, findings(one)) == ("confirm", ["listed"])
    [one] = settled(row, found=listed, confirmed=True)
    assert (one.state, one.becomes) == ("doubtful", "change")


def test_what_may_not_be_changed_is_left_out_with_the_reason() -> None:
    submitted = there(InventionState.SUBMITTED, Decision(t("This day lies in the future.")))
    [one] = settled({"title": "X", "application_number": "1-2021-00001"}, found=submitted)
    assert (one.state, one.becomes) == ("left-out", None)
    assert str(one.remarks[-1].text) == "This day lies in the future."


def test_two_rows_do_not_change_the_same_invention() -> None:
    rows = settled(
        {"title": "Tên mới", "application_number": "1-2021-00001"},
        {"title": "Máy sấy"},
        found=there(),
    )
    assert [one.state.value for one in rows] == ["ready", "left-out"]


def test_numbers_of_two_inventions_contradict_and_a_title_of_two_decides_nothing() -> None:
    known: list[tuple[str, Marks]] = [
        ("a", Marks("VN1-2021-00001", "", "may")),
        ("b", Marks("", "VN1-0026606", "may")),
    ]
    both = Candidate(
        1, {"application_number": "1-2021-00001", "title_number": "1-0026606", "title": "x"}, ()
    )
    alike = Candidate(2, {"title": "Máy"}, ())
    found = settle([both, alike], Register(known), lambda _id: there(), "vi")
    assert [(one.state.value, findings(one)) for one in found] == [
        ("mend", ["two-inventions"]),
        ("left-out", ["several-alike"]),
    ]
    assert meant([both, alike], Register(known)) == {"a", "b"}


@pytest.mark.parametrize("finding", Finding)
def test_what_comparing_said_is_said_anew_each_time(finding: Finding) -> None:
    remark = Remark("", finding)
    again = finding.value in (
        "same-title", "two-inventions", "repeated", "several-alike", "not-yours", "listed",
    )  # fmt: skip
    assert of_reading([remark]) == (() if again else (remark,))

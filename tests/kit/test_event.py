from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from marketplace.kit.event import KINDS, Event
from marketplace.kit.money import Money


@pytest.fixture
def kinds() -> Iterator[dict[str, type[Event]]]:
    """The register of kinds, as it was before once the test is over."""
    before = dict(KINDS)
    yield KINDS
    KINDS.clear()
    KINDS.update(before)


def test_the_payload_is_plain_and_leaves_the_subject_to_its_own_column(
    kinds: dict[str, type[Event]],
) -> None:
    @dataclass(frozen=True, kw_only=True)
    class TeaPaid(Event):
        kind = "tea.paid"
        about = "tea"
        money: Money
        day: date
        cups: tuple[int, ...]

    event = TeaPaid(subject_id="x", money=Money(5), day=date(2026, 1, 2), cups=(1, 2))
    assert event.payload() == {
        "money": {"amount": 5, "currency": "VND"},
        "day": "2026-01-02",
        "cups": [1, 2],
    }
    assert kinds["tea.paid"].__name__ == "TeaPaid"
    assert TeaPaid.public is False


def test_two_events_cannot_share_a_kind(kinds: dict[str, type[Event]]) -> None:
    class TeaMade(Event):
        kind = "tea.made"
        about = "tea"

    with pytest.raises(ValueError, match=r"tea\.made"):

        class TeaSpilt(Event):
            kind = "tea.made"
            about = "tea"

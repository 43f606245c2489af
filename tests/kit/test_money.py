import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit.money import Money

amounts = st.integers(-(10**15), 10**15)


@given(amounts, amounts)
def test_adding_and_taking_away_give_back_the_same(one: int, other: int) -> None:
    assert Money(one) + Money(other) - Money(other) == Money(one)
    assert Money(one) + -Money(one) == Money(0)


def test_currencies_are_never_mixed() -> None:
    with pytest.raises(ValueError, match="VND and USD"):
        Money(1) + Money(1, "USD")
    with pytest.raises(ValueError, match="unknown currency"):
        Money(1, "XXX")

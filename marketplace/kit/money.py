"""Money: whole minor units of one currency, never a float."""

from dataclasses import dataclass

MINOR_DIGITS = {"VND": 0, "JPY": 0, "KRW": 0, "USD": 2, "EUR": 2, "GBP": 2, "SGD": 2, "CNY": 2}
"""ISO 4217 minor digits of the currencies the market accepts."""


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` is in minor units: 1 VND is 1, 1 USD is 100."""

    amount: int
    currency: str = "VND"

    def __post_init__(self) -> None:
        if self.currency not in MINOR_DIGITS:
            raise ValueError(f"unknown currency {self.currency}")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other.amount

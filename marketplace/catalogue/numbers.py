"""What of an invention or a need is asked for from one number to another, and sorted by."""

from collections.abc import Mapping
from datetime import date, datetime

from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.rules import Sort
from marketplace.kit import clock
from marketplace.kit.amounts import LARGEST
from marketplace.kit.money import Money
from search.base import Order, Range

DAY, READINESS = "day", "readiness"

ORDERS: Mapping[Sort, tuple[Order, str]] = {
    Sort.BEST: (Order.BEST, ""),
    Sort.NEWEST: (Order.NEWEST, ""),
    Sort.READINESS: (Order.HIGHEST, READINESS),
    Sort.PRICE: (Order.LOWEST, "price_VND"),
    Sort.BUDGET: (Order.HIGHEST, "budget_to_VND"),
}
"""In which order, and by which number."""


def day(at: datetime) -> Mapping[str, float]:
    """The day on which it came on the market."""
    return {DAY: clock.local(at).date().toordinal()}


def price(asking: Money | None) -> Mapping[str, float]:
    """Amounts of different currencies are different numbers: nobody says at which rate."""
    return {f"price_{asking.currency}": asking.amount} if asking else {}


def budget(least: Money | None, most: Money | None) -> Mapping[str, float]:
    """An end that was left open is none at all, or more than anybody has."""
    one = least or most
    if one is None:
        return {}
    return {
        f"budget_from_{one.currency}": least.amount if least else 0,
        f"budget_to_{one.currency}": most.amount if most else LARGEST,
    }


def ranges_of(form: SearchForm) -> Mapping[str, Range]:
    """A budget fits if any of its amounts lies between those that are asked for."""
    found: dict[str, Range] = {}
    if one := form.price_from or form.price_to:
        found[f"price_{one.currency}"] = (_amount(form.price_from), _amount(form.price_to))
    if form.budget_from:
        found[f"budget_to_{form.budget_from.currency}"] = (form.budget_from.amount, None)
    if form.budget_to:
        found[f"budget_from_{form.budget_to.currency}"] = (None, form.budget_to.amount)
    if form.since:
        found[DAY] = (_ordinal(form.since), None)
    return found


def _amount(money: Money | None) -> float | None:
    return money.amount if money else None


def _ordinal(since: date) -> float:
    return since.toordinal()

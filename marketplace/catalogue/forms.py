"""What somebody looks for, and by what they narrow it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationInfo

from marketplace.catalogue.rules import FACETS, Funding, Sort, Spoken, What
from marketplace.houses.rules import HouseKind
from marketplace.inventions.classes import NotAClass, read_class
from marketplace.inventions.rules import InventionKind, OfferKind, RightStatus
from marketplace.kit.fields import (
    Asked,
    Blank,
    Clean,
    Day,
    Input,
    MoneyField,
    OneLine,
    OptionalLine,
    refused,
)
from marketplace.kit.money import MINOR_DIGITS, Money
from marketplace.kit.text import t
from marketplace.rulebook.fields import Field as FieldOfWork
from marketplace.rulebook.readiness import Readiness

MOST_LETTERS = 500
MOST_CHOSEN = 20
"""Values of one facet."""

PRICE, BUDGET = ("price_from", "price_to"), ("budget_from", "budget_to")
RANGES = (PRICE, BUDGET)
TYPED = frozenset({*PRICE, *BUDGET, "since", "ipc"})
"""What people write themselves, so that they are told what is wrong with it."""


def _several(value: Any) -> Any:
    """Each once; an empty answer of a form is none."""
    values = [value] if isinstance(value, str) else value
    if isinstance(values, list | tuple):
        return tuple(dict.fromkeys(one for one in values if one != ""))
    return value


def _symbols(value: Any) -> Any:
    """One a field, or several in one with commas between, as people type them."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple) or not all(isinstance(one, str) for one in values):
        return value
    typed = (one.strip() for some in values for one in some.replace(";", ",").split(","))
    return tuple(dict.fromkeys(_symbol(one) for one in typed if one))


def _symbol(typed: str) -> str:
    try:
        symbol = read_class(typed)
    except NotAClass as error:
        raise refused(error.text) from error
    if " " in symbol:
        raise refused(t("Narrow by a section, class or subclass, such as H, H01 or H01M."))
    return symbol


def _not_below(value: Money | None, info: ValidationInfo) -> Money | None:
    least: Money | None = info.data.get(str(info.field_name).replace("_to", "_from"))
    if value is None or least is None:
        return value
    if value.currency != least.currency:
        raise refused(t("Give both amounts in the same currency."))
    if value.amount < least.amount:
        raise refused(t("This is less than the amount it starts from."))
    return value


def written(money: Money) -> str:
    """As it stands in an address: "500000000" of dong, "1250.50 USD"."""
    digits = MINOR_DIGITS[money.currency]
    whole, rest = divmod(money.amount, 10**digits)
    number = f"{whole}.{rest:0{digits}}" if digits else str(whole)
    return number if money.currency == "VND" else f"{number} {money.currency}"


MANY = Asked(t("Narrow the results"), kind="checkboxes")
"""Drawn as links beside the results, not as boxes of a form."""
Few = Field(max_length=MOST_CHOSEN)
Several = BeforeValidator(_several)
Amount = Annotated[MoneyField | None, Blank]
Largest = Annotated[MoneyField | None, Blank, AfterValidator(_not_below)]
Code = Annotated[str, StringConstraints(pattern="^[a-z-]{1,40}$")]
HouseId = Annotated[str, StringConstraints(pattern="^[0-9a-z]{16}$")]


class SearchForm(Input):
    """Every field of `FACETS` is the facet of the same name: any of its values is enough.

    `readiness` is the least; prices and budgets are looked for in the currency that is named.
    """

    q: Annotated[
        str,
        OneLine,
        Clean,
        StringConstraints(max_length=MOST_LETTERS),
        Asked(t("What are you looking for?")),
    ] = ""
    what: Annotated[What | None, Blank] = None
    field: Annotated[tuple[FieldOfWork, ...], Several, Few, MANY] = ()
    ipc: Annotated[
        tuple[str, ...],
        BeforeValidator(_symbols),
        Few,
        Asked(t("IPC or CPC symbol"), t("Such as H, H01 or H01M"), kind="checkboxes"),
    ] = ()
    kind: Annotated[tuple[InventionKind, ...], Several, Few, MANY] = ()
    readiness: Annotated[Readiness | None, Blank] = None
    offer: Annotated[tuple[OfferKind, ...], Several, Few, MANY] = ()
    right: Annotated[tuple[RightStatus, ...], Several, Few, MANY] = ()
    funding: Annotated[tuple[Funding, ...], Several, Few, MANY] = ()
    province: Annotated[tuple[Code, ...], Several, Few, MANY] = ()
    house_kind: Annotated[tuple[HouseKind, ...], Several, Few, MANY] = ()
    house: Annotated[tuple[HouseId, ...], Several, Few, MANY] = ()
    inventor: Annotated[tuple[OptionalLine, ...], Several, Few, MANY] = ()
    language: Annotated[tuple[Spoken, ...], Several, Few, MANY] = ()
    price_from: Annotated[Amount, Asked(t("Asking price from"), kind="money")] = None
    price_to: Annotated[Largest, Asked(t("Asking price up to"), kind="money")] = None
    budget_from: Annotated[Amount, Asked(t("Budget from"), kind="money")] = None
    budget_to: Annotated[Largest, Asked(t("Budget up to"), kind="money")] = None
    since: Annotated[Day | None, Blank, Asked(t("On the market since"), kind="date")] = None
    order: Annotated[Sort, Blank] = Sort.BEST

    @property
    def filters(self) -> Mapping[str, Sequence[str]]:
        """Those that are set, by facet."""
        chosen = self.model_dump(mode="json", include={*FACETS})
        return {
            name: (value,) if isinstance(value, str) else tuple(value)
            for name, value in chosen.items()
            if value
        }

    @property
    def typed(self) -> Mapping[str, str]:
        """The ends of ranges that are set, as they stand in an address."""
        amounts = {name: getattr(self, name) for pair in RANGES for name in pair}
        since = {"since": self.since.isoformat()} if self.since else {}
        return {**{name: written(one) for name, one in amounts.items() if one}, **since}

    @property
    def narrowed(self) -> bool:
        return bool(self.filters or self.typed)

    @property
    def asked(self) -> Mapping[str, Sequence[str]]:
        """All that is set, as it stands in an address."""
        text = {"q": (self.q,)} if self.q else {}
        order = {"order": (self.order.value,)} if self.order != Sort.BEST else {}
        ends = {name: (value,) for name, value in self.typed.items()}
        return {**text, **self.filters, **ends, **order}

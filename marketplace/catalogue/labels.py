"""How what a search is narrowed by is called."""

from collections.abc import Callable, Mapping

from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.rules import SECTIONS, Funding, Spoken
from marketplace.houses.rules import HouseKind
from marketplace.inventions.rules import InventionKind, OfferKind, RightStatus
from marketplace.kit.amounts import show_money
from marketplace.kit.money import Money
from marketplace.kit.text import Choice, Text, t
from marketplace.kit.views import Words
from marketplace.locale import language
from marketplace.rulebook.fields import Field
from marketplace.rulebook.provinces import PROVINCES
from marketplace.rulebook.readiness import Readiness

TITLES: Mapping[str, Text] = {
    "field": t("Field"),
    "kind": t("Kind"),
    "ipc": t("Patent class (IPC, CPC)"),
    "readiness": t("Readiness"),
    "offer": t("What is offered"),
    "right": t("Registered right"),
    "funding": t("Who paid for the research?"),
    "province": t("Province or city"),
    "house_kind": t("Kind of house"),
    "house": t("House"),
    "inventor": t("Inventor"),
    "language": t("Language of the text"),
}
"""Of the facets beside the results, in their order; `what` has tabs of its own."""

HouseNames = Mapping[str, str]
"""By id, of houses that the reader may know."""


def label(name: str, value: str, houses: HouseNames) -> Words:
    """Of one value of a facet."""
    if name == "house":
        return houses.get(value, t("One house"))
    return _CODED[name](value) if name in _CODED else value


def amounts(least: Money | None, most: Money | None) -> Words:
    """One of them is there."""
    if least and most and least != most:
        return t("%(least)s to %(most)s", least=shown(least), most=shown(most))
    if least and most:
        return shown(most)
    return t("from %(amount)s", amount=shown(least)) if least else _up_to(most)


def shown(money: Money) -> str:
    """A line never ends between a number and its currency."""
    return show_money(money, language())


def ranges(form: SearchForm) -> Mapping[str, tuple[Words, tuple[str, ...]]]:
    """Those that are set: how each is called, and by which fields it is set."""
    found: dict[str, tuple[Words, tuple[str, ...]]] = {}
    if form.price_from or form.price_to:
        words = t("Asking price: %(amounts)s", amounts=amounts(form.price_from, form.price_to))
        found["price"] = (words, ("price_from", "price_to"))
    if form.budget_from or form.budget_to:
        words = t("Budget: %(amounts)s", amounts=amounts(form.budget_from, form.budget_to))
        found["budget"] = (words, ("budget_from", "budget_to"))
    if form.since:
        day = form.since.strftime("%d/%m/%Y")
        found["since"] = (t("On the market since %(day)s", day=day), ("since",))
    return found


def _up_to(most: Money | None) -> Words:
    return t("up to %(amount)s", amount=shown(most)) if most else ""


def _labels(choices: type[Choice]) -> Callable[[str], Words]:
    known: Mapping[str, Words] = {one.value: one.label for one in choices}
    return lambda value: known.get(value, value)


def _province(code: str) -> Words:
    return PROVINCES[code].name(language()) if code in PROVINCES else code


def _at_least(level: str) -> Words:
    return t("At least %(level)s", level=_labels(Readiness)(level))


def _ipc(symbol: str) -> Words:
    if symbol in SECTIONS:
        return t("%(symbol)s: %(section)s", symbol=symbol, section=SECTIONS[symbol])
    return symbol


_CODED: Mapping[str, Callable[[str], Words]] = {
    "field": _labels(Field),
    "ipc": _ipc,
    "kind": _labels(InventionKind),
    "readiness": _at_least,
    "offer": _labels(OfferKind),
    "right": _labels(RightStatus),
    "funding": _labels(Funding),
    "province": _province,
    "house_kind": _labels(HouseKind),
    "language": _labels(Spoken),
}

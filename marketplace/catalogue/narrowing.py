"""By what a search is narrowed: each value a link that sets it, each that is set a way back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.rules import What
from marketplace.houses.rules import HouseKind
from marketplace.inventions.rules import InventionKind
from marketplace.kit.text import Choice, Text, t
from marketplace.kit.views import Crumb, Words
from marketplace.locale import language
from marketplace.rulebook.fields import Field
from marketplace.rulebook.provinces import PROVINCES
from marketplace.rulebook.readiness import Readiness
from search.base import Facet

PATH = "/search"
SHOWN = 8
"""How many values of a facet stand open; the others are behind a press."""


@dataclass(frozen=True, slots=True)
class Value:
    label: Words
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    name: str
    title: Words
    values: Sequence[Value]
    more: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Tab:
    label: Words
    count: int
    href: str
    active: bool


def _labels(choices: type[Choice]) -> Callable[[str], Words]:
    known: Mapping[str, Words] = {one.value: one.label for one in choices}
    return lambda value: known.get(value, value)


def _province(code: str) -> Words:
    return PROVINCES[code].name(language()) if code in PROVINCES else code


def _at_least(level: str) -> Words:
    return t("At least %(level)s", level=_labels(Readiness)(level))


TITLES: Mapping[str, Text] = {
    "field": t("Field"),
    "kind": t("Kind"),
    "readiness": t("Readiness"),
    "province": t("Province or city"),
    "house_kind": t("Kind of house"),
    "house": t("House"),
}
"""Of the facets beside the results; `what` has tabs of its own."""

_CODED: Mapping[str, Callable[[str], Words]] = {
    "field": _labels(Field),
    "kind": _labels(InventionKind),
    "readiness": _at_least,
    "province": _province,
    "house_kind": _labels(HouseKind),
}

HouseNames = Mapping[str, str]
"""By id, of houses that the reader may know."""


def address(form: SearchForm, **changes: str) -> str:
    """Of the same search with these changes, on its first page unless one is named."""
    asked = {name: value for name, value in {**form.asked, **changes}.items() if value}
    return f"{PATH}?{urlencode(asked)}" if asked else PATH


def tabs(form: SearchForm, counted: Sequence[Facet]) -> Sequence[Tab]:
    """Everything, then each kind of thing; the counts do not depend on which is chosen."""
    counts = {facet.value: facet.count for facet in counted}
    everything = Tab(t("All"), sum(counts.values()), address(form, what=""), form.what is None)
    return (
        everything,
        *(
            Tab(one.label, counts.get(one, 0), address(form, what=one), form.what == one)
            for one in What
        ),
    )


def facets(
    form: SearchForm, counted: Mapping[str, Sequence[Facet]], total: int, houses: HouseNames
) -> Sequence[FacetView]:
    """Those that are set or would change what is shown."""
    views = [
        _facet(form, name, _telling(form, name, counted[name], total), houses) for name in TITLES
    ]
    return [view for view in views if view.values]


def chosen(form: SearchForm, houses: HouseNames) -> Sequence[Crumb]:
    """What is set beside the tabs, each with the address without it."""
    return [
        Crumb(_label(name, value, houses), address(form, **{name: ""}))
        for name, value in form.filters.items()
        if name in TITLES
    ]


def _label(name: str, value: str, houses: HouseNames) -> Words:
    if name == "house":
        return houses.get(value, t("One house"))
    return _CODED[name](value)


def _telling(form: SearchForm, name: str, counted: Sequence[Facet], total: int) -> Sequence[Facet]:
    """Without what all results have: to choose that would change nothing."""
    chosen = form.filters.get(name)
    if name == "readiness":
        counted = _steps(counted, chosen)
    elif chosen:
        return counted  # it is another value of the same facet that all results have
    return [one for one in counted if one.count != total or one.value == chosen]


def _steps(levels: Sequence[Facet], chosen: str | None) -> Sequence[Facet]:
    """In their order; of levels that as much has reached the highest says most."""
    highest = {one.count: one.value for one in sorted(levels, key=lambda one: one.value)}
    telling = {*highest.values(), chosen}
    return [one for one in sorted(levels, key=lambda one: one.value) if one.value in telling]


def _facet(form: SearchForm, name: str, counted: Sequence[Facet], houses: HouseNames) -> FacetView:
    now = form.filters.get(name)
    values = [
        Value(
            _label(name, one.value, houses),
            one.count,
            address(form, **{name: "" if one.value == now else one.value}),
            one.value == now,
        )
        for one in counted
    ]
    return FacetView(name, TITLES[name], values[:SHOWN], values[SHOWN:])

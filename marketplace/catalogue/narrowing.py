"""By what a search is narrowed: each value a link that sets it, each that is set a way back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from marketplace.catalogue import tree
from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.labels import TITLES, HouseNames, label, ranges
from marketplace.catalogue.rules import STATED, Sort, What
from marketplace.kit.text import t
from marketplace.kit.views import Crumb, Words
from search.base import Facet

PATH = "/search"
SHOWN = 6
"""How many values of a facet stand open; the others are behind a press."""
MOST_SHOWN = 60
_NAMES = (*SearchForm.model_fields, "page")

Counted = Mapping[str, Sequence[Facet]]


@dataclass(frozen=True, slots=True)
class Value:
    """`level` is how deep it stands in a tree."""

    label: Words
    count: int
    href: str
    chosen: bool
    level: int = 0


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


@dataclass(frozen=True, slots=True)
class Chosen:
    """One thing that a search is narrowed by, and the search without it."""

    label: Words
    without: SearchForm


def address(form: SearchForm, **changes: Sequence[str]) -> str:
    """Of the same search with these answers, on its first page unless `page` is among them."""
    return _link({**form.asked, **changes})


def tabs(form: SearchForm, counted: Sequence[Facet]) -> Sequence[Tab]:
    """Everything, then each kind of thing; the counts do not depend on which is chosen."""
    counts = {facet.value: facet.count for facet in counted}
    everything = Tab(t("All"), sum(counts.values()), address(form, what=()), form.what is None)
    each = [
        Tab(one.label, counts.get(one, 0), address(form, what=(one.value,)), form.what == one)
        for one in What
    ]
    return (everything, *each)


def facets(
    form: SearchForm, counted: Counted, total: int, houses: HouseNames
) -> Sequence[FacetView]:
    """Those that are set or would change what is shown."""
    views = [_facet(form, name, counted[name], total, houses) for name in TITLES]
    return [view for view in views if view.values]


def chosen(form: SearchForm, houses: HouseNames) -> Sequence[Crumb]:
    """What is set beside the tabs, each with the address without it."""
    return [Crumb(one.label, address(one.without)) for one in parts(form, houses)]


def parts(form: SearchForm, houses: HouseNames) -> Iterator[Chosen]:
    for name, values in form.filters.items():
        if name in TITLES:
            for value in values:
                yield Chosen(label(name, value, houses), _without(form, name, value))
    for words, fields in ranges(form).values():
        yield Chosen(words, form.model_copy(update=dict.fromkeys(fields)))


def orders(form: SearchForm, counted: Counted) -> Sequence[Tab]:
    """Without words nothing fits better than another, so that the newest come first anyway."""
    stated = {facet.value for facet in counted[STATED]}
    there = {
        Sort.BEST: bool(form.q),
        Sort.NEWEST: True,
        Sort.READINESS: bool(counted["readiness"]),
        Sort.PRICE: "price" in stated,
        Sort.BUDGET: "budget" in stated,
    }
    now = Sort.NEWEST if form.order == Sort.BEST and not form.q else form.order
    return [
        Tab(one.label, 0, address(form, order=() if one == Sort.BEST else (one.value,)), one == now)
        for one in Sort
        if there[one] or one == now
    ]


def _link(asked: Mapping[str, Sequence[str]]) -> str:
    """Answers in the order of the form, whatever was pressed first."""
    ordered = [(name, asked[name]) for name in _NAMES if asked.get(name)]
    return f"{PATH}?{urlencode(ordered, doseq=True)}" if ordered else PATH


def _without(form: SearchForm, name: str, value: str) -> SearchForm:
    if name == "readiness":
        return form.model_copy(update={name: None})
    kept = tuple(one for one in getattr(form, name) if one != value)
    return form.model_copy(update={name: kept})


def _facet(
    form: SearchForm, name: str, counted: Sequence[Facet], total: int, houses: HouseNames
) -> FacetView:
    asked = form.asked
    now = asked.get(name, ())
    tall = name == "ipc"
    if tall:
        telling = tree.visible(counted, now)
    else:
        telling = _telling(name, now, counted, total)[:MOST_SHOWN]
    values = [
        Value(
            label(name, one.value, houses),
            one.count,
            _link({**asked, name: _pressed(name, now, one.value)}),
            one.value in now,
            tree.level(one.value) if tall else 0,
        )
        for one in telling
    ]
    open_ = len(values) if tall else SHOWN
    return FacetView(name, TITLES[name], values[:open_], values[open_:])


def _pressed(name: str, now: Sequence[str], value: str) -> Sequence[str]:
    """What is asked for once this value was pressed."""
    if value in now:
        return [one for one in now if one != value]
    if name == "readiness":
        return [value]
    return tree.with_symbol(now, value) if name == "ipc" else [*now, value]


def _telling(
    name: str, chosen: Sequence[str], counted: Sequence[Facet], total: int
) -> Sequence[Facet]:
    """Without what all results have: to choose that would change nothing."""
    if name == "readiness":
        counted = _steps(counted, chosen)
    elif chosen:
        return counted  # it is other values of the same facet that all results have
    return [one for one in counted if one.count != total or one.value in chosen]


def _steps(levels: Sequence[Facet], chosen: Sequence[str]) -> Sequence[Facet]:
    """In their order; of levels that as much has reached the highest says most."""
    highest = {one.count: one.value for one in sorted(levels, key=lambda one: one.value)}
    telling = {*highest.values(), *chosen}
    return [one for one in sorted(levels, key=lambda one: one.value) if one.value in telling]

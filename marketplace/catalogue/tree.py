"""The patent classification as a tree: sections, their classes, and the subclasses of those."""

from collections.abc import Sequence

from search.base import Facet


def level(symbol: str) -> int:
    """0 of a section ("H"), 1 of a class ("H01"), 2 of a subclass ("H01M")."""
    return (0, 0, 0, 1, 2)[min(len(symbol), 4)]


def parent(symbol: str) -> str:
    """Of a section the root, which is called ""."""
    return {4: symbol[:3], 3: symbol[:1]}.get(len(symbol), "")


def visible(counted: Sequence[Facet], chosen: Sequence[str]) -> Sequence[Facet]:
    """The sections, and what lies below each symbol that is chosen or leads to one that is."""
    open_ = {""}
    for symbol in chosen:
        open_ |= {symbol, parent(symbol), parent(parent(symbol))}
    there = {facet.value: facet for facet in counted}
    there |= {symbol: Facet(symbol, 0) for symbol in open_ if symbol not in there}
    shown = [facet for symbol, facet in there.items() if symbol and parent(symbol) in open_]
    return sorted(shown, key=lambda facet: facet.value)


def with_symbol(chosen: Sequence[str], symbol: str) -> tuple[str, ...]:
    """`symbol` in the place of what lies above or below it, since the narrower one is meant."""
    kept = (one for one in chosen if not symbol.startswith(one) and not one.startswith(symbol))
    return (*kept, symbol)

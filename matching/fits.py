"""The parts beside the text: classes, readiness and budget."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from matching.documents import Document, Term
from matching.measures import NEUTRAL, Measure, Measured, Rows, Scores

SYMBOL = re.compile(r"([A-HY])\s*(\d\d)\s*(?:([A-Z])\s*(?:(\d{1,4})\s*(?:/\s*(\d{2,6}))?)?)?")
NOBODY: Rows = np.zeros(0, dtype=np.intp)
LEVELS_TO_NOTHING = 4
"""So many levels below what is wanted, nothing is left of the fit."""


def branches_of(symbol: str) -> tuple[str, ...]:
    """From the class down the tree: C02F 1/44 lies in C02, C02F, C02F1 and C02F1/44.

    A section alone says too little to count; 1/00 is the main group itself.
    """
    match = SYMBOL.match(symbol.strip().upper())
    if match is None:
        return ()
    section, number, subclass, main, group = match.groups()
    branches = [section + number]
    if subclass:
        branches.append(branches[-1] + subclass)
    if main:
        branches.append(f"{branches[-1]}{int(main)}")
    if group and int(group):
        branches.append(f"{branches[-1]}/{group}")
    return tuple(branches)


def closeness(wanted: Sequence[str], held: Sequence[str]) -> float:
    """How far down the wanted branch both go together: 1 where the wanted symbol is reached."""
    return len(set(wanted).intersection(held)) / len(wanted)


class ClassesFit(Measure):
    """The mean closeness of the query's symbols to the document's nearest."""

    name = "classes"
    is_evidence = True

    def __init__(self) -> None:
        self._holders: dict[str, Rows] = {}
        self._stated = np.zeros(0, dtype=np.bool_)

    def fit(self, documents: Sequence[Document]) -> None:
        self._holders = {}
        self._stated = np.zeros(0, dtype=np.bool_)
        self.append(documents)

    def append(self, documents: Sequence[Document]) -> None:
        held = [set().union(*map(branches_of, document.classes)) for document in documents]
        late: dict[str, list[int]] = {}
        for row, branches in enumerate(held, start=len(self._stated)):
            for branch in branches:
                late.setdefault(branch, []).append(row)
        for branch, rows in late.items():
            known = self._holders.get(branch, NOBODY)
            self._holders[branch] = np.append(known, np.array(rows, dtype=np.intp))
        stated = np.array([bool(branches) for branches in held], dtype=np.bool_)
        self._stated = np.append(self._stated, stated)

    def keep(self, rows: Rows) -> None:
        place = np.full(len(self._stated), -1, dtype=np.intp)
        place[rows] = np.arange(len(rows))
        for branch, holders in self._holders.items():
            moved = place[holders]
            self._holders[branch] = moved[moved >= 0]
        self._stated = self._stated[rows]

    def dump(self) -> dict[str, Any]:
        holders = list(self._holders.values())
        ends = np.cumsum([0, *map(len, holders)])
        rows = np.concatenate([NOBODY, *holders])
        branches = list(self._holders)
        return {"branches": branches, "ends": ends, "rows": rows, "stated": self._stated}

    def restore(self, dumped: Mapping[str, Any], documents: Sequence[Document]) -> None:
        stretches = pairwise(dumped["ends"].tolist())
        named = zip(dumped["branches"], stretches, strict=True)
        self._holders = {branch: dumped["rows"][start:end] for branch, (start, end) in named}
        self._stated = dumped["stated"]

    def measure(self, query: Document) -> Measured | None:
        wanted = _wanted(query)
        if not wanted:
            return None
        values = np.zeros(len(self._stated))
        for branches in wanted:
            values += self._closeness(branches)
        return Measured(np.where(self._stated, values / len(wanted), NEUTRAL), self._stated)

    def terms(self, query: Document, document: Document, value: float) -> list[Term]:
        """Each wanted symbol's share, under the document's symbol that comes nearest to it."""
        held = [(symbol, branches_of(symbol)) for symbol in sorted(document.classes)]
        wanted = _wanted(query)
        found: dict[str, float] = {}
        for branches in wanted:
            near, symbol = max((closeness(branches, other), symbol) for symbol, other in held)
            found[symbol] = found.get(symbol, 0.0) + near / len(wanted)
        return [Term(symbol, self.name, share) for symbol, share in found.items() if share]

    def _closeness(self, wanted: Sequence[str]) -> Scores:
        values = np.zeros(len(self._stated))
        for depth, branch in enumerate(wanted, start=1):  # a deeper one overwrites
            values[self._holders.get(branch, NOBODY)] = depth / len(wanted)
        return values


def _wanted(query: Document) -> list[tuple[str, ...]]:
    return [branches for branches in map(branches_of, sorted(set(query.classes))) if branches]


class ReadinessFit(Measure):
    """Whole from the wanted level on, then less by each level that is missing."""

    name = "readiness"

    def __init__(self) -> None:
        self._levels = np.zeros(0)

    def fit(self, documents: Sequence[Document]) -> None:
        self._levels = np.zeros(0)
        self.append(documents)

    def append(self, documents: Sequence[Document]) -> None:
        levels = [np.nan if d.readiness is None else float(d.readiness) for d in documents]
        self._levels = np.append(self._levels, levels)

    def keep(self, rows: Rows) -> None:
        self._levels = self._levels[rows]

    def dump(self) -> dict[str, Any]:
        return {"levels": self._levels}

    def restore(self, dumped: Mapping[str, Any], documents: Sequence[Document]) -> None:
        self._levels = dumped["levels"]

    def measure(self, query: Document) -> Measured | None:
        if query.readiness is None:
            return None
        stated = ~np.isnan(self._levels)
        missing = np.maximum(query.readiness - self._levels, 0) / LEVELS_TO_NOTHING
        return Measured(np.where(stated, np.maximum(1 - missing, 0), NEUTRAL), stated)

    def terms(self, query: Document, document: Document, value: float) -> list[Term]:
        return [Term(str(document.readiness), self.name, value)]


class BudgetFit(Measure):
    """Whole where the budget reaches the least price, else the share of it that the budget pays.

    Amounts in different currencies cannot be compared: then the price counts as not stated.
    """

    name = "budget"

    def __init__(self) -> None:
        self._prices = np.zeros(0)
        self._currencies = np.zeros(0, dtype="U3")

    def fit(self, documents: Sequence[Document]) -> None:
        self._prices = np.zeros(0)
        self._currencies = np.zeros(0, dtype="U3")
        self.append(documents)

    def append(self, documents: Sequence[Document]) -> None:
        prices = [_first(*document.money) for document in documents]
        stated = [np.nan if price is None else float(price) for price in prices]
        self._prices = np.append(self._prices, stated)
        currencies = [document.currency for document in documents]
        self._currencies = np.append(self._currencies, np.array(currencies, dtype="U3"))

    def keep(self, rows: Rows) -> None:
        self._prices, self._currencies = self._prices[rows], self._currencies[rows]

    def dump(self) -> dict[str, Any]:
        return {"prices": self._prices, "currencies": self._currencies}

    def restore(self, dumped: Mapping[str, Any], documents: Sequence[Document]) -> None:
        self._prices, self._currencies = dumped["prices"], dumped["currencies"]

    def measure(self, query: Document) -> Measured | None:
        least, most = query.money
        budget = _first(most, least)
        if budget is None:
            return None
        stated = ~np.isnan(self._prices) & (self._currencies == query.currency)
        paid = np.where(self._prices <= budget, 1.0, budget / np.maximum(self._prices, 1))
        return Measured(np.where(stated, paid, NEUTRAL), stated)

    def terms(self, query: Document, document: Document, value: float) -> list[Term]:
        return [Term(f"{_first(*document.money)} {document.currency}", self.name, value)]


def _first(one: int | None, other: int | None) -> int | None:
    return other if one is None else one

"""What all matchers do: keep documents, add up the parts of a score, rank, explain."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError

from matching import store
from matching.documents import Document, Explanation, Part, Ranked, Term
from matching.measures import Flags, Measure, Measured, Rows, Scores
from matching.shelf import Shelf

MATCHER = "<matcher>"
"""Names the class of a matcher that is saved as a parameter of another."""
DIGITS = 12
"""Scores are rounded, so that sums made in another order are still the same."""
LEFT = 0.2
"""The share of their weight that words keep across languages, where only names are shared."""
WASTE = 0.5
"""When more than this share of the rows is removed ones, the rest moves together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A part that the query asks for, with its weight among those asked for: one for all rows, or
    one for each."""

    weight: Scores
    measure: Measure
    measured: Measured

    def weight_at(self, row: int) -> float:
        return float(self.weight[row] if self.weight.ndim else self.weight)


class Matcher(BaseEstimator, ABC):  # type: ignore[misc]  # scikit-learn has no types
    """In scikit-learn's manner: parameters in the constructor, everything learnt in `fit`."""

    shelf_: Shelf
    measures_: list[tuple[float, Measure]]
    origin_: store.Origin
    """Where the arrays lie that were saved."""
    changes_since_fit_: int
    """Documents added, replaced or removed since the weights of terms were learnt."""

    @abstractmethod
    def measures(self) -> list[tuple[float, Measure]]:
        """Fresh measures, not fitted, with their weights."""

    def fit(self, documents: Iterable[Document]) -> Self:
        """Learn from these documents and hold them; of two with one key the later one stays."""
        self.measures_ = self.measures()
        self.shelf_, self.origin_ = Shelf(), store.Origin()
        self.changes_since_fit_ = 0
        held = list({document.key: document for document in documents}.values())
        self.shelf_.add(held)
        for _, measure in self.measures_:
            measure.fit(held)
        return self

    def partial_fit(self, documents: Iterable[Document]) -> Self:
        """Add or replace by key; what `fit` learnt about terms stays as it is."""
        if not hasattr(self, "shelf_"):
            return self.fit(documents)
        new = list({document.key: document for document in documents}.values())
        for _, measure in self.measures_:
            measure.append(new)
        self.shelf_.add(new)
        self._changed(len(new))
        return self

    def refit(self) -> Self:
        """Learn from what is held now, without reading a text again; as a fit of it would."""
        self._keep_alive()
        for _, measure in self.measures_:
            measure.refit()
        self.changes_since_fit_ = 0
        return self

    def remove(self, keys: Iterable[str]) -> Self:
        """Forget these documents; a key that is not held is nothing to forget."""
        held = [key for key in keys if key in self._held]
        for key in held:
            self._held.discard(key)
        self._changed(len(held))
        return self

    def rank(self, query: Document, top: int = 10) -> list[Ranked]:
        """The best documents that share something with the query, best first, ties by key."""
        return self.rank_among(query, self._held.alive, top)

    def rank_among(self, query: Document, among: Flags, top: int = 10) -> list[Ranked]:
        """As `rank`, of the documents in these rows; scores are the same whatever the others."""
        held = self._held
        if top <= 0:
            return []
        rows, scores = self._best(query, held.alive & among, top)
        if top < len(rows):
            stays = scores >= np.partition(scores, -top)[-top]
            rows, scores = rows[stays], scores[stays]
        named = zip(rows.tolist(), scores.tolist(), strict=True)
        found = [Ranked(held.key(row), score) for row, score in named]
        return sorted(found, key=lambda one: (-one.score, one.key))[:top]

    def rank_many(self, queries: Iterable[Document], top: int = 10) -> list[list[Ranked]]:
        return [self.rank(query, top) for query in queries]

    def score(self, query: Document, keys: Sequence[str]) -> list[float]:
        """Of documents that are held, whether or not they share anything with the query."""
        held = self._held
        total = _total(self._asked(query), len(held.documents))
        return [float(total[held.row(key)]) for key in keys]

    def explain(self, query: Document, key: str, terms: int = 8) -> Explanation:
        """The parts of one score, each with its strongest `terms` and one for all the rest."""
        return self.explain_many(query, [key], terms)[0]

    def explain_many(
        self, query: Document, keys: Iterable[str], terms: int = 8
    ) -> list[Explanation]:
        """As `explain`; what is asked is measured once for all."""
        held, asked = self._held, self._asked(query)
        total = _total(asked, len(held.documents))
        found = []
        for key in keys:
            row = held.row(key)
            parts = (_part(one, query, held.document(row), row, terms) for one in asked)
            found.append(Explanation(key, float(total[row]), tuple(parts)))
        return found

    def document(self, key: str) -> Document:
        """As it is held; `KeyError` for a key that is not."""
        return self._held.document(self._held.row(key))

    def save(self, folder: Path) -> None:
        """Write everything into a folder; who loads meanwhile gets the state before or after."""
        shelf = self._held
        parts = {measure.name: measure.dump() for _, measure in self.measures_}
        facts = {"matcher": _described(self), "changes": self.changes_since_fit_}
        self.origin_ = store.write(
            folder, facts=facts, parts=parts, shelf=shelf, origin=self.origin_
        )

    @classmethod
    def load(cls, folder: Path) -> Self:
        saved = store.read(folder)
        matcher = _rebuilt(saved.facts["matcher"])
        if not isinstance(matcher, cls):
            raise TypeError(f"{folder} holds a {type(matcher).__name__}, not a {cls.__name__}")
        matcher.restore(saved)
        return matcher

    def restore(self, saved: store.Saved) -> None:
        self.measures_ = self.measures()
        self.shelf_, self.origin_ = saved.shelf, saved.origin
        self.changes_since_fit_ = saved.facts["changes"]
        for _, measure in self.measures_:
            measure.restore(saved.parts[measure.name], self.shelf_.documents)

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, key: object) -> bool:
        return key in self._held

    @property
    def _held(self) -> Shelf:
        if not hasattr(self, "shelf_"):
            raise NotFittedError(f"{type(self).__name__} has no documents yet: call fit first")
        return self.shelf_

    def _asked(self, query: Document) -> list[Asked]:
        measured = [(weight, one, one.measure(query)) for weight, one in self.measures_ if weight]
        asked = [(weight, one, found) for weight, one, found in measured if found is not None]
        whole = sum(weight * found.share for weight, _, found in asked)
        shares = [np.asarray(weight * found.share / whole) for weight, _, found in asked]
        parts = [
            Asked(share, one, found) for share, (_, one, found) in zip(shares, asked, strict=True)
        ]
        return _across(parts)

    def _best(self, query: Document, alive: Flags, top: int) -> tuple[Rows, Scores]:
        """Rows, their scores: the best and all that equal the last of them, perhaps more."""
        held, weighing = self._held, [one for weight, one in self.measures_ if weight]
        if len(weighing) == 1 and weighing[0].is_evidence and top < len(held.documents):
            found = weighing[0].best(query, alive, top)
            if found is not None:
                return found[0], np.round(found[1], DIGITS)
        asked = self._asked(query)
        scores = _total(asked, len(held.documents))
        rows = np.flatnonzero(alive & _related(asked, len(scores)))
        return rows, scores[rows]

    def _changed(self, documents: int) -> None:
        self.changes_since_fit_ += documents
        rows = len(self._held.documents)
        if rows - len(self._held) > WASTE * rows:
            self._keep_alive()

    def _keep_alive(self) -> None:
        rows = self._held.rows()
        if len(rows) < len(self._held.documents):
            self._held.keep(rows)
            for _, measure in self.measures_:
                measure.keep(rows)


def _across(asked: list[Asked]) -> list[Asked]:
    """With the weight of words moved to the part that stands in for them, in its rows."""
    flags = next((one.measured.instead for one in asked if one.measured.instead is not None), None)
    if flags is None or not flags.any():
        return asked
    words = sum(one.weight for one in asked if one.measure.is_words)
    moved = []
    for one in asked:
        weight = one.weight
        if one.measure.is_words:
            weight = np.where(flags, LEFT * weight, weight)
        elif one.measured.instead is flags:
            weight = np.where(flags, weight + (1 - LEFT) * words, weight)
        moved.append(Asked(weight, one.measure, one.measured))
    return moved


def _total(asked: Sequence[Asked], rows: int) -> Scores:
    total = np.zeros(rows)
    for one in asked:
        total += one.weight * one.measured.values
    return np.round(total, DIGITS)


def _related(asked: Sequence[Asked], rows: int) -> Flags:
    related = np.zeros(rows, dtype=np.bool_)
    for one in asked:
        if one.measure.is_evidence:
            related |= one.measured.stated & (one.measured.values > 0)
    return related


def _part(asked: Asked, query: Document, document: Document, row: int, limit: int) -> Part:
    name, value = asked.measure.name, float(asked.measured.values[row])
    weight = asked.weight_at(row)
    if not asked.measured.stated[row]:
        return Part(name, weight, value, (Term("", name, value),), "not-stated")
    terms = asked.measure.terms(query, document, value)
    terms.sort(key=lambda term: (-term.value, term.text, term.field))
    rest = sum(term.value for term in terms[limit:])
    shown = terms[:limit] + ([Term("", "", rest)] if len(terms) > limit else [])
    return Part(name, weight, value, tuple(shown), "stated")


def _described(value: Any) -> Any:
    """A parameter as JSON can hold it; a matcher may be one of another's parameters."""
    if not isinstance(value, Matcher):
        return value
    parameters = value.get_params(deep=False).items()
    return {MATCHER: type(value).__name__} | {name: _described(one) for name, one in parameters}


def _rebuilt(described: Any) -> Any:
    if not isinstance(described, dict) or MATCHER not in described:
        return described
    classes = {one.__name__: one for one in Matcher.__subclasses__()}
    parameters = {name: _rebuilt(one) for name, one in described.items() if name != MATCHER}
    return classes[described[MATCHER]](**parameters)

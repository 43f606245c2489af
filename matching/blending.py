"""Shares of a blend learnt from judgements: how much each part of a score should count.

Of two documents judged for one query, the better one should have the higher score. Shares are
chosen by logistic regression on the differences of their parts, none below 0, adding up to 1. They
are held near the fixed shares, so that a few judgements move them little, and parts that no
judged query asks for keep their place. Nothing else is learnt: no word, no document.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from scipy.optimize import minimize

from matching.beir import Collection
from matching.documents import Document
from matching.evaluation import mean_ndcg
from matching.matchers import BlendedMatcher
from matching.measures import Scores

VERSION = 1
RIVALS = 30
"""So many of the best ranked are compared with each document that fits better."""
SCALE = 20.0
"""A lead of 0.05 in the score means odds of e to 1."""
HOLD = 0.0005
"""How strongly shares are held to the fixed ones."""


@dataclass(frozen=True, slots=True)
class Blend:
    """Learnt shares, and what they were learnt from."""

    shares: Mapping[str, float]
    queries: int
    pairs: int
    source: str
    figures: Mapping[str, float]
    version: int = VERSION

    def save(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), indent=2, sort_keys=True) + "\n")

    @classmethod
    def load(cls, file: Path) -> Self:
        read = json.loads(file.read_text())
        if read.get("version") != VERSION:
            raise ValueError(f"{file} has version {read.get('version')}, this reads {VERSION}")
        return cls(**read)

    def card(self) -> str:
        """The model card, in Markdown."""
        shares = "\n".join(f"| {name} | {share:.3f} |" for name, share in self.shares.items())
        figures = "\n".join(f"| {name} | {value:.4f} |" for name, value in self.figures.items())
        return (
            f"# Learnt shares, version {self.version}\n\n"
            f"Learnt from {self.source}: {self.queries} queries, {self.pairs} pairs of documents of"
            " which one fits better.\n\n"
            f"| part | share |\n| --- | --- |\n{shares}\n\n"
            f"| figure | value |\n| --- | --- |\n{figures}\n\n"
            "Limits: learnt are the shares of parts and nothing of words or documents. Documents"
            " that nobody judged count as not fitting. Texts of another kind may want others.\n"
        )


@dataclass(frozen=True, slots=True)
class Differences:
    """By pair how far the better document is ahead in each part; weights add up to 1 a query."""

    leads: Scores
    weights: Scores


def weighed(matcher: BlendedMatcher, shares: Mapping[str, float]) -> BlendedMatcher:
    """The same fitted matcher with other shares; both hold the same documents."""
    other = copy(matcher)
    other.shares = dict(shares)
    other.measures_ = [(shares.get(one.name, 0.0), one) for _, one in matcher.measures_]
    return other


def learn_from(
    matcher: BlendedMatcher,
    collection: Collection,
    measured: Mapping[str, tuple[float, float | None]],
) -> Blend:
    """From all queries of a collection; `measured` are nDCG@10 that go into the card."""
    judged = [(query, collection.grades[query.key]) for query in collection.queries]
    shares, pairs = learn(matcher, judged)
    figures = {f"nDCG@10 {name}": ndcg for name, (ndcg, _) in measured.items()}
    return Blend(shares, len(judged), pairs, collection.name, figures)


def learn(
    matcher: BlendedMatcher, judged: Iterable[tuple[Document, Mapping[str, int]]]
) -> tuple[dict[str, float], int]:
    """Shares of the matcher's parts from queries with the grades of its documents (0 is no fit),
    and from how many pairs. Without any pair they are the fixed ones."""
    found = [differences(matcher, query, grades) for query, grades in judged]
    return _learnt(matcher, found), sum(len(one.weights) for one in found)


def differences(matcher: BlendedMatcher, query: Document, grades: Mapping[str, int]) -> Differences:
    """Each document that fits against the best ranked and the judged that fit less."""
    rivals = [one.key for one in matcher.rank(query, RIVALS)]
    keys = sorted({key for key in (*rivals, *grades) if key in matcher})
    pairs = [
        (better, worse)
        for better, key in enumerate(keys)
        for worse, other in enumerate(keys)
        if grades.get(key, 0) > grades.get(other, 0)
    ]
    rows = [matcher.shelf_.row(key) for key in keys]
    values = np.zeros((len(rows), len(matcher.measures_)))
    for number, (_, measure) in enumerate(matcher.measures_):
        measured = measure.measure(query)
        if measured is not None:
            values[:, number] = measured.values[rows]
    better, worse = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return Differences(values[better] - values[worse], np.full(len(pairs), 1 / max(len(pairs), 1)))


def cross_validated(
    matcher: BlendedMatcher, collection: Collection, folds: int, *, seed: int = 0
) -> tuple[float, float | None]:
    """nDCG@10, and of hard queries, each ranked with shares learnt from the other folds."""
    order = np.random.default_rng(seed).permutation(len(collection.queries))
    found = [differences(matcher, one, collection.grades[one.key]) for one in collection.queries]
    rankings: dict[str, list[str]] = {}
    for fold in range(folds):
        held = set(order[fold::folds].tolist())
        learnt = _learnt(matcher, [one for at, one in enumerate(found) if at not in held])
        ranker = weighed(matcher, learnt)
        for at in sorted(held):
            query = collection.queries[at]
            rankings[query.key] = [one.key for one in ranker.rank(query, 10)]
    return mean_ndcg(collection, rankings)


def ablation(
    matcher: BlendedMatcher, collection: Collection
) -> dict[str, tuple[float, float | None]]:
    """nDCG@10, and of hard queries, by the part that is left out, of those that any query asks."""
    shares = _shares(matcher)
    found = {}
    for name, share in shares.items():
        others = {other: value for other, value in shares.items() if other != name}
        measure = next(one for _, one in matcher.measures_ if one.name == name)
        if share and any(measure.measure(query) is not None for query in collection.queries):
            ranker = weighed(matcher, others)
            rankings = {
                query.key: [one.key for one in ranker.rank(query, 10)]
                for query in collection.queries
            }
            found[name] = mean_ndcg(collection, rankings)
    return found


def _learnt(matcher: BlendedMatcher, found: Sequence[Differences]) -> dict[str, float]:
    fixed = _shares(matcher)
    told = [one for one in found if len(one.weights)]
    if not told:
        return fixed
    leads = np.concatenate([one.leads for one in told])
    weights = np.concatenate([one.weights for one in told]) / len(told)
    start = SCALE * np.array(list(fixed.values()))

    def loss(shares: Scores) -> tuple[float, Scores]:
        ahead = leads @ shares
        away = shares - start
        slope = -weights / (1 + np.exp(np.minimum(ahead, 700.0)))
        value = weights @ np.logaddexp(0, -ahead) + HOLD * (away @ away)
        return float(value), leads.T @ slope + 2 * HOLD * away

    bounds: Any = [(0.0, None)] * len(start)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    whole = best.sum()
    if not whole:
        return fixed
    return {name: float(one) for name, one in zip(fixed, np.round(best / whole, 6), strict=True)}


def _shares(matcher: BlendedMatcher) -> dict[str, float]:
    whole = sum(weight for weight, _ in matcher.measures_)
    return {one.name: weight / whole for weight, one in matcher.measures_}

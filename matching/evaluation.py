"""How well a matcher ranks a collection whose answers are known."""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Protocol

from matching.beir import Collection, Grades
from matching.documents import Document, Ranked

DEPTH = 100


class Ranker(Protocol):
    """Every matcher, and whoever is measured beside one."""

    def fit(self, documents: Sequence[Document]) -> object: ...

    def rank(self, query: Document, top: int) -> Sequence[Ranked]: ...


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the queries; `ndcg_hard` is over those marked as hard, if there are any."""

    collection: str
    documents: int
    queries: int
    ndcg: float
    recall_10: float
    recall_100: float
    mrr: float
    ndcg_hard: float | None
    fit_seconds: float
    median_ms: float

    def as_json(self) -> dict[str, str | int | float]:
        return {
            "collection": self.collection,
            "documents": self.documents,
            "queries": self.queries,
            "ndcg@10": self.ndcg,
            "recall@10": self.recall_10,
            "recall@100": self.recall_100,
            "mrr": self.mrr,
            "fit_seconds": self.fit_seconds,
            "median_ms": self.median_ms,
        }

    def lines(self) -> Iterator[str]:
        yield f"{self.collection}: {self.queries} queries, {self.documents} documents"
        hard = "" if self.ndcg_hard is None else f"  (hard ones {self.ndcg_hard:.4f})"
        yield f"nDCG@10     {self.ndcg:.4f}{hard}"
        yield f"recall@10   {self.recall_10:.4f}"
        yield f"recall@100  {self.recall_100:.4f}"
        yield f"MRR         {self.mrr:.4f}"
        yield f"fitted in {self.fit_seconds:.1f} s, a query took {self.median_ms:.2f} ms (median)"


def ndcg_at(depth: int, ranking: Sequence[str], grades: Grades) -> float:
    """Gain is the grade itself, discounted by the logarithm of the rank; 1 is the best order."""
    best = _discounted(sorted(grades.values(), reverse=True)[:depth])
    return _discounted([grades.get(key, 0) for key in ranking[:depth]]) / best if best else 0.0


def recall_at(depth: int, ranking: Sequence[str], grades: Grades) -> float:
    relevant = {key for key, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Grades) -> float:
    """One over the rank of the first document that fits at all."""
    ranks = (rank for rank, key in enumerate(ranking, start=1) if grades.get(key, 0) > 0)
    return 1 / next(ranks, math.inf)


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def evaluate(
    matcher: Ranker, collection: Collection, progress: Callable[[int, int], None] | None = None
) -> Figures:
    """Fit on the documents, rank each query, and take the means; progress counts the queries."""
    started = time.perf_counter()
    matcher.fit(collection.documents)
    fitted = time.perf_counter() - started
    rankings: dict[str, list[str]] = {}
    milliseconds = []
    for done, query in enumerate(collection.queries, start=1):
        started = time.perf_counter()
        ranked = matcher.rank(query, DEPTH)
        milliseconds.append((time.perf_counter() - started) * 1000)
        rankings[query.key] = [found.key for found in ranked]
        if progress is not None:
            progress(done, len(collection.queries))
    return _figures(collection, rankings, fitted, median(milliseconds))


def mean_ndcg(
    collection: Collection, rankings: Mapping[str, Sequence[str]]
) -> tuple[float, float | None]:
    """nDCG@10 over all queries ranked, and over the hard ones, if there are any."""
    found = {key: ndcg_at(10, one, collection.grades[key]) for key, one in rankings.items()}
    hard = [value for key, value in found.items() if key in collection.hard]
    return fmean(found.values()), fmean(hard) if hard else None


def _figures(
    collection: Collection, rankings: Mapping[str, Sequence[str]], fitted: float, typical: float
) -> Figures:
    judged = {key: (ranking, collection.grades[key]) for key, ranking in rankings.items()}
    ndcg, hard = mean_ndcg(collection, rankings)
    return Figures(
        collection=collection.name,
        documents=len(collection.documents),
        queries=len(judged),
        ndcg=ndcg,
        recall_10=fmean(recall_at(10, *one) for one in judged.values()),
        recall_100=fmean(recall_at(100, *one) for one in judged.values()),
        mrr=fmean(reciprocal_rank(*one) for one in judged.values()),
        ndcg_hard=hard,
        fit_seconds=fitted,
        median_ms=typical,
    )

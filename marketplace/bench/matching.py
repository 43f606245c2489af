"""How fast the matcher is beside scikit-learn and bm25s, on the same terms, in the same run."""

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer

from marketplace.bench.corpus import made, mixed
from marketplace.bench.report import Report, Row, machine
from marketplace.bench.weighing import rivals
from matching import BlendedMatcher, Document, TfidfMatcher
from matching.beir import read_collection
from matching.text import TextMeasure

QUERIES, ROUNDS = 100, 3
ASKED_WORDS = (150, 181)
FITTED = 20_000
"""So many documents are fitted to compare with scikit-learn, if there are more."""
RIVALS = 200_000
"""With more documents the others would not fit into the memory of a small machine; a tenth of the
documents ranks beside all of them."""
ADDED, OPENED = 200, 20
TOP = 10


NAMES = {
    "ours": "TfidfMatcher.rank, analysis included",
    "blended": "BlendedMatcher.rank, analysis included",
    "cosine": "scikit-learn cosine_similarity and sort",
    "product": "scipy product and partial sort",
    "bm25s_numba": "bm25s retrieve, numba",
    "tenth": "TfidfMatcher.rank over a tenth of them",
}
Times = dict[str, list[float]]


def measure(*, documents: int = 100_000, collection: Path | None = None) -> Report:
    """Rows in seconds, but for the bytes. Whoever ranks takes turns, query by query."""
    texts, queries = _texts(documents, collection)
    fits = _fits(texts[:FITTED])
    matcher, fitted = _timed(lambda: TfidfMatcher().fit(texts))
    blended = BlendedMatcher().fit(texts)
    rankers: dict[str, Callable[[Document], object]] = {
        "ours": lambda query: matcher.rank(query, TOP),
        "blended": lambda query: blended.rank(query, TOP),
    }
    if documents <= RIVALS:
        rankers |= rivals(texts, queries, TOP)
    else:
        tenth = TfidfMatcher().fit(texts[: documents // 10])
        rankers["tenth"] = lambda query: tenth.rank(query, TOP)
    ranked = _by_turns(rankers, queries)
    size = _bytes_per_posting(matcher)
    rows = [
        Row("fit", fitted, fitted, "s"),
        *(_row(f"fit of {len(texts[:FITTED])} texts, {name}", fits[name]) for name in fits),
        *(_row(NAMES[name], seconds) for name, seconds in ranked.items()),
        _row("add one document", _added(matcher)),
        _row("open what was saved", _opened(matcher)),
        Row("memory per posting", size, size, "bytes"),
    ]
    return Report("matching", documents, machine(), rows, _ratios(fits, ranked))


def _ratios(fits: Times, ranked: Times) -> Mapping[str, float]:
    """Each other's median over ours; ours over scikit-learn's for the fit, over a tenth's."""
    ours = median(ranked["ours"])
    others = ranked.keys() - {"ours", "tenth"}
    ratios = {f"{name}_over_ours": median(ranked[name]) / ours for name in sorted(others)}
    if "tenth" in ranked:
        ratios["ours_over_tenth"] = ours / median(ranked["tenth"])
    return ratios | {"fit_over_sklearn": median(fits["ours"]) / median(fits["scikit-learn"])}


def _texts(
    documents: int, collection: Path | None
) -> tuple[Sequence[Document], Sequence[Document]]:
    """Documents, and queries of the same kind."""
    if collection is None:
        return list(made(documents)), list(made(QUERIES, seed=2, words=ASKED_WORDS))
    read = read_collection(collection)
    return list(islice(mixed(read.documents), documents)), read.queries[:QUERIES]


def _fits(documents: Sequence[Document]) -> Times:
    """From texts to what can be asked, by turns; our loops are compiled before."""
    texts = ["\n".join(document.fields.values()) for document in documents]
    TfidfMatcher().fit(documents[:100])
    found: Times = {"scikit-learn": [], "ours": []}
    for _ in range(2):
        plain = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        found["scikit-learn"].append(_timed(lambda: plain.fit_transform(texts))[1])  # noqa: B023
        found["ours"].append(_timed(lambda: TfidfMatcher().fit(documents))[1])
    return found


def _by_turns(
    rankers: Mapping[str, Callable[[Document], object]], queries: Sequence[Document]
) -> Times:
    """The first round, in which each reads the words for the first time, does not count."""
    found: Times = {name: [] for name in rankers}
    gc.collect()
    gc.freeze()
    for turn in range(ROUNDS + 1):
        for query in queries:
            for name, rank in rankers.items():
                fresh = Document(query.key, dict(query.fields))
                _, seconds = _timed(lambda: rank(fresh))  # noqa: B023
                if turn:
                    found[name].append(seconds)
    return found


def _added(matcher: TfidfMatcher) -> list[float]:
    late = made(ADDED, seed=3)
    return [_timed(lambda: matcher.partial_fit([one]))[1] for one in late]  # noqa: B023


def _opened(matcher: TfidfMatcher) -> list[float]:
    """In a process that has the loops already."""
    with TemporaryDirectory() as folder:
        matcher.save(Path(folder))
        return [_timed(lambda: TfidfMatcher.load(Path(folder)))[1] for _ in range(OPENED)]


def _bytes_per_posting(matcher: TfidfMatcher) -> float:
    (_, text), *_ = matcher.measures_
    assert isinstance(text, TextMeasure)  # noqa: S101 - for mypy
    return text.index.postings.nbytes() / text.index.postings.entries()


def _row(what: str, seconds: Sequence[float]) -> Row:
    return Row(what, median(seconds), quantiles(seconds, n=20)[-1], "s")


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    done = work()
    return done, time.perf_counter() - begun

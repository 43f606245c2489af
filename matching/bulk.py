"""Many queries against one saved index: by processes of this machine, or by a cluster's workers.

Both call `rank_slice` on the same slices of the queries, so that neither the number of workers, nor
who of them does what, nor one that dies and has its slice done again, changes any answer.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from matching.base import Matcher
from matching.documents import Document, Ranked

SLICE = 50
"""Queries a worker is given at a time: a fraction of a second of work."""

Answers = list[list[Ranked]]


def rank_slice(folder: Path, queries: Sequence[Document], top: int) -> Answers:
    """The best documents of a saved index for each of the queries, in their order.

    A process opens the index once; its pages in memory are shared with all others on the machine.
    """
    return _opened(folder).rank_many(queries, top)


def in_pool(
    folder: Path, queries: Sequence[Document], top: int = 10, *, workers: int
) -> Iterator[list[Ranked]]:
    """The answers in the order of the queries, as they come in."""
    slices = _slices(queries)
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(workers, context) as pool:
        for answers in pool.map(rank_slice, [folder] * len(slices), slices, [top] * len(slices)):
            yield from answers


def in_cluster(
    client: Any, folder: Path, queries: Sequence[Document], top: int = 10
) -> Iterator[list[Ranked]]:
    """The same by the workers of a `distributed.Client`, each of which can read the folder.

    What a worker had in hand when it died is done again by another one.
    """
    futures = [
        client.submit(rank_slice, folder, part, top, pure=False) for part in _slices(queries)
    ]
    for future in futures:
        yield from future.result()


def _slices(queries: Sequence[Document]) -> list[Sequence[Document]]:
    return [queries[start : start + SLICE] for start in range(0, len(queries), SLICE)]


@lru_cache(maxsize=1)
def _opened(folder: Path) -> Matcher:
    return Matcher.load(folder)

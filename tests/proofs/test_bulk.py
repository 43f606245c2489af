"""2,000 needs against 100,000 inventions, by whoever has hands, and though one of them dies."""

import os
import signal
import warnings
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from marketplace.bench.corpus import made
from matching import TfidfMatcher
from matching.bulk import in_cluster, in_pool

DOCUMENTS, QUERIES, TOP = 100_000, 2_000, 10


@pytest.mark.prove
def test_the_answers_do_not_depend_on_who_gives_them(tmp_path: Path) -> None:
    TfidfMatcher().fit(made(DOCUMENTS)).save(tmp_path)
    queries = list(made(QUERIES, seed=2))
    expected = TfidfMatcher.load(tmp_path).rank_many(queries, TOP)
    assert sum(map(len, expected)) == QUERIES * TOP
    assert list(in_pool(tmp_path, queries, TOP, workers=1)) == expected
    assert list(in_pool(tmp_path, queries, TOP, workers=2)) == expected
    quiet = {"silence_logs": "CRITICAL", "dashboard_address": None, "host": "127.0.0.1"}
    with (
        warnings.catch_warnings(action="ignore"),  # of the library, about itself
        LocalCluster(n_workers=2, threads_per_worker=1, **quiet) as cluster,  # type: ignore[no-untyped-call]
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        answers = in_cluster(client, tmp_path, queries, TOP)
        first = next(answers)
        os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
        assert [first, *answers] == expected

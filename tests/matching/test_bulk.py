"""The answers of many processes are those of one."""

import os
import signal
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from matching import BlendedMatcher, Document, Ranked
from matching.bulk import SLICE, in_cluster, in_pool, rank_slice
from tests.matching.samples import INVENTIONS, NEEDS

QUERIES = [
    Document(f"q{number}", {"text": f"{text} {number}"})
    for number in range(3 * SLICE // len(NEEDS) + 1)
    for text in NEEDS.values()
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("bulk") / "index"
    BlendedMatcher().fit(INVENTIONS).save(home)
    return home


@pytest.fixture(scope="module")
def expected(folder: Path) -> list[list[Ranked]]:
    answers = BlendedMatcher.load(folder).rank_many(QUERIES, 3)
    assert len(answers) > 3 * SLICE
    assert {ranked[0].key for ranked in answers} == set(NEEDS)
    return answers


def test_a_slice_is_answered_as_the_matcher_does(
    folder: Path, expected: list[list[Ranked]]
) -> None:
    assert rank_slice(folder, QUERIES[:7], 3) == expected[:7]


@pytest.mark.parametrize("workers", [1, 3])
def test_any_number_of_processes_gives_the_same(
    folder: Path, expected: list[list[Ranked]], workers: int
) -> None:
    assert list(in_pool(folder, QUERIES, 3, workers=workers)) == expected


def test_nothing_is_asked_of_nobody(folder: Path) -> None:
    assert list(in_pool(folder, [], workers=2)) == []


@pytest.fixture
def cluster() -> Iterator[Any]:
    """Two worker processes of our own."""
    distributed = pytest.importorskip("distributed", reason="pip install threehouses[cluster]")
    quiet = {"silence_logs": "CRITICAL", "dashboard_address": None}
    with (
        warnings.catch_warnings(action="ignore"),  # of the library, about itself
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", **quiet
        ) as two,
        distributed.Client(two) as client,
    ):
        yield client


def test_a_cluster_that_loses_a_worker_gives_the_same(
    folder: Path, expected: list[list[Ranked]], cluster: Any
) -> None:
    answers = in_cluster(cluster, folder, QUERIES, 3)
    first = next(answers)
    victim = next(iter(cluster.run(os.getpid).values()))
    os.kill(victim, signal.SIGKILL)
    assert [first, *answers] == expected

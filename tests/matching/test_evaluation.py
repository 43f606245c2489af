"""Figures by hand, and a collection of our own in the layout of BEIR."""

import gzip
import json
import math
from pathlib import Path
from typing import Any

import pytest

from matching import BlendedMatcher, Document
from matching.beir import read_collection
from matching.evaluation import evaluate, ndcg_at, recall_at, reciprocal_rank

CORPUS: tuple[dict[str, Any], ...] = (
    {"_id": "a", "title": "Lọc nước lợ", "text": "cho ao tôm", "keywords": ["màng", "muối"]},
    {"_id": "b", "title": "Battery recycling", "text": "cobalt", "keywords": "lithium"},
    {
        "_id": "c",
        "title": "Máy sấy",
        "text": "cà phê",
        "classes": ["F26B 3/02"],
        "readiness": 8,
        "money": [1, 2],
        "currency": "VND",
    },
)
QUERIES: tuple[dict[str, Any], ...] = (
    {"_id": "1", "title": "ao tôm", "text": "lithium", "objective": "lọc nước", "keywords": "x"},
    {"_id": "2", "title": "cobalt", "text": "", "hard": True},
    {"_id": "3", "title": "nobody judged this", "text": ""},
)
QRELS = "query-id\tcorpus-id\tscore\n1\ta\t3\n1\tc\t1\n2\tb\t1\n3\ta\t0\n"


def write(folder: Path, name: str, rows: tuple[dict[str, Any], ...]) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / name).write_bytes(
        gzip.compress(lines.encode()) if name[-2:] == "gz" else lines.encode()
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "small"
    target.mkdir()
    write(target, "corpus.jsonl.gz", CORPUS)
    write(target, "queries.jsonl", QUERIES)
    (target / "qrels.tsv").write_text(QRELS)
    return target


def test_ndcg_discounts_each_gain_by_the_logarithm_of_its_rank() -> None:
    grades = {"a": 3, "b": 1, "c": 2}
    best = 3 + 2 / math.log2(3) + 1 / 2
    assert ndcg_at(10, ["a", "c", "b"], grades) == 1.0
    assert ndcg_at(10, ["b", "x", "a"], grades) == pytest.approx((1 + 3 / 2) / best)
    assert ndcg_at(1, ["b", "a"], grades) == pytest.approx(1 / 3)
    assert ndcg_at(10, ["x"], grades) == ndcg_at(10, [], grades) == ndcg_at(10, ["a"], {}) == 0.0


def test_recall_and_reciprocal_rank_count_what_fits_at_all() -> None:
    grades = {"a": 1, "b": 2, "c": 0}
    ranking = ["c", "x", "b", "a"]
    assert recall_at(3, ranking, grades) == 0.5
    assert recall_at(4, ranking, grades) == 1.0
    assert reciprocal_rank(ranking, grades) == pytest.approx(1 / 3)
    assert (recall_at(3, ranking, {"c": 0}), reciprocal_rank(ranking, {"c": 0})) == (0.0, 0.0)


def test_a_collection_is_read_with_what_it_has(folder: Path) -> None:
    collection = read_collection(folder)
    assert collection.name == "small"
    assert [one.key for one in collection.queries] == ["1", "2"]
    assert collection.grades == {"1": {"a": 3, "c": 1}, "2": {"b": 1}}
    assert collection.hard == {"2"}
    assert collection.documents[0] == Document(
        "a", {"title": "Lọc nước lợ", "keywords": "màng\nmuối", "text": "cho ao tôm"}
    )
    assert collection.documents[2] == Document(
        "c",
        {"title": "Máy sấy", "keywords": "", "text": "cà phê"},
        classes=("F26B 3/02",),
        readiness=8,
        money=(1, 2),
        currency="VND",
    )


def test_a_short_query_is_title_and_objective(folder: Path) -> None:
    one, other = read_collection(folder, short=True).queries
    assert one.fields == {"title": "ao tôm", "keywords": "", "text": "lọc nước"}
    assert other.fields == {"title": "cobalt", "keywords": "", "text": ""}


def test_other_queries_and_grades_may_be_asked_of_the_same_corpus(
    folder: Path, tmp_path: Path
) -> None:
    write(tmp_path, "held-out.jsonl.gz", ({"_id": "9", "title": "sấy cà phê"},))
    qrels = tmp_path / "held-out.tsv"
    qrels.write_text("query-id\tcorpus-id\tscore\n9\tc\t1\n")
    collection = read_collection(folder, queries=tmp_path / "held-out.jsonl.gz", qrels=qrels)
    figures = evaluate(BlendedMatcher(), collection)
    assert (figures.queries, figures.documents, figures.ndcg) == (1, 3, 1.0)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("queries.jsonl", "{\n", "queries.jsonl, line 1: not a JSON object"),
        ("queries.jsonl", '{"_id": "1"}\n[]\n', "queries.jsonl, line 2: not a JSON object"),
        ("queries.jsonl", '{"title": "a"}\n', "queries.jsonl, line 1: not a JSON object"),
        ("qrels.tsv", "header\n1 a 1\n", "qrels.tsv, line 2: not query, document and grade"),
        ("qrels.tsv", "header\n1\ta\tgood\n", "qrels.tsv, line 2: not query, document"),
        ("qrels.tsv", "header\n1\ta\t0\n", "no query has a document that fits it"),
    ],
)
def test_a_fault_is_told_with_its_place(folder: Path, name: str, text: str, fault: str) -> None:
    (folder / name).write_text(text)
    with pytest.raises(ValueError, match=fault):
        read_collection(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "qrels.tsv").unlink()
    with pytest.raises(FileNotFoundError, match=r"neither qrels\.tsv nor qrels\.tsv\.gz"):
        read_collection(folder)


def test_figures_are_means_over_the_queries(folder: Path) -> None:
    steps: list[tuple[int, int]] = []
    figures = evaluate(BlendedMatcher(), read_collection(folder), lambda *step: steps.append(step))
    assert steps == [(1, 2), (2, 2)]
    assert figures.ndcg == pytest.approx((3 / (3 + 1 / math.log2(3)) + 1) / 2)
    assert (figures.recall_10, figures.recall_100, figures.mrr) == (0.75, 0.75, 1.0)
    assert figures.ndcg_hard == 1.0
    assert list(figures.as_json()) == [
        "collection",
        "documents",
        "queries",
        "ndcg@10",
        "recall@10",
        "recall@100",
        "mrr",
        "fit_seconds",
        "median_ms",
    ]
    assert next(figures.lines()) == "small: 2 queries, 3 documents"

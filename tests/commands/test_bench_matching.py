"""`threehouses bench matching`, in small: who is measured, and as what."""

import json

import pytest
from typer.testing import CliRunner

from marketplace.bench import matching
from marketplace.cli import app


def test_it_measures_ours_beside_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "QUERIES", 3)
    monkeypatch.setattr(matching, "ROUNDS", 1)
    ran = CliRunner().invoke(app, ["bench", "matching", "--documents", "150", "--json"])
    report = json.loads(ran.stdout)
    assert (report["name"], report["documents"]) == ("matching", 150)
    assert {row["unit"] for row in report["rows"]} == {"s", "bytes"}
    assert report["ratios"].keys() == {
        "blended_over_ours",
        "bm25s_numba_over_ours",
        "cosine_over_ours",
        "product_over_ours",
        "fit_over_sklearn",
    }
    assert all(0 < row["median"] <= row["p95"] for row in report["rows"])


def test_with_more_documents_than_others_can_hold_a_tenth_ranks_beside_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matching, "QUERIES", 3)
    monkeypatch.setattr(matching, "ROUNDS", 1)
    monkeypatch.setattr(matching, "RIVALS", 100)
    found = matching.measure(documents=150).ratios
    assert found.keys() == {"blended_over_ours", "ours_over_tenth", "fit_over_sklearn"}

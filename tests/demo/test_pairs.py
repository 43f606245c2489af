"""The labelled pairs as collections, and how well the matcher ranks them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from marketplace.cli import app
from marketplace.demo.market import whole_market
from marketplace.demo.pairs import TRACKS, without_marks
from matching import BlendedMatcher
from matching.beir import Collection, read_collection
from matching.evaluation import evaluate


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pairs")
    answer = CliRunner().invoke(app, ["demo", "--pairs", str(folder)])
    assert answer.exit_code == 0, answer.output
    return folder


def collection(pairs: Path, name: str) -> Collection:
    return read_collection(pairs / name)


def test_every_track_can_be_read(pairs: Path) -> None:
    market = whole_market()
    assert {folder.name for folder in pairs.iterdir()} == {*TRACKS, "trios"}
    whole = collection(pairs, "market")
    assert {one.key for one in whole.documents} == {one.key for one in market.inventions}
    assert {one.key for one in whole.queries} == {one.key for one in market.needs}
    assert sum(map(len, whole.grades.values())) == len(market.fits)


def test_a_track_holds_only_what_has_its_language(pairs: Path) -> None:
    market, crossing = whole_market(), collection(pairs, "vi-en")
    assert all(one.fields["title"] and one.fields["text"] for one in crossing.documents)
    assert all("en" in market.invention(one.key).languages for one in crossing.documents)
    assert all("vi" in market.need(one.key).languages for one in crossing.queries)


def test_plain_needs_have_no_marks_and_rank_the_same(pairs: Path) -> None:
    plain, marked = collection(pairs, "vi-plain"), collection(pairs, "vi")
    assert without_marks("Đường ẩm ướt, lúa") == "Duong am uot, lua"
    for one in plain.queries:
        assert one.fields["text"] == without_marks(one.fields["text"])
    matcher = BlendedMatcher().fit(marked.documents)
    ranked = [
        [one.key for one in matcher.rank(query, 10)] for query in (*marked.queries, *plain.queries)
    ]
    assert ranked[: len(marked.queries)] == ranked[len(marked.queries) :]


@pytest.mark.parametrize(("name", "least"), [("vi", 0.75), ("en", 0.75), ("market", 0.8)])
def test_the_matcher_finds_what_fits(pairs: Path, name: str, least: float) -> None:
    """Well below what it reaches (docs/demonstration.md), so that only a loss is noticed."""
    assert evaluate(BlendedMatcher(), collection(pairs, name)).ndcg >= least

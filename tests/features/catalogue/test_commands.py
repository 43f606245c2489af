"""`threehouses reindex`."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from marketplace.cli import app
from marketplace.houses.rules import Role
from tests.features.catalogue.offers import offered, titles
from tests.tools.journal import on_sqlite
from tests.tools.site import Site


@on_sqlite
def test_reindex_builds_the_index_anew(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with site.market() as market:
        offered(market, market.member(Role.TRANSFER_OFFICER))
    site.drain(post=False)
    site.tools.engine.clear()
    assert titles(site.tools.engine, "zinc") == []
    monkeypatch.setenv("DATA_DIR", str(site.folder))
    monkeypatch.setenv("DATABASE_URL", site.database.url)
    answer = CliRunner().invoke(app, ["reindex"])
    assert (answer.exit_code, answer.output.splitlines()[-1]) == (0, "The index is built anew.")
    assert titles(site.tools.engine, "zinc") == ["Zinc coating"]


def test_an_engine_that_is_away_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "search").write_text("in the way")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    answer = CliRunner().invoke(app, ["reindex"])
    assert answer.exit_code == 1
    assert "The search engine is away: " in answer.output

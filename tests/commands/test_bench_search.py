"""The measurements of the search and of the pages, on one small market."""

from pathlib import Path

import pytest

from marketplace.bench import search, web
from search.server import find
from tests.tools.missing import need


@pytest.mark.prove
def test_both_engines_are_measured_in_one_run_and_the_pages_on_their_market(
    tmp_path: Path,
) -> None:
    if find() is None:
        need("Meilisearch", "type `make services`")
    report = search.measure(documents=200, keep=tmp_path)
    assert [*report.ratios] == ["request_over_bound_embedded", "request_over_bound_meilisearch"]
    assert all(row.median > 0 for row in report.rows)
    before = (tmp_path / "site.db").read_bytes()
    report = web.measure(documents=200, keep=tmp_path)
    assert all(row.median > 0 for row in report.rows)
    assert (tmp_path / "site.db").read_bytes() == before

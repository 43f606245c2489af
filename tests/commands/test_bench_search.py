"""The measurement of the search, on a market small enough for every run of the tests."""

import pytest

from marketplace.bench import search
from search.server import find
from tests.tools.missing import need


@pytest.mark.prove
def test_both_engines_are_measured_in_one_run() -> None:
    if find() is None:
        need("Meilisearch", "type `make services`")
    report = search.measure(documents=200)
    assert [*report.ratios] == ["request_over_bound_embedded", "request_over_bound_meilisearch"]
    assert all(row.median > 0 for row in report.rows)

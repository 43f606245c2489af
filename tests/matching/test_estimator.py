"""Matchers are estimators: scikit-learn's own checks, those that ask for no matrix of numbers."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest
from sklearn.utils import estimator_checks as checks

from matching import BlendedMatcher, Bm25Matcher, TfidfMatcher
from matching.base import Matcher
from tests.matching.samples import INVENTIONS, NEEDS, query

every_matcher = pytest.mark.parametrize(
    "matcher", [TfidfMatcher(), Bm25Matcher({"title": 2.0}), BlendedMatcher()], ids=repr
)


@every_matcher
@pytest.mark.parametrize(
    "check",
    [
        checks.check_do_not_raise_errors_in_init_or_set_params,
        checks.check_estimator_cloneable,
        checks.check_estimator_repr,
        checks.check_estimator_tags_renamed,
        checks.check_get_params_invariance,
        checks.check_mixin_order,
        checks.check_no_attributes_set_in_init,
        checks.check_parameters_default_constructible,
        checks.check_set_params,
    ],
    ids=lambda check: check.__name__,
)
def test_scikit_learn_is_content(check: Callable[[str, Any], None], matcher: Matcher) -> None:
    check(type(matcher).__name__, matcher)


@every_matcher
def test_a_pickled_matcher_ranks_as_before(matcher: Matcher) -> None:
    matcher.fit(INVENTIONS)
    again = pickle.loads(pickle.dumps(matcher))  # noqa: S301 - our own
    for text in NEEDS.values():
        assert again.rank(query(text)) == matcher.rank(query(text))
        assert again.rank(query(text))

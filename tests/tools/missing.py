"""What a test needs and the machine lacks: a skip for a newcomer, a failure where CI is set."""

import os
from typing import NoReturn

import pytest


def need(what: str, reason: str) -> NoReturn:
    """Skip the test, saying what is missing and the line to type; in CI nothing may be missing."""
    message = f"{what} is missing: {reason}"
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)

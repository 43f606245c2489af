"""So that this folder and `matching/` can be tested by themselves: `pytest tests/matching`."""

import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "prove: a long proof, over a minute")

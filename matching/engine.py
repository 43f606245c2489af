"""Which inner loops run: numba's where it can be imported, else numpy's. Results are equal.

`MATCHING_LOOPS=numpy` in the environment asks for the slow ones.
"""

import os
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np


@cache
def loops() -> Any:
    """`matching.kernels` or `matching.plain`; imported at the first use."""
    if os.environ.get("MATCHING_LOOPS") == "numpy":
        return import_module("matching.plain")
    try:
        return import_module("matching.kernels")
    except ImportError:
        return import_module("matching.plain")


def digest(terms: list[str]) -> Any:
    """A hash of 64 bits for each term, the same in every process.

    The lowest two bits say what kind of term it is: 0 a word, 1 a pair, 2 an exact form. In ten
    million terms two have the same hash with a chance of 1 in 90,000; they would count as one.
    """
    if not terms:
        return np.zeros(0, np.uint64)
    joined = "\n".join(terms) + "\n"
    return loops().digest(np.frombuffer(joined.encode("utf-8", "surrogatepass"), np.uint8))

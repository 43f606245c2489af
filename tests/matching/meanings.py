"""An encoder that knows the meaning of a few words, and none of the others."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest

from matching import encoders
from matching.analysis import WORD, fold
from matching.encoders import Vectors

SAME = {
    "loc": "filter",
    "man": "salt",
    "muoi": "salt",
    "nuoc": "water",
    "tom": "shrimp",
    "pin": "battery",
    "batteries": "battery",
    "thu": "recover",
    "hoi": "recover",
    "recovers": "recover",
    "removes": "filter",
}


class Glossary:
    """A text is the mean of its words; those that mean the same are one."""

    name = "glossary"
    width = 96

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.array([_mean(text) for text in texts], dtype=np.float32).reshape(-1, self.width)

    queries = passages


def _mean(text: str) -> Vectors:
    words = [fold(word) for word in WORD.findall(text)]
    total = sum((_vector(SAME.get(word, word)) for word in words), np.zeros(Glossary.width))
    return np.asarray(total / (np.linalg.norm(total) or 1.0), dtype=np.float32)


def _vector(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
    return np.random.default_rng(seed).standard_normal(Glossary.width).astype(np.float32)


@contextmanager
def glossary() -> Iterator[str]:
    """The name by which a matcher finds it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(encoders.ENCODERS, "glossary", Glossary)
        yield "glossary"

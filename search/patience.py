"""How long whoever asks waits for all their questions together."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PAGE_SECONDS = 1.8
"""So that no page hangs longer than two, however many questions it asks."""

_ends: ContextVar[float] = ContextVar("ends", default=float("inf"))


def patience_ends() -> float:
    """By `time.monotonic`; never, unless somebody said so."""
    return _ends.get()


@contextmanager
def patient(seconds: float) -> Iterator[None]:
    """What is asked in here is given up when so many seconds are over."""
    before = _ends.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(before)

"""Keeps a server that does not answer from holding all of the site's threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from search.errors import SearchUnavailable

AT_ONCE = 20
"""Half of the site's usual threads; more wait for their turn, though not for long."""
TURN_SECONDS = 0.5
IN_A_ROW = 3
"""Failures after which the server is taken for away; one may be the question's own fault."""


class Gate:
    """While the server seems away one question at a time finds out; others are refused at once."""

    def __init__(self) -> None:
        self._failures = 0
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._trying = threading.BoundedSemaphore(1)

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Raises `SearchUnavailable` instead of waiting long."""
        if self._failures >= IN_A_ROW:
            turn, free = self._trying, self._trying.acquire(blocking=False)
        else:
            turn, free = self._turns, self._turns.acquire(timeout=TURN_SECONDS)
        if not free:
            raise SearchUnavailable("the server has not answered lately")
        try:
            yield
        except SearchUnavailable:
            self._failures += 1
            raise
        else:
            self._failures = 0
        finally:
            turn.release()

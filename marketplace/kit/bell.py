"""A bell that wakes threads which would otherwise look again and again whether there is work."""

import threading


class Bell:
    """Read `rung` before looking for work: what rings from then on, `wait` does not miss."""

    def __init__(self) -> None:
        self.rung = 0
        self._turn = threading.Condition()

    def ring(self) -> None:
        with self._turn:
            self.rung += 1
            self._turn.notify_all()

    def wait(self, rung: int, seconds: float) -> None:
        """Until it has rung since, or the time is over."""
        with self._turn:
            self._turn.wait_for(lambda: self.rung != rung, seconds)

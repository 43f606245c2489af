"""The bell that wakes the worker's threads."""

import threading
import time

from marketplace.kit.bell import Bell

LONG = 60.0


def test_all_who_wait_are_woken() -> None:
    bell, begun = Bell(), time.monotonic()
    threads = [threading.Thread(target=bell.wait, args=(bell.rung, LONG)) for _ in range(3)]
    for thread in threads:
        thread.start()
    bell.ring()
    for thread in threads:
        thread.join()
    assert time.monotonic() - begun < LONG


def test_a_ring_between_looking_and_waiting_is_not_missed() -> None:
    bell = Bell()
    rung = bell.rung
    bell.ring()
    begun = time.monotonic()
    bell.wait(rung, LONG)
    assert time.monotonic() - begun < LONG


def test_without_a_ring_the_wait_ends_by_itself() -> None:
    bell = Bell()
    bell.wait(bell.rung, 0.01)
    assert bell.rung == 0

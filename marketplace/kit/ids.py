"""Identifiers: short, sortable by the time they were made, safe in an address."""

import secrets
import threading
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
LENGTH = 16


_last = 0
_turn = threading.Lock()


def new_id() -> str:
    """Sixteen characters: 44 bits of milliseconds, then 36 random bits; within one millisecond of
    one process the next number, so that ids sort in the order they were made."""
    global _last  # noqa: PLW0603 - the process counts on
    with _turn:
        number = (time.time_ns() // 1_000_000 << 36) | secrets.randbits(36)
        number = _last = max(number, _last + 1)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))


def new_secret() -> str:
    """A token nobody can guess (256 bits); store only its digest."""
    return secrets.token_urlsafe(32)

"""Numbers of a document as terms that lie in their order, for one field holds all of them.

tantivy compares numbers only in fields of their own, whose names would have to be known beforehand.
"""

import struct
from collections.abc import Iterator, Mapping

_SIGN = 1 << 63
_ALL = (1 << 64) - 1
_LAST = "g"
"""Behind every hexadecimal digit."""


def terms_of(numbers: Mapping[str, float]) -> Iterator[str]:
    """For each number one that says that it is there, and one that says how large it is."""
    for name, number in numbers.items():
        yield beginning_of(name)
        yield term_of(name, number)


def beginning_of(name: str) -> str:
    """Letters and digits alone, whatever the name, so that a term needs no quoting."""
    return f"n{name.encode().hex()}x"


def term_of(name: str, number: float) -> str:
    """Compared as text, terms of one name are in the order of their numbers."""
    (bits,) = struct.unpack(">Q", struct.pack(">d", number + 0.0))  # there is one zero
    ordered = bits ^ (_ALL if bits & _SIGN else _SIGN)
    return f"{beginning_of(name)}{ordered:016x}"


def ends_of(name: str, low: float | None, high: float | None) -> tuple[str, str]:
    """The first and the last term between these numbers."""
    beginning = beginning_of(name)
    return (
        f"{beginning}0" if low is None else term_of(name, low),
        f"{beginning}{_LAST}" if high is None else term_of(name, high),
    )


def number_in(term: str) -> float | None:
    """What `term_of` was made from; None of a `beginning_of`."""
    _, _, digits = term.partition("x")
    if not digits:
        return None
    ordered = int(digits, 16)
    bits = ordered ^ (_SIGN if ordered & _SIGN else _ALL)
    number: float = struct.unpack(">d", struct.pack(">Q", bits))[0]
    return number

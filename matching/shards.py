"""One query over many documents in pieces: each piece by itself, then the best of all.

A piece is a stretch of rows of one fitted matcher, which every worker opens from the same folder,
so that all weigh by the same corpus. Scores are sums of integers: whatever the number of pieces,
the answer is the one of `rank`.
"""

from collections.abc import Iterable

import numpy as np

from matching.base import Matcher
from matching.documents import Document, Ranked


def rank_piece(
    matcher: Matcher, query: Document, piece: int, pieces: int, top: int = 10
) -> list[Ranked]:
    """The best of the piece with this number, from 0 on."""
    rows = len(matcher.shelf_.alive)
    start, end = (rows * number // pieces for number in (piece, piece + 1))
    among = np.zeros(rows, dtype=np.bool_)
    among[start:end] = True
    return matcher.rank_among(query, among, top)


def together(pieces: Iterable[Iterable[Ranked]], top: int = 10) -> list[Ranked]:
    """The best of all pieces' best."""
    ranked = (one for piece in pieces for one in piece)
    return sorted(ranked, key=lambda one: (-one.score, one.key))[:top]

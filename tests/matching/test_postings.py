import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from matching import postings
from matching.postings import Postings

blocks = st.lists(
    st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), max_size=4),
    min_size=1,
    max_size=4,
)


def matrix(rows: list[list[int]], width: int) -> sparse.csr_matrix:
    dense = np.array(rows, dtype=np.float32).reshape(len(rows), 3)
    return sparse.csr_matrix(np.pad(dense, ((0, 0), (0, width - 3))))


@pytest.mark.parametrize("tail", [0, 2, 100])
@settings(max_examples=40, deadline=None)
@given(blocks, st.data())
def test_scores_are_a_product_whatever_was_added_and_dropped(
    tail: int, rows: list[list[list[int]]], data: st.DataObject
) -> None:
    """Each block that is added knows one term more than the one before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "TAIL", tail)
        made = Postings(matrix(rows[0], 3))
        for late, block in enumerate(rows[1:], start=1):
            made.append(matrix(block, 3 + late))
        width = 2 + len(rows)
        dense = np.vstack([matrix(block, width).toarray() for block in rows])
        kept = data.draw(st.permutations(range(len(dense))))[: len(dense) // 2]
        terms = np.arange(width, dtype=np.int32)
        weights = np.linspace(1, 2, width)
        assert len(made) == len(dense)
        assert made.scores(terms, weights).tolist() == pytest.approx((dense @ weights).tolist())
        made.keep(np.array(kept, dtype=np.intp))
        assert made.rows().toarray().tolist() == dense[kept].tolist()

import re

from marketplace.kit.ids import new_id, new_secret


def test_ids_are_short_distinct_and_fit_an_address() -> None:
    ids = [new_id() for _ in range(5000)]
    assert len(set(ids)) == 5000
    assert all(re.fullmatch("[0-9a-z]{16}", one) for one in ids)


def test_ids_sort_in_the_order_they_were_made() -> None:
    ids = [new_id() for _ in range(5000)]
    assert ids == sorted(ids)


def test_secrets_hold_256_bits() -> None:
    assert len({new_secret() for _ in range(100)}) == 100
    assert len(new_secret()) == 43

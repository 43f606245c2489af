import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.inventions.classes import NotAClass, parents, read_class

SYMBOLS = st.from_regex(
    r"[A-HY](0[1-9]|[1-9][0-9])[A-Z]( [1-9][0-9]{0,3}/[0-9]{2,6})?", fullmatch=True
)


@pytest.mark.parametrize(
    ("typed", "symbol"),
    [
        ("h01m 10/0525", "H01M 10/0525"),
        ("H01M10/0525", "H01M 10/0525"),
        ("H01M-10/0525", "H01M 10/0525"),
        ("H01M\u00a0 0010 / 0525", "H01M 10/0525"),
        ("Int. Cl. H01M 10/0525 (2010.01)", "H01M 10/0525"),
        ("Int.Cl.8 H01M 10/0525", "H01M 10/0525"),
        ("IPC(8): H01M 10/0525 (20100101)", "H01M 10/0525"),
        ("CPC Y02E 60/10", "Y02E 60/10"),
        ("C12N 2710/16011", "C12N 2710/16011"),
        ("B01D 17/032", "B01D 17/032"),
        ("H01M", "H01M"),
        ("H01", "H01"),
        ("h", "H"),
    ],
)
def test_symbols_in_many_spellings(typed: str, symbol: str) -> None:
    assert read_class(typed) == symbol


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "battery",
        "I01M",
        "H00M",
        "H1M",
        "H01M 10",
        "H01M 10/",
        "H01M 10/5",
        "H01M 0/00",
        "H01M 10/0525/1",
        "H01M 12345/00",
        "H01M 10/0525; H01M 4/38",
        "10/0525",
    ],
)
def test_what_cannot_be_a_symbol(typed: str) -> None:
    with pytest.raises(NotAClass) as refused:
        read_class(typed)
    assert (
        str(refused.value.text)
        == "This is no IPC or CPC symbol. They look like “H01M” or “H01M 10/0525”."
    )


@pytest.mark.parametrize(
    ("symbol", "above"),
    [
        ("H01M 10/0525", ("H", "H01", "H01M", "H01M 10/00")),
        ("h01m10/00", ("H", "H01", "H01M")),
        ("H01M", ("H", "H01")),
        ("H01", ("H",)),
        ("H", ()),
    ],
)
def test_parents(symbol: str, above: tuple[str, ...]) -> None:
    assert parents(symbol) == above


@given(SYMBOLS)
def test_a_canonical_symbol_stays_and_so_do_its_parents(symbol: str) -> None:
    assert read_class(symbol) == symbol
    assert read_class(symbol.lower().replace(" ", "")) == symbol
    assert all(read_class(parent) == parent for parent in parents(symbol))

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.inventions.orcid import NotOrcid, read_orcid

FORM = "An ORCID iD has 16 digits, such as 0000-0002-1825-0097."
CHECK = "The last digit does not fit the others: one of them is mistyped."


@pytest.mark.parametrize(
    "typed",
    [
        "0000-0002-1825-0097",
        "0000000218250097",
        " 0000 0002 1825 0097 ",
        "0000\u20130002\u20131825\u20130097",
        "https://orcid.org/0000-0002-1825-0097",
        "http://www.orcid.org/0000-0002-1825-0097/",
        "orcid.org/0000-0002-1825-0097",
        "ORCID: 0000-0002-1825-0097",
        "ORCID iD: https://orcid.org/0000-0002-1825-0097",
    ],
)
def test_one_id_in_many_spellings(typed: str) -> None:
    assert read_orcid(typed) == "0000-0002-1825-0097"


@pytest.mark.parametrize(
    "orcid",
    ["0000-0002-1694-233X", "0000-0001-5109-3700", "0000-0002-6378-6229"],
)
def test_canonical_ids_stay(orcid: str) -> None:
    assert read_orcid(orcid) == orcid
    assert read_orcid(orcid.lower().replace("-", "")) == orcid


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", FORM),
        ("0000-0002-1825-009", FORM),
        ("0000-0002-1825-00977", FORM),
        ("X000-0002-1825-0097", FORM),
        ("https://sandbox.orcid.org/0000-0002-1825-0097", FORM),
        ("https://example.org/0000-0002-1825-0097", FORM),
        ("0000-0002-1825-0098", CHECK),
        ("0000-0002-1825-009X", CHECK),
        ("0000-0002-1852-0097", CHECK),
    ],
)
def test_what_is_refused_and_why(typed: str, reason: str) -> None:
    with pytest.raises(NotOrcid) as refused:
        read_orcid(typed)
    assert str(refused.value.text) == reason


@given(st.integers(0, 14), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(place: int, change: int) -> None:
    digits = list("0000000218250097")
    digits[place] = str((int(digits[place]) + change) % 10)
    with pytest.raises(NotOrcid):
        read_orcid("".join(digits))


@given(st.text(alphabet="0123456789xX -:/orcid.", max_size=40))
def test_any_text_is_an_id_or_refused(typed: str) -> None:
    with suppress(NotOrcid):
        orcid = read_orcid(typed)
        assert read_orcid(orcid) == orcid

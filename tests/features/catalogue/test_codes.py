"""What is found whole, in whatever spelling it is typed."""

import pytest

from marketplace.catalogue.codes import class_codes, codes_of, doi_codes, orcid_code

ORCID = "0000-0002-1825-0097"


@pytest.mark.parametrize(
    "typed",
    [ORCID, "0000000218250097", "0000 0002 1825 0097", f"https://orcid.org/{ORCID}",
     f"ORCID: {ORCID}"],
)  # fmt: skip
def test_an_orcid_in_any_spelling(typed: str) -> None:
    assert orcid_code(ORCID) in codes_of(typed)


@pytest.mark.parametrize(
    "typed",
    ["10.1000/ABC.7", "doi:10.1000/abc.7", "DOI 10.1000/abc.7", "https://doi.org/10.1000/abc.7",
     "http://dx.doi.org/10.1000/Abc.7", " doi.org/10.1000%2Fabc.7 "],
)  # fmt: skip
def test_a_doi_in_any_spelling(typed: str) -> None:
    assert "doi 10.1000/abc.7" in codes_of(typed)


def test_dois_are_taken_out_of_a_text_without_the_sentence_around_them() -> None:
    text = "See 10.1000/a(1), (doi:10.1000/b) and https://doi.org/10.1000/A(1). Not 110.1000/c."
    assert doi_codes([text]) == ("doi 10.1000/a(1)", "doi 10.1000/b")


def test_what_looks_like_one_is_none() -> None:
    for typed in ("0000-0002-1825-0098", "10.1000", "ten 10/1000", "H"):
        assert not [one for one in codes_of(typed) if not one.startswith("number")]


def test_a_class_has_those_above_it_each_once() -> None:
    assert class_codes(["H01M 10/0525", "H01B"]) == [
        "class H", "class H01", "class H01M", "class H01M 10/00", "class H01M 10/0525",
        "class H01B",
    ]  # fmt: skip

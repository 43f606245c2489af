import pytest
from pydantic import TypeAdapter, ValidationError

from marketplace.accounts.forms import Address
from marketplace.accounts.passwords import hash_password, password_fits
from marketplace.accounts.rules import same_address


@pytest.mark.parametrize("text", ["lan@example.org", "Lan.Huong+3h@mail.example.vn", "lê@ví-dụ.vn"])
def test_addresses_that_are_taken(text: str) -> None:
    assert TypeAdapter(Address).validate_python(text) == text.lower()


@pytest.mark.parametrize(
    "text",
    ["lan", "@example.org", "lan@example", "lan @example.org", "lan@exa mple.org", "x" * 255],
)
def test_addresses_that_are_not(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Address).validate_python(text)


def test_two_spellings_are_one_address() -> None:
    assert same_address(" Lan@Example.ORG ") == "lan@example.org"


def test_a_password_fits_its_own_hash_only() -> None:
    stored = hash_password("correct horse battery")
    assert password_fits("correct horse battery", stored)
    assert not password_fits("correct horse", stored)
    assert not password_fits("correct horse battery", None)
    assert not password_fits("correct horse battery", "not a hash")

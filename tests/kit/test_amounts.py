import unicodedata
from contextlib import suppress
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit.amounts import LARGEST, NotMoney, read_money, short_money, show_money
from marketplace.kit.money import MINOR_DIGITS, Money

BILLION = 10**9
CURRENCIES = st.sampled_from(sorted(MINOR_DIGITS))
LANGUAGES = st.sampled_from(["vi", "en"])


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("0", 0),
        ("1,2 tỷ", 1_200_000_000),
        ("1.2 ty", 1_200_000_000),
        ("1,2 TỶ ĐỒNG", 1_200_000_000),
        ("1,2\u00a0tỉ", 1_200_000_000),
        ("1,25 tỷ", 1_250_000_000),
        ("0,500 tỷ", 500_000_000),
        ("500 triệu", 500_000_000),
        ("500tr", 500_000_000),
        ("500 trđ", 500_000_000),
        ("1.200.000.000", 1_200_000_000),
        ("1,200,000,000", 1_200_000_000),
        ("1 200 000 000 ₫", 1_200_000_000),
        ("1\u202f200\u202f000\u202f000\u202f₫", 1_200_000_000),
        ("1.200.000,00 VND", 1_200_000),
        ("VND 1.200.000", 1_200_000),
        ("1200000đ", 1_200_000),
        ("1.200 VND", 1_200),
        ("1,200", 1_200),
        ("2 nghìn tỷ", 2_000 * BILLION),
        ("1.200 tỷ", 1_200 * BILLION),
        ("1200 tỷ", 1_200 * BILLION),
        ("1 200 tỷ", 1_200 * BILLION),
        ("1.200,5 tỷ", 1_200 * BILLION + 500_000_000),
        ("1.200.000 triệu", 1_200 * BILLION),
        ("15k", 15_000),
        ("15 nghìn", 15_000),
        ("15 ngàn đồng", 15_000),
        ("10 million", 10_000_000),
        ("1,200 million", 1_200_000_000),
        ("5 thousand", 5_000),
        ("1.5bn VND", 1_500_000_000),
        ("1 tỷ 200 triệu", 1_200_000_000),
        ("1 tỷ 2 triệu 50 nghìn đồng", 1_002_050_000),
        ("1 tỷ 5", 1_500_000_000),
        ("2tr5", 2_500_000),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_dong_as_people_write_it(typed: str, amount: int, form: Literal["NFC", "NFD"]) -> None:
    assert read_money(unicodedata.normalize(form, typed)) == Money(amount, "VND")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("USD 1,250.50", Money(125_050, "USD")),
        ("$1,250.50", Money(125_050, "USD")),
        ("$1,250.50 USD", Money(125_050, "USD")),
        ("1.250,50 EUR", Money(125_050, "EUR")),
        ("€1 250,50", Money(125_050, "EUR")),
        ("1.250 USD", Money(125_000, "USD")),
        ("1,250 usd", Money(125_000, "USD")),
        ("500 đô la Mỹ", Money(50_000, "USD")),
        ("1.5m euro", Money(150_000_000, "EUR")),
        ("100 yen", Money(100, "JPY")),
        ("S$5", Money(500, "SGD")),
    ],
)
def test_a_named_currency_wins(typed: str, expected: Money) -> None:
    assert read_money(typed) == expected


def test_the_default_currency_decides_bare_numbers_and_shared_signs() -> None:
    assert read_money("12.5", "USD") == Money(1_250, "USD")
    assert read_money("$5", "SGD") == Money(500, "SGD")
    assert read_money("¥5", "CNY") == Money(500, "CNY")
    assert read_money("¥5", "JPY") == Money(5, "JPY")


EMPTY = "Type an amount, such as “1.2 billion” or “500 million”."
UNREADABLE = (
    "This cannot be read as an amount. Write it like “1.2 billion”, “500 million” or “1,200,000”."
)
AMBIGUOUS = "This can be read in two ways, far apart. Write the amount out in digits."
NEGATIVE = "An amount cannot be negative."
TOO_LARGE = "This amount is larger than any the market handles."


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", EMPTY),
        (" \u00a0\u200b", EMPTY),
        ("-5", NEGATIVE),
        ("\u2212 5 triệu", NEGATIVE),
        ("-$5", NEGATIVE),
        ("$-5", NEGATIVE),
        ("một tỷ", UNREADABLE),
        ("VND", UNREADABLE),
        ("triệu", UNREADABLE),
        ("100 THB", UNREADABLE),
        ("5 km", UNREADABLE),
        ("10²", UNREADABLE),
        ("100-200 triệu", UNREADABLE),
        ("500 triệu/năm", UNREADABLE),
        ("12 50", UNREADABLE),
        ("1.20.000", UNREADABLE),
        ("1,200.000.000", UNREADABLE),
        ("1,5 tỷ 200 triệu", UNREADABLE),
        ("1 triệu 2 tỷ", UNREADABLE),
        ("1 tỷ 0 tỷ", UNREADABLE),
        ("1 tỷ 1000 triệu", UNREADABLE),
        ("9" * 61, UNREADABLE),
        ("1,200 tỷ", AMBIGUOUS),
        ("1.200 million", AMBIGUOUS),
        ("1.200k", AMBIGUOUS),
        ("1,200k", AMBIGUOUS),
        ("1,200.000", AMBIGUOUS),
        ("1 tỷ 500", AMBIGUOUS),
        ("¥5", AMBIGUOUS),
        ("USD 5 EUR", AMBIGUOUS),
        ("1,2", "This is finer than the smallest unit of VND."),
        ("1.2345 nghìn", "This is finer than the smallest unit of VND."),
        ("1.005,50", "This is finer than the smallest unit of VND."),
        ("12.5000", "This is finer than the smallest unit of VND."),
        ("1.255,125 USD k", UNREADABLE),
        ("0,125 USD", "This is finer than the smallest unit of USD."),
        ("1250.500 USD", "This is finer than the smallest unit of USD."),
        ("1001 nghìn tỷ", TOO_LARGE),
        ("1.000.000.000.000.001", TOO_LARGE),
        ("10.000.000.000.000,01 USD", TOO_LARGE),
    ],
)
def test_what_is_refused_and_why(typed: str, reason: str) -> None:
    with pytest.raises(NotMoney) as refused:
        read_money(typed)
    assert str(refused.value.text) == reason


def test_the_largest_amount_is_read() -> None:
    assert read_money("1.000 nghìn tỷ") == Money(LARGEST)


@given(st.text(alphabet="0123456789., -$₫đktrmbnỷusd\u00a0", max_size=70))
def test_any_text_is_an_amount_or_refused(typed: str) -> None:
    with suppress(NotMoney):
        assert 0 <= read_money(typed).amount <= LARGEST


@given(st.builds(Money, st.integers(0, LARGEST), CURRENCIES), LANGUAGES, CURRENCIES)
def test_what_is_shown_reads_back(money: Money, language: str, default: str) -> None:
    assert read_money(show_money(money, language), default) == money


@pytest.mark.parametrize(
    ("money", "vi", "en"),
    [
        (Money(1_200_000_000), "1.200.000.000\xa0₫", "VND\xa01,200,000,000"),
        (Money(0), "0\xa0₫", "VND\xa00"),
        (Money(-6_000_000), "-6.000.000\xa0₫", "VND\xa0-6,000,000"),
        (Money(125_050, "USD"), "1.250,50\xa0USD", "USD\xa01,250.50"),
        (Money(5, "EUR"), "0,05\xa0EUR", "EUR\xa00.05"),
        (Money(-5, "EUR"), "-0,05\xa0EUR", "EUR\xa0-0.05"),
        (Money(1_000, "JPY"), "1.000\xa0JPY", "JPY\xa01,000"),
    ],
)
def test_amounts_as_shown(money: Money, vi: str, en: str) -> None:
    assert (show_money(money, "vi"), show_money(money, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("amount", "currency", "vi", "en"),
    [
        (0, "VND", "0", "0"),
        (950, "VND", "950", "950"),
        (15_000, "VND", "15\xa0nghìn", "15k"),
        (500_000_000, "VND", "500\xa0tr", "500m"),
        (999_949_999, "VND", "999,9\xa0tr", "999.9m"),
        (999_950_000, "VND", "1\xa0tỷ", "1bn"),
        (1_200_000_000, "VND", "1,2\xa0tỷ", "1.2bn"),
        (1_250_000_000, "VND", "1,3\xa0tỷ", "1.3bn"),
        (-1_250_000_000, "VND", "-1,3\xa0tỷ", "-1.3bn"),
        (2 * 10**12, "VND", "2\xa0nghìn\xa0tỷ", "2tn"),
        (1_234 * 10**12, "VND", "1.234\xa0nghìn\xa0tỷ", "1,234tn"),
        (150_000, "USD", "1,5\xa0nghìn", "1.5k"),
        (50, "USD", "0,5", "0.5"),
        (-1, "USD", "0", "0"),
    ],
)
def test_amounts_on_an_axis(amount: int, currency: str, vi: str, en: str) -> None:
    assert short_money(amount, currency, "vi") == vi
    assert short_money(amount, currency, "en") == en

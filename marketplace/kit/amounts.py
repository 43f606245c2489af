"""Amounts of money as people write them: "1,2 tỷ", "500tr", "USD 1,250.50", "1.200.000 ₫".

Vietnamese groups digits with "." and marks decimals with ",", English the reverse, and people mix
the two, so a mistake costs a factor of a thousand. These rules decide; what they leave open is
refused as ambiguous rather than guessed:

* Both marks: the last one is the decimal mark. In a bare number with three digits behind it
  ("1,200.000") it may as well be a slip, hence ambiguous.
* One mark before groups of exactly three digits, in a bare number: thousands, in any currency,
  since none that we accept has three decimals.
* The same before a scale word: thousands if the word's own language groups so ("1.200 tỷ" is 1200
  tỷ, as newspapers write; "1,200 million"), otherwise ambiguous ("1,200 tỷ", "1.200 million", and
  either mark before "k", which both languages use).
* Anything else is a decimal mark: "1,2 tỷ", "1.2 ty", "1250.50 USD".
"""

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

from marketplace.kit.money import MINOR_DIGITS, Money
from marketplace.kit.text import Text, t

LARGEST = 10**15
"""In minor units, so that sums stay far inside a 64-bit column."""

LONGEST = 60
"""Characters; nothing longer is an amount."""

NO_BREAK = "\N{NO-BREAK SPACE}"
"""Between a number and its unit, so that no line ends there."""


class NotMoney(ValueError):
    """`text` tells people why what they typed is not an amount."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class _Scale(NamedTuple):
    power: int
    thousands_mark: str
    """How the word's language groups digits; "" for a word of both languages."""


class _Term(NamedTuple):
    """digits · 10^(power - decimals), as in "1,25 tỷ": 125, 2 and 9."""

    digits: int
    decimals: int
    power: int


_BARE = _Scale(0, "")

# Keys of both tables are folded: lower case, no tone marks, "đ" as "d".
_SCALES = {
    **dict.fromkeys(("nghin", "ngan"), _Scale(3, ".")),
    **dict.fromkeys(("trieu", "tr"), _Scale(6, ".")),
    **dict.fromkeys(("ty", "ti"), _Scale(9, ".")),
    **dict.fromkeys(("nghin ty", "nghin ti", "ngan ty", "ngan ti"), _Scale(12, ".")),
    "k": _Scale(3, ""),
    "thousand": _Scale(3, ","),
    **dict.fromkeys(("million", "millions", "mn", "m"), _Scale(6, ",")),
    **dict.fromkeys(("billion", "billions", "bn", "b"), _Scale(9, ",")),
    **dict.fromkeys(("trillion", "trillions", "tn"), _Scale(12, ",")),
}
_CURRENCIES = {
    **dict.fromkeys(("₫", "d", "dong", "dong viet nam", "vn dong", "vnd"), "VND"),
    **dict.fromkeys(("$", "us$", "usd", "do", "do la", "do la my", "dollar", "dollars"), "USD"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "gbp"), "GBP"),
    **dict.fromkeys(("jpy", "yen"), "JPY"),
    **dict.fromkeys(("cny", "rmb", "nhan dan te"), "CNY"),
    **dict.fromkeys(("₩", "krw", "won"), "KRW"),
    **dict.fromkeys(("s$", "sgd"), "SGD"),
}
# Signs that several currencies share mean the default if it is one of them; "¥" says nothing else.
_SHARED_SIGNS = {
    ("$", "SGD"): "SGD", ("¥", "JPY"): "JPY", ("¥", "CNY"): "CNY",
}  # fmt: skip


def _any_of(*words: str) -> str:
    # Longest first, so that "tr" does not win over "trieu".
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_CURRENCY = _any_of(*_CURRENCIES, "¥")
_SCALE = _any_of(*_SCALES)
_NUMBER = r"[0-9]+(?:[., ][0-9]+)*"
_DASH = "[-\u2010-\u2015\u2212]"

_AMOUNT = re.compile(
    rf"(?:(?P<before>{_CURRENCY}) ?)?"
    rf"(?P<body>(?:{_NUMBER} ?(?:{_SCALE}) ?)*(?:{_NUMBER})?)"
    rf"(?: ?(?P<after>{_CURRENCY}))?"
)
_TERM = re.compile(rf"(?P<number>{_NUMBER}) ?(?P<scale>{_SCALE})?")
_NEGATIVE = re.compile(rf"(?:(?:{_CURRENCY}) ?)?{_DASH} ?(?:(?:{_CURRENCY}) ?)?[0-9].*")
_GROUPED_BY_SPACES = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_BOTH_MARKS = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?!\1)[.,]([0-9]+)")
_DECIMAL = re.compile(r"[0-9]+(?:[.,]([0-9]+))?")

_AXIS_UNITS = (
    (0, "", ""),
    (3, " nghìn", "k"),
    (6, " tr", "m"),
    (9, " tỷ", "bn"),
    (12, " nghìn tỷ", "tn"),
)

_EMPTY = t("Type an amount, such as “1.2 billion” or “500 million”.")
_UNREADABLE = t(
    "This cannot be read as an amount. Write it like “1.2 billion”, “500 million” or “1,200,000”."
)
_AMBIGUOUS = t("This can be read in two ways, far apart. Write the amount out in digits.")
_NEGATIVE_AMOUNT = t("An amount cannot be negative.")
_TOO_LARGE = t("This amount is larger than any the market handles.")


def read_money(typed: str, currency: str = "VND") -> Money:
    """The amount in `typed`, in the currency named there, else in `currency`.

    Accepts any case, with or without tone marks, and sums such as "1 tỷ 200 triệu" or "2tr5".
    Raises `NotMoney`, also for an amount above `LARGEST`.
    """
    text = _folded(typed)
    if not text:
        raise NotMoney(_EMPTY)
    if _NEGATIVE.fullmatch(text):
        raise NotMoney(_NEGATIVE_AMOUNT)
    match = _AMOUNT.fullmatch(text) if len(text) <= LONGEST else None
    if match is None or not match["body"]:
        raise NotMoney(_UNREADABLE)
    code = _currency(match["before"], match["after"], currency)
    amount = sum(_minor_units(term, code) for term in _terms(match["body"]))
    if amount > LARGEST:
        raise NotMoney(_TOO_LARGE)
    return Money(amount, code)


def show_money(money: Money, language: str) -> str:
    """In Vietnamese ("vi") "1.200.000.000 ₫" and "1.250,50 USD", elsewhere "VND 1,200,000,000".

    No line breaks inside. The code stands there because a bare "$" names several currencies.
    """
    digits = MINOR_DIGITS[money.currency]
    whole, rest = divmod(abs(money.amount), 10**digits)
    number = f"{whole:,}" + (f".{rest:0{digits}}" if digits else "")
    signed = ("-" if money.amount < 0 else "") + _localised(number, language)
    if language != "vi":
        return f"{money.currency}{NO_BREAK}{signed}"
    return f"{signed}{NO_BREAK}{'₫' if money.currency == 'VND' else money.currency}"


def short_money(amount: int, currency: str, language: str) -> str:
    """`amount` minor units for a chart's axis, without the currency: "1,2 tỷ", "500 tr"; "1.2bn".

    At most one decimal, halves rounded away from zero.
    """
    digits = MINOR_DIGITS[currency]
    power, vi, en = next(
        (unit for unit in _AXIS_UNITS if _tenths(amount, unit[0] + digits) < 10_000),
        _AXIS_UNITS[-1],
    )
    tenths = _tenths(amount, power + digits)
    whole, tenth = divmod(tenths, 10)
    number = f"{whole:,}" + (f".{tenth}" if tenth else "")
    sign = "-" if amount < 0 and tenths else ""
    unit = vi.replace(" ", NO_BREAK) if language == "vi" else en
    return f"{sign}{_localised(number, language)}{unit}"


def show_percent(tenths: int, language: str) -> str:
    """Tenths of a percent: "34,5%" in Vietnamese, "34.5%" elsewhere; no decimal that is 0."""
    whole, tenth = divmod(tenths, 10)
    return f"{_localised(f'{whole:,}' + (f'.{tenth}' if tenth else ''), language)}%"


def _tenths(amount: int, power: int) -> int:
    unit: int = 10**power
    return (abs(amount) * 20 + unit) // (2 * unit)


def _folded(typed: str) -> str:
    """Lower case without tone marks, "đ" as "d", every run of spaces as one space."""
    # NFD and not NFKD: "10²" must not become 102.
    spread = unicodedata.normalize("NFD", typed.casefold()).replace("đ", "d")
    kept = "".join(char for char in spread if unicodedata.category(char) not in {"Mn", "Cf"})
    return " ".join(kept.split())


def _currency(before: str | None, after: str | None, default: str) -> str:
    named = {
        _SHARED_SIGNS.get((word, default)) or _CURRENCIES.get(word, "")
        for word in (before, after)
        if word
    }
    if len(named) > 1 or "" in named:
        raise NotMoney(_AMBIGUOUS)
    return named.pop() if named else default


def _terms(body: str) -> list[_Term]:
    """The terms of a sum, each below the unit of the one before, or `NotMoney`."""
    read = [
        _term(match["number"], _SCALES[match["scale"]] if match["scale"] else _BARE)
        for match in _TERM.finditer(body)
    ]
    if len(read) > 1 and read[-1].power == 0:
        read[-1] = _after_scale(read[-1], read[-2])
    for higher, lower in pairwise(read):
        room = higher.power - lower.power
        if higher.decimals or room <= 0 or lower.digits >= 10 ** (room + lower.decimals):
            raise NotMoney(_UNREADABLE)
    return read


def _after_scale(last: _Term, before: _Term) -> _Term:
    """The 5 of "2tr5" and "1 tỷ 5" counts tenths of the unit; more digits have no one reading."""
    if last.digits >= 10 or last.decimals:
        raise NotMoney(_AMBIGUOUS)
    return _Term(last.digits, 0, before.power - 1)


def _term(number: str, scale: _Scale) -> _Term:
    if _GROUPED_BY_SPACES.fullmatch(number):
        # Spaces already group, so that a mark can only be the decimal one.
        number = number.replace(" ", "")
    elif match := _GROUPED.fullmatch(number):
        if number.count(match[1]) == 1 and scale.power and match[1] != scale.thousands_mark:
            raise NotMoney(_AMBIGUOUS)
        number = number.replace(match[1], "")
    elif match := _BOTH_MARKS.fullmatch(number):
        if len(match[2]) == 3 and not scale.power:
            raise NotMoney(_AMBIGUOUS)
        number = number.replace(match[1], "")
    match = _DECIMAL.fullmatch(number)
    if match is None:
        raise NotMoney(_UNREADABLE)
    return _Term(int(re.sub("[.,]", "", number)), len(match[1] or ""), scale.power)


def _minor_units(term: _Term, currency: str) -> int:
    exponent = term.power + MINOR_DIGITS[currency] - term.decimals
    amount: int
    amount, left_over = divmod(term.digits * 10 ** max(exponent, 0), 10 ** max(-exponent, 0))
    # Ledgers write "1.200.000,00" also in VND; more decimals in a bare number are a slip.
    if left_over or (term.power == 0 and term.decimals > 2):
        raise NotMoney(
            t("This is finer than the smallest unit of %(currency)s.", currency=currency)
        )
    return amount


def _localised(number: str, language: str) -> str:
    return number.translate(str.maketrans(",.", ".,")) if language == "vi" else number

"""ORCID iDs, by which researchers are told apart."""

import re

from marketplace.kit.text import Text, t

_TYPED = re.compile(
    r"(?:orcid(?: id)?[:\s]\s*)?(?:(?:https?://)?(?:www\.)?orcid\.org/)?"
    r"((?:[0-9][\s\u2010-\u2015-]*){15}[0-9x])/?",
    re.IGNORECASE,
)


class NotOrcid(ValueError):
    """`text` tells people why what they typed is not an ORCID iD."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


def read_orcid(typed: str) -> str:
    """The canonical "0000-0002-1825-0097" of an iD typed bare, spaced or as an address.

    Raises `NotOrcid` for another form or a wrong check character (ISO/IEC 7064 MOD 11-2).
    """
    match = _TYPED.fullmatch(typed.strip())
    if match is None:
        raise NotOrcid(t("An ORCID iD has 16 digits, such as 0000-0002-1825-0097."))
    digits = re.sub(r"[^0-9X]", "", match[1].upper())
    if digits[-1] != _check_character(digits[:-1]):
        raise NotOrcid(t("The last digit does not fit the others: one of them is mistyped."))
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def _check_character(digits: str) -> str:
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "X" if check == 10 else str(check)

"""Countries by their ISO 3166-1 codes, and a territory in the reader's words."""

from collections.abc import Collection, Sequence
from functools import cache

from babel import Locale

from marketplace.bids.rules import ASEAN, VIET_NAM, WORLD
from marketplace.kit.text import t
from marketplace.locale import language, say

_NO_COUNTRIES = {
    "AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ",
}  # fmt: skip
"""Codes that Unicode's lists of names have beside those of ISO 3166-1."""

_OUR_NAMES = {"en": {VIET_NAM: "Viet Nam"}}
"""As the country writes itself, and as the rest of the site does."""


@cache
def country_codes() -> frozenset[str]:
    names = {str(code) for code in Locale("en").territories}
    return frozenset(code for code in names if code.isalpha() and len(code) == 2) - _NO_COUNTRIES


def territory_words(codes: Collection[str]) -> str:
    """ "The whole world", "ASEAN", "Viet Nam, Laos": Viet Nam first, then by name."""
    if WORLD in codes:
        return say(t("The whole world"))
    asean = say(t("ASEAN (%(count)s countries)", count=len(ASEAN)))
    whole = [asean] if set(ASEAN) <= set(codes) else []
    rest = set(codes) - set(ASEAN) if whole else set(codes)
    return ", ".join([*whole, *_names(rest)])


def _names(codes: Collection[str]) -> Sequence[str]:
    names = {**Locale(language()).territories, **_OUR_NAMES.get(language(), {})}
    first = [names[VIET_NAM]] if VIET_NAM in codes else []
    return first + sorted(names.get(code, code) for code in codes if code != VIET_NAM)

"""Whether a word is a syllable of Vietnamese, by the rules of its spelling.

There are some 7,000 of them among all strings of letters, so that a text whose words are all
syllables after it was decoded in one way, and are none in another, says how it was written.
"""

import re
import unicodedata
from functools import lru_cache

_ONSETS = (
    "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh",
    "p", "ph", "r", "s", "t", "th", "tr", "v", "x",
)  # fmt: skip
# By what stands in the middle, the endings; "-" is none. Tones are left out.
_RHYMES = {
    "a": "- c ch i m n ng nh o p t u y", "ă": "c m n ng p t", "â": "c m n ng p t u y",
    "e": "- c m n ng o p t", "ê": "- ch m n nh p t u", "i": "- a ch m n nh p t u",
    "iê": "c m n ng p t u", "o": "- c i m n ng p t", "oa": "- c ch i m n ng nh o p t y",
    "oă": "c m n ng t", "oe": "- n o t", "oo": "c ng", "ô": "- c i m n ng p t", "ơ": "- i m n p t",
    "u": "- a c i m n ng p t", "uâ": "n ng t y", "uê": "- ch n nh", "uô": "c i m n ng t", "uơ": "-",
    "uy": "- ch n nh p t u", "uyê": "n t", "ư": "- a c i m n ng t u", "ươ": "c i m n ng p t u",
    "y": "-", "yê": "m n ng t u",
}  # fmt: skip
_AFTER_Q = {
    "ua": "- c ch i n ng nh o t y", "uă": "c m n ng p t", "uâ": "n ng t y", "ue": "- n o t",
    "uê": "- ch n nh", "ui": "- ch nh t", "uy": "- ch nh p t", "uyê": "n t", "uô": "c", "uơ": "-",
}  # fmt: skip

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_CLOSED = {"\u0301", "\u0323"}
"""The two tones that a syllable may have which ends in c, ch, p or t."""


def _any_of(rhymes: dict[str, str]) -> str:
    return "|".join(
        middle + ending.removeprefix("-")
        for middle, endings in rhymes.items()
        for ending in endings.split()
    )


_SYLLABLE = re.compile(
    rf"(?:{'|'.join(_ONSETS)})?(?:{_any_of(_RHYMES)})|khuya|q(?:{_any_of(_AFTER_Q)})"
)
_MAKES_CLOSED = re.compile(r"[cpt]$|ch$")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """As a careful writer spells it, with the tone that its end allows."""
    letters, tones = _spread(word)
    if len(tones) > 1 or not _SYLLABLE.fullmatch(letters):
        return False
    return not _MAKES_CLOSED.search(letters) or tones in ([tone] for tone in _CLOSED)


def could_be_syllable(word: str) -> bool:
    """Also as people write without any marks."""
    letters = "".join(
        char for char in unicodedata.normalize("NFD", word.casefold()) if char.isalpha()
    )
    return _BARE.fullmatch(letters.replace("đ", "d")) is not None


def _bare(pattern: str) -> str:
    spread = unicodedata.normalize("NFD", pattern).replace("đ", "d")
    return "".join(char for char in spread if unicodedata.category(char) != "Mn")


_BARE = re.compile(_bare(_SYLLABLE.pattern))


def _spread(word: str) -> tuple[str, list[str]]:
    """The letters, each with its own mark but without tone, and the tones."""
    spread = unicodedata.normalize("NFD", word.casefold())
    tones = [char for char in spread if char in _TONES]
    letters = "".join(char for char in spread if char not in _TONES)
    return unicodedata.normalize("NFC", letters), tones

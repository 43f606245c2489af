"""Vietnamese as it was written before Unicode, and how to tell it from what it is not.

Fonts such as .VnTime (TCVN3, also called ABC) and VNI-Times draw Vietnamese letters in the places
of other ones. Opened with any other font, or pasted into a spreadsheet, "thiết bị" then reads
"thiÕt bÞ" or "thieát bò".
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from marketplace.interop.imports.syllables import is_syllable
from marketplace.kit.text import Choice, t


class Charset(Choice):
    TCVN3 = "tcvn3", t("TCVN3 (.VnTime)")
    VNI = "vni", t("VNI")


_TCVN3 = {
    pair[0]: pair[1]
    for pair in re.split(
        " |\n",
        """\
µà ¸á ¶ả ·ã ¹ạ ¨ă »ằ ¾ắ ¼ẳ ½ẵ Æặ ©â Çầ Êấ Èẩ Éẫ Ëậ ®đ Ìè Ðé Îẻ Ïẽ Ñẹ ªê Òề Õế Óể Ôễ Öệ
×ì Ýí Øỉ Üĩ Þị ßò ãó áỏ âõ äọ «ô åồ èố æổ çỗ éộ ¬ơ êờ íớ ëở ìỡ îợ ïù óú ñủ òũ ôụ
\xadư õừ øứ öử ÷ữ ùự úỳ ýý ûỷ üỹ þỵ ¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ""",
    )
}
"""One character for one letter; capitals with a tone have none of their own (see `_as_cased`)."""

_VNI_TONES = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_VNI_BASES = {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}
_VNI_MARKS = {
    "a": "êă éắ èằ úẳ üẵ ëặ ââ áấ àầ åẩ ãẫ äậ",
    "e": "âê áế àề åể ãễ äệ",
    "o": "âô áố àồ åổ ãỗ äộ",
}
_VNI_SINGLE = "ôơ öư ñđ íí ìì æỉ óĩ òị îỵ"


def _vni() -> dict[str, str]:
    """A letter of its own, or a base and the mark behind it; both in either case."""
    toned = {
        written + mark: _composed(base, tone)
        for written, base in _VNI_BASES.items()
        for mark, tone in _VNI_TONES.items()
    }
    marked = {
        base + pair[0]: pair[1] for base, pairs in _VNI_MARKS.items() for pair in pairs.split()
    }
    single = {pair[0]: pair[1] for pair in _VNI_SINGLE.split()}
    small = {**toned, **marked, **single}
    capital = {written.upper(): read.upper() for written, read in small.items()}
    first = {written.capitalize(): read.upper() for written, read in small.items()}
    return {**first, **capital, **small}


def _composed(base: str, tone: str) -> str:
    return unicodedata.normalize("NFC", base + tone)


_VNI = _vni()
TABLES = {Charset.TCVN3: _TCVN3, Charset.VNI: _VNI}
"""For each charset, what is written to what is meant."""
_WRITTEN = {
    charset: re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))
    for charset, table in TABLES.items()
}

_APART = re.compile(r"[\x00-\x40\x5b-\x60\x7b-\x7f\u2000-\u206f]+")
"""What stands between words; the old fonts need most signs beyond ASCII for their letters."""
_UNIT = re.compile(r"µ[A-Za-z]{1,2}")
# Signs that hardly stand inside a word unless it was written for such a font.
_TELLING = {
    Charset.TCVN3: re.compile(r"[A-Za-z][¨©ª«¬\xad®µ¶·¸¹»¼½¾×÷ÐÞþ]|[®×÷ÐÞþ\xad][A-Za-z]"),
    Charset.VNI: re.compile(r"[aeoAEO][áàåãäéèúüëâêÁÀÅÃÄÉÈÚÜËÂÊ]|[öôÖÔ][ùøûõïÙØÛÕÏ]|\b[ñÑ]"),
}


def decode(text: str, charset: Charset) -> str:
    """`text`, which was written in `charset`, in Unicode."""
    table = TABLES[charset]
    read = _WRITTEN[charset].sub(lambda match: table[match[0]], text)
    return _as_cased(text, read) if charset == Charset.TCVN3 else read


def _as_cased(text: str, read: str) -> str:
    """TCVN3 has no capitals with tones: where all plain letters are capitals, all letters are."""
    if _all_capitals(text):
        return read.upper()
    words = zip(re.split(r"(\s+)", text), re.split(r"(\s+)", read), strict=True)
    return "".join(new.upper() if _all_capitals(old) else new for old, new in words)


def _all_capitals(text: str) -> bool:
    """One alone at the beginning says nothing: it may begin a name."""
    letters = [char for char in text if char.isascii() and char.isalpha()]
    enough = len(letters) > 1 or letters != list(text[:1])
    return bool(letters) and enough and all(char.isupper() for char in letters)


def recognise(text: str, likely: Charset | None = None) -> Charset | None:
    """The old charset that `text` was written in; None for Unicode, Vietnamese or other.

    It was, if hardly any word makes sense as it stands and nearly all do when decoded. `likely` is
    the one that the text around was written in: then one word that makes sense is enough.
    """
    words = [word.rstrip("®©") for word in _APART.split(text)]
    words = [word for word in words if _says_something(word)]
    if not words or any(ord(char) > 0xFF for word in words for char in word):
        return None
    (sense, telling, *_), best = max(
        ((*_sense(words, one), one == likely, one == Charset.VNI), one) for one in Charset
    )
    plain = sum(map(_well_written, words))
    if 5 * sense < 4 * len(words) or sense < plain:
        return None
    told = sense > plain and (sense > 1 or telling)
    return best if told or best == likely else None


def to_unicode(text: str, likely: Charset | None = None) -> tuple[str, Charset | None]:
    """`text` in Unicode, and the charset that it was written in if it was an old one."""
    charset = None if text.isascii() else recognise(text, likely)
    return (decode(text, charset), charset) if charset else (text, None)


def _says_something(word: str) -> bool:
    return len(word) > 1 and not word.isascii() and not _UNIT.fullmatch(word)


def _sense(words: list[str], charset: Charset) -> tuple[int, int]:
    """How many words are syllables once decoded, and how many signs tell of the charset."""
    sense = sum(_makes_sense(word, charset) for word in words)
    return sense, len(_TELLING[charset].findall(" ".join(words)))


@lru_cache(maxsize=20_000)
def _makes_sense(word: str, charset: Charset) -> bool:
    return _well_written(decode(word, charset))


def _well_written(word: str) -> bool:
    return is_syllable(word) and word in (word.lower(), word.upper(), word.capitalize())


def most_likely(texts: Iterable[str]) -> Charset | None:
    """The old charset of what stands together, if one is recognised anywhere in it."""
    found = Counter(charset for text in texts if (charset := to_unicode(text)[1]))
    return found.most_common(1)[0][0] if found else None

"""Numbers of applications and titles of industrial property, Vietnamese ones above all.

The Vietnamese office writes T-YYYY-NNNNN for an application and T-NNNNNNN for a title, at times
with "-000" or a kind letter behind; T is the kind of right. Older papers give the bare number of
a title. Numbers of other offices are recognised and tidied, never checked.

Nothing is refused: records are messy, and a number that nobody recognises is still the owner's.
What looks wrong comes back as a warning.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from marketplace.kit import clock
from marketplace.kit.text import Choice, Text, t


class Stage(Choice):
    APPLICATION = "application", t("Application")
    TITLE = "title", t("Title of protection")


class RightKind(Choice):
    INVENTION = "invention", t("Invention")
    UTILITY_SOLUTION = "utility-solution", t("Utility solution")
    DESIGN = "design", t("Industrial design")
    TRADEMARK = "trademark", t("Trademark")
    LAYOUT_DESIGN = "layout-design", t("Layout design of an integrated circuit")
    GEOGRAPHICAL_INDICATION = "geographical-indication", t("Geographical indication")


@dataclass(frozen=True, slots=True)
class RightNumber:
    """`text` is the tidy form for people, `key` the form in which equal numbers are equal.

    `office` is a WIPO ST.3 code, "" if not recognised. `stage`, `kind` and `year` are None where
    the number does not tell them.
    """

    text: str
    key: str
    office: str = ""
    stage: Stage | None = None
    kind: RightKind | None = None
    year: int | None = None
    warnings: tuple[Text, ...] = ()


_KINDS = dict(zip("123456", RightKind, strict=True))

# Words in front of a number that name the kind of right, folded; the digit is the office's.
_KIND_WORDS = {
    "SANG CHE": "1",
    "GIAI PHAP HUU ICH": "2",
    "GPHI": "2",
    "UTILITY SOLUTION": "2",
    "KIEU DANG CONG NGHIEP": "3",
    "KDCN": "3",
    "NHAN HIEU": "4",
}
_LABEL = re.compile(
    rf"(?:(?:{'|'.join(_KIND_WORDS)}|SO|DON|DANG KY|GIAY CHUNG NHAN|VAN BANG|BAO HO|BANG"
    # "NO 343434" may be Norwegian, "No. 343434" and "Patent no 343434" are not.
    r"|DOC QUYEN|APPLICATION|APPL|PATENT|TITLE|NUMBER|NO(?=[.:#])|(?<=[A-Z] )NO)\b[\s.:#]*)+"
)
_OFFICES = (
    "AU|BR|CA|CH|CN|DE|DK|EA|EP|ES|FI|FR|GB|ID|IL|IN|IT|JP|KH|KR|LA|MX|MY|NL|NO|NZ|PH|PL|RU|SE|SG"
    "|TH|TW|UA|US|ZA"
)
_GAP = r"[\s./-]+"
_LETTER = r"(?:\s*(?P<letter>[A-Z][0-9]?))?"
_APPLICATION = re.compile(
    rf"(?P<kind>[1-6]){_GAP}(?P<year>(?:19|20)[0-9]{{2}}){_GAP}(?P<serial>(?!0+\b)[0-9]{{1,6}})"
    + _LETTER
)
# No dot here: "2.845" is more likely the bare number 2845 than title 845 of a utility solution.
_TITLE = re.compile(
    rf"(?P<kind>[1-6])[\s/-]+(?P<serial>[0-9]{{1,7}})(?:[\s/-]+(?P<part>[0-9]{{3}}))?{_LETTER}"
)
_UNDASHED_APPLICATION = re.compile(
    rf"(?P<kind>[1-6])(?P<year>(?:19|20)[0-9]{{2}})(?P<serial>[0-9]{{5}}){_LETTER}"
)
_UNDASHED_TITLE = re.compile(rf"(?P<kind>[1-6])(?P<serial>[0-9]{{7}}){_LETTER}")
_BARE = re.compile(rf"(?P<serial>[0-9]{{1,7}}){_LETTER}")
_PCT = re.compile(r"PCT[\s/-]*([A-Z]{2})[\s/-]*([0-9]{4}|[0-9]{2})[\s/-]+([0-9]{1,6})")
_WO = re.compile(rf"WO\s*([0-9]{{4}}|[0-9]{{2}})[\s/]*([0-9]{{5,6}}){_LETTER}")
_FOREIGN = re.compile(rf"(?P<office>{_OFFICES})[\s-]*(?P<number>[0-9][0-9\s,./-]*){_LETTER}")

_UNKNOWN = t("This number has no form that is known here; it is kept as typed.")
_KIND_MISSING = t("The number alone does not tell the kind of right: choose it.")
_YEAR_MISSING = t("A title number has seven digits. If this is an application, its end is missing.")
_TOO_LONG = t("An application number has five digits after the year.")


def read_right_number(typed: str) -> RightNumber:
    """What `typed` says, whatever its spelling; never raises."""
    text = _folded(typed)
    label = _LABEL.match(text)
    words = label[0] if label else ""
    rest = text[len(words) :]
    return (
        _international(rest)
        or _vietnamese(re.sub(r"^VN[\s./-]*", "", rest), words)
        or _foreign(rest)
        or RightNumber(
            " ".join(typed.split()), re.sub(r"[^A-Z0-9]", "", text), warnings=(_UNKNOWN,)
        )
    )


def key(typed: str) -> str:
    """The same for the same number in any spelling.

    Kind letters and "-000" are left out; "-001" and the like, which are titles of their own, stay.
    Of a foreign number only office and digits count.
    """
    return read_right_number(typed).key


def _folded(typed: str) -> str:
    """Upper case without tone marks, every dash as "-"."""
    spread = unicodedata.normalize("NFD", typed.upper()).replace("Đ", "D")
    kept = "".join(char for char in spread if unicodedata.category(char) not in {"Mn", "Cf"})
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", kept).split())


def _vietnamese(number: str, label: str) -> RightNumber | None:
    if match := _APPLICATION.fullmatch(number):
        return _application(match)
    if match := _TITLE.fullmatch(number):
        return _title(match["kind"], match["serial"], match["part"], match["letter"])
    return _undashed(number) or _bare_title(number, label)


def _undashed(number: str) -> RightNumber | None:
    if match := _UNDASHED_APPLICATION.fullmatch(number):
        found = _application(match)
    elif match := _UNDASHED_TITLE.fullmatch(number):
        found = _title(match["kind"], match["serial"], None, match["letter"])
    else:
        return None
    return replace(found, warnings=(*found.warnings, t("Read as %(text)s.", text=found.text)))


def _application(match: re.Match[str]) -> RightNumber:
    kind, year, serial = match["kind"], match["year"], match["serial"]
    text = f"{kind}-{year}-{int(serial):05}"
    warnings = []
    if int(year) > clock.today().year:
        warnings.append(t("The year %(year)s lies in the future.", year=str(year)))
    if len(serial) > 5:
        warnings.append(_TOO_LONG)
    return RightNumber(
        text=_with_letter(text, match["letter"]),
        key=f"VN{text}",
        office="VN",
        stage=Stage.APPLICATION,
        kind=_KINDS[kind],
        year=int(year),
        warnings=tuple(warnings),
    )


def _title(kind: str, serial: str, part: str | None, letter: str | None) -> RightNumber:
    text = f"{kind}-{int(serial):07}"
    looks_like_year = re.fullmatch("(?:19|20)[0-9]{2}", serial) is not None
    return RightNumber(
        text=_with_letter(f"{text}-{part}" if part else text, letter),
        key=f"VN{text}" if part in {None, "000"} else f"VN{text}-{part}",
        office="VN",
        stage=Stage.TITLE,
        kind=_KINDS[kind],
        warnings=(_YEAR_MISSING,) if looks_like_year else (),
    )


def _bare_title(number: str, label: str) -> RightNumber | None:
    match = _BARE.fullmatch(number)
    # A serial alone is no application number, because serials start anew each year.
    if match is None or re.search(r"\b(?:DON|APPL)", label):
        return None
    serial, letter = match["serial"], match["letter"]
    kind = next((digit for words, digit in _KIND_WORDS.items() if words in label), None)
    if kind:
        return _title(kind, serial, None, letter)
    return RightNumber(
        text=_with_letter(str(int(serial)), letter),
        key=f"VN{int(serial)}",
        office="VN",
        stage=Stage.TITLE,
        warnings=(_KIND_MISSING,),
    )


def _international(number: str) -> RightNumber | None:
    """Applications under the Patent Cooperation Treaty, by filing number or by publication."""
    if match := _PCT.fullmatch(number):
        year = _four_digits(match[2])
        text, letter = f"PCT/{match[1]}{year}/{int(match[3]):06}", None
    elif match := _WO.fullmatch(number):
        year = _four_digits(match[1])
        text, letter = f"WO{year}/{int(match[2]):06}", match["letter"]
    else:
        return None
    return RightNumber(
        text=_with_letter(text, letter),
        key=text.replace("/", ""),
        office="WO",
        stage=Stage.APPLICATION,
        year=int(year),
    )


def _foreign(number: str) -> RightNumber | None:
    match = _FOREIGN.fullmatch(number)
    if match is None:
        return None
    office = match["office"]
    tidy = re.sub(r"[\s,]", "", match["number"]).rstrip("./-")
    digits = re.sub("[^0-9]", "", tidy)
    return RightNumber(
        text=_with_letter(f"{office}{tidy}", match["letter"]),
        key=f"{office}{digits.lstrip('0')}",
        office=office,
    )


def _four_digits(year: str) -> str:
    # The treaty has been in force since 1978, so that two digits name one year.
    if len(year) == 4:
        return year
    return f"19{year}" if year >= "78" else f"20{year}"


def _with_letter(text: str, letter: str | None) -> str:
    return f"{text} {letter}" if letter else text

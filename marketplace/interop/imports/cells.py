"""What one cell means for the field that its column holds."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from marketplace.interop.imports.charsets import Charset, to_unicode
from marketplace.interop.imports.choices import named, plain
from marketplace.interop.imports.days import ALONE, DayColumn, read_day
from marketplace.interop.imports.headings import JOINED
from marketplace.interop.imports.persons import read_persons
from marketplace.interop.imports.remarks import Read, Said
from marketplace.interop.imports.rules import Finding
from marketplace.interop.imports.sheets import Cell, CellKind
from marketplace.inventions.classes import NotAClass, read_class
from marketplace.inventions.rules import InventionKind, OfferKind, RightStatus
from marketplace.kit.amounts import NotMoney, read_money, show_money
from marketplace.kit.text import Choice, t
from marketplace.locale import language, say
from marketplace.rulebook.fields import Field

OLD_FONTS = {Charset.TCVN3: Finding.OLD_FONT_TCVN3, Charset.VNI: Finding.OLD_FONT_VNI}
BROKEN = {
    CellKind.ERROR: Finding.ERROR_VALUE, CellKind.NOT_CALCULATED: Finding.NOT_CALCULATED,
}  # fmt: skip

_LOST = re.compile("�|(?<=[^\\W\\d_])\\?(?=[^\\W\\d_])")
_LIST = re.compile(r"\s*[;,\n|]\s*")
_UNITS = {
    "trieu": "triệu",
    "ty": "tỷ",
    "nghin": "nghìn",
    "million": "million",
    "billion": "billion",
}
_CURRENCIES = ("usd", "eur", "jpy", "gbp", "sgd", "cny", "krw")


@dataclass(frozen=True, slots=True)
class Column:
    """What the whole column tells about each of its cells."""

    field: str
    heading: str = ""
    days: DayColumn = ALONE


Reader = Callable[[Cell, Column], Read]


def in_unicode(cell: Cell, likely: Charset | None = None) -> tuple[Cell, tuple[Said, ...]]:
    """The cell in composed Unicode, and what was done for that or is odd about it."""
    if broken := BROKEN.get(cell.kind):
        return Cell(), (Said(broken),)
    text, charset = to_unicode(cell.text, likely)
    composed = unicodedata.normalize("NFC", text)
    said = []
    if charset:
        said.append(Said(OLD_FONTS[charset], composed))
    elif composed != text:
        said.append(Said(Finding.MARKS_APART, composed))
    if cell.formula:
        said.append(Said(Finding.FORMULA, composed))
    if cell.above:
        said.append(Said(Finding.MERGED, composed))
    if _LOST.search(composed):
        said.append(Said(Finding.LETTERS_LOST))
    return replace(cell, text=composed), tuple(said)


def as_line(cell: Cell, column: Column) -> Read:  # noqa: ARG001 - every reader is called alike
    return Read(" ".join(cell.text.split()))


def as_prose(cell: Cell, column: Column) -> Read:  # noqa: ARG001
    return Read(cell.text)


def as_one_of(choices: type[Choice], unknown: Finding) -> Reader:
    def read(cell: Cell, column: Column) -> Read:  # noqa: ARG001
        found = named(cell.text, choices)
        return Read(found[0].value) if len(found) == 1 else Read(None, (Said(unknown),))

    return read


def as_field(cell: Cell, column: Column) -> Read:  # noqa: ARG001
    found = named(cell.text, Field)
    if not found:
        return Read(None, (Said(Finding.UNKNOWN_FIELD),))
    shown = say(found[0].label)
    return Read(found[0].value, (Said(Finding.SEVERAL_FIELDS, shown),) if found[1:] else ())


def as_offers(cell: Cell, column: Column) -> Read:  # noqa: ARG001
    found = [named(part, OfferKind) for part in _LIST.split(cell.text) if part]
    values = tuple(dict.fromkeys(one.value for offers in found for one in offers))
    unknown = not all(found)
    return Read(values or None, (Said(Finding.UNKNOWN_OFFER),) if unknown else ())


def as_readiness(cell: Cell, column: Column) -> Read:  # noqa: ARG001
    text = re.sub(r"/\s*9\b", "", cell.text)
    levels = re.findall(r"(?<![\d.,])[1-9](?![\d])", text)
    if not levels or cell.kind == CellKind.DAY:
        return Read(None, (Said(Finding.UNKNOWN_READINESS),))
    lowest = min(levels)
    return Read(lowest, (Said(Finding.RANGE, lowest),) if len(set(levels)) > 1 else ())


def as_keywords(cell: Cell, column: Column) -> Read:  # noqa: ARG001
    return Read([" ".join(part.split()) for part in _LIST.split(cell.text) if part.strip()] or None)


def as_classes(cell: Cell, column: Column) -> Read:  # noqa: ARG001
    """ "H01M 10/0525, 10/0562" names two groups of one subclass."""
    found, wrong, subclass = [], [], ""
    for part in filter(None, _LIST.split(cell.text)):
        try:
            symbol = read_class(f"{subclass} {part}" if re.match(r"\d", part) else part)
        except NotAClass:
            wrong.append(part)
            continue
        found.append(symbol)
        subclass = symbol.partition(" ")[0]
    said = (Said(Finding.UNKNOWN_CLASS, ", ".join(found)),) if wrong else ()
    return Read(list(dict.fromkeys(found)) or None, said)


def as_persons(cell: Cell, column: Column) -> Read:  # noqa: ARG001
    return read_persons(cell.text)


def as_day(cell: Cell, column: Column) -> Read:
    return read_day(cell, column.days)


def as_percent(cell: Cell, column: Column) -> Read:  # noqa: ARG001
    match = re.fullmatch(r"(\d{1,3})(?:[.,]0+)?\s*%?", cell.text)
    if match:
        return Read(int(match[1]))
    return Read(None, (Said(Finding.UNUSABLE, why=t("Give a whole number.")),))


def as_amount(cell: Cell, column: Column) -> Read:
    """In the unit of the heading, such as "Giá chào (triệu đồng)", where the cell names none."""
    bare = re.fullmatch(r"[\d.,\s]+", cell.text) is not None
    unit = _unit(column.heading) if bare else ""
    text = _with_decimals(cell.text) if unit and cell.kind == CellKind.NUMBER else cell.text
    try:
        money = read_money(f"{text} {unit}".strip())
    except NotMoney as error:
        if not re.search(r"\d", cell.text):
            return Read(None, (Said(Finding.NO_AMOUNT),))
        return Read(None, (Said(Finding.UNUSABLE, why=error.text),))
    value = {"amount": money.amount, "currency": money.currency}
    shown = show_money(money, language())
    return Read(value, (Said(Finding.UNIT, shown),) if unit else ())


def _with_decimals(number: str) -> str:
    """More than three, so that nobody takes the mark for one of thousands."""
    whole, mark, decimals = number.partition(".")
    return f"{whole}{mark}{decimals:0<6}" if mark else number


def _unit(heading: str) -> str:
    words = plain(heading).split()
    scale = next((unit for word, unit in _UNITS.items() if word in words), "")
    currency = next((code for code in _CURRENCIES if code in words), "")
    return f"{scale} {currency}".strip()


READERS: Mapping[str, Reader] = {
    **dict.fromkeys(("title", "holder", "funding_source"), as_line),
    **dict.fromkeys(JOINED, as_prose),
    "kind": as_one_of(InventionKind, Finding.UNKNOWN_KIND),
    "right_status": as_one_of(RightStatus, Finding.UNKNOWN_STATUS),
    "field": as_field,
    "offers": as_offers,
    "readiness": as_readiness,
    "keywords": as_keywords,
    "classes": as_classes,
    "inventors": as_persons,
    "filed_on": as_day,
    "state_percent": as_percent,
    "asking": as_amount,
}
"""All fields but the two numbers, of which one cell may hold both (see `rights`)."""

"""The reader's language, and turning messages into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from operator import itemgetter
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from marketplace.kit.amounts import show_money
from marketplace.kit.money import Money
from marketplace.kit.text import Text, Wording
from marketplace.kit.views import Words

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
LOCALE = Path(__file__).parent

_current: ContextVar[str] = ContextVar("language", default="vi")


def language() -> str:
    return _current.get()


@contextmanager
def reading_in(code: str) -> Iterator[None]:
    token = _current.set(code if code in LANGUAGES else "vi")
    try:
        yield
    finally:
        _current.reset(token)


def say(words: Words) -> str:
    """`words` in the reader's language; plain strings are people's own and stay."""
    if isinstance(words, Wording):
        return words.read_in(language())
    if not isinstance(words, Text):
        return words
    message = gettext(words.message)
    if not words.params:
        return message
    return message % {key: in_words(value) for key, value in words.params.items()}


def in_words(value: object) -> object:
    """A parameter of a message as the reader sees it; a number gets its thousands marks."""
    if isinstance(value, Text | Wording):
        return say(value)
    if isinstance(value, Money):
        return show_money(value, language())
    return number(value) if isinstance(value, int) else value


def number(value: float) -> str:
    """With the marks of the reader's language: "10,000.5" or "10.000,5"."""
    return format_decimal(value, locale=language())


def gettext(message: str) -> str:
    return _catalogue(language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    return _catalogue(language()).ngettext(singular, plural, count)


def best_of(accepted: str, default: str) -> str:
    """The first language of an Accept-Language header that the site speaks."""
    weighted = []
    for part in accepted.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weighted.append((-float(quality or 1), tag[:2].lower()))
        except ValueError:
            continue
    return next(
        (tag for _, tag in sorted(weighted, key=itemgetter(0)) if tag in LANGUAGES), default
    )


@cache
def _catalogue(code: str) -> NullTranslations:
    """Compiled in memory at first use, so that there is no build step to forget."""
    source = LOCALE / code / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)

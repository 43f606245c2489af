"""Text for people, translated only when somebody reads it.

`t("…")` marks a message for translation and is itself what rules, errors and labels carry;
`marketplace.locale.say` turns it into the reader's words. Parameters may be messages themselves,
a `Wording` or `Money`: what is stored then still follows whoever reads it later.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from marketplace.kit.money import Money


@dataclass(frozen=True, slots=True)
class Text:
    """A message id in English with its parameters, as in ``"%(name)s is full"``."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message

    def __hash__(self) -> int:
        return hash(self.message)


def t(message: str, **params: object) -> Text:
    return Text(message, params)


@dataclass(frozen=True, slots=True)
class Wording:
    """A name or title that people gave in Vietnamese, in English or in both; "" where they did not.

    Everybody reads their own language, else the other one; it is false where there is neither.
    """

    vi: str
    en: str

    def __str__(self) -> str:
        return self.read_in("en")

    def __bool__(self) -> bool:
        return bool(self.vi or self.en)

    def read_in(self, language: str) -> str:
        return (self.en or self.vi) if language == "en" else (self.vi or self.en)


def as_json(text: Text) -> dict[str, Any]:
    """For a column or a file; read back by `from_json`, and translated only then."""
    return {
        "message": text.message,
        "params": {key: _stored(value) for key, value in text.params.items()},
    }


def from_json(stored: Mapping[str, Any]) -> Text:
    return Text(
        stored["message"], {key: _restored(value) for key, value in stored["params"].items()}
    )


def _stored(value: object) -> object:
    if isinstance(value, Text):
        return as_json(value)
    return asdict(value) if isinstance(value, Wording | Money) else value


def _restored(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    if "message" in value:
        return from_json(value)
    return Wording(**value) if "vi" in value else Money(**value)


UNSAID = Text("")


class Choice(StrEnum):
    """A code list whose members carry the label that people read.

    ``PATENT = "patent", t("Patent")``
    """

    label: Text

    def __new__(cls, value: str, label: Text = UNSAID) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

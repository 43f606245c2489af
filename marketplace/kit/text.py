"""Text for people, translated only when somebody reads it.

`t("…")` marks a message for translation and is itself what rules, errors and labels carry;
`marketplace.locale.say` turns it into the reader's words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


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


def as_json(text: Text) -> dict[str, Any]:
    """For a column or a file; read back by `from_json`, and translated only then."""
    params = {
        key: as_json(value) if isinstance(value, Text) else value
        for key, value in text.params.items()
    }
    return {"message": text.message, "params": params}


def from_json(stored: Mapping[str, Any]) -> Text:
    params = {
        key: from_json(value) if isinstance(value, Mapping) else value
        for key, value in stored["params"].items()
    }
    return Text(stored["message"], params)


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

"""A fact in the past tense, as a frozen dataclass; `marketplace.db.journal` writes it down."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from marketplace.kit.money import Money

KINDS: dict[str, type["Event"]] = {}
"""Every kind of event that the program knows."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Subclasses name `kind` ("need.posted") and `about` ("need") and add their payload fields.

    The payload goes into the hash chain for ever, so it holds only ids, amounts, states, code-list
    values, dates and digests: no free text, name, contact or token.
    """

    kind: ClassVar[str]
    about: ClassVar[str]
    public: ClassVar[bool] = False
    """Whether the public feed shows events of this kind."""

    subject_id: str

    def __init_subclass__(cls) -> None:
        if KINDS.setdefault(cls.kind, cls).__qualname__ != cls.__qualname__:
            raise ValueError(f"two events call themselves {cls.kind}")

    def payload(self) -> dict[str, object]:
        return {
            field.name: _plain(getattr(self, field.name))
            for field in dataclasses.fields(self)
            if field.name != "subject_id"
        }


def _plain(value: object) -> object:
    if isinstance(value, Money):
        return {"amount": value.amount, "currency": value.currency}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value

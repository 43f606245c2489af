"""What a letter says, to whom it goes and when, and when a failed one is tried again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from marketplace.kit import clock
from marketplace.kit.text import Choice, Text, as_json, from_json, t

ATTEMPTS = 6
DAILY_HOUR = 7
"""When the daily letters leave, on the clock of the site's place."""
NEW_AT_FIRST = timedelta(days=1)
"""On a person's first visit nothing older than this is new."""
ENDS_SOON = timedelta(days=2)
"""How long before its end something that waits is said to end soon."""
Stored = Mapping[str, object]


class Letters(Choice):
    """How a person wants to be told. Links to sign in, and invitations, always go at once."""

    AT_ONCE = "at-once", t("At once")
    DAILY = "daily", t("One letter a day, at seven in the morning")


class Reader(Protocol):
    """Whom one can tell something; a person without an address is told nothing."""

    @property
    def id(self) -> str: ...
    @property
    def email(self) -> str | None: ...
    @property
    def language(self) -> str: ...
    @property
    def letters(self) -> Letters: ...


class LetterState(Choice):
    QUEUED = "queued", t("Waiting to be sent")
    SENT = "sent", t("Sent")
    UNDELIVERABLE = "undeliverable", t("Undeliverable")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list, and the path on this site that it leads to, or ""."""

    text: Text
    path: str


@dataclass(frozen=True, slots=True)
class Section:
    heading: Text
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Message:
    """A subject, paragraphs, and at most one thing to do: a label and a path on this site.

    Only letters that gather several things have `sections`. `ending` is the path at which one press
    ends letters of this kind, without signing in; a POST there does it at once.
    """

    subject: Text
    paragraphs: Sequence[Text]
    action: Text | None = None
    path: str = ""
    sections: Sequence[Section] = ()
    ending: str = ""

    def stored(self) -> Stored:
        """As JSON; read back by `message_from`."""
        return {
            "subject": as_json(self.subject),
            "paragraphs": [as_json(paragraph) for paragraph in self.paragraphs],
            "action": as_json(self.action) if self.action else None,
            "path": self.path,
            "ending": self.ending,
            "sections": [
                {
                    "heading": as_json(section.heading),
                    "lines": [[as_json(line.text), line.path] for line in section.lines],
                }
                for section in self.sections
            ],
        }


def message_from(stored: Mapping[str, Any]) -> Message:
    """The message that was `stored`; one from before there were sections has none."""
    action = stored["action"]
    return Message(
        subject=from_json(stored["subject"]),
        paragraphs=tuple(from_json(paragraph) for paragraph in stored["paragraphs"]),
        action=from_json(action) if action else None,
        path=str(stored["path"]),
        sections=tuple(
            Section(
                from_json(section["heading"]),
                tuple(Line(from_json(text), path) for text, path in section["lines"]),
            )
            for section in stored.get("sections", ())
        ),
        ending=str(stored.get("ending", "")),
    )


def daily_due(now: datetime) -> datetime:
    """The latest instant until `now` at which the daily letters became due."""
    here = clock.local(now)
    due = here.replace(hour=DAILY_HOUR, minute=0, second=0, microsecond=0)
    return due if due <= here else due - timedelta(days=1)


def pause_before(attempt: int) -> timedelta:
    """How long to wait before trying a letter for the `attempt`-th time (from 2)."""
    return timedelta(seconds=min(4 * 3600, 15 * 4 ** (attempt - 2)))

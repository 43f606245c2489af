"""What a letter says, and when a failed one is tried again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from marketplace.kit.text import Choice, Text, as_json, from_json, t

ATTEMPTS = 6
Stored = Mapping[str, object]


class LetterState(Choice):
    QUEUED = "queued", t("Waiting to be sent")
    SENT = "sent", t("Sent")
    UNDELIVERABLE = "undeliverable", t("Undeliverable")


@dataclass(frozen=True, slots=True)
class Message:
    """A subject, paragraphs, and at most one thing to do: a label and a path on this site."""

    subject: Text
    paragraphs: Sequence[Text]
    action: Text | None = None
    path: str = ""

    def stored(self) -> Stored:
        """As JSON; read back by `message_from`."""
        return {
            "subject": as_json(self.subject),
            "paragraphs": [as_json(paragraph) for paragraph in self.paragraphs],
            "action": as_json(self.action) if self.action else None,
            "path": self.path,
        }


def message_from(stored: Mapping[str, Any]) -> Message:
    action = stored["action"]
    return Message(
        subject=from_json(stored["subject"]),
        paragraphs=tuple(from_json(paragraph) for paragraph in stored["paragraphs"]),
        action=from_json(action) if action else None,
        path=str(stored["path"]),
    )


def pause_before(attempt: int) -> timedelta:
    """How long to wait before trying a letter for the `attempt`-th time (from 2)."""
    return timedelta(seconds=min(4 * 3600, 15 * 4 ** (attempt - 2)))

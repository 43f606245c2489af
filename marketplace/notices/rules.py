"""What a letter says, and when a failed one is tried again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from marketplace.kit.text import Choice, Text, t

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
            "subject": _stored(self.subject),
            "paragraphs": [_stored(paragraph) for paragraph in self.paragraphs],
            "action": _stored(self.action) if self.action else None,
            "path": self.path,
        }


def message_from(stored: Mapping[str, object]) -> Message:
    paragraphs = stored["paragraphs"]
    action = stored["action"]
    assert isinstance(paragraphs, list)  # noqa: S101 - written by Message.stored
    return Message(
        subject=_text(stored["subject"]),
        paragraphs=tuple(_text(paragraph) for paragraph in paragraphs),
        action=_text(action) if action else None,
        path=str(stored["path"]),
    )


def pause_before(attempt: int) -> timedelta:
    """How long to wait before trying a letter for the `attempt`-th time (from 2)."""
    return timedelta(seconds=min(4 * 3600, 15 * 4 ** (attempt - 2)))


def _stored(text: Text) -> Stored:
    return {
        "message": text.message,
        "params": {
            key: _stored(value) if isinstance(value, Text) else value
            for key, value in text.params.items()
        },
    }


def _text(stored: object) -> Text:
    assert isinstance(stored, dict)  # noqa: S101 - written by _stored
    params = {
        key: _text(value) if isinstance(value, dict) else value
        for key, value in stored["params"].items()
    }
    return Text(stored["message"], params)

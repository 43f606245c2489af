"""A person's desk: what waits for them, and what they have been told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.kit.actor import Actor
from marketplace.kit.views import Panel, Words
from marketplace.notices import queries
from marketplace.notices.models import Notice
from marketplace.notices.rules import message_from


@dataclass(frozen=True, slots=True)
class NoticeRow:
    title: Words
    lines: Sequence[Words]
    label: Words | None
    href: str
    at: datetime
    new: bool


@dataclass(frozen=True, slots=True)
class DeskPage:
    panels: Sequence[Panel]
    notices: Sequence[NoticeRow]
    unread: int


def desk_page(session: Session, actor: Actor, panels: Sequence[Panel]) -> DeskPage:
    rows = queries.latest(session, str(actor.person_id))
    return DeskPage(
        panels=panels,
        notices=tuple(notice_row(row) for row in rows),
        unread=queries.unread(session, str(actor.person_id)),
    )


def notice_row(notice: Notice) -> NoticeRow:
    message = message_from(notice.content)
    return NoticeRow(
        title=message.subject,
        lines=tuple(message.paragraphs),
        label=message.action,
        href=message.path if message.action else "",
        at=notice.made_at,
        new=notice.read_at is None,
    )

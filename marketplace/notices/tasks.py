"""The post round: deliver what is due, one letter a transaction, sending outside of any; and what
the daily letters say."""

import logging
from collections.abc import Sequence

from sqlalchemy.orm import Session

from marketplace.db.session import Database
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.text import Text, t
from marketplace.kit.views import Waiting
from marketplace.locale import reading_in
from marketplace.notices import queries
from marketplace.notices.letters import compose
from marketplace.notices.mailer import Mailer
from marketplace.notices.models import Notice
from marketplace.notices.queries import MOST, Desk, letters_due
from marketplace.notices.rules import ENDS_SOON, Line, Message, Reader, Section, message_from
from marketplace.notices.service import letter_failed, letter_sent, post_daily, take_due_letter

log = logging.getLogger(__name__)


def deliver_one(database: Database, mailer: Mailer, *, sender: str, base_url: str) -> bool:
    """Send the next letter that is due; False when none is."""
    with database.reading() as session:
        if not letters_due(session):
            return False
    with database.writing() as session:
        letter = take_due_letter(session)
    if letter is None:
        return False
    try:
        mail = compose(
            letter_id=letter.id,
            address=letter.address,
            language=letter.language,
            content=letter.content,
            sender=sender,
            base_url=base_url,
        )
        mailer.send(letter.id, mail)
    except Exception as error:
        log.warning("letter %s was not taken: %s", letter.id, type(error).__name__)
        with database.writing() as session:
            letter_failed(session, letter.id)
        return True
    with database.writing() as session:
        kept = letter_sent(session, letter.id)
    if not kept:
        mailer.forget(letter.id)
    return True


def write_daily(database: Database, desk: Desk, reader: Reader) -> None:
    """Queue the reader's letter of today, if there is anything to say."""
    with database.reading() as session, reading_in(reader.language):
        mark = queries.bookmark(session, reader.id)
        news = session.scalars(queries.after(reader.id, mark.told_id).limit(MOST)).all()
        message = _daily(session, desk, reader, news)
    with database.writing() as session:
        post_daily(session, reader, message, newest=news[0].id if news else "")


def _daily(session: Session, desk: Desk, reader: Reader, news: Sequence[Notice]) -> Message | None:
    actors = desk.actors_of(session, reader.id)
    sections = [_waiting(session, desk, actor, alone=len(actors) == 1) for actor in actors]
    if news:
        sections.append(Section(t("What has happened since the last letter"), _told(news)))
    filled = [section for section in sections if section.lines]
    if not filled:
        return None
    count = sum(queries.counts(session, desk, actors))
    return Message(
        subject=t("Your desk on %(day)s", day=f"{clock.today():%d/%m/%Y}"),
        paragraphs=(t("Waiting for you: %(count)s. New: %(news)s.", count=count, news=len(news)),),
        action=t("Open my desk"),
        path="/desk",
        sections=tuple(filled),
    )


def _waiting(session: Session, desk: Desk, actor: Actor, *, alone: bool) -> Section:
    lines = tuple(_line(one) for one in queries.lying(session, desk, actor))
    if alone or actor.house is None:
        return Section(t("What waits for you"), lines)
    return Section(t("What waits for you at %(house)s", house=actor.house.named), lines)


def _line(one: Waiting) -> Line:
    words = {"title": one.title, "whom": one.whom}
    if one.until is None:
        sentence = t("%(title)s: %(whom)s, since %(day)s")
    elif one.until - clock.now() < ENDS_SOON:
        sentence = t("%(title)s: %(whom)s, only until %(day)s")
    else:
        sentence = t("%(title)s: %(whom)s, until %(day)s")
    day = f"{clock.local(one.until or one.since):%d/%m/%Y}"
    return Line(Text(sentence.message, {**words, "day": day}), one.action.href)


def _told(news: Sequence[Notice]) -> tuple[Line, ...]:
    messages = (message_from(notice.content) for notice in news)
    return tuple(Line(message.subject, message.path) for message in messages)

"""The post round: deliver what is due, one letter a transaction, sending outside of any."""

import logging

from marketplace.db.session import Database
from marketplace.notices.letters import compose
from marketplace.notices.mailer import Mailer
from marketplace.notices.queries import letters_due
from marketplace.notices.service import letter_failed, letter_sent, take_due_letter

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

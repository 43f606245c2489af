"""Write letters and notices for whoever asks, and forget them when a person is erased."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.notices.mailer import Mailer
from marketplace.notices.models import Letter, Notice
from marketplace.notices.rules import ATTEMPTS, LetterState, Message, pause_before

EMPTY: dict[str, object] = {}


def post(
    session: Session,
    *,
    address: str,
    language: str,
    message: Message,
    person_id: str | None = None,
    event_number: int | None = None,
) -> Letter:
    """Queue a letter; the worker sends it after this transaction is safe."""
    letter = Letter(
        address=address,
        address_digest=address_digest(address),
        language=language,
        content=message.stored(),
        person_id=person_id,
        event_number=event_number,
        state=LetterState.QUEUED,
    )
    session.add(letter)
    return letter


def tell(
    session: Session,
    *,
    person_id: str,
    address: str,
    language: str,
    message: Message,
    event_number: int | None = None,
) -> None:
    """Give a person a notice, and the same as a letter."""
    session.add(Notice(person_id=person_id, content=message.stored(), event_number=event_number))
    post(
        session,
        address=address,
        language=language,
        message=message,
        person_id=person_id,
        event_number=event_number,
    )


def mark_all_read(session: Session, actor: Actor) -> None:
    session.execute(
        update(Notice)
        .where(Notice.person_id == actor.person_id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )


def take_due_letter(session: Session) -> Letter | None:
    """Claim the next letter that is due; if its delivery is never reported it is due again."""
    letter = session.scalars(
        select(Letter)
        .where(Letter.state == LetterState.QUEUED, Letter.due_at <= clock.now())
        .order_by(Letter.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if letter is not None:
        letter.attempts += 1
        letter.due_at = clock.now() + max(pause_before(letter.attempts + 1), timedelta(minutes=2))
    return letter


def letter_sent(session: Session, letter_id: str) -> bool:
    """False if its person was erased while it was on its way: then no copy may stay either."""
    letter = session.get(Letter, letter_id, with_for_update=True)
    if letter is None or not letter.address_digest:
        return False
    _close(letter, LetterState.SENT)
    return True


def letter_failed(session: Session, letter_id: str) -> None:
    """Try again later; after `ATTEMPTS` tries the letter is undeliverable."""
    letter = session.get(Letter, letter_id)
    if letter is not None and letter.attempts >= ATTEMPTS:
        _close(letter, LetterState.UNDELIVERABLE)


def _close(letter: Letter, state: LetterState) -> None:
    letter.state, letter.done_at = state, clock.now()
    letter.address, letter.content = "", EMPTY


def forget_person(session: Session, person_id: str, address: str) -> None:
    """Empty every letter and remove every notice of a person who is being erased.

    The letters' rows stay until `forget_letters` has told the mailer, which may keep copies.
    """
    session.execute(
        update(Letter)
        .where((Letter.person_id == person_id) | (Letter.address_digest == address_digest(address)))
        .values(
            person_id=person_id,
            address="",
            address_digest="",
            content=EMPTY,
            state=LetterState.UNDELIVERABLE,
        )
    )
    session.execute(delete(Notice).where(Notice.person_id == person_id))


def forget_letters(session: Session, mailer: Mailer, person_id: str) -> None:
    """Have the mailer remove its copies of an erased person's letters, then drop the rows."""
    for letter_id in session.scalars(select(Letter.id).where(Letter.person_id == person_id)):
        mailer.forget(letter_id)
    session.execute(delete(Letter).where(Letter.person_id == person_id))


def address_digest(address: str) -> str:
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()

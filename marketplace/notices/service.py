"""Write letters and notices for whoever asks, and forget them when a person is erased."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed
from marketplace.kit import clock
from marketplace.notices import queries
from marketplace.notices.mailer import Mailer
from marketplace.notices.models import Bookmark, Letter, Notice
from marketplace.notices.rules import (
    ATTEMPTS,
    Letters,
    LetterState,
    Message,
    Reader,
    daily_due,
    pause_before,
)

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
    reader: Reader,
    message: Message,
    *,
    event: Sealed | None = None,
    once: str | None = None,
    letter: bool = True,
) -> None:
    """Give a person a notice, and the same as a letter: now, or within the daily one.

    `event` is what happened, and when; `once` names what they are told of no more than one time;
    without `letter` it stands on the desk alone.
    """
    if reader.email is None or (once and queries.was_told(session, reader.id, once)):
        return
    number = event.number if event else None
    session.add(
        Notice(
            person_id=reader.id,
            content=message.stored(),
            event_number=number,
            once=once,
            happened_at=event.at if event else clock.now(),
        )
    )
    if letter and reader.letters == Letters.AT_ONCE:
        post(
            session,
            address=reader.email,
            language=reader.language,
            message=message,
            person_id=reader.id,
            event_number=number,
        )


def see(session: Session, person_id: str, *, at: datetime, newest: str) -> None:
    """The person saw the desk, with this notice as the newest; an older look changes nothing."""
    mark = _bookmark(session, person_id)
    if mark.seen_at is None or mark.seen_at < at:
        mark.seen_at, mark.seen_id = at, max(mark.seen_id, newest)


def begin_daily(session: Session, person_id: str) -> None:
    """From now on what happens is gathered; what came before has had its own letters."""
    mark = _bookmark(session, person_id)
    mark.told_at, mark.told_id = clock.now(), queries.newest(session, person_id)


def post_daily(session: Session, reader: Reader, message: Message | None, *, newest: str) -> None:
    """Queue the daily letter, or note that there was nothing to write, unless that is done."""
    mark = _bookmark(session, reader.id)
    if reader.email is None or (mark.told_at and mark.told_at >= daily_due(clock.now())):
        return
    mark.told_at, mark.told_id = clock.now(), max(mark.told_id, newest)
    if message is not None:
        post(
            session,
            address=reader.email,
            language=reader.language,
            message=message,
            person_id=reader.id,
        )


def _bookmark(session: Session, person_id: str) -> Bookmark:
    """The person's own, held until the transaction ends: workers and sites run side by side."""
    mark = session.get(Bookmark, person_id, with_for_update=True)
    if mark is not None:
        return mark
    try:
        with session.begin_nested():
            mark = Bookmark(person_id=person_id, seen_id="", told_id="")
            session.add(mark)
    except IntegrityError:
        return session.get_one(Bookmark, person_id, with_for_update=True)
    return mark


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


def pass_over_letters(session: Session, *, before: datetime) -> None:
    """Take letters that were due before as sent, without sending them: a demonstration's past."""
    session.execute(
        update(Letter)
        .where(Letter.state == LetterState.QUEUED, Letter.due_at < before)
        .values(state=LetterState.SENT, done_at=Letter.due_at, address="", content=EMPTY)
    )


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
    for table in (Notice, Bookmark):
        session.execute(delete(table).where(table.person_id == person_id))


def forget_letters(session: Session, mailer: Mailer, person_id: str) -> None:
    """Have the mailer remove its copies of an erased person's letters, then drop the rows."""
    for letter_id in session.scalars(select(Letter.id).where(Letter.person_id == person_id)):
        mailer.forget(letter_id)
    session.execute(delete(Letter).where(Letter.person_id == person_id))


def address_digest(address: str) -> str:
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()

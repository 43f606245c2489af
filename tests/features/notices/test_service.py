"""Telling people, what they have seen, and letters that are given up; on both databases."""

from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.kit import clock
from marketplace.kit.money import Money
from marketplace.kit.text import Wording, t
from marketplace.locale import reading_in, say
from marketplace.notices import queries, service
from marketplace.notices.models import Letter
from marketplace.notices.pages import notice_row
from marketplace.notices.rules import LetterState, Message
from tests.tools.market import Market

MESSAGE = Message(subject=t("Bid %(number)s was answered", number=1), paragraphs=())


def tell(session: Session, person: Person) -> None:
    service.tell(session, person, MESSAGE)
    session.flush()


def test_an_older_look_does_not_take_the_last_visit_back(session: Session, market: Market) -> None:
    person, now = market.person(), clock.now()
    service.see(session, person.id, at=now, newest="b")
    service.see(session, person.id, at=now - timedelta(minutes=1), newest="a")
    session.flush()
    mark = queries.bookmark(session, person.id)
    assert (mark.seen_at, mark.seen_id) == (now, "b")


def test_what_is_told_once_is_not_told_again(session: Session, market: Market) -> None:
    person = market.person()
    for _ in range(2):
        service.tell(session, person, MESSAGE, once="bid 1")
    service.tell(session, market.person(), MESSAGE, once="bid 1")
    session.flush()
    assert queries.count(session, queries.of_person(person.id)) == 1
    assert session.query(Letter).filter_by(person_id=person.id).count() == 1


def test_a_letter_of_an_erased_person_is_not_kept_when_it_arrives(
    session: Session, market: Market
) -> None:
    """It may be on its way to the server while the erasure happens."""
    person = market.person()
    tell(session, person)
    service.see(session, person.id, at=clock.now(), newest="")
    letter = session.query(Letter).filter_by(person_id=person.id).one()
    service.forget_person(session, person.id, str(person.email))
    session.expire_all()
    assert service.letter_sent(session, letter.id) is False
    assert queries.bookmark(session, person.id).seen_at is None
    other = market.person()
    tell(session, other)
    kept = session.query(Letter).filter_by(person_id=other.id).one()
    assert service.letter_sent(session, kept.id) is True
    assert (kept.state, kept.address) == (LetterState.SENT, "")
    assert service.letter_sent(session, kept.id) is True, "reported twice, still nobody's erasure"


def test_undeliverable_letters_are_counted(session: Session, market: Market) -> None:
    person = market.person()
    tell(session, person)
    before = queries.letters_undeliverable(session)
    letter = session.query(Letter).filter_by(person_id=person.id).one()
    letter.attempts = 6
    service.letter_failed(session, letter.id)
    session.flush()
    assert queries.letters_undeliverable(session) == before + 1


def test_a_notice_follows_the_language_in_which_it_is_read(
    session: Session, market: Market
) -> None:
    """Names, titles and amounts too."""
    person = market.person("Lan", "lan@example.org")
    message = Message(
        subject=t(
            "%(house)s pays %(amount)s for “%(title)s”",
            house=Wording("Viện Sông Hồng", "Red River Institute"),
            amount=Money(1_200_000),
            title=Wording("Màng lọc", ""),
        ),
        paragraphs=(),
    )
    service.tell(session, person, message)
    session.flush()
    session.expire_all()
    row = notice_row(session.scalars(queries.of_person(person.id)).one(), "")
    with reading_in("en"):
        assert say(row.title) == "Red River Institute pays VND\xa01,200,000 for “Màng lọc”"
    with reading_in("vi"):
        assert say(row.title) == "Viện Sông Hồng pays 1.200.000\xa0₫ for “Màng lọc”"

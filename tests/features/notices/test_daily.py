"""One letter a day for those who want that, and reminders before something ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from marketplace import worker
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.bids.models import Bid
from marketplace.houses.rules import HouseKind, Role
from marketplace.kit import clock
from marketplace.notices.rules import Letters, daily_due
from marketplace.notices.tasks import write_daily
from tests.features.bids.offers import Town, letters_about, listed, words_of
from tests.tools.journal import on_sqlite
from tests.tools.site import Site

OFFICER, HEAD = "officer@example.org", "head@example.org"
DAILY = {"name": "Officer", "language": "en", "letters": "daily"}


def at(hour: int, *, days: int = 0, minute: int = 0) -> datetime:
    """An instant by the clock of the site's place, `days` from today."""
    here = clock.local(clock.now()).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return here + timedelta(days=days)


@contextmanager
def round_at(site: Site, instant: datetime) -> Iterator[None]:
    """What happens then, and one round of the clock and of the post after it."""
    with clock.moved_to(instant):
        yield
        site.drain()
        worker.clock_jobs(site.tools)
        site.drain()


def desks(site: Site, email: str = OFFICER) -> list[EmailMessage]:
    return [letter for letter in site.letters(email) if "Your desk on" in letter["Subject"]]


@pytest.fixture
def town(site: Site) -> Town:
    """The officer has chosen daily letters at noon yesterday; everybody else gets them at once."""
    with site.market() as market:
        town = Town(market)
    with round_at(site, at(12, days=-1)):
        site.sign_in(OFFICER).post("/account", data=DAILY)
    return town


def bid(site: Site, town: Town, title: str = "") -> Bid:
    with site.market() as market:
        town.session = market.session
        if title:
            town.invention = listed(market.session, town.institute, title)
        return town.bid()


@pytest.mark.parametrize(
    ("hour", "minute", "days"), [(7, 0, 0), (6, 59, -1), (23, 0, 0), (0, 30, -1)]
)
def test_daily_letters_are_due_at_seven_by_the_sites_clock(
    hour: int, minute: int, days: int
) -> None:
    assert daily_due(at(hour, minute=minute)) == at(7, days=days)


def test_what_waits_and_what_happened_come_in_one_letter_at_seven(site: Site, town: Town) -> None:
    with round_at(site, at(13, days=-1)):
        made = bid(site, town)
    assert letters_about(site, OFFICER, "A bid on") == []
    assert len(letters_about(site, HEAD, "A bid on")) == 1, "others hear at once"
    assert desks(site) == []
    with round_at(site, at(6, minute=59)):
        pass
    assert desks(site) == []
    for minute in (0, 1):
        with round_at(site, at(7, minute=minute)):
            pass
    (letter,) = desks(site)
    text = words_of(letter)
    assert "Waiting for you: 1. New: 1." in text
    until = f"{clock.local(made.valid_until):%d/%m/%Y}"
    waits = f"- Bid on “Nano coating against rust”: {town.enterprise.name}, until {until}"
    assert f"{waits}\n  http://testserver/bids/{made.id}\n" in text
    assert "- A bid on “Nano coating against rust”" in text
    html = letter.get_body(("html",))
    assert html is not None
    assert f'<a href="http://testserver/bids/{made.id}"' in html.get_content()
    assert desks(site, HEAD) == []


@on_sqlite
def test_the_next_letter_tells_only_what_is_new_but_all_that_waits(site: Site, town: Town) -> None:
    with round_at(site, at(7)):
        bid(site, town)
    with round_at(site, at(7, days=1)):
        bid(site, town, "Another invention")
    first, second = (words_of(letter) for letter in desks(site))
    assert "Waiting for you: 1. New: 1." in first
    assert "Waiting for you: 2. New: 1." in second


@on_sqlite
def test_without_anything_to_say_there_is_no_letter(site: Site, town: Town) -> None:
    for days in range(3):
        with round_at(site, at(7, days=days)):
            pass
    assert desks(site) == []


@on_sqlite
def test_a_letter_missed_while_the_worker_was_down_is_sent_once_later(
    site: Site, town: Town
) -> None:
    with clock.moved_to(at(13, days=-1)):
        bid(site, town)
    for minute in (0, 1):  # for three mornings nobody worked
        with round_at(site, at(15, days=2, minute=minute)):
            pass
    assert len(desks(site)) == 1
    with round_at(site, at(7, days=3)):
        pass
    assert len(desks(site)) == 2, "and the next one comes in the morning again"


def test_two_workers_write_one_letter(site: Site, town: Town) -> None:
    with round_at(site, at(13, days=-1)):
        bid(site, town)
    with clock.moved_to(at(7)):
        with site.database.reading() as session:
            (due,) = accounts.daily_letters_due(session)
        for _ in range(2):  # both looked before either had written
            write_daily(site.database, worker.DESK, due)
        site.drain()
    assert len(desks(site)) == 1


@on_sqlite
def test_a_person_with_two_houses_reads_of_both(site: Site, town: Town) -> None:
    with site.market() as market:
        second = market.house(HouseKind.INSTITUTE, name="Second House")
        person = market.session.get_one(Person, town.officer.person_id)
        market.member(Role.HEAD, house=second, person=person)
        town.session = market.session
        town.bid()
        town.invention = listed(market.session, second, "Second invention")
        town.bid()
    with round_at(site, at(7, days=1)):
        pass
    text = words_of(desks(site)[0])
    assert "Waiting for you: 2." in text
    first, _, rest = text.partition("What waits for you at Second House")
    assert f"What waits for you at {town.institute.name}" in first
    assert ("Nano coating" in first, "Second invention" in rest) == (True, True)


@on_sqlite
def test_what_lets_one_in_comes_at_once(site: Site, town: Town) -> None:
    site.visitor().post("/reset", data={"email": OFFICER})
    site.drain()
    assert [letter["Subject"] for letter in site.letters(OFFICER)][-1] == "Choose a new password"


@on_sqlite
def test_who_wants_letters_at_once_again_gets_no_daily_one(site: Site, town: Town) -> None:
    with round_at(site, at(13, days=-1)):
        site.sign_in(OFFICER).post("/account", data={**DAILY, "letters": "at-once"})
        bid(site, town)
    with round_at(site, at(7)):
        pass
    assert desks(site) == []
    assert len(letters_about(site, OFFICER, "A bid on")) == 1
    with site.database.reading() as session:
        person = accounts.by_email(session, OFFICER)
        assert person is not None
        assert person.letters == Letters.AT_ONCE


def test_what_ends_in_two_days_reminds_once(site: Site, town: Town) -> None:
    made = bid(site, town)
    with round_at(site, made.valid_until - timedelta(days=2, minutes=1)):
        pass
    assert letters_about(site, HEAD, "ends soon") == []
    for hours in (47, 46, 24):
        with round_at(site, made.valid_until - timedelta(hours=hours)):
            pass
    (letter,) = letters_about(site, HEAD, "ends soon")
    assert site.link_in(letter) == f"/bids/{made.id}"
    assert f"{clock.local(made.valid_until):%d/%m/%Y %H:%M}" in words_of(letter)
    assert letters_about(site, OFFICER, "ends soon") == [], "it stands in the daily letter"
    assert f"{town.enterprise.name}, only until" in words_of(desks(site)[-1])
    with round_at(site, made.valid_until + timedelta(minutes=1)):
        pass
    assert len(letters_about(site, HEAD, "ends soon")) == 1


@on_sqlite
def test_nobody_is_reminded_of_what_was_answered(site: Site, town: Town) -> None:
    made = bid(site, town)
    site.sign_in(HEAD).post(f"/bids/{made.id}/refuse", data={"reason": "other", "sentence": "No."})
    with round_at(site, made.valid_until - timedelta(days=1)):
        pass
    assert letters_about(site, HEAD, "ends soon") == []

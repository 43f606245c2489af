"""What newly fits a saved search is told once, with its reason, to whoever may read it."""

import shutil
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from marketplace.catalogue.alerts.models import Alert, SavedSearch
from marketplace.catalogue.alerts.rules import LISTENER, Frequency, due_until
from marketplace.db.journal import CursorRow
from marketplace.houses import queries as houses
from marketplace.houses import service as founding
from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions import queries as inventions
from marketplace.inventions import service as listing
from marketplace.kit import clock
from marketplace.kit.actor import MACHINE, Actor
from tests.features.catalogue.alerts.watching import (
    WATCHER,
    alerts,
    ending,
    press,
    told,
    watch,
    words_of,
)
from tests.features.catalogue.offers import offered, wanted
from tests.features.inventions import cards
from tests.tools.journal import on_sqlite
from tests.tools.market import Market
from tests.tools.site import Site


def watcher(market: Market) -> Actor:
    """A member of a verified house, who looks on."""
    return market.member(Role.SIGNATORY, person=market.person(email=WATCHER))


def test_what_newly_fits_is_told_once_and_what_fitted_before_is_not(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        offered(market, officer, title="Old coating")
        other = offered(market, officer, title="Old pump", novelty="A seal.")
        watch(market, watcher(market))
    site.drain()
    assert alerts(site) == []
    with site.market() as market:
        offered(market, officer, title="New coating")
        offered(market, officer, title="New pump", novelty="A seal.")
        wanted(market, market.member(Role.SIGNATORY), title="A coating is wanted")
    site.drain()
    [letter] = alerts(site)
    assert letter["Subject"] == "2 new for “About coating”"
    assert "New coating" in words_of(letter)
    assert "A coating is wanted" in words_of(letter)
    assert "pump" not in words_of(letter)
    assert "Old" not in words_of(letter)
    change(site, officer, other.id, title="Old pump with a coating")
    site.drain()
    assert "Old pump with a coating" in words_of(alerts(site)[1])
    change(site, officer, other.id, title="Old pump with another coating")
    site.drain()
    site.drain()
    assert len(alerts(site)) == 2


def change(site: Site, actor: Actor, invention_id: str, **answers: str) -> None:
    with site.market() as market:
        invention = inventions.locked(market.session, invention_id)
        form = cards.form(**answers)
        listing.save_invention(market.session, actor, invention=invention, form=form)


def test_the_letter_says_why_each_thing_is_there(site: Site) -> None:
    with site.market() as market:
        house = market.house(HouseKind.INSTITUTE, name="Viện Sông Hồng", province="ha-noi")
        officer = market.member(Role.TRANSFER_OFFICER, house=house)
        watch(market, watcher(market), "zinc steel", field="materials", province="ha-noi")
    site.drain()
    with site.market() as market:
        made = offered(market, officer, field="materials")
        offered(market, officer, title="Zinc pan", field="energy")
    site.drain()
    [letter] = alerts(site)
    text = words_of(letter)
    assert "- Zinc coating (Viện Sông Hồng). It has: zinc, steel. It passes: " in text
    assert "Materials" in text
    assert f"http://testserver/inventions/{made.id}\n" in text
    assert "http://testserver/search?q=zinc+steel&" in text
    assert "Zinc pan" not in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"http://testserver{ending(letter)}" in text


def test_only_what_has_all_the_words_as_typed_is_told(site: Site) -> None:
    """The search page would offer most of the words, and another spelling."""
    with site.market() as market:
        officer, actor = market.member(Role.TRANSFER_OFFICER), watcher(market)
        watch(market, actor, "zinc pump")
        watch(market, actor, "coatnig")
    site.drain()
    with site.market() as market:
        offered(market, officer)
    site.drain()
    assert alerts(site) == []


@pytest.mark.parametrize(("left", "heard"), [(False, True), (True, False)])
def test_the_members_text_is_for_who_is_a_member_today(
    site: Site, *, left: bool, heard: bool
) -> None:
    with site.market() as market:
        officer, actor = market.member(Role.TRANSFER_OFFICER), watcher(market)
        watch(market, actor, "plantedword")
        outside = market.person(email="outside@example.org")
        watch(market, Actor(outside.id), "plantedword")
    site.drain()
    with site.market() as market:
        if left:
            house = houses.house(market.session, str(actor.house_id))
            head = market.member(Role.SIGNATORY, house=house)
            founding.end_membership(
                market.session, head, house=house, person_id=str(actor.person_id)
            )
        offered(market, officer, members_text="The plantedword is here.")
    site.drain()
    assert bool(alerts(site)) is heard
    assert alerts(site, "outside@example.org") == []


def test_a_name_that_is_kept_back_is_in_no_letter(site: Site) -> None:
    with site.market() as market:
        actor = watcher(market)
        watch(market, actor, "pumps")
        watch(market, actor, "Anchorname")
        anchor = market.house(HouseKind.ENTERPRISE, name="Anchorname")
        signatory = market.member(Role.SIGNATORY, house=anchor)
    site.drain()
    with site.market() as market:
        wanted(market, signatory, unnamed=True)
    site.drain()
    [letter] = alerts(site)
    assert "Pumps rust" in words_of(letter)
    assert "Anchorname" not in letter.as_string()


MONDAY = datetime.fromisoformat("2027-03-01T12:00:00+07:00")


@on_sqlite
@pytest.mark.parametrize(
    ("frequency", "quiet", "due"),
    [
        (Frequency.DAILY, timedelta(hours=18), timedelta(hours=20)),
        (Frequency.WEEKLY, timedelta(days=6, hours=18), timedelta(days=6, hours=20)),
    ],
)
def test_one_letter_gathers_a_day_or_a_week(
    site: Site, frequency: Frequency, quiet: timedelta, due: timedelta
) -> None:
    with clock.moved_to(MONDAY):
        with site.market() as market:
            officer = market.member(Role.TRANSFER_OFFICER)
            watch(market, watcher(market), frequency=frequency)
        site.drain()
        with site.market() as market:
            offered(market, officer, title="First coating")
        site.drain()
    with clock.moved_to(MONDAY + quiet):
        with site.market() as market:
            offered(market, officer, title="Second coating")
        site.drain()
    assert alerts(site) == []
    with clock.moved_to(MONDAY + due):
        site.drain()
        site.drain()
    [letter] = alerts(site)
    assert letter["Subject"] == "2 new for “About coating”"


@on_sqlite
def test_what_was_withdrawn_before_the_letter_is_told_when_it_is_back(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        watch(market, watcher(market), frequency=Frequency.DAILY)
    site.drain()
    with site.market() as market:
        offered(market, officer, title="Kept coating")
        gone = offered(market, officer, title="Withdrawn coating")
    site.drain()
    with site.market() as market:
        invention = inventions.locked(market.session, gone.id)
        listing.withdraw_invention(market.session, officer, invention=invention)
    with clock.moved_to(clock.now() + timedelta(days=1)):
        site.drain()
        assert "Kept coating" in told(site)
        assert "Withdrawn coating" not in told(site)
        with site.market() as market:
            invention = inventions.locked(market.session, gone.id)
            listing.list_invention(market.session, officer, invention=invention)
        site.drain()
    with clock.moved_to(clock.now() + timedelta(days=2)):
        site.drain()
    assert "Withdrawn coating" in words_of(alerts(site)[1])


def test_what_is_due_by_the_clock_of_the_place() -> None:
    here = datetime.fromisoformat
    assert due_until(Frequency.AT_ONCE, MONDAY) == MONDAY
    assert due_until(Frequency.DAILY, MONDAY) == here("2027-03-01T07:00:00+07:00")
    assert due_until(Frequency.WEEKLY, MONDAY) == here("2027-03-01T07:00:00+07:00")
    early = here("2027-03-01T06:59:00+07:00")
    assert due_until(Frequency.DAILY, early) == here("2027-02-28T07:00:00+07:00")
    assert due_until(Frequency.WEEKLY, early) == here("2027-02-22T07:00:00+07:00")


@on_sqlite
def test_while_the_engine_is_away_nothing_is_lost(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        watch(market, watcher(market))
    site.drain()
    folder = site.folder / "search"
    shutil.rmtree(folder)
    folder.write_text("in the way")
    with site.market() as market:
        offered(market, officer)
    site.drain()
    assert alerts(site) == []
    folder.unlink()
    site.drain()
    site.drain()
    assert told(site).count("- Zinc coating") == 1


def test_an_alert_never_runs_ahead_of_the_index(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        watch(market, watcher(market))
    site.drain()
    with site.database.reading() as session:
        index = session.get_one(CursorRow, "index").number
        assert session.get_one(CursorRow, LISTENER).number <= index
    with site.market() as market:
        offered(market, officer)
        market.session.get_one(CursorRow, LISTENER).number = 0
    site.drain()
    assert told(site).count("- Zinc coating") == 1


def test_one_press_ends_it_and_opening_the_link_does_not(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        search_id = watch(market, watcher(market))
        watch(market, watcher_of(market), "steel")
    site.drain()
    with site.market() as market:
        offered(market, officer)
    site.drain()
    path = ending(alerts(site)[0])
    assert path.startswith(f"/alerts/end/{search_id}")
    page = site.visitor().get(path)
    assert "End the letters for “About coating”?" in page.text
    forged = f"{path[:-4]}{'A' * 4}"
    assert press(site, forged) == 404
    assert left(site) == 2
    assert press(site, path) == press(site, path) == 200
    assert left(site) == 1
    assert "These letters have ended" in site.visitor().get(path).text
    with site.market() as market:
        offered(market, officer, title="Tin coating")
    site.drain()
    assert len(alerts(site)) == 1
    assert len(alerts(site, "second@example.org")) == 2


def watcher_of(market: Market) -> Actor:
    return market.member(Role.SIGNATORY, person=market.person(email="second@example.org"))


def left(site: Site) -> int:
    with site.database.reading() as session:
        return session.scalar(select(func.count()).select_from(SavedSearch)) or 0


def test_an_erased_person_leaves_no_search_behind(site: Site) -> None:
    with site.market() as market:
        person = market.person(email=WATCHER)
        offered(market, market.member(Role.TRANSFER_OFFICER))
        watch(market, Actor(person.id))
    site.drain()
    with site.market() as market:
        person = market.session.merge(person)
        founding.erase_person(market.session, MACHINE, person=person, rule="test", even_last=True)
    site.drain()
    with site.database.reading() as session:
        assert session.scalars(select(SavedSearch)).all() == []
        assert session.scalars(select(Alert)).all() == []

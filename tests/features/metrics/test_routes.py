"""The public pages of the figures, and the way from a number to its records."""

import inspect
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import event, text
from typer.testing import CliRunner

from marketplace import cli
from marketplace.cli import keeping
from marketplace.db.journal import CursorRow, Sealed, last_number
from marketplace.db.session import Database
from marketplace.kit.money import Money
from marketplace.metrics import service, tasks
from marketplace.metrics.models import Fact
from marketplace.metrics.rules import LISTENER, Figure
from tests.features.metrics.trades import PAYER, Trade
from tests.tools.site import Site


def stats(page: str) -> list[tuple[str, str]]:
    """(label, value) of each number in large type."""
    labels = re.findall(r'stat-label">([^<]+)<', page)
    values = re.findall(r'stat-value">(?:<a [^>]*>)?([^<]+)<', page)
    return list(zip(labels, values, strict=True))


def test_the_figure_moves_when_the_payer_confirms(site: Site) -> None:
    with site.market() as market:
        payment_id = Trade(market, named=True).declare(Money(1_200_000_000)).id
    site.drain(post=False)
    visitor = site.visitor()
    assert stats(visitor.get("/figures").text) == [
        ("Verified", "VND\xa00"),
        ("Claimed", "VND\xa01,200,000,000"),
        ("Verified", "0"),
        ("Claimed", "1"),
    ]
    site.sign_in(PAYER).post(f"/payments/{payment_id}/confirm")
    site.drain(post=False)
    page = visitor.get("/figures").text
    assert stats(page) == [
        ("Verified", "VND\xa01,200,000,000"),
        ("Claimed", "VND\xa01,200,000,000"),
        ("Verified", "1"),
        ("Claimed", "1"),
    ]
    assert "nobody, not even the operator, can type one in" in " ".join(page.split())
    assert "How this is counted" in page


def test_every_number_opens_records_that_add_up_to_it(site: Site) -> None:
    with site.market() as market:
        trade = Trade(market)
        for amount in range(1, 31):
            trade.paid(Money(amount), date(2026, 1, 1) + timedelta(days=amount))
        trade.declare(Money(1000), date(2026, 4, 1))
        dollars = trade.paid(Money(250, "USD"), date(2026, 1, 2))
    site.drain(post=False)
    visitor = site.visitor()
    page = visitor.get("/figures").text
    links = re.findall(r'href="(/figures/K[34]/records\?[^"]+)">([^<]+)<', page)
    assert len(links) > 10
    for href, shown in links:
        behind = visitor.get(href.replace("&amp;", "&")).text
        assert stats(behind)[0][1] == shown, href
    visible = visitor.get("/figures/K3/records?currency=VND").text
    assert "1 to 25 of 30" in visible
    assert "USD" not in visible
    both = visitor.get("/figures/K3/records").text
    assert stats(both) == [("Verified", "VND\xa0465"), ("Verified", "USD\xa02.50")]
    assert f'href="/payments/{dollars.id}"' in visitor.get("/figures/K3/records?page=2").text
    claimed = visitor.get("/figures/K3/records?measure=claimed&currency=VND").text
    assert stats(claimed) == [("Claimed", "VND\xa01,465")]
    assert "Public once it is verified" in claimed
    assert f'href="/deals/{trade.agreed.id}"' in visitor.get("/figures/K4/records").text
    number = re.findall(r'href="/journal/(\d+)">Entry', claimed)[0]
    assert visitor.get(f"/journal/{number}").status_code == 200


def test_periods_houses_and_provinces_narrow_it(site: Site) -> None:
    with site.market() as market:
        first, second = Trade(market), Trade(market)
        second.institute.province = "hue"
        first.paid(Money(1), date(2025, 12, 31))
        first.paid(Money(20), date(2026, 4, 1))
        second.paid(Money(300), date(2026, 6, 30))
    site.drain(post=False)
    visitor = site.visitor()

    def income(query: str) -> str:
        return stats(visitor.get(f"/figures?{query}").text)[0][1]

    assert income("") == "VND\xa0321"
    assert income("period=2025") == "VND\xa01"
    assert income("period=2026-Q2") == "VND\xa0320"
    assert income("period=2026-Q3") == "VND\xa00"
    assert income(f"house={first.institute.id}") == "VND\xa021"
    assert income("province=hue&period=2026") == "VND\xa0300"
    narrow = visitor.get("/figures?period=2O26&as_of=-3&province=%00").text
    assert "A period is a year such as 2026" in narrow
    assert stats(narrow)[0][1] == "VND\xa0321"


def test_as_of_shows_what_was_known(site: Site) -> None:
    with site.market() as market:
        Trade(market).paid(Money(7), date(2026, 1, 1))
    site.drain(post=False)
    with site.database.reading() as session:
        number = last_number(session)
    with site.market() as market:
        Trade(market).paid(Money(90), date(2026, 1, 1))
    site.drain(post=False)
    visitor = site.visitor()
    then = visitor.get(f"/figures?as_of={number}").text
    assert stats(then)[0][1] == "VND\xa07"
    assert "As it was known at" in then
    assert f'href="/journal/{number}"' in then
    assert stats(visitor.get("/figures").text)[0][1] == "VND\xa097"
    assert stats(visitor.get("/figures?as_of=999999").text)[0][1] == "VND\xa097"
    assert stats(visitor.get("/figures?as_of=0").text)[0][1] == "VND\xa00"


def test_the_gap_of_related_houses_stands_apart(site: Site) -> None:
    with site.market() as market:
        Trade(market, related=True).verified_outside(Money(400))
    site.drain(post=False)
    page = site.visitor().get("/figures").text
    assert stats(page)[:3] == [
        ("Verified", "VND\xa00"),
        ("Claimed", "VND\xa0400"),
        ("Between related parties", "VND\xa0400"),
    ]


def test_an_empty_market_says_when_a_figure_moves(site: Site) -> None:
    site.drain(post=False)
    visitor = site.visitor()
    assert "Nothing has been counted yet" in visitor.get("/figures").text
    assert "No record here" in visitor.get("/figures/K3/records").text
    assert visitor.get("/figures/K9/records").status_code == 404
    assert "What has come of it so far" not in visitor.get("/").text


def test_the_front_page_and_the_house_show_their_headlines(site: Site) -> None:
    with site.market() as market:
        trade = Trade(market)
        trade.paid(Money(5_000_000), date(2026, 1, 1))
        trade.declare(Money(1_000_000))
    site.drain(post=False)
    home = site.visitor().get("/").text
    assert "What has come of it so far" in home
    assert "VND\xa05,000,000" in home
    assert "verified, of VND\xa06,000,000 claimed" in home
    house = site.visitor().get(f"/houses/{trade.institute.id}").text
    assert "What this house was paid" in house
    assert f"/figures/K3/records?house={trade.institute.id}" in house
    payer = site.visitor().get(f"/houses/{trade.enterprise.id}").text
    assert "What this house was paid" not in payer


def test_a_fault_stops_the_count_and_the_page_says_so(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.market() as market:
        Trade(market).paid(Money(7), date(2026, 1, 1))
    site.drain(post=False)
    with site.database.reading() as session:
        number = last_number(session)
    with site.market() as market:
        Trade(market)

    def stumble(session: Any, event: Sealed) -> None:
        raise ValueError(event.kind)

    whole = tasks.REACTIONS
    monkeypatch.setattr(tasks, "REACTIONS", dict.fromkeys(whole, (stumble,)))
    site.drain(post=False)
    page = site.visitor().get("/figures").text
    assert "Complete up to event" in page
    assert "counting has stopped" in page
    assert stats(page)[0][1] == "VND\xa07"
    with site.database.reading() as session:
        cursor = session.get_one(CursorRow, LISTENER)
        assert cursor.stopped_by is not None
        assert cursor.number >= number
    monkeypatch.setattr(tasks, "REACTIONS", whole)
    site.drain(post=False)
    assert "Complete up to event" not in site.visitor().get("/figures").text


class TestRefold:
    def test_the_figures_equal_a_recomputation(self, site: Site) -> None:
        busy(site)
        found = service.recompute(site.database)
        assert found.equal
        assert found.kept.count("\n") == 5

    def test_a_forged_figure_is_found_and_put_right(self, site: Site) -> None:
        busy(site)
        honest = service.recompute(site.database).kept
        with site.database.writing() as session:
            session.execute(text("UPDATE fact SET value = 999 WHERE figure = 'K3'"))
        assert not service.recompute(site.database).equal
        with site.database.reading() as session:
            number = last_number(session)
        assert service.rebuild(site.database) == number
        found = service.recompute(site.database)
        assert (found.equal, found.kept) == (True, honest)
        with site.market() as market:
            Trade(market).paid(Money(7), date(2026, 1, 1))
        site.drain(post=False)
        assert service.recompute(site.database).equal

    def test_the_command_compares_and_rebuilds(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        busy(site)
        monkeypatch.setattr(keeping, "opened", lambda: site.tools)
        run = CliRunner().invoke
        checked = run(cli.app, ["refold", "--check"])
        assert (checked.exit_code, "equal to a recomputation" in checked.output) == (0, True)
        with site.database.writing() as session:
            session.query(Fact).update({"value": 1})
        checked = run(cli.app, ["refold", "--check"])
        assert (checked.exit_code, "different from" in checked.output) == (1, True)
        assert run(cli.app, ["refold"]).exit_code == 0
        assert run(cli.app, ["refold", "--check"]).exit_code == 0


def busy(site: Site) -> None:
    """Three facts of income and deals, and one that was replaced."""
    with site.market() as market:
        trade = Trade(market)
        trade.paid(Money(10), date(2026, 1, 1))
        trade.declare(Money(20))
        trade.withdrawn(Money(30))
    site.drain(post=False)


class TestNobodyTypesOneIn:
    def test_no_unsafe_method_reaches_a_figure(self, site: Site) -> None:
        touching = {
            (str(route.path_format), method)
            for route in iter_route_contexts(site.app.routes)
            for method in route.methods or ()
            if "figures" in str(route.path_format)
        }
        assert len(touching) >= 5
        assert {method for _, method in touching} == {"GET"}
        client = site.visitor()
        for path in ("/figures", "/figures/K3/records", "/api/v1/figures/K3"):
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                assert client.request(method, path).status_code == 405

    def test_the_service_takes_events_and_no_value(self) -> None:
        public = {
            name: set(inspect.signature(function).parameters)
            for name, function in inspect.getmembers(service, inspect.isfunction)
            if function.__module__ == service.__name__ and not name.startswith("_")
        }
        assert public == {
            "fold": {"session", "event"},
            "recompute": {"database"},
            "rebuild": {"database"},
            "dump": {"session"},
        }


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*words: Any) -> None:
        seen.append(words[2])

    event.listen(database.reader, "before_cursor_execute", note)
    yield seen
    event.remove(database.reader, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ["/figures", "/figures/K3/records?measure=claimed"])
def test_pages_cost_the_same_with_one_record_and_with_fifty(site: Site, path: str) -> None:
    with site.market() as market:
        Trade(market).declare(Money(1))
    site.drain(post=False)
    visitor = site.visitor()
    visitor.get(path)
    with statements(site.database) as one:
        visitor.get(path)
    with site.database.writing() as session:
        known = session.query(Fact).where(Fact.figure == Figure.INCOME).one()
        session.add_all(another(known, number) for number in range(2, 51))
    visitor.get(path)
    with statements(site.database) as fifty:
        visitor.get(path)
    assert len(one) == len(fifty)


def another(known: Fact, number: int) -> Fact:
    """A record as another payment to another house would have left it."""
    values = {column.name: getattr(known, column.name) for column in Fact.__table__.columns}
    changes = {
        "subject_id": f"payment{number}",
        "house_id": f"house{number}",
        "occurred": known.occurred - timedelta(days=60 * number),
    }
    return Fact(**(values | changes))


def test_the_overview_has_every_quarter_in_its_table_and_says_which_its_chart_shows(
    site: Site,
) -> None:
    with site.market() as market:
        trade = Trade(market)
        for year in range(2022, 2026):
            trade.paid(Money(1), date(year, 3, 1))
    site.drain(post=False)
    page = site.visitor().get("/figures").text
    assert "The last 8 quarters, in VND" in page
    for year in range(2022, 2026):
        assert f">Q1/{year}</a>" in page
    assert "By quarter, in VND" in site.visitor().get("/figures/K3").text

"""The work list of a house's own listings, as its members use it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from marketplace.houses.rules import HouseKind, Role
from marketplace.houses.service import end_membership
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.needs.rules import NeedState
from marketplace.stewardship import queries
from marketplace.stewardship.rules import Shelf
from tests.features.bids import offers
from tests.features.stewardship import rows
from tests.tools.site import Site, path_of

LONG_AGO = timedelta(days=200)


@dataclass(frozen=True)
class House:
    """Its members sign in as officer@, researcher@ and gone@example.org."""

    id: str
    officer: Actor
    researcher: Actor
    gone: Actor


@pytest.fixture
def house(site: Site) -> House:
    with site.market() as market:
        made = market.house(name="Institute of Coatings")
        officer, researcher, gone = (
            market.member(
                role, house=made, person=market.person(name=name, email=f"{name}@example.org")
            )
            for name, role in (
                ("officer", Role.TRANSFER_OFFICER),
                ("researcher", Role.RESEARCHER),
                ("gone", Role.RESEARCHER),
            )
        )
        return House(made.id, officer, researcher, gone)


@pytest.fixture
def browser(site: Site, house: House) -> TestClient:
    return site.sign_in("officer@example.org")


def shown(page: str) -> list[str]:
    """The titles of the rows, in their order."""
    return re.findall(r'<th scope="row">\s*<a [^>]*>([^<]*)</a>', page)


def states(site: Site, house: House, ids: list[str], shelf: Shelf = Shelf.INVENTIONS) -> list[str]:
    with site.database.reading() as session:
        found = queries.named(session, house.officer, shelf, ids)
        by_id = {one.id: one.state.value for one in found}
    return [by_id[one] for one in ids]


def test_the_list_filters_and_orders(site: Site, house: House, browser: TestClient) -> None:
    old = clock.now() - LONG_AGO
    with site.market() as market:
        session = market.session
        rows.inventions(session, house.officer, ["Sáng chế về Đèn"])
        rows.inventions(
            session, house.gone, ["Kẽm cũ"], state=InventionState.LISTED, confirmed_at=old
        )
        rows.inventions(session, house.researcher, ["Kẽm mới"], state=InventionState.LISTED)
        rows.inventions(session, house.officer, ["Bản nháp cũ"], confirmed_at=old)
        end_membership(
            session,
            house.gone,
            house=market.house_of(house.officer),
            person_id=str(house.gone.person_id),
        )
        rows.inventions(session, market.member(Role.HEAD), ["Somebody else's"])

    def asked(query: str) -> list[str]:
        return shown(browser.get(f"/inventions/ours?{query}").text)

    assert asked("") == ["Bản nháp cũ", "Kẽm mới", "Kẽm cũ", "Sáng chế về Đèn"]
    assert asked("q=sang+che+den") == []
    assert asked("q=sang+che") == asked("q=S%C3%A1ng") == ["Sáng chế về Đèn"]
    assert asked("state=listed") == ["Kẽm mới", "Kẽm cũ"]
    assert asked("stale=1") == ["Kẽm cũ"]
    assert asked("responsible=nobody") == ["Kẽm cũ"]
    assert asked(f"responsible={house.researcher.person_id}") == ["Kẽm mới"]
    assert asked("order=newest&q=kem") == ["Kẽm mới", "Kẽm cũ"]
    assert asked("order=unconfirmed&state=listed") == ["Kẽm cũ", "Kẽm mới"]
    assert len(asked("state=nonsense&responsible=&order=nonsense")) == 4
    page = browser.get("/inventions/ours?q=kem").text
    assert page.count("Not confirmed for 200 days") == 1
    assert "Kẽm cũ" in page
    assert re.search(r'Looked after by" class="who"><span class="meta">Nobody', page)


def test_it_goes_in_pages_of_fifty_and_can_tick_them_without_a_script(
    site: Site, house: House, browser: TestClient
) -> None:
    with site.market() as market:
        rows.inventions(market.session, house.officer, [f"Coating {n:02}" for n in range(52)])
        rows.inventions(market.session, house.officer, ["Paint"])
    first = browser.get("/inventions/ours?q=coating").text
    assert (len(shown(first)), first.count(" checked")) == (50, 0)
    assert 'href="/inventions/ours?q=coating&amp;page=2"' in first
    assert 'href="/inventions/ours?q=coating&amp;page=1&amp;tick=page"' in first
    assert "Choose all 52" in first
    ticked = browser.get("/inventions/ours?q=coating&page=1&tick=page").text
    assert ticked.count(" checked") == 50
    everything = browser.get("/inventions/ours?q=coating&tick=all").text
    assert "All 52 rows of this list are chosen." in everything
    assert '<input type="hidden" name="all" value="1">' in everything
    assert everything.count(" disabled") == 50
    ask = browser.get("/inventions/bulk?q=coating&all=1&action=publish").text
    assert "To be listed: 52" in ask


def test_three_hundred_are_published_at_once_and_each_refused_one_is_named(
    site: Site, house: House, browser: TestClient
) -> None:
    with site.market() as market:
        good = rows.inventions(market.session, house.officer, [f"Good {n}" for n in range(290)])
        half = rows.inventions(
            market.session, house.officer, [f"Half {n}" for n in range(8)], novelty=""
        )
        listed = rows.inventions(
            market.session, house.officer, ["There A", "There B"], state=InventionState.LISTED
        )
    ask = browser.get("/inventions/bulk?all=1&action=publish").text
    assert "To be listed: 290" in ask
    assert "holds no state secret and may be public" in ask
    assert ask.count("Still to be answered: What is new?") == 8
    assert states(site, house, good + half) == ["draft"] * 298
    posted = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', ask))
    began = time.perf_counter()
    result = browser.post("/inventions/bulk", data=posted)
    assert time.perf_counter() - began < 10
    assert result.status_code == 200
    assert "Listed: 290" in result.text
    for title, made in zip([f"Half {n}" for n in range(8)], half, strict=True):
        line = rf'href="/inventions/{made}">{title}</a> Still to be answered: What is new\?'
        assert re.search(line, result.text)
    assert result.text.count("Its state is “Listed” already.") == 2
    assert states(site, house, good + half + listed) == [
        *["listed"] * 290, *["draft"] * 8, *["listed"] * 2,
    ]  # fmt: skip
    again = browser.post("/inventions/bulk", data=posted)
    assert "Nothing was changed." in again.text
    assert again.text.count("Its state is “Listed” already.") == 292
    page = browser.get("/inventions/ours?state=draft")
    assert len(shown(page.text)) == 8


def test_still_valid_is_one_press(site: Site, house: House, browser: TestClient) -> None:
    old = clock.now() - LONG_AGO
    with site.market() as market:
        ids = rows.inventions(
            market.session, house.officer, ["A", "B"], state=InventionState.LISTED,
            confirmed_at=old,
        )  # fmt: skip
    page = browser.get("/inventions/ours?stale=1").text
    assert 'value="confirm" formmethod="post"' in page
    answer = browser.post(
        "/inventions/bulk", data={"action": "confirm", "id": ids, "stale": "1", "q": "é"}
    )
    assert path_of(answer) == "/inventions/ours"
    assert dict(answer.url.params) == {"stale": "1", "q": "é"}
    assert "Confirmed as still valid: 2" in answer.text
    assert "Nothing fits these filters" in answer.text


def test_a_member_is_chosen_for_many(site: Site, house: House, browser: TestClient) -> None:
    with site.market() as market:
        ids = rows.inventions(market.session, house.officer, ["A", "B"])
    ask = browser.get("/inventions/bulk", params={"action": "reassign", "id": ids}).text
    assert f'<option value="{house.researcher.person_id}">researcher</option>' in ask
    nobody = {"action": "reassign", "id": ",".join(ids)}
    for wrong in ("", "0" * 16):
        again = browser.post("/inventions/bulk", data={**nobody, "to": wrong})
        assert again.status_code == 422
        assert "Choose a member of your house." in again.text
    answer = browser.post(
        "/inventions/bulk", data={**nobody, "to": str(house.researcher.person_id)}
    )
    assert "Given to another member: 2" in answer.text
    assert answer.text.count("<span>researcher</span>") == 2


def test_withdrawing_asks_first(site: Site, house: House, browser: TestClient) -> None:
    with site.market() as market:
        ids = rows.inventions(market.session, house.officer, ["A"], state=InventionState.LISTED)
        ids += rows.inventions(market.session, house.officer, ["B"])
    ask = browser.get("/inventions/bulk", params={"action": "withdraw", "id": ids}).text
    assert "To be withdrawn: 1" in ask
    assert "This cannot be done now: the present state is “Draft”." in ask
    assert states(site, house, ids) == ["listed", "draft"]
    answer = browser.post("/inventions/bulk", data={"action": "withdraw", "id": ids})
    assert "Withdrawn: 1" in answer.text
    assert states(site, house, ids) == ["withdrawn", "draft"]


def test_nothing_ticked_leads_back_with_a_word(browser: TestClient) -> None:
    for answer in (
        browser.get("/inventions/bulk?action=publish&state=draft"),
        browser.post("/inventions/bulk", data={"action": "confirm", "state": "draft", "id": "x"}),
    ):
        assert path_of(answer) == "/inventions/ours"
        assert dict(answer.url.params) == {"state": "draft"}
        assert "Tick the rows first" in answer.text
    odd = browser.get(f"/inventions/bulk?action=nonsense&id={'0' * 16}")
    assert odd.status_code == 422


def test_a_role_sees_what_it_may_do(site: Site, house: House) -> None:
    with site.market() as market:
        (made,) = rows.inventions(market.session, house.officer, ["A"])
        market.person(email="homeless@example.org")
    researcher = site.sign_in("researcher@example.org")
    page = researcher.get("/inventions/ours").text
    assert re.findall(r'name="action" value="(\w+)"', page) == ["confirm"]
    refused = researcher.post("/inventions/bulk", data={"action": "withdraw", "id": made})
    assert "Only the transfer officer or the head lists and withdraws." in refused.text
    with site.market() as market:
        market.house_of(house.officer).head_approves = True
    page = researcher.get("/inventions/ours").text
    assert re.findall(r'name="action" value="(\w+)"', page) == ["publish", "confirm"]
    homeless = site.sign_in("homeless@example.org")
    assert "Your house has no invention here yet" in homeless.get("/inventions/ours").text
    assert homeless.get(f"/inventions/bulk?action=publish&id={made}").status_code == 403


def test_strangers_neither_see_nor_change_it(site: Site, house: House) -> None:
    with site.market() as market:
        ids = rows.inventions(market.session, house.officer, ["A secret draft"])
        stranger = market.person(email="stranger@example.org")
        market.member(Role.HEAD, person=stranger)
    browser = site.sign_in("stranger@example.org")
    ask = browser.get("/inventions/bulk", params={"action": "publish", "id": ids}).text
    result = browser.post("/inventions/bulk", data={"action": "publish", "id": ids}).text
    for page in (ask, result, browser.get("/inventions/ours").text):
        assert "A secret draft" not in page
    assert "Nothing was changed." in result
    assert states(site, house, ids) == ["draft"]


def test_the_panel_confirms_and_leads_to_another_member(
    site: Site, house: House, browser: TestClient
) -> None:
    with site.market() as market:
        (made,) = rows.inventions(
            market.session, house.officer, ["A"], state=InventionState.LISTED,
            confirmed_at=clock.now() - LONG_AGO,
        )  # fmt: skip
    path = f"/inventions/{made}"
    assert "Not confirmed for 200 days" in browser.get(path).text
    assert "Looked after" not in site.visitor().get(path).text
    confirmed = browser.post(f"{path}/confirm")
    assert "Thank you: it is still valid." in confirmed.text
    assert "Not confirmed for" not in confirmed.text
    chosen = {"to": str(house.researcher.person_id)}
    assert "Looked after from now on by" in browser.get(f"{path}/reassign").text
    assert browser.post(f"{path}/reassign", data={"to": "0" * 16}).status_code == 422
    assert browser.post(f"{path}/reassign", data={}).status_code == 422
    after = browser.post(f"{path}/reassign", data=chosen)
    assert path_of(after) == path
    assert re.search(r"<dt>Looked after by</dt>\s*<dd>\s*researcher\s*</dd>", after.text)


def test_needs_have_the_same_list(site: Site) -> None:
    with site.market() as market:
        staff = market.member(
            Role.SIGNATORY, house=market.house(HouseKind.ENTERPRISE),
            person=market.person(name="Hoa", email="hoa@example.org"),
        )  # fmt: skip
        (draft,) = rows.needs(market.session, staff, ["Draft"])
        (stale,) = rows.needs(
            market.session, staff, ["Open"], state=NeedState.OPEN,
            confirmed_at=clock.now() - LONG_AGO,
        )  # fmt: skip
    browser = site.sign_in("hoa@example.org")
    page = browser.get("/needs/ours").text
    assert shown(page) == ["Open", "Draft"]
    assert "Close without a result" in page
    assert "Posted: 1" in browser.post("/needs/bulk", data={"action": "publish", "id": draft}).text
    assert (
        "Confirmed as still valid: 1"
        in browser.post("/needs/bulk", data={"action": "confirm", "id": stale}).text
    )
    assert "Thank you: it is still valid." in browser.post(f"/needs/{stale}/confirm").text
    assert "Looked after by" in browser.get(f"/needs/{stale}").text


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    engines = (
        {site.database.engine, site.database.reader}
        if site.database.sqlite
        else {site.database.engine}
    )
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield statements
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ["/inventions/ours", "/api/v1/inventions/ours?limit=50"])
def test_a_list_costs_the_same_with_one_row_and_with_fifty(
    site: Site, house: House, path: str
) -> None:
    api = path.startswith("/api/")
    browser = site.api("officer@example.org") if api else site.sign_in("officer@example.org")
    with site.market() as market:
        rows.inventions(market.session, house.officer, ["Coating"])
    browser.get(path)
    with counted(site) as one:
        assert browser.get(path).text.count("Coating") >= 1
    with site.market() as market:
        rows.inventions(market.session, house.researcher, [f"Coating {n}" for n in range(49)])
    with counted(site) as fifty:
        assert browser.get(path).text.count("Coating") >= 50
    assert len(one) == len(fifty) <= 12


def test_the_needs_list_costs_the_same_with_one_row_and_with_fifty(site: Site) -> None:
    with site.market() as market:
        person = market.person(email="hoa@example.org")
        owner = market.member(Role.SIGNATORY, person=person)
        rows.needs(market.session, owner, ["Pumps"])
    browser = site.sign_in("hoa@example.org")
    browser.get("/needs/ours")
    with counted(site) as one:
        browser.get("/needs/ours")
    with site.market() as market:
        rows.needs(market.session, owner, [f"Pumps {n}" for n in range(49)])
    with counted(site) as fifty:
        assert browser.get("/needs/ours").text.count("Pumps") == 100
    assert len(one) == len(fifty) <= 12


def test_waiting_bids_are_counted_for_those_who_see_them(site: Site) -> None:
    with site.market() as market:
        street = offers.Street(market)
        street.bid()
        for name, role in (("officer", Role.TRANSFER_OFFICER), ("idle", Role.RESEARCHER)):
            person = market.person(email=f"{name}@example.org")
            market.member(role, house=street.institute, person=person)
    waiting = r'data-label="Bids" class="number"><span(?: class="meta")?>(\d+)<'
    for name, count in (("officer", "1"), ("idle", "0")):
        page = site.sign_in(f"{name}@example.org").get("/inventions/ours").text
        assert re.findall(waiting, page) == [count]

"""The front page, for each of its readers, and the search, without JavaScript."""

import re
import shutil
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from marketplace.houses.rules import HouseKind, Role
from marketplace.houses.service import refuse_house
from marketplace.kit.actor import Actor
from marketplace.kit.ids import new_id
from marketplace.needs.forms import NeedDraft
from marketplace.needs.service import draft_need, post_need
from marketplace.rulebook.fields import Field
from tests.features.catalogue.offers import offered, stocked
from tests.tools.journal import on_sqlite
from tests.tools.site import Site, path_of


def test_a_visitor_learns_what_this_is_and_where_each_house_begins(site: Site) -> None:
    page = site.visitor().get("/").text
    for way in ("/inventions/new", "/needs/new", "/figures"):
        assert f'href="{way}"' in page
    for house in ("Institutes and universities", "Enterprises", "State agencies"):
        assert house in page
    assert "Nothing is listed yet" in page
    assert "No need is open" in page


def test_the_six_latest_open_needs_stand_there(site: Site) -> None:
    with site.market() as market:
        actor = market.member(Role.SIGNATORY)
        for number in range(7):
            form = NeedDraft(
                title=f"Need number {number}", problem="x", field=Field.ENERGY, language="en"
            )
            need = draft_need(market.session, actor, form=form)
            post_need(market.session, actor, need=need)
        draft_need(market.session, actor, form=NeedDraft(title="A draft"))
    page = site.visitor().get("/").text
    shown = [number for number in range(7) if f"Need number {number}<" in page]
    assert shown == [1, 2, 3, 4, 5, 6]
    assert "A draft" not in page


def test_a_person_without_a_house_has_one_next_step(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
    page = site.sign_in("lan@example.org").get("/").text
    assert "Found your house" in page
    assert 'href="/houses/new"' in page
    assert "Institutes and universities" not in page


def test_an_unverified_house_reads_who_does_what_next(site: Site) -> None:
    with site.market() as market:
        house = market.house(HouseKind.ENTERPRISE, name="Mỏ Neo", verified=False)
        person = market.person(email="lan@example.org")
        market.member(Role.SIGNATORY, house=house, person=person)
    browser = site.sign_in("lan@example.org")
    page = browser.get("/").text
    assert "Mỏ Neo waits for verification" in page
    assert "The operator of the site compares your house with public registers" in page
    with site.market() as market:
        house = market.session.merge(house)
        refuse_house(
            market.session, Actor(new_id(), None, operator=True), house=house, reason="Who?"
        )
    assert "Mỏ Neo could not be verified" in browser.get("/").text


def test_a_member_comes_to_what_is_new(site: Site) -> None:
    with site.market() as market:
        market.member(Role.HEAD, person=market.person(email="lan@example.org"))
    page = site.sign_in("lan@example.org").get("/").text
    assert "What is new on the market" in page
    assert "Found your house" not in page


def test_the_first_page_offers_nothing_that_the_role_may_not_do(site: Site) -> None:
    with site.market() as market:
        agency = market.house(HouseKind.STATE)
        for role, email in (
            (Role.ORDERING_OFFICER, "order@example.org"),
            (Role.FINANCE_OFFICER, "money@example.org"),
        ):
            market.member(role, house=agency, person=market.person(email=email))
    for email, can_post in (("order@example.org", True), ("money@example.org", False)):
        above = site.sign_in(email).get("/").text.partition("Latest inventions")[0]
        assert ('href="/needs/new"' in above) == can_post


def test_what_machines_ask_every_site_for(site: Site) -> None:
    visitor = site.visitor()
    robots = visitor.get("/robots.txt")
    assert robots.headers["content-type"].startswith("text/plain")
    assert "Disallow: /desk" in robots.text.splitlines()
    icon = visitor.get("/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")
    assert 'rel="icon"' in visitor.get("/").text


@pytest.fixture
def ids(site: Site) -> dict[str, str]:
    with site.market() as market:
        found = stocked(market)
    site.drain(post=False)
    return found


@pytest.fixture
def visitor(site: Site, ids: dict[str, str]) -> TestClient:
    return site.visitor()


def plain(page: str) -> str:
    """What a person reads, without tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_a_result_shows_what_was_found_and_leads_there(
    visitor: TestClient, ids: dict[str, str]
) -> None:
    page = visitor.get("/search?q=ong+gi").text
    assert f'<a href="/inventions/{ids["pipe"]}" lang="vi">Đường <mark>ống</mark> chịu mặn' in page
    assert "<mark>Ống</mark> thép <mark>gỉ</mark> sau hai mùa khô." in page
    assert "chống <mark>gỉ</mark>" in page
    assert "Viện Sông Hồng · Hanoi · Invention (patent)" in plain(page)
    assert "1 result" in plain(page)
    assert '<option value="' not in page
    assert re.search(r'<input[^>]*value="ong gi"[^>]* name="q"', page)


def test_what_is_found_is_narrowed_and_widened_by_links(
    visitor: TestClient, ids: dict[str, str]
) -> None:
    page = visitor.get("/search").text
    for tab in ("All 7", "Inventions 2", "Needs 2", "Houses 3"):
        assert tab in plain(page)
    assert 'href="/search?province=ha-noi"' in page
    assert 'href="/search?field=materials"' in page
    narrow = visitor.get("/search?what=inventions&field=materials").text
    assert "1 result" in plain(narrow)
    assert 'href="/search?what=inventions"' in narrow  # takes the field away again
    assert 'href="/search?field=materials"' in narrow  # and this the kind of thing
    other = "/search?what=inventions&amp;field=materials&amp;field=agriculture"
    assert f'href="{other}"' in narrow  # and another field beside it
    assert 'type="hidden" name="field" value="materials"' in narrow
    house = visitor.get(f"/search?house={ids['north']}").text
    assert "Take away: Viện Sông Hồng" in plain(house)


def test_readiness_names_only_the_levels_that_make_a_difference(visitor: TestClient) -> None:
    page = visitor.get("/search").text
    assert re.findall(r'search\?readiness=(\d)"><span>', page) == ["4", "7"]
    chosen = visitor.get("/search?readiness=5").text
    assert re.findall(r'search\?readiness=(\d)"><span>', chosen) == ["4"]
    assert "At least 5" in plain(chosen)


def test_a_need_says_if_it_is_met(visitor: TestClient) -> None:
    assert "Need Met" in plain(visitor.get("/search?q=wells").text)
    assert "Need Met" not in plain(visitor.get("/search?q=pumps").text)


def test_another_spelling_is_searched_and_said(visitor: TestClient, ids: dict[str, str]) -> None:
    page = plain(visitor.get("/search?q=toelrant rice").text)
    assert "Nothing has “toelrant rice”. This is what has “tolerant rice”." in page
    some = plain(visitor.get("/search?q=rice+graphen+zirconium").text)
    assert "Nothing has all these words. This is what has most of them." in some
    assert "2 results" in some


def test_nothing_found_offers_a_way_on(site: Site, visitor: TestClient) -> None:
    page = visitor.get("/search?q=zirconium+crucible&field=energy").text
    assert "Nothing fits “zirconium crucible”" in plain(page)
    assert "Without “Energy and storage”" not in page  # that would have nothing either
    assert 'action="/try/need"' in page
    assert 'name="text" value="zirconium crucible"' in page
    answer = visitor.post("/try/need", data={"text": "zirconium crucible"})
    assert path_of(answer) == "/sign-in"  # and from there back to the draft
    lighter = visitor.get("/search?q=rice&field=materials&province=can-tho").text
    assert 'href="/search?q=rice&amp;province=can-tho">Without “Materials and' in lighter
    assert 'href="/search?q=rice&amp;field=materials"' not in lighter.partition("lighter")[2]
    assert 'href="/search?q=rice">Without any filter</a>' in lighter
    assert "Without any filter 1 result" in plain(lighter)
    only_filters = plain(visitor.get("/search?field=energy").text)
    assert "Nothing fits these filters" in only_filters
    assert "Post it as a need" not in only_filters


def test_on_an_empty_market_the_page_says_so(site: Site) -> None:
    site.drain(post=False)
    page = site.visitor().get("/search").text
    assert "Nothing is on the market yet" in page
    assert 'href="/needs/new"' in page


def test_odd_filters_are_left_out_and_a_text_too_long_is_given_back(visitor: TestClient) -> None:
    assert "7 results" in plain(visitor.get("/search?field=nonsense&house=x&order=z").text)
    long = visitor.get("/search", params={"q": "x" * 501, "what": "needs"})
    assert long.status_code == 422
    assert "At most 500 characters." in long.text
    assert "x" * 501 in long.text
    for path in ("/search?page=0", "/search?page=101", "/search?page=two"):
        assert visitor.get(path).status_code == 422
    assert "<script>" not in visitor.get("/search", params={"q": "<script>"}).text


def test_pages_lead_through_all(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        for number in range(30):
            offered(market, officer, title=f"Kiln {number}")
    site.drain(post=False)
    visitor = site.visitor()
    first, second = (visitor.get(f"/search?q=kiln&page={page}").text for page in (1, 2))
    assert "1 to 25 of 30" in plain(first)
    assert 'href="/search?q=kiln&amp;page=2"' in first
    assert "26 to 30 of 30" in plain(second)
    assert 'rel="prev" href="/search?q=kiln"' in second
    assert 'rel="next"' not in second


@on_sqlite
def test_while_the_engine_is_away_that_is_said_and_the_rest_goes_on(
    site: Site, visitor: TestClient, ids: dict[str, str]
) -> None:
    shutil.rmtree(site.folder / "search")
    page = visitor.get("/search?q=rice")
    assert page.status_code == 503
    assert "The search is away" in page.text
    assert 'value="rice"' in page.text
    assert 'href="/inventions"' in page.text
    for path in ("/", "/inventions", f"/inventions/{ids['pipe']}", "/needs"):
        assert visitor.get(path).status_code == 200


def test_a_search_asks_the_database_the_same_with_one_hit_and_with_fifty(site: Site) -> None:
    """The hits carry what is shown of them."""
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER, person=market.person(email="a@example.org"))
        offered(market, officer)
    site.drain(post=False)
    browser = site.sign_in("a@example.org")
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    def statements(path: str) -> list[str]:
        browser.get(path)  # what stands around every page is remembered for a while
        asked.clear()
        assert browser.get(path).status_code == 200
        return list(asked)

    event.listen(site.database.reader, "before_cursor_execute", note)
    paths = ("/search?q=zinc", "/api/v1/search?q=zinc&limit=100")
    one = [statements(path) for path in paths]
    with site.market() as market:
        for number in range(49):
            offered(market, officer, title=f"Zinc {number}")
    site.drain(post=False)
    assert [statements(path) for path in paths] == one
    event.remove(site.database.reader, "before_cursor_execute", note)


def test_every_page_has_the_box_once_for_each_width(site: Site, visitor: TestClient) -> None:
    assert visitor.get("/inventions").text.count('action="/search"') == 2
    for path in ("/", "/search"):
        assert visitor.get(path).text.count('role="search"') == 1

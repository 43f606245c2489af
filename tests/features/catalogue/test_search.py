"""The search page, as a browser without JavaScript sees it, and the same for programs."""

import re
import shutil
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from marketplace.houses.rules import HouseKind, Role
from marketplace.needs.forms import MeetForm
from marketplace.needs.service import meet_need
from tests.features.catalogue.offers import offered, wanted
from tests.tools.journal import on_sqlite
from tests.tools.market import Market
from tests.tools.site import Site, path_of

PIPE = {
    "title": "Đường ống chịu mặn", "problem": "Ống thép gỉ sau hai mùa khô.",
    "novelty": "Lớp phủ kẽm và graphen.", "language": "vi", "field": "materials",
    "application_number": "1-2024-01234", "classes": ["F16L 58/10"], "keywords": ["chống gỉ"],
    "inventors": [{"name": "Lò Văn Giàng"}],
}  # fmt: skip
SEED = {
    "title": "Salt-tolerant rice", "problem": "Fields turn salty.", "novelty": "Two genes.",
    "kind": "plant-variety", "readiness": "4", "field": "agriculture",
}  # fmt: skip


def stock(market: Market) -> dict[str, str]:
    """Two inventions of two institutes, an open need and one that was met."""
    north = market.house(HouseKind.INSTITUTE, name="Viện Sông Hồng", province="ha-noi")
    south = market.house(HouseKind.INSTITUTE, name="Viện Chín Cửa", province="can-tho")
    signatory = market.member(
        Role.SIGNATORY, house=market.house(HouseKind.ENTERPRISE, province="hai-phong")
    )
    pipe = offered(market, market.member(Role.TRANSFER_OFFICER, house=north), **PIPE)
    seed = offered(market, market.member(Role.TRANSFER_OFFICER, house=south), **SEED)
    open_ = wanted(market, signatory)
    met = wanted(market, signatory, title="Salty wells", field="environment")
    meet_need(market.session, signatory, need=met, form=MeetForm(done_when="x", language="en"))
    return {
        "pipe": pipe.id, "seed": seed.id, "open": open_.id, "met": met.id, "north": north.id,
    }  # fmt: skip


@pytest.fixture
def ids(site: Site) -> dict[str, str]:
    with site.market() as market:
        found = stock(market)
    site.drain()
    return found


@pytest.fixture
def visitor(site: Site, ids: dict[str, str]) -> TestClient:
    return site.visitor()


def plain(page: str) -> str:
    """What a person reads, without tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def found(client: TestClient, **asked: str) -> list[str]:
    return [one["id"] for one in client.get("/api/v1/search", params=asked).json()["items"]]


@pytest.mark.parametrize(
    "text",
    [
        "duong ong", "chịu mặn", "chong gi", "lo van giang", "song hong", "hà nội",
        "1-2024-01234", "1 2024 01234", "VN 1-2024-1234", "1202401234", "đơn số 1-2024-01234",
        "F16L", "f16l 58/10", "Int. Cl. F16L 58/10 (2006.01)", "F16L ống", "đường ôngs",
    ],
)  # fmt: skip
@on_sqlite
def test_an_invention_is_found_in_many_ways(
    visitor: TestClient, ids: dict[str, str], text: str
) -> None:
    assert found(visitor, q=text)[:1] == [ids["pipe"]]


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
    assert "All 4" in plain(page)
    assert "Inventions 2" in plain(page)
    assert "Needs 2" in plain(page)
    assert 'href="/search?province=ha-noi"' in page
    assert 'href="/search?field=materials"' in page
    narrow = visitor.get("/search?what=inventions&field=materials").text
    assert "1 result" in plain(narrow)
    assert 'href="/search?what=inventions"' in narrow  # takes the field away again
    assert 'href="/search?field=materials"' in narrow  # and this the kind of thing
    assert 'href="/search?what=inventions&amp;field=agriculture"' in narrow  # or another field
    assert 'type="hidden" name="field" value="materials"' in narrow
    assert found(visitor, what="inventions") == [ids["seed"], ids["pipe"]]
    assert found(visitor, readiness="5") == [ids["pipe"]]
    assert found(visitor, readiness="4") == [ids["seed"], ids["pipe"]]
    assert found(visitor, kind="plant-variety") == [ids["seed"]]
    assert found(visitor, house_kind="enterprise") == [ids["met"], ids["open"]]
    house = visitor.get(f"/search?house={ids['north']}").text
    assert "Take away: Viện Sông Hồng" in plain(house)


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
    assert 'href="/search?q=zirconium+crucible"' in page
    assert 'action="/try/need"' in page
    assert 'name="text" value="zirconium crucible"' in page
    answer = visitor.post("/try/need", data={"text": "zirconium crucible"})
    assert path_of(answer) == "/sign-in"  # and from there back to the draft
    only_filters = plain(visitor.get("/search?field=energy").text)
    assert "Nothing fits these filters" in only_filters
    assert "Post it as a need" not in only_filters


def test_on_an_empty_market_the_page_says_so(site: Site) -> None:
    site.drain()
    page = site.visitor().get("/search").text
    assert "Nothing is on the market yet" in page
    assert 'href="/needs/new"' in page


def test_odd_filters_are_left_out_and_a_text_too_long_is_given_back(visitor: TestClient) -> None:
    assert "4 results" in plain(visitor.get("/search?field=nonsense&house=x&order=z").text)
    long = visitor.get("/search", params={"q": "x" * 501, "what": "needs"})
    assert long.status_code == 422
    assert "At most 500 characters." in long.text
    assert "x" * 501 in long.text
    for path in ("/search?page=0", "/search?page=101", "/search?page=two"):
        assert visitor.get(path).status_code == 422
    assert "<script>" not in visitor.get("/search", params={"q": "<script>"}).text


def test_pages_and_cursors_lead_through_all(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        for number in range(30):
            offered(market, officer, title=f"Kiln {number}")
    site.drain()
    visitor = site.visitor()
    first, second = (visitor.get(f"/search?q=kiln&page={page}").text for page in (1, 2))
    assert "1 to 25 of 30" in plain(first)
    assert 'href="/search?q=kiln&amp;page=2"' in first
    assert "26 to 30 of 30" in plain(second)
    assert 'rel="prev" href="/search?q=kiln"' in second
    assert 'rel="next"' not in second
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"q": "kiln", "limit": "12", **({"cursor": cursor} if cursor else {})}
        answer = visitor.get("/api/v1/search", params=asked).json()
        seen += [one["id"] for one in answer["items"]]
        cursor = answer["next"]
    assert (len(seen), len(set(seen))) == (30, 30)
    refused = visitor.get("/api/v1/search?cursor=abc")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "cursor")


def test_programs_get_the_same_with_facets_and_pieces(
    visitor: TestClient, ids: dict[str, str]
) -> None:
    answer = visitor.get("/api/v1/search", params={"q": "ống"}).json()
    (item,) = answer["items"]
    assert item["title"]["parts"] == [
        {"text": "Đường ", "hit": False}, {"text": "ống", "hit": True},
        {"text": " chịu mặn", "hit": False},
    ]  # fmt: skip
    assert (item["what"], item["path"], item["number"], item["state"]) == (
        "inventions", f"/inventions/{ids['pipe']}", "1-2024-01234", None,
    )  # fmt: skip
    assert item["house"] == {
        "id": ids["north"], "name": "Viện Sông Hồng", "kind": "institute", "province": "ha-noi",
    }  # fmt: skip
    assert (answer["total"], answer["matched"], answer["next"]) == (1, "all", None)
    assert answer["facets"]["what"] == [{"value": "inventions", "count": 1}]
    wrong = visitor.get("/api/v1/search?field=nonsense")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "field")


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
    answer = visitor.get("/api/v1/search?q=rice")
    assert (answer.status_code, answer.json()["code"]) == (503, "search-away")
    for path in ("/", "/inventions", f"/inventions/{ids['pipe']}", "/needs"):
        assert visitor.get(path).status_code == 200


def test_a_search_asks_the_database_the_same_with_one_hit_and_with_fifty(site: Site) -> None:
    """Who reads, and nothing about what was found: the hits carry what is shown."""
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER, person=market.person(email="a@example.org"))
        offered(market, officer)
    site.drain()
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
    site.drain()
    assert [statements(path) for path in paths] == one
    event.remove(site.database.reader, "before_cursor_execute", note)
    assert not any(
        table in text for page in one for text in page for table in ("invention", "need")
    )


def test_every_page_has_the_box_once_for_each_width(site: Site, visitor: TestClient) -> None:
    assert visitor.get("/inventions").text.count('action="/search"') == 2
    for path in ("/", "/search"):
        assert visitor.get(path).text.count('action="/search"') == 1

"""The pages of the figures that count stages: what is shown, to whom, and what stands behind it."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from marketplace.db.journal import last_number
from marketplace.metrics.models import Fact
from marketplace.metrics.rules import Stage
from tests.features.bids.offers import counted
from tests.features.metrics.markets import OFFICER, Fair
from tests.tools.site import Site

Rows = list[list[str]]
Read = tuple[Site, dict[str, str]]


def table(page: str, caption: str) -> Rows:
    """The words of each row of the table with this caption."""
    found = re.search(
        rf"<caption[^>]*>{re.escape(caption)}</caption>(.*?)</table>", page, re.DOTALL
    )
    assert found, caption
    body = found[1].partition("<tbody>")[2]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


INVENTIONS = "Inventions, by what they have come to"
NEEDS = "Needs, by what has become of them"
HIDDEN = "Known only to the houses"
NONE = "\u2013"


def busy(site: Site) -> dict[str, str]:
    """Six listed inventions of three institutes and a draft; two are bid on, one deal is signed."""
    with site.market() as market:
        fair = Fair(market, named=True)
        offers = [
            fair.offer(number % 3, days=number, title=f"Coating {number}") for number in range(6)
        ]
        fair.draft(title="Secret glue")
        need = fair.need()
        for rank, invention in enumerate(offers[:3], start=1):
            fair.suggest(need, invention, rank)
        fair.judge(need, offers[0], useful=True)
        fair.judge(need, offers[1], useful=False)
        fair.bid(offers[2], days=30)
        deal = fair.signed(offers[1], days=21, need=need)
        ids = {
            "institute": fair.institute_id, "deal": deal, "need": need.id,
            "signed": offers[1].id, "bid": offers[2].id,
        }  # fmt: skip
    site.drain(post=False)
    return ids


@pytest.fixture(scope="module")
def read(modules_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    """A busy market for the tests that only read."""
    site = Site(modules_url, tmp_path_factory.mktemp("read"))
    yield site, busy(site)
    site.close()


class TestFunnel:
    def test_every_stage_with_its_shares_and_days(self, read: Read) -> None:
        site, _ = read
        page = site.visitor().get("/figures/K6").text
        assert table(page, INVENTIONS) == [
            ["Drafted", "7", NONE, NONE, NONE],
            ["Listed", "6", "85.7%", "85.7%", "0"],
            ["First bid", "2", "28.6%", "33.3%", "20"],
            ["Deal agreed", "1", "14.3%", "50%", "0"],
            ["Signed by both sides", "1", "14.3%", "100%", "4"],
            ["First verified payment", "0", "0%", "0%", NONE],
        ]
        assert "6 · 85.7%" in words(page)
        assert table(page, "By quarter")[0] == ["Q1/2026", "6", "1", "0"]
        overview = site.visitor().get("/figures").text
        assert table(overview, INVENTIONS) == table(page, INVENTIONS)
        assert 'href="/figures/K6"' in overview

    def test_what_few_houses_know_is_not_counted_in_public(self, read: Read) -> None:
        site, ids = read
        narrow = f"/figures/K6?house={ids['institute']}"
        shown = table(site.visitor().get(narrow).text, INVENTIONS)
        assert [row[:2] for row in shown] == [
            ["Drafted", HIDDEN],
            ["Listed", "2"],
            ["First bid", HIDDEN],
            ["Deal agreed", HIDDEN],
            ["Signed by both sides", "0"],
            ["First verified payment", "0"],
        ]
        own = table(site.sign_in(OFFICER).get(narrow).text, INVENTIONS)
        assert [row[1] for row in own] == ["3", "2", "0", "0", "0", "0"]
        records = narrow.replace("K6?", "K6/records?stage=drafted&")
        assert "Secret glue" in site.sign_in(OFFICER).get(records).text
        hidden = site.visitor().get(records).text
        assert HIDDEN in hidden
        assert "Secret glue" not in hidden

    def test_needs_stand_on_the_same_page(self, read: Read) -> None:
        site, _ = read
        shown = table(site.visitor().get("/figures/K6").text, NEEDS)
        assert [row[:2] for row in shown] == [
            ["Posted", "1"],
            ["First suggestion", "1"],
            ["First bid for it", HIDDEN],
            ["Deal agreed for it", HIDDEN],
            ["Met", "0"],
            ["Closed without a result", "0"],
        ]
        assert shown[1][3] == "1"

    def test_a_field_leaves_out_the_drafts_that_have_none(self, read: Read) -> None:
        site, _ = read
        shown = table(site.visitor().get("/figures/K6?field=materials").text, INVENTIONS)
        assert shown[0] == ["Listed", "6", NONE, NONE, "0"]

    def test_each_stage_opens_into_as_many_records(self, read: Read) -> None:
        site, _ = read
        visitor = site.visitor()
        for page in ("/figures/K6", "/figures/K21"):
            text = visitor.get(page).text
            links = re.findall(r'href="(/figures/K[0-9]+/records\?[^"]+)">([\d,]+)<', text)
            assert len(links) > 8
            for href, shown in links:
                assert behind(visitor, unescape(href)) == int(shown.replace(",", "")), href

    def test_a_bid_is_counted_and_named_once_its_deal_is_signed(self, read: Read) -> None:
        site, ids = read
        page = site.visitor().get("/figures/K6/records?stage=bid").text
        assert f"/inventions/{ids['signed']}" in page
        assert f"/inventions/{ids['bid']}" not in page
        assert "1 more is counted and not named" in words(page)

    def test_as_of_shows_what_was_known(self, site: Site) -> None:
        busy(site)
        with site.database.reading() as session:
            number = last_number(session)
        with site.market() as market:
            Fair(market).offer()
        site.drain(post=False)
        visitor = site.visitor()
        assert table(visitor.get("/figures/K6").text, INVENTIONS)[1][1] == "7"
        then = visitor.get(f"/figures/K6?as_of={number}").text
        assert table(then, INVENTIONS)[1][1] == "6"
        assert "As it was known at" in then


class TestMatching:
    def test_the_numbers_and_where_the_partner_had_stood(self, read: Read) -> None:
        site, ids = read
        page = site.visitor().get("/figures/K21").text
        text = words(page)
        assert "Suggested 3 Pairs of a need and an invention." in text
        assert "Accepted 1 33.3% of the suggested pairs" in text
        assert "Judged useful" not in text
        assert table(page, "Partners chosen for a need") == [
            ["First", "0", "0%"],
            ["Second or third", "1", "100%"],
            ["Fourth to tenth", "0", "100%"],
            ["Not suggested before", "0", "100%"],
        ]
        records = site.visitor().get("/figures/K21/records?stage=accepted").text
        assert f"/needs/{ids['need']}" in records
        assert f"/inventions/{ids['signed']}" in records

    def test_judgements_are_counted_of_three_houses_and_never_named(self, site: Site) -> None:
        with site.market() as market:
            for number in range(3):
                fair = Fair(market)
                need = fair.need(f"Need {number}")
                fair.suggest(need, fair.offer())
                fair.judge(need, fair.offer(), useful=True)
                fair.suggest(need, other := fair.offer())
                fair.judge(need, other, useful=number == 0)
        site.drain(post=False)
        text = words(site.visitor().get("/figures/K21").text)
        assert "Judged useful 1 33.3% of the judgements." in text
        assert "Judged not useful 2 66.7% of the judgements." in text
        page = words(site.visitor().get("/figures/K21/records?stage=not-useful").text)
        assert "2 more are counted and not named" in page
        assert "Need 1" not in page

    def test_an_unnamed_need_is_not_told_by_its_deal(self, site: Site) -> None:
        with site.market() as market:
            fair = Fair(market)
            need, invention = fair.need("Hush", unnamed=True), fair.offer()
            fair.suggest(need, invention)
            fair.signed(invention, days=9, need=need)
        site.drain(post=False)
        visitor = site.visitor()
        for path in (
            "/figures/K21/records?stage=accepted",
            "/figures/K6/records?stage=answered",
            "/figures/K6/records?stage=dealt",
        ):
            assert "Hush" not in visitor.get(path).text
        posted = visitor.get("/figures/K6/records?stage=posted").text
        assert "Hush" in posted
        assert "An enterprise in " in posted
        assert f"/houses/{fair.buyer.house_id}" not in posted

    def test_before_any_deal_it_says_what_comes(self, site: Site) -> None:
        with site.market() as market:
            fair = Fair(market)
            fair.suggest(fair.need(), fair.offer())
        site.drain(post=False)
        page = words(site.visitor().get("/figures/K21").text)
        assert "No deal for a need has been signed by both sides yet." in page


def test_an_empty_market_has_empty_pages(site: Site) -> None:
    site.drain(post=False)
    visitor = site.visitor()
    for code, said in (
        ("K3", "No deal yet"),
        ("K6", "An invention is counted from its first draft on"),
        ("K21", "Nothing has been suggested for a need yet"),
    ):
        assert said in visitor.get(f"/figures/{code}").text
        assert visitor.get(f"/figures/{code}/records").status_code == 200
        assert "within these filters" in visitor.get(f"/figures/{code}?period=2020").text
    assert visitor.get("/figures/K9").status_code == 404
    assert visitor.get("/figures/K6/records?stage=pair").status_code == 404
    assert "No record here" in visitor.get("/figures/K6/records?stage=listed").text


def test_a_house_shows_how_far_its_own_have_come(site: Site) -> None:
    ids = busy(site)
    with site.market() as market:
        drafting = Fair(market)
        drafting.draft()
    site.drain(post=False)
    page = site.visitor().get(f"/houses/{ids['institute']}").text
    assert [row[:2] for row in table(page, INVENTIONS)] == [
        ["Listed", "2"],
        ["Signed by both sides", "0"],
        ["First verified payment", "0"],
    ]
    assert NEEDS not in page
    assert INVENTIONS not in site.visitor().get(f"/houses/{drafting.institute_id}").text
    assert f"/figures/K6?house={ids['institute']}" in page


@pytest.mark.parametrize(
    "path", ["/figures", "/figures/K6", "/figures/K21", "/figures/K6/records?stage=listed"]
)
def test_pages_cost_the_same_with_few_facts_and_with_many(site: Site, path: str) -> None:
    busy(site)
    visitor = site.visitor()
    visitor.get(path)
    with counted(site) as few:
        visitor.get(path)
    with site.database.writing() as session:
        more(session)
    visitor.get(path)
    with counted(site) as many:
        visitor.get(path)
    assert len(many) == len(few)


def more(session: Session) -> None:
    """Fifty of each stage, as other inventions and needs would have left them."""
    for stage in (Stage.DRAFTED, Stage.LISTED, Stage.POSTED, Stage.PAIR, Stage.ACCEPTED):
        known = session.query(Fact).where(Fact.stage == stage).first()
        assert known is not None
        values = {column.name: getattr(known, column.name) for column in Fact.__table__.columns}
        session.add_all(
            Fact(**(values | {"subject_id": f"subject{number}", "house_id": f"house{number}"}))
            for number in range(50)
        )


def behind(client: TestClient, href: str) -> int:
    """The number in large type over the records."""
    found = re.search(r'stat-value">([\d,]+)<', client.get(href).text)
    assert found, href
    return int(found[1].replace(",", ""))

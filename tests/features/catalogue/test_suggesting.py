"""What is offered while somebody types."""

import re
import shutil

import pytest
from fastapi.testclient import TestClient

from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.suggesting import suggested
from marketplace.inventions.rules import Tier
from tests.features.catalogue.offers import stocked
from tests.features.catalogue.test_routes import plain
from tests.features.catalogue.test_visibility import HOUSE, READERS, WORDS, plant
from tests.tools.journal import on_sqlite
from tests.tools.site import Site

MEMBERS = {"verified", "owner", "needs owner", "overseer", "officer"}
"""Readers who act for a verified house."""


@pytest.fixture
def ids(site: Site) -> dict[str, str]:
    with site.market() as market:
        found = stocked(market)
    site.drain(post=False)
    return found


def offered_to(client: TestClient, text: str) -> dict[str, list[tuple[str, str]]]:
    """By group the addresses and titles."""
    answer = client.get("/api/v1/search/suggest", params={"q": text})
    assert answer.status_code == 200, answer.text
    return {
        group["what"]: [
            (one["path"], "".join(part["text"] for part in one["title"]["parts"]))
            for one in group["items"]
        ]
        for group in answer.json()["groups"]
    }


@on_sqlite
def test_it_comes_in_groups_of_what_can_be_found(site: Site, ids: dict[str, str]) -> None:
    visitor = site.visitor()
    pipe = (f"/inventions/{ids['pipe']}", "Đường ống chịu mặn")
    giang = ("/search?inventor=L%C3%B2+V%C4%83n+Gi%C3%A0ng", "Lò Văn Giàng")
    for typed, groups in (
        ("duong o", {"inventions": [pipe]}),
        ("1-2024-01234", {"number": [pipe]}),
        ("VN 1 2024 01234", {"number": [pipe]}),
        ("1-2024-012", {"number": [pipe]}),
        ("lo van gia", {"inventions": [pipe], "people": [giang]}),
        ("giàng chống", {"inventions": [pipe]}),
        ("mn", {}),
        ("m", {}),
        ("", {}),
        ("graphen zirconium crucible steel", {}),
    ):
        assert offered_to(visitor, typed) == groups, typed
    harbour = offered_to(visitor, "ben da")
    assert harbour["houses"] == [(f"/houses/{ids['plant']}", "Nhà máy Bến Đá")]
    assert [*harbour] == ["needs", "houses"]
    assert len(harbour["needs"]) == 2


@on_sqlite
def test_a_piece_of_a_page_has_the_same_as_links(site: Site, ids: dict[str, str]) -> None:
    visitor = site.visitor()
    piece = visitor.get("/search/suggest", params={"q": "lo van gia"}).text
    assert re.findall(r'href="([^"]+)"', piece) == [
        f"/inventions/{ids['pipe']}", "/search?inventor=L%C3%B2+V%C4%83n+Gi%C3%A0ng",
        "/search?q=lo+van+gia",
    ]  # fmt: skip
    assert "<mark>Giàng</mark>" in piece
    assert "2 suggestions" in piece
    assert "Inventions: 1" in plain(piece)
    assert "<html" not in piece
    assert visitor.get("/search/suggest?q=m").text.strip() == ""
    assert visitor.get("/search/suggest", params={"q": "x" * 501}).text.strip() == ""
    refused = visitor.get("/api/v1/search/suggest", params={"q": "x" * 501})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "q")
    assert "<script>" not in visitor.get("/search/suggest", params={"q": "<script>"}).text


@on_sqlite
def test_while_the_engine_is_away_nothing_is_offered(site: Site, ids: dict[str, str]) -> None:
    shutil.rmtree(site.folder / "search")
    for path in ("/search/suggest?q=rice", "/api/v1/search/suggest?q=rice"):
        assert site.visitor().get(path).status_code == 503


def test_nobody_is_offered_what_they_may_not_find(site: Site) -> None:
    planted, members, secret = plant(site), WORDS[Tier.MEMBERS], WORDS[Tier.CONFIDENTIAL]
    for reader in READERS:
        for typed in (members, secret, secret[:6], "draftword", "goneword"):
            found = suggested(site.tools.engine, planted.actors[reader], SearchForm(q=typed))
            may = typed == members and reader in MEMBERS
            keys = [one.href for group in found.groups for one in group.suggestions]
            assert keys == [f"/inventions/{planted.invention_id}"] * may, (reader, typed)
        named = suggested(site.tools.engine, planted.actors[reader], SearchForm(q=HOUSE))
        whats = [group.what.value for group in named.groups]
        knows = reader in {"needs owner", "overseer", "operator"}
        assert whats == [*(["needs"] * knows), "houses"], reader

"""What a search found and what a person keeps, as files."""

import csv
import io
import json
import shutil

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions import queries as inventions
from marketplace.inventions import service as listing
from tests.features.catalogue.offers import offered, wanted
from tests.tools.journal import on_sqlite
from tests.tools.site import Site

READER = "reader@example.org"


@pytest.fixture
def ids(site: Site) -> dict[str, str]:
    with site.market() as market:
        market.person(email=READER)
        house = market.house(HouseKind.INSTITUTE, name="Viện Sông Hồng", province="ha-noi")
        officer = market.member(Role.TRANSFER_OFFICER, house=house)
        signatory = market.member(
            Role.SIGNATORY, house=market.house(HouseKind.ENTERPRISE, name="Anchorname")
        )
        made = {
            "zinc": offered(
                market, officer, title="=Zinc coating", asking="500 triệu",
                members_text="membersword", confidential_text="secretword",
            ).id,
            "tin": offered(market, officer, title="Tin coating").id,
            "need": wanted(market, signatory, title="A coating is wanted", unnamed=True).id,
            "gone": offered(market, officer, title="Gone coating").id,
        }  # fmt: skip
    site.drain(post=False)
    with site.market() as market:  # the index does not know it yet
        gone = inventions.locked(market.session, made["gone"])
        listing.withdraw_invention(market.session, officer, invention=gone)
    return made


def rows(client: TestClient, path: str, **asked: str) -> list[dict[str, object]]:
    answer = client.get(path, params={**asked, "format": "json"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    found: list[dict[str, object]] = json.loads(answer.content)
    return found


def test_a_search_is_taken_along_with_what_its_reader_may_read(
    site: Site, ids: dict[str, str]
) -> None:
    visitor = site.visitor()
    found = rows(visitor, "/search/export", q="coating")
    assert {row["id"] for row in found} == {ids["zinc"], ids["tin"], ids["need"]}
    assert [row["id"] for row in found] == [
        one["id"]
        for one in visitor.get("/api/v1/search", params={"q": "coating"}).json()["items"]
        if one["id"] != ids["gone"]
    ]
    zinc = next(row for row in found if row["id"] == ids["zinc"])
    assert (zinc["what"], zinc["title"], zinc["house"]) == (
        "inventions", "=Zinc coating", "Viện Sông Hồng",
    )  # fmt: skip
    assert zinc["asking"] == {"amount": 500_000_000, "currency": "VND"}
    assert zinc["address"] == f"http://testserver/inventions/{ids['zinc']}"
    whole = json.dumps(found)
    for word in ("membersword", "secretword", "Anchorname", "Gone"):
        assert word not in whole
    assert rows(visitor, "/api/v1/search/export", q="coating") == found
    assert rows(visitor, "/search/export", q="coating", what="needs") == [
        row for row in found if row["what"] == "needs"
    ]
    assert rows(visitor, "/search/export", q="nothingatall") == []


def test_a_word_for_members_finds_nothing_for_others(site: Site, ids: dict[str, str]) -> None:
    assert rows(site.visitor(), "/search/export", q="membersword") == []


def test_a_cell_is_never_a_formula(site: Site, ids: dict[str, str]) -> None:
    answer = site.visitor().get("/search/export?q=zinc&what=inventions&format=csv")
    text = answer.content.decode("utf-8-sig")
    titles = [row["Title"] for row in csv.DictReader(io.StringIO(text))]
    assert "'=Zinc coating" in titles
    answer = site.visitor().get("/search/export?q=zinc&what=inventions&format=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    [cell] = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=Zinc coating"]
    assert cell.data_type == "s"


def test_the_shortlist_is_taken_along_with_its_notes(site: Site, ids: dict[str, str]) -> None:
    client = site.sign_in(READER)
    for name, note in (("zinc", "=1+1"), ("need", "")):
        thing = "needs" if name == "need" else "inventions"
        client.post(f"/shortlist/{thing}/{ids[name]}", data={"note": note})
    found = rows(client, "/shortlist/export")
    assert {row["id"]: row["note"] for row in found} == {ids["zinc"]: "=1+1", ids["need"]: ""}
    assert "'=1+1" in client.get("/shortlist/export?format=csv").text
    assert site.api(READER).get("/api/v1/shortlist/export").json() == found
    assert rows(site.api(READER), "/api/v1/shortlist/export") == found


@on_sqlite
def test_an_engine_that_is_away_is_told_before_any_file(site: Site) -> None:
    site.drain(post=False)
    shutil.rmtree(site.folder / "search")
    answer = site.visitor().get("/api/v1/search/export?q=zinc")
    assert (answer.status_code, answer.json()["code"]) == (503, "search-away")


@on_sqlite
def test_a_format_that_is_not_there_is_refused(site: Site) -> None:
    assert site.visitor().get("/search/export?q=zinc&format=pdf").status_code == 422

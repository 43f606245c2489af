"""The search for programs."""

import pytest
from fastapi.testclient import TestClient

from marketplace.catalogue.api import SearchOut
from marketplace.houses.rules import Role
from tests.features.catalogue.offers import offered, stocked
from tests.tools.journal import on_sqlite
from tests.tools.site import Site


@pytest.fixture
def ids(site: Site) -> dict[str, str]:
    with site.market() as market:
        found = stocked(market)
    site.drain(post=False)
    return found


@pytest.fixture
def visitor(site: Site, ids: dict[str, str]) -> TestClient:
    return site.visitor()


def found(client: TestClient, **asked: str) -> list[str]:
    return [one["id"] for one in client.get("/api/v1/search", params=asked).json()["items"]]


@pytest.mark.parametrize(
    "text",
    [
        "duong ong", "chịu mặn", "chong gi", "lo van giang", "song hong gỉ", "hà nội gỉ",
        "1-2024-01234", "1 2024 01234", "VN 1-2024-1234", "1202401234", "đơn số 1-2024-01234",
        "F16L", "f16l 58/10", "Int. Cl. F16L 58/10 (2006.01)", "F16L ống", "đường ôngs",
        "0000-0002-1825-0097", "https://orcid.org/0000000218250097", "orcid: 0000 0002 1825 0097",
        "10.5555/pipe(1)", "doi:10.5555/PIPE(1)", "https://doi.org/10.5555%2Fpipe(1)",
    ],
)  # fmt: skip
@on_sqlite
def test_an_invention_is_found_in_many_ways(
    visitor: TestClient, ids: dict[str, str], text: str
) -> None:
    assert found(visitor, q=text)[:1] == [ids["pipe"]]


def test_filters_narrow(visitor: TestClient, ids: dict[str, str]) -> None:
    assert found(visitor, what="inventions") == [ids["seed"], ids["pipe"]]
    assert found(visitor, readiness="5") == [ids["pipe"]]
    assert found(visitor, readiness="4") == [ids["seed"], ids["pipe"]]
    assert found(visitor, kind="plant-variety") == [ids["seed"]]
    assert found(visitor, house_kind="enterprise") == [ids["met"], ids["open"], ids["plant"]]
    assert found(visitor, what="houses") == [ids["plant"], ids["south"], ids["north"]]
    assert found(visitor, house=ids["north"]) == [ids["pipe"]]
    assert found(visitor, q="salty", order="newest") == [ids["met"], ids["seed"]]


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


@pytest.mark.parametrize("asked", [{}, {"q": "ống"}, {"q": "salt"}, {"what": "needs"}])
def test_answers_are_what_the_document_says(visitor: TestClient, asked: dict[str, str]) -> None:
    answer = visitor.get("/api/v1/search", params=asked).json()
    assert SearchOut.model_validate(answer).model_dump(mode="json") == answer
    assert answer["items"]


def test_a_house_is_found_by_its_name_beside_what_it_has(
    visitor: TestClient, ids: dict[str, str]
) -> None:
    asked = {"q": "nha may ben da", "what": "houses"}
    answer = visitor.get("/api/v1/search", params=asked).json()
    (item,) = answer["items"]
    assert (item["what"], item["path"], item["kind"], item["readiness"]) == (
        "houses", f"/houses/{ids['plant']}", None, None,
    )  # fmt: skip
    assert item["house"] == {
        "id": ids["plant"], "name": "Nhà máy Bến Đá", "kind": "enterprise",
        "province": "hai-phong",
    }  # fmt: skip
    assert answer["facets"]["what"] == [
        {"value": "needs", "count": 2}, {"value": "houses", "count": 1},
    ]  # fmt: skip


def test_a_cursor_leads_through_all(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        listed = [offered(market, officer, title=f"Kiln {number}").id for number in range(5)]
    site.drain(post=False)
    visitor = site.visitor()
    seen: list[str] = []
    cursor: str | None = "0"
    while cursor is not None:
        asked = {"q": "kiln", "limit": "2", "cursor": cursor}
        answer = visitor.get("/api/v1/search", params=asked).json()
        assert answer["total"] == 5
        seen += [one["id"] for one in answer["items"]]
        cursor = answer["next"]
    assert sorted(seen) == sorted(listed)
    for wrong in ("abc", "10000"):
        refused = visitor.get(f"/api/v1/search?cursor={wrong}")
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "cursor")


@on_sqlite
def test_an_engine_that_is_away_is_a_503_and_no_empty_list(site: Site) -> None:
    answer = site.visitor().get("/api/v1/search?q=rice")
    assert (answer.status_code, answer.json()["code"]) == (503, "search-away")

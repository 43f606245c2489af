"""By what a search is narrowed, by page and by program."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from marketplace.houses.rules import HouseKind, Role
from tests.features.catalogue.offers import offered, wanted
from tests.features.catalogue.test_routes import plain
from tests.tools.journal import on_sqlite
from tests.tools.site import Site

CELL = {
    "title": "A cell", "classes": ["H01M 10/0525", "C09D"], "field": "energy",
    "offers": ["exclusive-licence", "assignment"], "asking": "2 tỷ", "right_status": "granted",
    "state_percent": "70", "readiness": "7", "inventors": [{"name": "Lò Văn Giàng"}],
}  # fmt: skip
LAMP = {
    "title": "A lamp", "classes": ["H05B"], "field": "electronics", "offers": ["service"],
    "asking": "500 triệu", "right_status": "filed", "state_percent": "0", "readiness": "4",
}  # fmt: skip
FOAM = {
    "title": "A foam", "classes": ["C08J"], "field": "chemistry", "asking": "USD\xa020000",
    "readiness": "5",
}  # fmt: skip


@pytest.fixture
def visitor(site: Site) -> TestClient:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        for card in (CELL, LAMP, FOAM):
            offered(market, officer, **card)
        plant = market.house(HouseKind.ENTERPRISE, name="Nhà máy Bến Đá", province="hai-phong")
        buyer = market.member(Role.SIGNATORY, house=plant)
        wanted(market, buyer, title="Pumps", budget_from="300 triệu", budget_to="900 triệu")
        wanted(market, buyer, title="Kilns", budget_to="2 tỷ")
        wanted(market, buyer, title="Wells")
    site.drain(post=False)
    return site.visitor()


def found(visitor: TestClient, **asked: Any) -> list[str]:
    """The titles, in their order; of houses none."""
    answer = visitor.get("/api/v1/search", params=asked)
    assert answer.status_code == 200, answer.text
    return [
        "".join(part["text"] for part in one["title"]["parts"])
        for one in answer.json()["items"]
        if one["what"] != "houses"
    ]


@on_sqlite
def test_any_of_a_facets_values_is_enough_and_all_facets_count(visitor: TestClient) -> None:
    assert found(visitor, field=["energy", "chemistry"]) == ["A foam", "A cell"]
    assert found(visitor, field=["energy", "chemistry"], readiness="6") == ["A cell"]
    for asked, titles in (
        ({"ipc": "H"}, ["A lamp", "A cell"]),
        ({"ipc": ["H01M", "C08"]}, ["A foam", "A cell"]),
        ({"ipc": "h01m, c08"}, ["A foam", "A cell"]),
        ({"offer": "assignment"}, ["A cell"]),
        ({"right": ["filed", "granted"]}, ["A lamp", "A cell"]),
        ({"funding": "state"}, ["A cell"]),
        ({"funding": "own"}, ["A lamp"]),
        ({"inventor": "Lò Văn Giàng"}, ["A cell"]),
        ({"language": "vi"}, []),
        ({"province": "hai-phong"}, ["Wells", "Kilns", "Pumps"]),
    ):
        assert found(visitor, **asked) == titles, asked


@on_sqlite
def test_amounts_are_typed_as_people_write_them(visitor: TestClient) -> None:
    for asked, titles in (
        ({"price_from": "500 triệu"}, ["A lamp", "A cell"]),
        ({"price_from": "501tr", "price_to": "2 tỷ"}, ["A cell"]),
        ({"price_to": "1.2 billion"}, ["A lamp"]),
        ({"price_to": "USD\xa025000"}, ["A foam"]),
        ({"price_from": "USD\xa020001"}, []),
        ({"budget_from": "1 tỷ"}, ["Kilns"]),
        ({"budget_to": "200 triệu"}, ["Kilns"]),
        ({"budget_from": "900 triệu", "budget_to": "1 tỷ"}, ["Kilns", "Pumps"]),
        ({"since": "01/01/2020", "what": "needs"}, ["Wells", "Kilns", "Pumps"]),
        ({"since": "2999-01-01"}, []),
    ):
        assert found(visitor, **asked) == titles, asked


@on_sqlite
def test_what_is_found_can_be_put_in_another_order(visitor: TestClient) -> None:
    offers, needs = {"what": "inventions"}, {"what": "needs"}
    assert found(visitor, order="readiness", **offers) == ["A cell", "A foam", "A lamp"]
    assert found(visitor, order="price", **offers) == ["A lamp", "A cell", "A foam"]
    assert found(visitor, order="newest", **offers) == ["A foam", "A lamp", "A cell"]
    assert found(visitor, order="budget", **needs) == ["Kilns", "Pumps", "Wells"]


@on_sqlite
def test_a_program_is_told_what_is_wrong_with_a_filter(visitor: TestClient) -> None:
    for asked, field, said in (
        ({"price_from": "plenty"}, "price_from", "cannot be read as an amount"),
        ({"price_from": "2 tỷ", "price_to": "1 tỷ"}, "price_to", "less than the amount"),
        ({"budget_from": "1 tỷ", "budget_to": "USD\xa09"}, "budget_to", "in the same currency"),
        ({"since": "yesterday"}, "since", "dd/mm/yyyy"),
        ({"ipc": "steel"}, "ipc", "no IPC or CPC symbol"),
        ({"ipc": "H01M 10/0525"}, "ipc", "Narrow by a section, class or subclass"),
        ({"order": "price-up"}, "order", "Choose one"),
        ({"field": ["energy", "x"]}, "field", "Choose one"),
        ({"province": ["a"] * 30}, "", ""),
    ):
        answer = visitor.get("/api/v1/search", params=asked)
        if not field:  # the same value again says nothing new
            assert answer.status_code == 200
            continue
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["field"]) == (422, field)
        assert said in error["detail"]


@on_sqlite
def test_an_answer_says_what_is_asked_and_offered(visitor: TestClient) -> None:
    answer = visitor.get("/api/v1/search", params={"ipc": "H01M"}).json()
    (cell,) = answer["items"]
    assert (cell["price"], cell["budget_from"]) == ({"amount": 2 * 10**9, "currency": "VND"}, None)
    facets = {
        name: {one["value"]: one["count"] for one in values}
        for name, values in answer["facets"].items()
    }
    assert facets["ipc"] == {
        "H": 2, "H01": 1, "H01M": 1, "H05": 1, "H05B": 1, "C": 2, "C09": 1, "C09D": 1, "C08": 1,
        "C08J": 1,
    }  # fmt: skip
    assert facets["offer"] == {"exclusive-licence": 1, "assignment": 1}
    assert (facets["stated"], facets["funding"]) == ({"price": 1}, {"state": 1})


def test_several_values_are_chosen_and_undone_one_by_one(visitor: TestClient) -> None:
    page = visitor.get("/search?field=energy&field=chemistry&price_to=3+t%E1%BB%B7").text
    assert "1 result" in plain(page)
    assert re.findall(r'class="chip" href="([^"]+)"', page) == [
        "/search?field=chemistry&amp;price_to=3000000000",
        "/search?field=energy&amp;price_to=3000000000",
        "/search?field=energy&amp;field=chemistry",
    ]
    assert "Asking price: up to VND 3,000,000,000" in plain(page)
    assert 'class="chip-clear" href="/search"' in page
    assert 'type="hidden" name="field" value="chemistry"' in page
    assert re.search(r'value="VND\xa03,000,000,000"[^>]* name="price_to"', page)


def test_the_classification_opens_like_a_tree(visitor: TestClient) -> None:
    def branch(path: str) -> list[str]:
        page = visitor.get(path).text
        part = page.partition('id="facet-ipc"')[2].partition("</section>")[0]
        return re.findall(r'href="([^"]+)"', part)

    assert branch("/search") == ["/search?ipc=C", "/search?ipc=H"]
    assert branch("/search?ipc=H") == [
        "/search?ipc=H&amp;ipc=C", "/search", "/search?ipc=H01", "/search?ipc=H05",
    ]  # fmt: skip
    assert branch("/search?ipc=H01&ipc=C") == [
        "/search?ipc=H01", "/search?ipc=H01&amp;ipc=C08", "/search?ipc=H01&amp;ipc=C09",
        "/search?ipc=C&amp;ipc=H", "/search?ipc=C", "/search?ipc=C&amp;ipc=H01M",
        "/search?ipc=H01&amp;ipc=C&amp;ipc=H05",
    ]  # fmt: skip


def test_an_amount_that_cannot_be_read_is_given_back_with_the_reason(visitor: TestClient) -> None:
    answer = visitor.get("/search?price_from=plenty&price_to=1+t%E1%BB%B7&field=chemistry")
    assert answer.status_code == 422
    page = answer.text
    assert "1 result" in plain(page)  # as if the price had not been asked for
    assert "This cannot be read as an amount" in plain(page)
    assert re.search(r'value="plenty"[^>]* name="price_from"[^>]*aria-invalid', page)
    assert visitor.get("/search?ipc=steel").status_code == 422


def test_the_address_of_a_form_becomes_one_that_can_be_sent_on(visitor: TestClient) -> None:
    answer = visitor.get("/search?q=&ipc=C&ipc=h01m&price_from=&price_to=3+t%E1%BB%B7&since=")
    assert str(answer.url).endswith("/search?ipc=C&ipc=H01M&price_to=3000000000")
    assert "1 result" in plain(answer.text)


def test_only_what_is_there_can_be_asked_for(visitor: TestClient) -> None:
    offers, needs = (visitor.get(f"/search?what={what}").text for what in ("inventions", "needs"))
    for name, on_offers, on_needs in (
        ('name="price_from"', True, False),
        ('name="budget_to"', False, True),
        ('id="facet-offer"', True, False),
        ('id="facet-inventor"', True, False),
        ("order=price", True, False),
        ("order=budget", False, True),
        ("order=readiness", True, False),
    ):
        assert (name in offers, name in needs) == (on_offers, on_needs), name

"""The operator changes what searches are read with, by page and as a program."""

import pytest
from sqlalchemy import select

from marketplace.catalogue.words import lists
from marketplace.catalogue.words.models import SearchWords
from marketplace.db.journal import EventRow
from marketplace.houses.rules import Role
from tests.features.catalogue.offers import offered
from tests.tools.site import Site

OPERATOR = "op@example.org"
PAGE, API = "/admin/search-words", "/api/v1/search-words"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "FRESH_SECONDS", 0)


@pytest.fixture
def market(site: Site) -> Site:
    with site.market() as market:
        market.person("Op", OPERATOR, operator=True)
        offered(market, market.member(Role.TRANSFER_OFFICER), title="Mast of bamboo")
    site.drain(post=False)
    return site


def found(site: Site, words: str) -> list[str]:
    items = site.visitor().get("/api/v1/search", params={"q": words}).json()["items"]
    return ["".join(part["text"] for part in item["title"]["parts"]) for item in items]


def saved(site: Site) -> list[tuple[int, str]]:
    with site.database.reading() as session:
        rows = session.scalars(select(SearchWords).order_by(SearchWords.version))
        return [(one.version, one.text) for one in rows]


def test_what_is_saved_counts_with_the_next_question(market: Site) -> None:
    assert found(market, "cột buồm") == []
    operator = market.sign_in(OPERATOR)
    assert 'name="version" value="0"' in operator.get(PAGE).text
    answer = operator.post(PAGE, data={"words": "cột buồm = mast", "version": "0"})
    assert "Saved. Every search is read with them from now on." in answer.text
    assert found(market, "cot buom") == ["Mast of bamboo"]
    operator.post(PAGE, data={"words": "", "version": "1"})
    assert found(market, "cot buom") == []
    assert saved(market) == [(1, "cột buồm = mast"), (2, "")]
    with market.database.reading() as session:
        kinds = list(session.scalars(select(EventRow.kind).order_by(EventRow.id)))
    assert kinds[-2:] == ["search.words-changed"] * 2


def test_a_line_that_cannot_be_read_is_named_and_what_was_typed_kept(market: Site) -> None:
    operator = market.sign_in(OPERATOR)
    answer = operator.post(PAGE, data={"words": "a = b\nmast", "version": "0"})
    assert answer.status_code == 422
    assert "Line 2 cannot be read: “mast”." in answer.text
    assert "a = b\nmast</textarea>" in answer.text
    assert saved(market) == []


def test_of_two_operators_the_later_looks_again(market: Site) -> None:
    operator = market.sign_in(OPERATOR)
    operator.post(PAGE, data={"words": "a = b", "version": "0"})
    answer = operator.post(PAGE, data={"words": "c = d", "version": "0"})
    assert answer.status_code == 409
    assert "Somebody else changed the words meanwhile." in answer.text
    assert "c = d</textarea>" in answer.text
    assert saved(market) == [(1, "a = b")]
    answer = operator.post(PAGE, data={"words": "c = d", "version": "1"})
    assert answer.status_code == 200
    assert saved(market)[1:] == [(2, "c = d")]


def test_saving_the_same_again_changes_nothing(market: Site) -> None:
    operator = market.sign_in(OPERATOR)
    for _ in range(2):
        operator.post(PAGE, data={"words": "a = b", "version": str(len(saved(market)))})
    assert saved(market) == [(1, "a = b")]


def test_programs_read_and_change_them(market: Site) -> None:
    client = market.api(OPERATOR)
    read = client.get(API)
    assert (read.json()["words"], read.json()["saved_at"]) == ("", None)
    assert ["AI", "trí tuệ nhân tạo", "artificial intelligence"] in read.json()["synonyms"]
    assert "của" in read.json()["stop_words"]
    assert client.put(API, json={"words": "a = b"}).status_code == 428
    version = {"if-match": read.headers["etag"]}
    wrong = client.put(API, json={"words": "alone"}, headers=version)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "words")
    made = client.put(API, json={"words": "cột buồm = mast"}, headers=version)
    assert (made.status_code, made.json()["words"]) == (200, "cột buồm = mast")
    assert client.put(API, json={"words": ""}, headers=version).status_code == 412
    assert client.get(API).json() == made.json()
    assert found(market, "cột buồm") == ["Mast of bamboo"]


def test_nobody_else_reads_or_changes_them(market: Site) -> None:
    with market.market() as people:
        people.member(Role.HEAD, person=people.person("Lan", "lan@example.org"))
    answer = market.sign_in("lan@example.org").post(PAGE, data={"words": "a = b", "version": "0"})
    assert (answer.status_code, saved(market)) == (403, [])
    assert "Only the operator changes the search" in answer.text
    assert market.api("lan@example.org").get(API).status_code == 403

"""Planted words on both engines: by whatever way an answer leaves, it holds what its reader may
read, and no way tells more than another."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions import policy as inventions
from marketplace.inventions import queries
from marketplace.inventions.rules import Tier
from marketplace.kit.actor import VISITOR, Actor
from marketplace.needs import policy as needs
from marketplace.needs import queries as wishes
from search.server import Server, find
from tests.features.catalogue.alerts.watching import alerts, watch, words_of
from tests.features.catalogue.offers import offered, wanted
from tests.tools.market import Market
from tests.tools.missing import need
from tests.tools.site import Site

PUBLIC, MEMBERS, SECRET, HOUSE = "teaserword", "membersword", "secretword", "Anchorname"
WATCHED = (PUBLIC, MEMBERS, SECRET, HOUSE, "pumps")
READERS: dict[str, tuple[HouseKind, Role] | None] = {
    "visitor": None,
    "newcomer": None,
    "operator": None,
    "unverified": (HouseKind.ENTERPRISE, Role.SIGNATORY),
    "verified": (HouseKind.INSTITUTE, Role.HEAD),
    "owner": (HouseKind.INSTITUTE, Role.TRANSFER_OFFICER),
    "needs-owner": (HouseKind.ENTERPRISE, Role.SIGNATORY),
    "overseer": (HouseKind.STATE, Role.OVERSEER),
    "officer": (HouseKind.STATE, Role.ORDERING_OFFICER),
}


@dataclass
class Planted:
    site: Site
    actors: dict[str, Actor] = field(default_factory=dict)
    invention_id: str = ""
    need_id: str = ""

    def client(self, reader: str) -> TestClient:
        if reader == "visitor":
            return self.site.visitor()
        return self.site.sign_in(address(reader), house=self.actors[reader].house_id or "")

    def program(self, reader: str) -> TestClient:
        if reader == "visitor":
            return self.site.visitor()
        return self.site.api(address(reader), self.actors[reader].house_id or "")

    def may_read(self, reader: str) -> bool:
        """The text for members."""
        with self.site.database.reading() as session:
            one = queries.invention(session, self.invention_id)
            return Tier.MEMBERS in inventions.tiers_for(self.actors[reader], one)

    def may_know(self, reader: str) -> bool:
        """Whose the need is."""
        with self.site.database.reading() as session:
            one = wishes.need(session, self.need_id)
            return bool(needs.can_see_house(self.actors[reader], one))


def address(reader: str) -> str:
    return f"{reader}@example.org"


@pytest.fixture(scope="module", params=["embedded", "meilisearch"])
def planted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Planted]:
    """Everybody but the visitor had saved searches for these words before they came."""
    folder, server = tmp_path_factory.mktemp("ways"), None
    shutil.copy(sqlite_template, folder / "site.db")
    if request.param == "meilisearch":
        if find() is None:
            need("Meilisearch", "type `make services`")
        server = Server(folder / "meilisearch").start()
    url = f"sqlite:///{folder / 'site.db'}"
    site = Site(url, folder, search_url=server.url if server else "")
    yield plant(site)
    site.close()
    if server:
        server.stop()


def plant(site: Site) -> Planted:
    made = Planted(site)
    with site.market() as market:
        made.actors = {reader: joined(market, reader) for reader in READERS}
        for reader, actor in made.actors.items():
            for word in WATCHED:
                if reader != "visitor":
                    watch(market, actor, word)
    site.drain()
    with site.market() as market:
        made.invention_id = offered(
            market, made.actors["owner"], problem=PUBLIC, members_text=MEMBERS,
            confidential_text=SECRET,
        ).id  # fmt: skip
        made.need_id = wanted(market, made.actors["needs-owner"], unnamed=True).id
    site.drain()
    return made


def joined(market: Market, reader: str) -> Actor:
    if reader == "visitor":
        return VISITOR
    person = market.person(email=address(reader), operator=reader == "operator")
    belongs = READERS[reader]
    if belongs is None:
        return Actor(person.id, None, operator=person.operator)
    kind, role = belongs
    name = HOUSE if reader == "needs-owner" else f"House of {reader}"
    house = market.house(kind, name=name, verified=reader != "unverified")
    return market.member(role, house=house, person=person)


def found(planted: Planted, reader: str, words: str, what: str) -> list[set[str]]:
    """The ids of inventions and needs that each way gives."""
    client, asked = planted.client(reader), {"q": words, "what": what}
    page = client.get("/search", params=asked).text
    answer = planted.program(reader).get("/api/v1/search", params=asked).json()
    rows = client.get("/search/export", params={**asked, "format": "json"}).json()
    offers = client.get("/search/suggest", params={"q": words}).text
    own = re.compile(rf'href="/{what}/(\w{{16}})')
    return [
        set(own.findall(page)),
        {one["id"] for one in answer["items"]},
        {one["id"] for one in rows},
        set(own.findall(offers)),
    ]


@pytest.mark.parametrize("reader", READERS)
def test_every_way_finds_what_its_reader_may_read(planted: Planted, reader: str) -> None:
    nothing = [set[str]()] * 4
    one, wish = [{planted.invention_id}] * 4, [{planted.need_id}] * 4
    assert found(planted, reader, PUBLIC, "inventions") == one
    assert found(planted, reader, "pumps", "needs") == wish
    assert found(planted, reader, SECRET, "inventions") == nothing
    assert found(planted, reader, MEMBERS, "inventions") == (
        one if planted.may_read(reader) else nothing
    )
    assert found(planted, reader, HOUSE, "needs") == (wish if planted.may_know(reader) else nothing)


@pytest.mark.parametrize("reader", READERS)
def test_no_answer_shows_a_word_that_its_reader_may_not_read(planted: Planted, reader: str) -> None:
    client = planted.client(reader)
    program = planted.program(reader)
    inside = {
        path: (program if "/api/" in path else client).get(path).text
        for path in (
            f"/search?q={PUBLIC}",
            f"/api/v1/search?q={PUBLIC}",
            f"/search/suggest?q={PUBLIC[:6]}",
            f"/search/export?q={PUBLIC}&format=csv",
            "/search?q=pumps&what=needs",
            "/api/v1/search?q=pumps&what=needs",
            "/search/export?q=pumps&format=csv",
        )
    }
    for path, text in inside.items():
        assert SECRET not in text, path
        assert MEMBERS not in text or planted.may_read(reader), path
        if "pumps" in path:
            assert HOUSE not in text or planted.may_know(reader), path


@pytest.mark.parametrize("reader", READERS)
def test_a_slip_is_mended_by_public_words_alone(planted: Planted, reader: str) -> None:
    program = planted.program(reader)
    for slip in ("memberswrod", "secretwrod"):
        answer = program.get("/api/v1/search", params={"q": slip}).json()
        assert (answer["items"], answer["searched"], answer["suggestion"]) == ([], slip, None)


@pytest.mark.parametrize("reader", [one for one in READERS if one != "visitor"])
def test_letters_and_the_shortlist_hold_no_more(planted: Planted, reader: str) -> None:
    may_read, may_know = planted.may_read(reader), planted.may_know(reader)
    letters = alerts(planted.site, address(reader))
    fitted = {word for word in WATCHED for one in letters if word in one["Subject"]}
    assert fitted == {PUBLIC, "pumps", *[MEMBERS] * may_read, *[HOUSE] * may_know}
    said = "".join(map(words_of, letters))
    assert SECRET not in said
    assert MEMBERS not in said or may_read
    assert HOUSE not in said or may_know
    client = planted.client(reader)
    for path in (f"inventions/{planted.invention_id}", f"needs/{planted.need_id}"):
        assert client.post(f"/shortlist/{path}", data={"note": ""}).status_code == 200
    kept = client.get("/shortlist/export?format=csv").text
    assert PUBLIC in kept
    assert MEMBERS not in kept
    assert SECRET not in kept
    assert HOUSE not in kept or may_know

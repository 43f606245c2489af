"""What a person keeps, and inventions side by side, on pages."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from marketplace.catalogue.shortlist.models import Kept
from marketplace.catalogue.shortlist.rules import MOST, Thing
from marketplace.houses import service as founding
from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions import queries as inventions
from marketplace.inventions import service as listing
from marketplace.kit.actor import MACHINE
from marketplace.kit.ids import new_id
from tests.features.catalogue.offers import offered, wanted
from tests.tools.journal import on_sqlite
from tests.tools.site import Site, path_of

READER = "reader@example.org"


def notes(site: Site) -> dict[str, str]:
    with site.database.reading() as session:
        return {one.subject_id: one.note for one in session.scalars(select(Kept))}


def test_an_invention_and_a_need_are_kept_with_a_note_and_let_go(site: Site) -> None:
    with site.market() as market:
        market.person(email=READER)
        one = offered(market, market.member(Role.TRANSFER_OFFICER))
        need = wanted(market, market.member(Role.SIGNATORY))
    client = site.sign_in(READER)
    page = client.get(f"/inventions/{one.id}")
    assert f'action="/shortlist/inventions/{one.id}"' in page.text
    here = f"/inventions/{one.id}"
    answer = client.post(f"/shortlist/inventions/{one.id}", data={"next": here})
    assert path_of(answer) == here
    assert "Take off the shortlist" in answer.text
    client.post(f"/shortlist/needs/{need.id}")
    answer = client.post(f"/shortlist/inventions/{one.id}", data={"note": "Ask for a sample."})
    assert path_of(answer) == "/shortlist"
    assert "Zinc coating" in answer.text
    assert "Pumps rust" in answer.text
    assert notes(site) == {one.id: "Ask for a sample.", need.id: ""}
    client.post(f"/shortlist/inventions/{one.id}")
    assert notes(site)[one.id] == "Ask for a sample."
    assert "Ask for a sample." in client.get(here).text
    client.post(f"/shortlist/inventions/{one.id}/remove")
    assert notes(site) == {need.id: ""}


def test_nobody_else_reads_it(site: Site) -> None:
    with site.market() as market:
        house = market.house(HouseKind.INSTITUTE)
        market.member(Role.HEAD, house=house, person=market.person(email=READER))
        officer = market.person(email="officer@example.org")
        actor = market.member(Role.TRANSFER_OFFICER, house=house, person=officer)
        one = offered(market, actor)
    site.sign_in(READER).post(f"/shortlist/inventions/{one.id}", data={"note": "plantedword"})
    other = site.sign_in("officer@example.org")
    for page in ("/shortlist", f"/inventions/{one.id}", "/desk"):
        assert "plantedword" not in other.get(page).text


def test_what_left_the_market_stays_as_a_line_without_its_text(site: Site) -> None:
    with site.market() as market:
        market.person(email=READER)
        officer = market.member(Role.TRANSFER_OFFICER)
        one = offered(market, officer)
    client = site.sign_in(READER)
    client.post(f"/shortlist/inventions/{one.id}", data={"note": "My own words."})
    with site.market() as market:
        invention = inventions.locked(market.session, one.id)
        listing.withdraw_invention(market.session, officer, invention=invention)
    page = client.get("/shortlist").text
    assert "No longer on the market" in page
    assert "My own words." in page
    assert "Zinc coating" not in page
    client.post(f"/shortlist/inventions/{one.id}", data={"note": "Changed."})
    assert notes(site) == {one.id: "Changed."}


@pytest.mark.parametrize(
    "path", ["inventions/{draft}", "needs/{listed}", "inventions/0000000000000000"]
)
@on_sqlite
def test_what_one_may_not_see_cannot_be_kept(site: Site, path: str) -> None:
    with site.market() as market:
        market.person(email=READER)
        officer = market.member(Role.TRANSFER_OFFICER)
        listed = offered(market, officer)
        gone = offered(market, officer)
        listing.withdraw_invention(market.session, officer, invention=gone)
    named = path.format(draft=gone.id, listed=listed.id)
    assert site.sign_in(READER).post(f"/shortlist/{named}").status_code == 404
    assert notes(site) == {}


@on_sqlite
def test_there_is_a_most(site: Site) -> None:
    with site.market() as market:
        person = market.person(email=READER)
        one = offered(market, market.member(Role.TRANSFER_OFFICER))
        market.session.add_all(
            Kept(person_id=person.id, subject_id=new_id(), thing=Thing.NEEDS, note="")
            for _ in range(MOST)
        )
    assert site.sign_in(READER).post(f"/shortlist/inventions/{one.id}").status_code == 409
    assert len(notes(site)) == MOST


def test_an_erased_person_keeps_nothing(site: Site) -> None:
    with site.market() as market:
        person = market.person(email=READER)
        one = offered(market, market.member(Role.TRANSFER_OFFICER))
    site.sign_in(READER).post(f"/shortlist/inventions/{one.id}", data={"note": "x"})
    with site.market() as market:
        person = market.session.merge(person)
        founding.erase_person(market.session, MACHINE, person=person, rule="test", even_last=True)
    site.drain(post=False)
    assert notes(site) == {}


def rows(client: TestClient, *ids: str) -> dict[str, tuple[bool, list[str]]]:
    """By question, whether it is marked as differing, and the answers."""
    page = client.get("/compare", params={"invention": list(ids)}).text
    found = {}
    for mark, row in re.findall(r"<tr( class=\"differs\")?>(.*?)</tr>", page, re.DOTALL):
        head = re.search(r'<th scope="row">([^<]*)', row)
        if head:
            cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
            told = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
            found[head[1].strip()] = (bool(mark), told)
    return found


def test_inventions_stand_side_by_side_and_what_differs_is_marked(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        zinc = offered(market, officer, asking="500 triệu", members_text="plantedword")
        tin = offered(market, officer, title="Tin coating", novelty="Less tin.", readiness="4")
        gone = offered(market, officer, title="Gone coating")
        listing.withdraw_invention(market.session, officer, invention=gone)
        market.member(Role.SIGNATORY, person=market.person(email=READER))
    found = rows(site.visitor(), zinc.id, tin.id, gone.id)
    assert found["Kind"] == (False, ["Invention (patent)", "Invention (patent)"])
    assert found["The problem"] == (False, ["Steel rusts.", "Steel rusts."])
    assert found["What is new"] == (True, ["Less zinc.", "Less tin."])
    assert found["Readiness"][0]
    differs, (price, none) = found["Asking price"]
    assert (differs, "500" in price, none) == (True, True, "Not given")
    assert "For members of verified houses" not in found
    member = rows(site.sign_in(READER), zinc.id, tin.id)
    assert member["For members of verified houses"] == (True, ["plantedword", "Not given"])
    page = site.visitor().get(f"/compare?invention={zinc.id}&invention={gone.id}").text
    assert "1 of those you asked for is no longer on the market." in page
    assert "Gone coating" not in page


@on_sqlite
def test_at_most_four_are_compared(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        made = [offered(market, officer, title=f"Coating {n}").id for n in range(5)]
    page = site.visitor().get("/compare", params={"invention": [made[0], *made]}).text
    assert [n for n in range(5) if f". Coating {n}</a>" in page] == [0, 1, 2, 3]
    assert "Nothing to compare" in site.visitor().get("/compare").text

"""The index follows the market, forgets with it, and mends itself."""

import shutil
from random import Random

from sqlalchemy import select

from marketplace.catalogue.documents import HOUSE
from marketplace.catalogue.rules import LISTENER
from marketplace.catalogue.service import rebuild
from marketplace.db.journal import CursorRow
from marketplace.houses import queries as houses
from marketplace.houses import service as founding
from marketplace.houses.forms import HouseForm
from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions import queries as inventions
from marketplace.inventions import service as listing
from marketplace.inventions.models import Inventor
from marketplace.inventions.rules import InventionState
from marketplace.kit.actor import MACHINE, Actor
from marketplace.needs import queries as needs
from marketplace.needs import service as posting
from marketplace.needs.forms import MeetForm, NeedDraft
from marketplace.needs.rules import NeedState
from marketplace.worker import clock_jobs
from search.base import Query
from tests.features.catalogue.offers import WISH, inside, offered, titles, wanted
from tests.features.inventions import cards
from tests.tools.journal import on_sqlite
from tests.tools.market import Market
from tests.tools.site import Site


def test_what_is_listed_and_posted_is_found_and_what_goes_is_not(site: Site) -> None:
    engine = site.tools.engine
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        signatory = market.member(Role.SIGNATORY)
        coating, pumps = offered(market, officer), wanted(market, signatory)
        cards.drafted(market.session, officer, title="Zinc draft")
        draft = NeedDraft.model_validate({**WISH, "title": "A draft"})
        posting.draft_need(market.session, signatory, form=draft)
    site.drain(post=False)
    assert titles(engine, "zinc") == ["Zinc coating"]
    assert titles(engine, "") == ["Pumps rust", "Zinc coating"]
    with site.market() as market:
        invention = inventions.invention(market.session, coating.id)
        listing.withdraw_invention(market.session, officer, invention=invention)
        posting.close_need(market.session, signatory, need=needs.need(market.session, pumps.id))
    site.drain(post=False)
    assert titles(engine, "") == []
    with site.market() as market:
        posting.reopen_need(market.session, signatory, need=needs.need(market.session, pumps.id))
        form = MeetForm(done_when="They are dry.", language="en")
        need = needs.need(market.session, pumps.id)
        posting.meet_need(market.session, signatory, need=need, form=form)
    site.drain(post=False)
    assert titles(engine, "they are dry") == ["Pumps rust"]


def test_a_changed_text_is_found_by_its_new_words(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        coating = offered(market, officer)
    site.drain(post=False)
    with site.market() as market:
        invention = inventions.locked(market.session, coating.id)
        form = cards.form(title="Tin coating")
        listing.save_invention(market.session, officer, invention=invention, form=form)
    site.drain(post=False)
    assert titles(site.tools.engine, "tin") == ["Tin coating"]
    assert titles(site.tools.engine, "zinc coating") == ["Tin coating"]  # by the text


def test_a_house_is_found_once_it_is_verified(site: Site) -> None:
    engine = site.tools.engine

    def found() -> list[tuple[str, str]]:
        hits = engine.find(Query("bến đá", language="en")).hits
        return [(hit.kind, hit.title.text) for hit in hits]

    with site.market() as market:
        house = market.house(HouseKind.ENTERPRISE, name="Nhà máy Bến Đá", verified=False)
    site.drain(post=False)
    assert found() == []
    with site.market() as market:
        founding.verify_house(
            market.session, market.operator(), house=houses.house(market.session, house.id)
        )
    site.drain(post=False)
    assert found() == [(HOUSE, "Nhà máy Bến Đá")]


def test_a_houses_new_name_leads_to_all_it_has(site: Site) -> None:
    engine = site.tools.engine
    with site.market() as market:
        house = market.house(HouseKind.INSTITUTE, name="Viện Sóng Xanh")
        head = market.member(Role.HEAD, Role.TRANSFER_OFFICER, house=house)
        offered(market, head)
        wanted(market, head)
    site.drain(post=False)
    assert titles(engine, "sóng xanh") == ["Pumps rust", "Zinc coating"]
    with site.market() as market:
        house = houses.house(market.session, house.id)
        form = HouseForm(name="Viện Núi Đỏ", province="hue")
        founding.change_house(market.session, head, house=house, form=form, version=house.version)
    site.drain(post=False)
    assert titles(engine, "nui do") == titles(engine, "huế") == ["Pumps rust", "Zinc coating"]
    assert titles(engine, "sóng") == []


def test_an_erased_inventor_is_found_no_more_whoever_was_faster(site: Site) -> None:
    """Also not by what the engine's files keep of what was removed: they are written anew."""
    engine = site.tools.engine
    with site.market() as market:
        house = market.house(HouseKind.INSTITUTE)
        person = market.person("Lò Văn Giàng")
        officer = market.member(Role.TRANSFER_OFFICER, house=house)
        market.member(Role.RESEARCHER, house=house, person=person)
        offered(market, officer, inventors=[{"name": "Lò Văn Giàng"}])
    site.drain(post=False)
    assert titles(engine, "lò văn giàng") == ["Zinc coating"]
    home = (site.folder / "search" / "current").readlink()
    with site.market() as market:
        person = market.session.merge(person)
        founding.erase_person(market.session, MACHINE, person=person, rule="test", even_last=True)
    rebuild(site.database, engine)
    with site.database.reading() as session:
        assert session.scalar(select(Inventor.name)) == "Lò Văn Giàng"  # no listener was there yet
    assert titles(engine, "lò văn giàng") == []
    second = (site.folder / "search" / "current").readlink()
    site.drain(post=False)
    assert titles(engine, "lò văn giàng") == []
    assert len({home, second, (site.folder / "search" / "current").readlink()}) == 3


@on_sqlite
def test_while_the_engine_is_away_the_index_stops_and_then_catches_up(site: Site) -> None:
    folder = site.folder / "search"
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        offered(market, officer)
    site.drain(post=False)
    shutil.rmtree(folder)
    folder.write_text("in the way")
    with site.market() as market:
        offered(market, officer, title="Tin coating")
    site.drain(post=False)
    with site.database.reading() as session:
        row = session.get_one(CursorRow, LISTENER)
        assert row.stopped_by == "SearchUnavailable"
    told = site.visitor().get("/readyz").json()
    assert (told["search"], told["listeners"][LISTENER]["stopped_by"]) == (
        "away", "SearchUnavailable",
    )  # fmt: skip
    folder.unlink()
    site.drain(post=False)
    assert titles(site.tools.engine, "coating") == ["Tin coating", "Zinc coating"]
    assert site.visitor().get("/readyz").json()["search"] == "ok"


@on_sqlite
def test_an_index_that_was_lost_is_built_anew_by_the_clock(site: Site) -> None:
    with site.market() as market:
        offered(market, market.member(Role.TRANSFER_OFFICER))
    site.drain(post=False)
    shutil.rmtree(site.folder / "search")
    clock_jobs(site.tools)
    assert titles(site.tools.engine, "zinc") == ["Zinc coating"]


def test_after_many_changes_the_index_is_what_a_rebuild_makes(site: Site) -> None:
    chance = Random(3)  # noqa: S311 - the same changes every time
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER, Role.HEAD)
        signatory = market.member(Role.SIGNATORY)
        things = [offered(market, officer, title=f"Coating {n}").id for n in range(5)]
        wishes = [wanted(market, signatory, title=f"Pump {n}").id for n in range(5)]
    for turn in range(4):
        with site.market() as market:
            for _ in range(5):
                _change_an_invention(market, officer, chance.choice(things), turn, chance)
                _change_a_need(market, signatory, chance.choice(wishes), turn, chance)
            market.session.flush()
        site.drain(post=False)
    kept = inside(site.tools.engine)
    rebuild(site.database, site.tools.engine)
    assert inside(site.tools.engine) == kept
    assert len(kept) > 5


def _change_an_invention(market: Market, actor: Actor, key: str, turn: int, chance: Random) -> None:
    one = inventions.locked(market.session, key)
    if one.state == InventionState.WITHDRAWN:
        listing.list_invention(market.session, actor, invention=one)
    elif chance.random() < 0.4:
        listing.withdraw_invention(market.session, actor, invention=one)
    else:
        members = chance.choice(["", f"Recipe {turn}"])
        form = cards.form(title=f"Coating in turn {turn}", members_text=members)
        listing.save_invention(market.session, actor, invention=one, form=form)
    market.session.flush()


def _change_a_need(market: Market, actor: Actor, key: str, turn: int, chance: Random) -> None:
    one = needs.need(market.session, key)
    if one.state == NeedState.CLOSED:
        posting.reopen_need(market.session, actor, need=one)
    elif chance.random() < 0.4:
        posting.close_need(market.session, actor, need=one)
    else:
        unnamed = chance.random() < 0.5
        form = NeedDraft.model_validate({**WISH, "problem": f"Salt {turn}", "unnamed": unnamed})
        posting.save_need(market.session, actor, need=one, form=form, version=one.version)
    market.session.flush()

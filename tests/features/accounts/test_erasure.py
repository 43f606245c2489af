"""Must show 6: after an erasure the name and address are in no byte that we keep."""

import json
import logging
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.db.journal import ParkedRow
from marketplace.db.scrub import AGAIN, SCRUB
from marketplace.db.verify import verify
from marketplace.houses.models import House
from marketplace.houses.rules import Role
from marketplace.kit import clock
from marketplace.registry import METADATA
from tests.tools import postgres
from tests.tools.market import PASSWORD
from tests.tools.site import Site, path_of

NAME = "Trần Thị Hạnh Dung"
ADDRESS = "hanh.dung+3h@wonderful-mailbox.example"


def spellings() -> Iterator[bytes]:
    """The bytes by which a name or an address could still be found."""
    for words in (NAME, ADDRESS, NAME.upper(), ADDRESS.upper()):
        for form in ("NFC", "NFD"):
            said = unicodedata.normalize(form, words)
            escaped = json.dumps(said)[1:-1]
            yield said.encode()
            yield said.encode("utf-16-le")
            yield said.encode("utf-16-be")
            yield escaped.encode()
            yield escaped.upper().encode()


NEEDLES = tuple(dict.fromkeys(spellings()))


def found_in(place: str, content: bytes) -> list[str]:
    return [f"{place}: {needle!r}" for needle in NEEDLES if needle in content]


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def traces(site: Site, log: str) -> list[str]:
    """Wherever a person of this name and address can still be read."""
    found = found_in("log", log.encode())
    for path in files(site.folder):
        found += found_in(str(path), path.read_bytes())
    if not site.database.sqlite:
        found += dumped(site) + raw_files(site)
    return found


def dumped(site: Site) -> list[str]:
    """Every table as text, as a dump would write it."""
    found = []
    with site.database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        for table in METADATA.tables:
            with raw.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                found += found_in(table, b"".join(bytes(block) for block in copy))
    return found


def raw_files(site: Site) -> list[str]:
    """The database's own folder, byte by byte: dead rows, indexes, statistics, TOAST."""
    with site.database.engine.connect() as connection:
        oid = connection.scalar(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        )
    folder = postgres.server()._folder / "data" / "base" / str(oid)
    found = []
    for path in files(folder):
        found += found_in(str(path), path.read_bytes())
    return found


def analyse(site: Site) -> None:
    """Let PostgreSQL sample the names into its statistics, and write everything to its files."""
    if site.database.sqlite:
        return
    engine = create_engine(site.database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.execute(text("CHECKPOINT"))
    engine.dispose()


@pytest.fixture
def dung(site: Site, caplog: pytest.LogCaptureFixture) -> str:
    """A person who signed up, founded a house, invited, was refused something; gives their id."""
    caplog.set_level(logging.DEBUG)
    site.visitor().post(
        "/sign-up", data={"name": NAME, "email": ADDRESS, "password": PASSWORD, "next": "/"}
    )
    site.drain()
    browser = site.visitor()
    browser.post(site.link_in(site.letters(to=ADDRESS)[0]), data={"password": PASSWORD})
    founded = browser.post(
        "/houses/new", data={"kind": "institute", "name": "Viện Gió Mùa", "province": "hue"}
    )
    house = path_of(founded)
    browser.post(f"{house}/invitations", data={"email": "minh@example.org", "role": "head"})
    browser.post(f"{house}/invitations", data={"email": ADDRESS, "role": "researcher"})
    assert browser.get("/admin").status_code == 403
    browser.post("/account/tokens", data={"purpose": f"{NAME}: nightly export"})
    browser.post("/reset", data={"email": ADDRESS})
    with site.market() as market:
        market.operator()
        market.session.flush()
        minh = market.person(email="minh@example.org")
        here = market.session.get_one(House, house.rsplit("/", 1)[1])
        market.member(Role.HEAD, house=here, person=minh)
    site.drain()
    with site.database.reading() as session:
        person = accounts.by_email(session, ADDRESS)
        assert person is not None
        return person.id


def test_after_an_erasure_the_person_is_in_no_byte(
    site: Site, dung: str, caplog: pytest.LogCaptureFixture
) -> None:
    analyse(site)
    assert traces(site, ""), "the search must be able to find the person before"
    assert len(site.letters(to=ADDRESS)) == 4

    browser = site.sign_in(ADDRESS)
    answer = browser.post("/account/erase", data={"password": PASSWORD})
    assert path_of(answer) == "/"
    site.drain()
    analyse(site)

    before = "\n".join(map(logging.Formatter().format, caplog.get_records("setup")))
    assert before
    assert traces(site, before + caplog.text) == []
    assert site.letters(to=ADDRESS) == []
    with site.database.reading() as session:
        person = session.get_one(Person, dung)
        assert (person.name, person.email, person.password_hash) == ("", None, None)
        assert session.query(ParkedRow).filter_by(listener=SCRUB).count() == 0
        assert verify(session, site.tools.key.public_key()).faults == ()


def test_an_erased_person_has_no_way_in(site: Site, dung: str) -> None:
    browser = site.sign_in(ADDRESS)
    token = browser.get("/account")
    assert "nightly export" in token.text
    browser.post("/account/erase", data={"password": PASSWORD})
    assert path_of(browser.get("/account")) == "/sign-in"
    again = site.visitor().post("/sign-in", data={"email": ADDRESS, "password": PASSWORD})
    assert again.status_code == 422


def test_erasing_needs_the_password(site: Site, dung: str) -> None:
    browser = site.sign_in(ADDRESS)
    answer = browser.post("/account/erase", data={"password": "a mere guess"})
    assert answer.status_code == 422
    assert "This is not your password." in answer.text
    with site.database.reading() as session:
        assert session.get_one(Person, dung).name == NAME


def test_who_alone_leads_a_house_is_told_to_find_a_successor(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
    browser = site.sign_in("lan@example.org")
    browser.post("/houses/new", data={"kind": "enterprise", "name": "Mỏ Neo", "province": "hue"})
    page = browser.get("/account/erase")
    assert "You alone lead Mỏ Neo." in page.text
    answer = browser.post("/account/erase", data={"password": PASSWORD})
    assert answer.status_code == 409
    assert "You alone lead Mỏ Neo." in answer.text
    with site.database.reading() as session:
        assert accounts.by_email(session, "lan@example.org") is not None


def marks(site: Site) -> list[int]:
    """How often each scrub that is still due was tried."""
    with site.database.reading() as session:
        return [mark.attempts for mark in session.query(ParkedRow).filter_by(listener=SCRUB)]


def test_a_scrub_gives_way_to_a_long_reader_and_is_tried_again(
    site: Site, dung: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader sees the time before the erasure, so the old rows must still be somewhere."""
    monkeypatch.setattr("marketplace.db.scrub.QUIET_SECONDS", 0.1)
    monkeypatch.setattr("marketplace.db.scrub.PATIENCE_SECONDS", 1)
    browser = site.sign_in(ADDRESS)
    with site.database.reading() as reader:
        assert reader.get_one(Person, dung).name == NAME
        browser.post("/account/erase", data={"password": PASSWORD})
        site.drain()
        assert marks(site) == [1]
        analyse(site)
        assert traces(site, "")
    site.drain()
    assert marks(site) == [1], "not at once again"
    with clock.moved_to(clock.now() + AGAIN):
        site.drain()
    assert marks(site) == []
    assert traces(site, "") == []

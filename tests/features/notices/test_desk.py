import pytest
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.notices import queries, service
from marketplace.notices.models import Letter
from marketplace.notices.rules import LetterState, Message
from tests.tools.market import Market
from tests.tools.site import Site, path_of


def tell(session: Session, person: Person, number: int = 1) -> None:
    service.tell(
        session,
        person_id=person.id,
        address=str(person.email),
        language=person.language,
        message=Message(
            subject=t("Bid %(number)s was answered", number=number),
            paragraphs=(t("Your house is verified"),),
            action=t("Open the queue"),
            path=f"/needs/{number}",
        ),
    )


@pytest.fixture
def lan(site: Site) -> str:
    with site.market() as market:
        person = market.person("Lan", "lan@example.org")
        market.person("Eve", "eve@example.org")
        for number in (1, 2):
            tell(market.session, person, number)
            market.session.flush()
        return person.id


def test_the_desk_shows_ones_own_notices_newest_first(site: Site, lan: str) -> None:
    page = site.sign_in("lan@example.org").get("/desk").text
    assert page.index("Bid 2 was answered") < page.index("Bid 1 was answered")
    assert 'href="/needs/2"' in page
    assert "2 unread notices" in page
    assert "was answered" not in site.sign_in("eve@example.org").get("/desk").text


def test_all_are_marked_read_and_only_ones_own(site: Site, lan: str) -> None:
    with site.market() as market:
        eve = market.person("Eva", "eva@example.org")
        tell(market.session, eve)
    browser = site.sign_in("lan@example.org")
    answer = browser.post("/desk/read")
    assert path_of(answer) == "/desk"
    assert "unread notice" not in answer.text
    with site.database.reading() as session:
        assert queries.unread(session, lan) == 0
        assert queries.unread(session, eve.id) == 1


def test_who_has_no_house_is_told_the_next_step(site: Site, lan: str) -> None:
    page = site.sign_in("eve@example.org").get("/desk").text
    assert "Name your house" in page
    assert 'href="/houses/new"' in page
    assert "Nothing yet" in page


def test_notices_by_program(site: Site, lan: str) -> None:
    program = site.api("lan@example.org")
    first = program.get("/api/v1/notices?limit=1").json()
    assert first["items"][0]["title"] == "Bid 2 was answered"
    assert first["items"][0]["path"] == "/needs/2"
    assert first["items"][0]["read"] is False
    second = program.get(f"/api/v1/notices?limit=1&cursor={first['next']}").json()
    assert [item["title"] for item in second["items"]] == ["Bid 1 was answered"]
    assert second["next"] is None
    assert site.visitor().get("/api/v1/notices").status_code == 401


def test_notices_are_read_in_the_readers_language(site: Site, lan: str) -> None:
    """The message is stored, not its translation."""
    with site.database.reading() as session:
        stored = queries.latest(session, lan)[0].content
    assert stored["subject"] == {"message": "Bid %(number)s was answered", "params": {"number": 2}}


def test_a_letter_of_an_erased_person_is_not_kept_when_it_arrives(
    session: Session, market: Market
) -> None:
    """It may be on its way to the server while the erasure happens."""
    person = market.person()
    tell(session, person)
    session.flush()
    letter = session.query(Letter).filter_by(person_id=person.id).one()
    service.forget_person(session, person.id, str(person.email))
    session.expire_all()
    assert service.letter_sent(session, letter.id) is False
    other = market.person()
    tell(session, other)
    session.flush()
    kept = session.query(Letter).filter_by(person_id=other.id).one()
    assert service.letter_sent(session, kept.id) is True
    assert (kept.state, kept.address) == (LetterState.SENT, "")
    assert service.letter_sent(session, kept.id) is True, "reported twice, still nobody's erasure"


def test_undeliverable_letters_are_counted(session: Session, market: Market) -> None:
    person = market.person()
    tell(session, person)
    session.flush()
    before = queries.letters_undeliverable(session)
    letter = session.query(Letter).filter_by(person_id=person.id).one()
    letter.attempts = 6
    service.letter_failed(session, letter.id)
    session.flush()
    assert queries.letters_undeliverable(session) == before + 1
    service.mark_all_read(session, Actor(person.id))
    assert queries.unread(session, person.id) == 0

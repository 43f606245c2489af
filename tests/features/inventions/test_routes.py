"""Pages of inventions over HTTP, as each reader gets them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, select

from marketplace.accounts.queries import by_email
from marketplace.accounts.service import erase_person
from marketplace.db.journal import EventRow
from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions import queries
from marketplace.inventions.models import Invention
from marketplace.inventions.rules import InventionState
from marketplace.kit.actor import Actor
from tests.features.inventions.cards import FIVE, drafted, listed
from tests.tools.site import Site, path_of

SCRIPT = {"x-requested-with": "autosave", "accept": "application/json"}
TIERS: dict[str, Any] = {
    "title": "Planted-public",
    "members_text": "Planted-members",
    "confidential_text": "Planted-confidential",
}


@dataclass(frozen=True)
class Institute:
    id: str
    officer: Actor


@pytest.fixture
def institute(site: Site) -> Institute:
    """Its officer, researcher and head sign in as officer@, researcher@ and head@example.org."""
    with site.market() as market:
        house = market.house(name="Institute of Coatings")
        officer = market.member(
            Role.TRANSFER_OFFICER, house=house, person=market.person(email="officer@example.org")
        )
        for role in (Role.RESEARCHER, Role.HEAD):
            person = market.person(name=role.label.message, email=f"{role.value}@example.org")
            market.member(role, house=house, person=person)
        return Institute(house.id, officer)


def make(site: Site, institute: Institute, *, public: bool = False, **changes: Any) -> str:
    with site.market() as market:
        maker = listed if public else drafted
        return maker(market.session, institute.officer, **changes).id


def stored(site: Site, invention_id: str) -> Invention:
    with site.database.reading() as session:
        return queries.invention(session, invention_id)


def kinds(site: Site, invention_id: str) -> list[str]:
    with site.database.reading() as session:
        rows = session.scalars(
            select(EventRow.kind).where(EventRow.subject_id == invention_id).order_by(EventRow.id)
        )
        return [kind.removeprefix("invention.") for kind in rows]


def all_ids(site: Site) -> list[str]:
    with site.database.reading() as session:
        return list(session.scalars(select(Invention.id)))


def test_five_answers_and_two_presses_list_it(site: Site, institute: Institute) -> None:
    browser = site.sign_in("officer@example.org")
    new = browser.get("/inventions/new")
    assert new.text.count(" required") == 5
    preview = browser.post("/inventions", data={**FIVE, "version": "0", "then": "preview"})
    (made,) = all_ids(site)
    assert path_of(preview) == f"/inventions/{made}/preview"
    assert "holds no state secret and may be public" in preview.text
    assert site.visitor().get(f"/inventions/{made}").status_code == 404
    answer = browser.post(f"/inventions/{made}/list", data={"version": "1"})
    assert path_of(answer) == f"/inventions/{made}"
    assert "It is listed: everybody sees it now." in answer.text
    assert "Zinc coating" in site.visitor().get(f"/inventions/{made}").text
    assert "Zinc coating" in site.visitor().get("/inventions").text
    assert kinds(site, made) == ["drafted", "listed"]


def test_the_way_to_the_preview_asks_for_what_is_missing(site: Site, institute: Institute) -> None:
    browser = site.sign_in("officer@example.org")
    answer = browser.post(
        "/inventions", data={"title": "Kept", "language": "vi", "then": "preview"}
    )
    assert (answer.status_code, answer.text.count("aria-invalid")) == (422, 4)
    reasons = ("Answer this question.", "Choose an answer.", "Fill this in.")
    assert sum(answer.text.count(f"</span> {reason}</span>") for reason in reasons) == 4
    assert 'value="Kept"' in answer.text
    assert '<option value="vi" selected>' in answer.text
    assert all_ids(site) == []


def test_a_draft_may_be_saved_with_nearly_nothing(site: Site, institute: Institute) -> None:
    browser = site.sign_in("researcher@example.org")
    answer = browser.post("/inventions", data={"keywords": "rust, steel", "language": "en"})
    (made,) = all_ids(site)
    assert path_of(answer) == f"/inventions/{made}/edit"
    assert 'value="rust, steel"' in answer.text
    page = browser.get(f"/inventions/{made}")
    assert "Draft without a title" in page.text
    assert "Only the transfer officer or the head lists and withdraws." in page.text
    preview = site.sign_in("officer@example.org").get(f"/inventions/{made}/preview")
    assert "Answer “Title” first." in preview.text


def test_a_wrong_answer_opens_its_fold_and_keeps_what_was_typed(
    site: Site, institute: Institute
) -> None:
    made = make(site, institute)
    answer = site.sign_in("officer@example.org").post(
        f"/inventions/{made}",
        data={**FIVE, "classes": "paint", "title": "Not kept", "version": "1"},
    )
    assert answer.status_code == 422
    assert "“paint”: This is no IPC or CPC symbol." in answer.text
    assert answer.text.count('<details class="prose" open>') == 1
    assert 'value="Not kept"' in answer.text
    assert queries.title_in(stored(site, made), "en") == "Zinc coating"
    assert kinds(site, made) == ["drafted"]


def test_an_odd_number_is_warned_of_beside_the_field(site: Site, institute: Institute) -> None:
    browser = site.sign_in("officer@example.org")
    made = make(site, institute)
    saved = browser.post(
        f"/inventions/{made}/edit", data={**FIVE, "title_number": "41234", "version": "1"}
    )
    assert saved.status_code == 200
    assert "The number alone does not tell the kind of right: choose it." in saved.text
    assert stored(site, made).title_number == "41234"


def test_a_stale_edit_is_a_409_that_loses_no_word(site: Site, institute: Institute) -> None:
    made = make(site, institute)
    browser = site.sign_in("officer@example.org")
    typed = {**FIVE, "version": "1"}
    assert browser.post(f"/inventions/{made}", data=typed | {"title": "First"}).status_code == 200
    late = browser.post(f"/inventions/{made}", data=typed | {"title": "Late"})
    assert late.status_code == 409
    assert "Somebody else changed this while you worked on it." in late.text
    assert 'value="Late"' in late.text
    assert 'name="version" value="2"' in late.text
    assert queries.title_in(stored(site, made), "en") == "First"
    again = browser.post(f"/inventions/{made}", data=typed | {"title": "Late", "version": "2"})
    assert again.status_code == 200
    assert queries.title_in(stored(site, made), "en") == "Late"


def test_each_language_is_edited_by_itself_and_the_reader_is_told(
    site: Site, institute: Institute
) -> None:
    made = make(site, institute, public=True)
    notice = "The house has given no text in Vietnamese: you read it in English."
    vietnamese = site.visitor("vi").get(f"/inventions/{made}")
    assert "Zinc coating" in vietnamese.text
    assert 'lang="en"' in vietnamese.text
    browser = site.sign_in("officer@example.org")
    assert 'value="Zinc coating"' not in browser.get(f"/inventions/{made}/edit?language=vi").text
    version = str(stored(site, made).version)
    browser.post(
        f"/inventions/{made}/edit?language=vi",
        data={**FIVE, "language": "vi", "title": "Sơn kẽm", "version": version},
    )
    assert "Sơn kẽm" in site.visitor("vi").get(f"/inventions/{made}").text
    english = site.visitor("en").get(f"/inventions/{made}")
    assert "Zinc coating" in english.text
    assert notice not in english.text
    assert f'href="/inventions/{made}?language=vi"' in english.text
    assert "Sơn kẽm" in site.visitor("en").get(f"/inventions/{made}?language=vi").text


def test_a_missing_language_is_named_in_the_readers_own(site: Site, institute: Institute) -> None:
    made = make(site, institute, public=True, language="vi", title="Sơn kẽm")
    page = site.visitor("en").get(f"/inventions/{made}")
    assert "The house has given no text in English: you read it in Vietnamese." in page.text


def test_a_listed_text_stays_complete(site: Site, institute: Institute) -> None:
    made = make(site, institute, public=True)
    version = str(stored(site, made).version)
    answer = site.sign_in("officer@example.org").post(
        f"/inventions/{made}", data={**FIVE, "novelty": "", "version": version}
    )
    assert answer.status_code == 422
    assert "Answer this question." in answer.text
    text = queries.text_in(stored(site, made), "en")
    assert text is not None
    assert text.novelty == "Less zinc."
    assert kinds(site, made) == ["drafted", "listed"]


def test_a_draft_saves_itself(site: Site, institute: Institute) -> None:
    browser = site.sign_in("researcher@example.org")
    empty = browser.post(
        "/inventions/autosave", data={"title": "", "language": "vi"}, headers=SCRIPT
    )
    assert empty.json() == {
        "version": 0,
        "saved_at": "",
        "edit_url": "/inventions/new",
        "autosave_url": "/inventions/autosave",
    }
    assert all_ids(site) == []
    first = browser.post(
        "/inventions/autosave",
        data={"title": "Sơn", "language": "vi", "state_percent": "seven"},
        headers=SCRIPT,
    ).json()
    (made,) = all_ids(site)
    assert first["version"] == 1
    assert first["edit_url"] == f"/inventions/{made}/edit?language=vi"
    assert first["autosave_url"] == f"/inventions/{made}/autosave"
    assert first["saved_at"].endswith("but not yet what cannot be read.")
    second = browser.post(
        first["autosave_url"],
        data={"title": "Sơn kẽm", "language": "vi", "state_percent": "70", "version": "1"},
        headers=SCRIPT,
    ).json()
    third = browser.post(
        first["autosave_url"],
        data={"title": "Sơn kẽm mới", "language": "vi", "state_percent": "7x", "version": "2"},
        headers=SCRIPT,
    ).json()
    assert (second["version"], third["version"]) == (2, 3)
    kept = stored(site, made)
    assert (queries.title_in(kept, "vi"), kept.state_percent) == ("Sơn kẽm mới", 70)
    assert kinds(site, made) == ["drafted"]


def test_a_stale_autosave_is_refused(site: Site, institute: Institute) -> None:
    made = make(site, institute)
    answer = site.sign_in("officer@example.org").post(
        f"/inventions/{made}/autosave",
        data={**FIVE, "title": "Late", "version": "7"},
        headers=SCRIPT,
    )
    assert answer.status_code == 409
    assert answer.json()["code"] == "changed-meanwhile"
    assert queries.title_in(stored(site, made), "en") == "Zinc coating"


def letters_about(site: Site, invention_id: str, to: str) -> list[EmailMessage]:
    """Those that lead to the invention; houses write letters of their own."""
    site.drain()
    return [mail for mail in site.letters(to) if f"/inventions/{invention_id}" in str(mail)]


def test_what_is_handed_in_is_approved_by_the_head(site: Site, institute: Institute) -> None:
    made = make(site, institute)
    with site.market() as market:
        market.house_of(institute.officer).head_approves = True
    officer, head = site.sign_in("officer@example.org"), site.sign_in("head@example.org")
    assert officer.post(f"/inventions/{made}/list").status_code == 403
    assert "Preview and hand to the head" in officer.get(f"/inventions/{made}").text
    assert officer.post(f"/inventions/{made}/submit", data={"version": "1"}).status_code == 200
    (asked,) = letters_about(site, made, "head@example.org")
    assert asked["Subject"] == "An invention waits for your approval"
    assert site.link_in(asked) == f"/inventions/{made}/preview"
    assert officer.post(f"/inventions/{made}/approve").status_code == 403
    listing = head.post(f"/inventions/{made}/approve", data={"version": "2"})
    assert "It is listed: everybody sees it now." in listing.text
    (told,) = letters_about(site, made, "officer@example.org")
    assert told["Subject"] == "Your invention is listed"
    assert kinds(site, made) == ["drafted", "submitted", "listed"]


def test_what_is_handed_back_comes_with_its_reason(site: Site, institute: Institute) -> None:
    made = make(site, institute)
    with site.market() as market:
        market.house_of(institute.officer).head_approves = True
    officer, head = site.sign_in("officer@example.org"), site.sign_in("head@example.org")
    officer.post(f"/inventions/{made}/submit")
    unsaid = head.post(f"/inventions/{made}/return", data={"reason": " "})
    assert unsaid.status_code == 422
    assert stored(site, made).state == InventionState.SUBMITTED
    head.post(f"/inventions/{made}/return", data={"reason": "Name the salt test."})
    (told,) = letters_about(site, made, "officer@example.org")
    assert told["Subject"] == "Your invention was handed back"
    assert "Name the salt test." not in str(told)
    assert "Name the salt test." in officer.get(f"/inventions/{made}/edit").text
    page = head.get(f"/inventions/{made}").text
    assert page.index("Drafted") < page.index("Handed to the head") < page.rindex("Handed back")
    assert kinds(site, made) == ["drafted", "submitted", "returned"]


def test_direct_listing_writes_no_letter(site: Site, institute: Institute) -> None:
    made = make(site, institute, public=True)
    assert letters_about(site, made, "") == []


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ("visitor", 1),
        ("homeless@example.org", 1),
        ("operator@example.org", 1),
        ("unverified@example.org", 1),
        ("enterprise@example.org", 2),
        ("monitor@example.org", 2),
        ("researcher@example.org", 3),
        ("officer@example.org", 3),
    ],
)
def test_each_reader_gets_their_tiers(
    site: Site, institute: Institute, reader: str, words: int
) -> None:
    made = make(site, institute, public=True, **TIERS)
    with site.market() as market:
        market.person(email="homeless@example.org")
        market.person(email="operator@example.org", operator=True)
        for name, role, verified in (
            ("unverified", Role.HEAD, False),
            ("enterprise", Role.ENTERPRISE_STAFF, True),
            ("monitor", Role.MONITOR, True),
        ):
            kind = {Role.HEAD: HouseKind.INSTITUTE, Role.MONITOR: HouseKind.MONITOR}
            house = market.house(kind.get(role, HouseKind.ENTERPRISE), verified=verified)
            person = market.person(email=f"{name}@example.org")
            market.member(role, house=house, person=person)
    browser = site.visitor() if reader == "visitor" else site.sign_in(reader)
    program = TestClient(site.app) if reader == "visitor" else site.api(reader)
    expected = list(TIERS.values())[:words]
    answers = [
        browser.get(f"/inventions/{made}").text,
        program.get(f"/api/v1/inventions/{made}").text,
    ]
    for answer in answers:
        assert [word for word in TIERS.values() if word in answer] == expected
    lists = browser.get("/inventions").text + program.get("/api/v1/inventions").text
    assert [word for word in TIERS.values() if word in lists] == ["Planted-public"]
    hint = "There is more to read for those who act for a verified house."
    assert (hint in answers[0]) == (words == 1)


def test_the_preview_is_what_a_stranger_sees(site: Site, institute: Institute) -> None:
    made = make(site, institute, **TIERS)
    preview = site.sign_in("officer@example.org").get(f"/inventions/{made}/preview").text
    assert [word for word in TIERS.values() if word in preview] == ["Planted-public"]


def test_what_is_not_listed_is_nowhere_for_strangers(site: Site, institute: Institute) -> None:
    draft, public = make(site, institute), make(site, institute, public=True)
    with site.market() as market:
        market.member(Role.HEAD, person=market.person(email="stranger@example.org"))
    stranger = site.sign_in("stranger@example.org")
    for method, path in (
        ("GET", ""), ("GET", "/edit"), ("GET", "/preview"), ("POST", ""), ("POST", "/edit"),
        ("POST", "/autosave"), ("POST", "/list"), ("POST", "/submit"), ("POST", "/approve"),
        ("POST", "/return"), ("POST", "/withdraw"),
    ):  # fmt: skip
        assert stranger.request(method, f"/inventions/{draft}{path}").status_code == 404
        expected = 200 if (method, path) == ("GET", "") else 403
        answer = stranger.request(method, f"/inventions/{public}{path}", data={"reason": "No"})
        assert answer.status_code == expected, path
    officer = site.sign_in("officer@example.org")
    officer.post(f"/inventions/{public}/withdraw")
    gone = stranger.get(f"/inventions/{public}")
    assert gone.status_code == 404
    assert "This invention was withdrawn by its house and is no longer shown." in gone.text
    assert "Withdrawn" in officer.get("/inventions/ours").text
    assert kinds(site, public) == ["drafted", "listed", "withdrawn"]


def test_who_signed_out_is_asked_to_sign_in(site: Site) -> None:
    visitor = site.visitor()
    for path in ("/inventions/new", "/inventions/ours"):
        assert path_of(visitor.get(path)) == "/sign-in"
    assert path_of(visitor.post("/inventions", data=FIVE)) == "/sign-in"
    assert visitor.get("/inventions/no-such-thing").status_code == 404
    assert visitor.get("/inventions/" + "0" * 16).status_code == 404
    assert "Nothing is listed yet" in visitor.get("/inventions").text


def test_filters_are_kept_by_the_pager(site: Site, institute: Institute) -> None:
    with site.market() as market:
        for number in range(26):
            listed(market.session, institute.officer, title=f"Coating {number}", kind="software")
        listed(market.session, institute.officer, title="A variety", kind="plant-variety")
    page = site.visitor().get("/inventions?kind=software&field=&page=1").text
    assert "26 inventions" in page
    assert "A variety" not in page
    assert 'href="/inventions?kind=software&amp;page=2"' in page
    second = site.visitor().get("/inventions?kind=software&page=2").text
    assert "26 to 26 of 26" in second
    nothing = site.visitor().get("/inventions?kind=data-set").text
    assert "Nothing fits these filters" in nothing
    assert site.visitor().get("/inventions?kind=nonsense").status_code == 200


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        statements.append(statement)

    # PostgreSQL's reader is the same engine with other options, and would count twice.
    both = site.database.sqlite
    engines = [site.database.engine, *([site.database.reader] if both else [])]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield statements
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ["/inventions", "/api/v1/inventions?limit=50"])
def test_a_list_costs_the_same_with_one_row_and_with_fifty(
    site: Site, institute: Institute, path: str
) -> None:
    make(site, institute, public=True)
    api = path.startswith("/api/")
    browser = site.api("officer@example.org") if api else site.sign_in("officer@example.org")
    browser.get(path)
    with counted(site) as one:
        assert browser.get(path).status_code == 200
    with site.market() as market:
        for number in range(49):
            listed(market.session, institute.officer, title=f"Coating {number}")
    with counted(site) as fifty:
        assert browser.get(path).text.count("Coating") >= 24
    assert len(one) == len(fifty) <= 8


def test_an_erasure_takes_the_inventor_from_every_page(site: Site, institute: Institute) -> None:
    made = make(site, institute, public=True, inventors="researcher; 0000-0002-1825-0097\nBình")
    assert "0000-0002-1825-0097" in site.visitor().get(f"/inventions/{made}").text
    with site.database.writing() as session:
        person = by_email(session, "researcher@example.org")
        assert person is not None
        erase_person(session, Actor(person.id), person=person, rule="own wish")
    site.drain()
    page = site.visitor().get(f"/inventions/{made}").text
    assert "0000-0002-1825-0097" not in page
    assert "Name removed" in page
    assert "Bình" in page

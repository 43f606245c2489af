"""The pages of needs, as a browser without JavaScript and as one that saves by itself."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, func, select

from marketplace.db.journal import EventRow
from marketplace.houses.rules import HouseKind, Role
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.money import Money
from marketplace.needs import queries
from marketplace.needs.forms import MeetForm, NeedDraft
from marketplace.needs.models import Need
from marketplace.needs.service import close_need, draft_need, meet_need, post_need
from marketplace.rulebook.fields import Field
from tests.tools.market import Market
from tests.tools.site import Site, path_of

ANSWERS = {"title": "Pumps", "problem": "They rust.", "field": "materials", "language": "en"}
WHOLE = NeedDraft(title="Pumps", problem="They rust.", field=Field.MATERIALS, language="en")
TEXTS = ("title", "budget_from", "budget_to", "wanted_by", "keywords")
SECRET = "Công ty Mỏ Neo Đỏ"


def owner_of(market: Market, email: str, role: Role = Role.SIGNATORY, **house: object) -> Actor:
    kinds = {Role.SIGNATORY: HouseKind.ENTERPRISE, Role.ORDERING_OFFICER: HouseKind.STATE}
    made = market.house(kinds.get(role, HouseKind.INSTITUTE), **house)  # type: ignore[arg-type]
    return market.member(role, house=made, person=market.person(email=email))


def posted(market: Market, actor: Actor, **more: object) -> Need:
    need = draft_need(market.session, actor, form=WHOLE.model_copy(update=more))
    post_need(market.session, actor, need=need)
    return need


def stored(site: Site, need_id: str) -> Need:
    with site.database.reading() as session:
        return queries.need(session, need_id)


def count(site: Site) -> int:
    with site.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Need)) or 0


@pytest.fixture
def browser(site: Site) -> TestClient:
    """Signed in for a verified enterprise."""
    with site.market() as market:
        owner_of(market, "hoa@example.org")
    return site.sign_in("hoa@example.org")


def test_three_answers_and_one_press_post_a_need(site: Site, browser: TestClient) -> None:
    form = browser.get("/needs/new").text
    assert form.count(" required") == 3
    answer = browser.post("/needs", data={**ANSWERS, "then": "post"})
    assert "Your need is posted." in answer.text
    need = stored(site, path_of(answer).rpartition("/")[2])
    assert (need.state, need.posted_at is None) == ("open", False)
    visitor = site.visitor()
    assert "Pumps" in visitor.get("/needs").text
    assert "They rust." in visitor.get(f"/needs/{need.id}").text


def test_without_javascript_a_draft_is_saved_by_a_button(site: Site, browser: TestClient) -> None:
    answer = browser.post("/needs", data={"title": "Pumps", "language": "en"})
    assert "Draft saved." in answer.text
    path = path_of(answer)
    assert "Some answers are still open: change the draft first." in answer.text
    assert site.visitor().get(path).status_code == 404
    page = browser.get(f"{path}/edit").text
    assert 'value="Pumps"' in page
    answer = browser.post(f"{path}/edit?language=en", data={**ANSWERS, "version": "1"})
    assert (answer.status_code, path_of(answer)) == (200, path)
    assert stored(site, path.rpartition("/")[2]).version == 2


def test_posting_with_answers_missing_keeps_the_draft_and_asks_for_them(
    site: Site, browser: TestClient
) -> None:
    answer = browser.post("/needs", data={"title": "Pumps", "language": "en", "then": "post"})
    assert answer.status_code == 422
    # Each in the summary and beside its field.
    assert answer.text.count("Answer this question.") == 2
    assert answer.text.count("Choose an answer.") == 2
    with site.database.reading() as session:
        (need,) = session.scalars(select(Need))
    assert need.state == "draft"
    assert f'action="/needs/{need.id}/edit?language=en"' in answer.text
    assert 'name="version" value="1"' in answer.text


def test_a_wrong_answer_keeps_what_was_typed(site: Site, browser: TestClient) -> None:
    answer = browser.post("/needs", data={**ANSWERS, "budget_from": "about 5", "title": "<b>"})
    assert answer.status_code == 422
    assert "This cannot be read as an amount." in answer.text
    assert 'value="about 5"' in answer.text
    assert 'value="&lt;b&gt;"' in answer.text
    assert count(site) == 0


def test_nothing_typed_is_no_draft(site: Site, browser: TestClient) -> None:
    answer = browser.post("/needs", data={"language": "en"})
    assert answer.status_code == 422
    assert "Write something down first." in answer.text
    assert count(site) == 0


def test_an_untouched_page_is_not_worth_a_draft(site: Site, browser: TestClient) -> None:
    """As the browser sends it: every field of the page, each with the value it was drawn with."""
    drawn = browser.get("/needs/new").text
    typed = {name: re.search(f'value="([^"]*)"[^>]* name="{name}"', drawn) for name in TEXTS}
    data = {name: found[1] for name, found in typed.items() if found}
    assert data == dict.fromkeys(TEXTS, "")
    browser.post("/needs/autosave", data={**data, "unnamed": "true", "language": "en"})
    assert count(site) == 0


def test_keywords_stand_in_the_form_as_they_were_typed(site: Site, browser: TestClient) -> None:
    path = path_of(browser.post("/needs", data={**ANSWERS, "keywords": "rust; sea water"}))
    assert 'value="rust, sea water"' in browser.get(f"{path}/edit").text


def test_the_draft_that_saves_itself(site: Site, browser: TestClient) -> None:
    headers = {"x-requested-with": "autosave", "accept": "application/json"}
    page = {"version": "0", "new": "1", "language": "vi"}
    nothing = browser.post("/needs/autosave", data=page, headers=headers).json()
    assert nothing == {
        "version": 0,
        "saved_at": "",
        "edit_url": "/needs/new",
        "autosave_url": "/needs/autosave",
    }
    assert count(site) == 0
    first = browser.post("/needs/autosave", data={**page, "title": "Bơm"}, headers=headers).json()
    with site.database.reading() as session:
        (need,) = session.scalars(select(Need))
    path = f"/needs/{need.id}"
    assert first["saved_at"].startswith("Saved at ")
    assert (first["version"], first["edit_url"], first["autosave_url"]) == (
        1, f"{path}/edit?language=vi", f"{path}/autosave",
    )  # fmt: skip
    typed = {**page, "version": "1", "title": "Bơm", "problem": "Gỉ", "wanted_by": "31/0"}
    second = browser.post(first["autosave_url"], data=typed, headers=headers)
    assert second.json()["version"] == 2
    kept = stored(site, need.id)
    assert (kept.texts[0].title, kept.texts[0].problem, kept.wanted_by) == ("Bơm", "Gỉ", None)
    stale = browser.post(first["autosave_url"], data=typed, headers=headers)
    assert (stale.status_code, stale.json()["code"]) == (409, "changed-meanwhile")
    answer = browser.post(first["edit_url"], data={**typed, "version": "2", "wanted_by": ""})
    assert path_of(answer) == path
    with site.database.reading() as session:
        kinds = session.scalars(select(EventRow.kind).where(EventRow.subject_id == need.id))
        assert sorted(kinds) == ["need.changed", "need.drafted"]


def test_a_second_window_is_told_and_loses_nothing(site: Site, browser: TestClient) -> None:
    path = path_of(browser.post("/needs", data=ANSWERS))
    browser.post(path, data={**ANSWERS, "title": "Better pumps", "version": "1"})
    late = browser.post(path, data={**ANSWERS, "title": "My pumps", "version": "1"})
    assert late.status_code == 409
    assert "Somebody else changed this while you worked on it." in late.text
    assert 'value="My pumps"' in late.text
    assert 'name="version" value="1"' in late.text
    assert stored(site, path.rpartition("/")[2]).texts[0].title == "Better pumps"


def test_met_asks_beside_the_button_how_one_knows(site: Site, browser: TestClient) -> None:
    path = path_of(browser.post("/needs", data={**ANSWERS, "then": "post"}))
    page = browser.get(path).text
    assert f'action="{path}/meet"' in page
    assert "How do you know that it is done?" in page
    refused = browser.post(f"{path}/meet", data={"language": "en"})
    assert refused.status_code == 422
    assert "Say how you know that it is done." in refused.text
    assert stored(site, path.rpartition("/")[2]).state == "open"
    done = browser.post(f"{path}/meet", data={"language": "en", "done_when": "A dry year."})
    assert (done.status_code, path_of(done)) == (200, path)
    assert "A dry year." in site.visitor().get(path).text
    assert browser.post(f"{path}/close").status_code == 409
    assert browser.get(f"{path}/edit").status_code == 409


def test_closed_and_open_again(site: Site, browser: TestClient) -> None:
    path = path_of(browser.post("/needs", data={**ANSWERS, "then": "post"}))
    assert "The need is closed." in browser.post(f"{path}/close").text
    assert "Pumps" not in site.visitor().get("/needs").text
    assert "closed without a result" in site.visitor().get(path).text
    assert "The need is open again." in browser.post(f"{path}/reopen").text
    assert "Pumps" in site.visitor().get("/needs").text


def test_an_officer_of_one_province_leaves_the_others_need_alone(site: Site) -> None:
    with site.market() as market:
        owner_of(market, "a@example.org", Role.ORDERING_OFFICER, province="can-tho")
        there = owner_of(market, "b@example.org", Role.ORDERING_OFFICER, province="hue")
        need = posted(market, there)
        draft = draft_need(market.session, there, form=WHOLE)
    browser = site.sign_in("a@example.org")
    before = stored(site, need.id)
    page = browser.get(f"/needs/{need.id}").text
    assert f"/needs/{need.id}/edit" not in page
    assert f'action="/needs/{need.id}' not in page
    assert browser.get(f"/needs/{need.id}/edit").status_code == 403
    for action in ("", "/edit", "/meet", "/close"):
        refused = browser.post(f"/needs/{need.id}{action}", data={**ANSWERS, "version": "2"})
        assert refused.status_code == 403
        assert "Only the need&#39;s own house may do this" in refused.text
    for method, path in (
        ("GET", ""), ("GET", "/edit"), ("POST", ""), ("POST", "/autosave"), ("POST", "/post"),
    ):  # fmt: skip
        assert browser.request(method, f"/needs/{draft.id}{path}").status_code == 404
    after = stored(site, need.id)
    assert (after.version, after.state) == (before.version, "open")


def test_an_unverified_house_is_told_why_it_cannot_post(site: Site) -> None:
    with site.market() as market:
        owner_of(market, "new@example.org", verified=False)
    browser = site.sign_in("new@example.org")
    page = browser.get("/needs/new").text
    assert "Your house has not been verified yet." in page
    assert 'name="then"' not in page
    path = path_of(browser.post("/needs", data=ANSWERS))
    detail = browser.get(path).text
    assert "Your house has not been verified yet." in detail
    assert f'action="{path}/post"' not in detail
    assert browser.post(f"{path}/post").status_code == 403
    assert stored(site, path.rpartition("/")[2]).state == "draft"


def test_a_visitor_is_led_to_signing_in(site: Site) -> None:
    with site.market() as market:
        need = posted(market, owner_of(market, "x@example.org"))
    visitor = site.visitor()
    assert 'href="/needs/new"' in visitor.get("/needs").text
    assert path_of(visitor.get("/needs/new")) == "/sign-in"
    assert path_of(visitor.get(f"/needs/{need.id}/edit")) == "/sign-in"


@pytest.mark.parametrize("path", ["/needs/x", "/needs/0123456789abcdef", "/needs/%00"])
def test_there_is_nothing_at_odd_addresses(site: Site, path: str) -> None:
    assert site.visitor().get(path).status_code == 404


def test_the_name_of_an_unnamed_house_is_in_no_public_answer(site: Site) -> None:
    with site.market() as market:
        owner = owner_of(market, "secret@example.org", name=SECRET, province="hai-phong")
        house = str(owner.house_id)
        need = posted(market, owner, unnamed=True)
        overseer = market.person(email="overseer@example.org")
        market.member(Role.OVERSEER, person=overseer)
        market.person(email="operator@example.org", operator=True)
        owner_of(market, "other@example.org", Role.HEAD)
    site.drain(post=False)
    pages = ("/", "/needs", "/needs?province=hai-phong", f"/needs/{need.id}")
    for reader in (site.visitor(), site.visitor("vi"), site.sign_in("other@example.org")):
        for path in (*pages, "/journal", "/api/v1/needs", f"/api/v1/needs/{need.id}"):
            answer = reader.get(path)
            assert answer.status_code == 200
            assert SECRET not in answer.text
            if "/needs" in path or path == "/":
                assert house not in answer.text
    assert "An enterprise in Hai Phong" in site.visitor().get("/needs").text
    assert "An enterprise in Hai Phong" in site.visitor().get(f"/needs/{need.id}").text
    for email in ("secret@example.org", "overseer@example.org", "operator@example.org"):
        reader = site.sign_in(email)
        for path in ("/needs", f"/needs/{need.id}"):
            assert SECRET in reader.get(path).text


def test_the_reader_is_told_which_language_he_gets(site: Site) -> None:
    with site.market() as market:
        owner = owner_of(market, "hoa@example.org")
        need = posted(market, owner)
    path = f"/needs/{need.id}"
    notice = "The house has given no text in"
    assert notice not in site.visitor("en").get(path).text
    told = site.visitor("en").get(f"{path}?language=vi").text
    assert "no text in Vietnamese: you read it in English." in told
    browser = site.sign_in("hoa@example.org")
    vietnamese = {**ANSWERS, "title": "Bơm", "problem": "Gỉ.", "language": "vi", "version": "2"}
    browser.post(f"{path}/edit?language=vi", data=vietnamese)
    assert "Bơm" in site.visitor("vi").get(path).text
    english = site.visitor("en").get(path).text
    assert "Pumps" in english
    assert f'href="{path}?language=vi"' in english


def test_the_budget_reads_as_a_range_in_the_readers_form(site: Site) -> None:
    with site.market() as market:
        owner = owner_of(market, "hoa@example.org")
        both = posted(market, owner, budget_from=Money(500_000_000), budget_to=Money(1_500_000_000))
        most = posted(market, owner, budget_to=Money(125_050, "USD"))
    visitor = site.visitor()
    assert "VND\xa0500,000,000 to VND\xa01,500,000,000" in visitor.get(f"/needs/{both.id}").text
    assert "up to USD\xa01,250.50" in visitor.get(f"/needs/{most.id}").text
    assert "500.000.000\xa0₫" in site.visitor("vi").get(f"/needs/{both.id}").text


def test_ours_shows_drafts_and_ended_needs_to_the_house_alone(site: Site) -> None:
    with site.market() as market:
        owner = owner_of(market, "hoa@example.org")
        draft_need(market.session, owner, form=WHOLE.model_copy(update={"title": "A draft"}))
        closed = posted(market, owner, title="A closed one")
        close_need(market.session, owner, need=closed)
        met = posted(market, owner, title="A met one", done_when="x")
        meet_need(market.session, owner, need=met, form=MeetForm())
    ours = site.sign_in("hoa@example.org").get("/needs/ours").text
    assert all(title in ours for title in ("A draft", "A closed one", "A met one"))
    public = site.visitor().get("/needs").text
    assert "A met one" in public
    assert "A draft" not in public
    assert "A closed one" not in public


def test_the_list_filters_and_says_when_nothing_fits(site: Site) -> None:
    with site.market() as market:
        posted(market, owner_of(market, "hoa@example.org", province="hue"))
    visitor = site.visitor()
    assert "Pumps" in visitor.get("/needs?field=materials&province=hue&state=open").text
    nothing = visitor.get("/needs?field=energy").text
    assert "No need fits these filters" in nothing
    assert visitor.get("/needs?field=nonsense").status_code == 200
    assert visitor.get("/needs?page=0").status_code == 422


def test_the_list_costs_the_same_with_one_need_and_with_fifty(site: Site) -> None:
    with site.market() as market:
        posted(market, owner_of(market, "hoa@example.org"))
    visitor = site.visitor()
    visitor.get("/needs")

    def statements(path: str) -> int:
        seen: list[str] = []

        def count_one(*args: object) -> None:
            seen.append(str(args[2]))

        engine = site.database.reader
        event.listen(engine, "before_cursor_execute", count_one)
        visitor.get(path)
        event.remove(engine, "before_cursor_execute", count_one)
        return sum(" need" in statement.lower() for statement in seen)

    one = statements("/needs"), statements("/api/v1/needs?limit=100"), statements("/")
    with site.market() as market:
        for number in range(49):
            posted(market, owner_of(market, f"p{number}@example.org"))
    many = statements("/needs"), statements("/api/v1/needs?limit=100"), statements("/")
    assert one == many == (3, 2, 2)
    page = visitor.get("/needs").text
    assert "1 to 25 of 50" in page
    assert 'href="/needs?page=2"' in page
    assert "26 to 50 of 50" in visitor.get("/needs?page=2").text


def test_a_wish_for_a_past_day_is_refused(site: Site, browser: TestClient) -> None:
    day = (clock.today() - timedelta(days=1)).strftime("%d/%m/%Y")
    answer = browser.post("/needs", data={**ANSWERS, "wanted_by": day})
    assert answer.status_code == 422
    assert "This day has passed." in answer.text

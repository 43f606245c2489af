import re
from pathlib import Path

import pytest
from sqlalchemy import event

from marketplace.houses.models import House, Invitation, Membership
from marketplace.houses.rules import HouseKind, HouseState, Role
from tests.tools.market import PASSWORD
from tests.tools.site import Site, path_of

ABOUT = {"name": "Viện Gió Mùa", "name_en": "", "province": "hue"}


@pytest.fixture
def house(site: Site) -> str:
    """A verified institute led by lan@example.org; gives its id."""
    with site.market() as market:
        made = market.house(name="Viện Gió Mùa", province="hue")
        market.member(Role.HEAD, house=made, person=market.person("Lan", "lan@example.org"))
        market.person("Op", "op@example.org", operator=True)
        return made.id


def state_of(site: Site, house_id: str) -> tuple[HouseState, str]:
    with site.database.reading() as session:
        found = session.get_one(House, house_id)
        return found.state, found.refusal


def test_three_answers_found_a_house_and_one_acts_for_it(site: Site) -> None:
    with site.market() as market:
        old = market.house_of(
            market.member(Role.HEAD, person=market.person("L", "lan@example.org"))
        )
    browser = site.sign_in("lan@example.org", house=old.id)
    form = browser.get("/houses/new").text
    assert len(re.findall(r"<(?:input|select)[^>]* required", form)) + form.count("<legend") == 3
    answer = browser.post(
        "/houses/new", data={"kind": "enterprise", "name": "Mỏ Neo Đỏ", "province": "hai-phong"}
    )
    assert answer.status_code == 200
    assert "You act for it now." in answer.text
    assert re.search(r'value="\w+" selected>Mỏ Neo Đỏ', answer.text)
    assert "Waiting for verification" in answer.text


def test_a_house_that_is_not_founded_keeps_what_was_typed(site: Site, house: str) -> None:
    browser = site.sign_in("lan@example.org")
    answer = browser.post("/houses/new", data={"name": "Mỏ Neo Đỏ", "kind": "monitor"})
    assert answer.status_code == 422
    assert 'value="Mỏ Neo Đỏ"' in answer.text
    with site.database.reading() as session:
        assert session.query(House).count() == 1


def test_an_unverified_house_is_invisible_to_strangers(site: Site) -> None:
    with site.market() as market:
        waiting = market.house(name="Not yet", verified=False)
        market.member(Role.RESEARCHER, house=waiting, person=market.person("A", "in@example.org"))
        market.person("B", "out@example.org")
        market.person("C", "op@example.org", operator=True)
    address = f"/houses/{waiting.id}"
    for stranger in (site.visitor(), site.sign_in("out@example.org")):
        assert stranger.get(address).status_code == 404
        assert "Not yet" not in stranger.get("/houses").text
    for insider in (site.sign_in("in@example.org"), site.sign_in("op@example.org")):
        assert insider.get(address).status_code == 200
        assert "Not yet" in insider.get("/houses").text
    out = site.sign_in("out@example.org")
    for path in ("edit", "members"):
        assert out.get(f"{address}/{path}").status_code == 404
    for path in ("verify", "refuse", "apply", "invitations", "edit"):
        assert out.post(f"{address}/{path}").status_code == 404
    assert state_of(site, waiting.id) == (HouseState.APPLIED, "")


def test_the_operator_verifies_and_the_lead_hears_of_it(site: Site) -> None:
    with site.market() as market:
        waiting = market.house(name="Viện Gió Mùa", verified=False)
        market.member(Role.HEAD, house=waiting, person=market.person("Lan", "lan@example.org"))
        market.person("Op", "op@example.org", operator=True)
    site.drain()
    asked = site.letters(to="op@example.org")
    assert [letter["Subject"] for letter in asked] == ["A house asks to be verified"]
    operator = site.sign_in("op@example.org")
    step = site.link_in(asked[0])
    assert step == f"/houses/{waiting.id}"
    assert f'action="{step}/verify"' in operator.get(step).text
    assert "The house is verified." in operator.post(f"{step}/verify").text
    assert state_of(site, waiting.id) == (HouseState.VERIFIED, "")
    assert operator.post(f"{step}/verify").status_code == 409
    site.drain()
    told = site.letters(to="lan@example.org")
    assert [letter["Subject"] for letter in told] == ["Your house is verified"]
    assert site.link_in(told[0]) == step
    assert "Your house is verified" in site.sign_in("lan@example.org").get("/desk").text


def test_a_refusal_needs_its_reason_which_only_the_house_reads(site: Site) -> None:
    with site.market() as market:
        waiting = market.house(verified=False)
        market.member(Role.HEAD, house=waiting, person=market.person("Lan", "lan@example.org"))
        market.person("Op", "op@example.org", operator=True)
    operator = site.sign_in("op@example.org")
    empty = operator.post(f"/houses/{waiting.id}/refuse", data={"reason": " "})
    assert empty.status_code == 422
    assert state_of(site, waiting.id) == (HouseState.APPLIED, "")
    operator.post(f"/houses/{waiting.id}/refuse", data={"reason": "The seal is missing."})
    assert state_of(site, waiting.id) == (HouseState.REFUSED, "The seal is missing.")
    site.drain()
    letter = site.letters(to="lan@example.org")[-1]
    assert letter["Subject"] == "Your house could not be verified"
    assert "seal" not in str(letter)
    lead = site.sign_in("lan@example.org")
    assert "The seal is missing." in lead.get(site.link_in(letter)).text
    assert "The operator will look again." in lead.post(f"/houses/{waiting.id}/apply").text
    assert state_of(site, waiting.id)[0] == HouseState.APPLIED


def test_a_page_is_changed_by_its_lead_and_never_over_anothers_change(
    site: Site, house: str
) -> None:
    lead = site.sign_in("lan@example.org")
    form = lead.get(f"/houses/{house}/edit")
    version = re.search(r'name="version" value="(\d+)"', form.text)
    assert version
    sent = {**ABOUT, "about": "We measure wind.", "version": version.group(1)}
    assert "We measure wind." in lead.post(f"/houses/{house}/edit", data=sent).text
    stale = lead.post(f"/houses/{house}/edit", data={**sent, "about": "Too late"})
    assert stale.status_code == 409
    wrong = lead.post(f"/houses/{house}/edit", data={**sent, "website": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert "Give the whole address" in wrong.text
    assert "We measure wind." in site.visitor().get(f"/houses/{house}").text


def test_others_do_not_change_it(site: Site, house: str) -> None:
    with site.market() as market:
        here = market.session.get_one(House, house)
        market.member(Role.RESEARCHER, house=here, person=market.person("R", "r@example.org"))
        officer = market.person("O", "officer@example.org")
        market.member(Role.ORDERING_OFFICER, person=officer)
    for email in ("r@example.org", "officer@example.org", "op@example.org"):
        browser = site.sign_in(email)
        assert browser.get(f"/houses/{house}/edit").status_code == 403
        answer = browser.post(
            f"/houses/{house}/edit", data={**ABOUT, "name": "Mine", "version": "2"}
        )
        assert answer.status_code == 403
    with site.database.reading() as session:
        assert session.get_one(House, house).name == "Viện Gió Mùa"


def next_of(page: str) -> str:
    """Where the page's own form leads on to; the frame has forms of the kind before it."""
    found: list[str] = re.findall(r'name="next" value="([^"]+)"', page)
    return found[-1]


def invitation(site: Site, house: str, email: str) -> str:
    """Lan invites somebody; gives the path in the letter."""
    sent = site.sign_in("lan@example.org").post(
        f"/houses/{house}/invitations", data={"email": email, "role": "researcher"}
    )
    assert "The invitation is on its way." in sent.text
    assert email in sent.text
    site.drain()
    return site.link_in(site.letters(to=email)[0])


def test_a_stranger_accepts_an_invitation_after_signing_up(site: Site, house: str) -> None:
    link = invitation(site, house, "minh@example.org")
    browser = site.visitor()
    shown = browser.get(link)
    assert "Viện Gió Mùa invites you" in shown.text
    assert path_of(browser.post(link)) == "/sign-in"
    sign_up = re.search(r'href="(/sign-up\?next=[^"]+)"', shown.text)
    assert sign_up
    assert next_of(browser.get(sign_up.group(1)).text) == link
    answers = {"name": "Minh", "email": "minh@example.org", "password": PASSWORD, "next": link}
    browser.post("/sign-up", data=answers)
    site.drain()
    confirm = site.link_in(site.letters(to="minh@example.org")[1])
    way_back = next_of(browser.get(confirm).text)
    arrived = browser.post(confirm, data={"next": way_back, "password": answers["password"]})
    assert path_of(arrived) == link
    joined = browser.post(link)
    assert path_of(joined) == f"/houses/{house}"
    assert "You are a member now" in joined.text
    assert browser.get(link).status_code == 404
    site.drain()
    told = site.letters(to="lan@example.org")
    assert [letter["Subject"] for letter in told] == [
        "Your house is verified",
        "Your house has a new member",
    ]
    assert "Minh" not in str(told[1])


def test_an_invitation_to_another_address_is_refused(site: Site, house: str) -> None:
    with site.market() as market:
        market.person("Eve", "eve@example.org")
    link = invitation(site, house, "minh@example.org")
    eve = site.sign_in("eve@example.org")
    shown = eve.get(link)
    assert "This invitation was sent to another address than yours." in shown.text
    assert "minh@example.org" not in shown.text
    assert eve.post(link).status_code == 403
    with site.database.reading() as session:
        assert session.query(Membership).filter_by(role=Role.RESEARCHER).count() == 0
        assert session.query(Invitation).one().used_at is None


def test_inviting_says_nothing_of_who_has_an_account(site: Site, house: str) -> None:
    lead = site.sign_in("lan@example.org")
    answers = [
        lead.post(f"/houses/{house}/invitations", data={"email": email, "role": "researcher"})
        for email in ("op@example.org", "xx@example.org")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    wrong = lead.post(
        f"/houses/{house}/invitations", data={"email": "a@example.org", "role": "monitor"}
    )
    assert wrong.status_code == 422
    assert "This kind of house has no such role." in wrong.text
    withdraw = re.findall(r'action="(/houses/\w+/invitations/\w+/withdraw)"', answers[1].text)
    assert len(withdraw) == 2
    assert "xx@example.org" not in lead.post(withdraw[1]).text


def test_members_are_seen_by_members(site: Site, house: str) -> None:
    with site.market() as market:
        here = market.session.get_one(House, house)
        member = market.person("Researcher Six", "r@example.org")
        market.member(Role.RESEARCHER, house=here, person=member)
        market.person("Eve", "eve@example.org")
    address = f"/houses/{house}/members"
    page = site.sign_in("r@example.org").get(address)
    assert "Researcher Six" in page.text
    assert f"{address}/{member.id}/end" in page.text, "one may leave"
    assert page.text.count("/end") == 1
    assert "Send the invitation" not in page.text
    assert site.sign_in("eve@example.org").get(address).status_code == 403
    lead = site.sign_in("lan@example.org")
    ended = lead.post(f"{address}/{member.id}/end")
    assert "The membership has ended." in ended.text
    assert site.sign_in("r@example.org").get(address).status_code == 403


def test_one_acts_for_one_house_at_a_time(site: Site, house: str) -> None:
    with site.market() as market:
        person = market.person("Two", "two@example.org")
        here = market.session.get_one(House, house)
        market.member(Role.HEAD, house=here, person=person)
        other = market.house(HouseKind.ENTERPRISE)
        market.member(Role.SIGNATORY, house=other, person=person)
        stranger = market.house()
    browser = site.sign_in("two@example.org", house=other.id)
    assert browser.get(f"/houses/{house}/edit").status_code == 403
    assert browser.get(f"/houses/{other.id}/edit").status_code == 200
    back = browser.post("/acting", data={"house": house, "next": f"/houses/{house}/edit"})
    assert path_of(back) == f"/houses/{house}/edit"
    assert back.status_code == 200
    assert browser.post("/acting", data={"house": stranger.id, "next": "/"}).status_code == 403
    assert browser.get(f"/houses/{house}/edit").status_code == 200
    away = browser.post(
        "/acting", data={"house": house, "next": "//evil.example"}, follow_redirects=False
    )
    assert away.headers["location"] == "/"


def test_the_list_is_filtered_by_kind_and_province(site: Site) -> None:
    with site.market() as market:
        for kind in (HouseKind.INSTITUTE, HouseKind.ENTERPRISE):
            for province in ("hue", "da-nang"):
                market.house(kind, name=f"{kind.value} {province}", province=province)
    visitor = site.visitor()

    def shown(query: str) -> list[str]:
        return re.findall(r"(?:institute|enterprise) (?:hue|da-nang)", visitor.get(query).text)

    assert len(shown("/houses")) == 4
    assert shown("/houses?kind=institute") == ["institute da-nang", "institute hue"]
    assert shown("/houses?kind=enterprise&province=hue") == ["enterprise hue"]
    assert "No house of this kind here" in visitor.get("/houses?kind=state").text
    assert len(shown("/houses?kind=nonsense&province=atlantis")) == 4
    assert visitor.get("/houses?page=0").status_code == 422


def test_an_empty_market_says_what_to_do(site: Site) -> None:
    page = site.visitor().get("/houses").text
    assert "No house yet" in page
    assert 'href="/houses/new"' in page


def test_pages_cost_the_same_with_many_rows(site: Site, house: str) -> None:
    with site.market() as market:
        both = market.person("Both", "both@example.org", operator=True)
        market.member(Role.HEAD, house=market.session.get_one(House, house), person=both)
    browser = site.sign_in("both@example.org", house=house)
    pages = ("/houses", f"/houses/{house}/members", "/desk", "/admin")
    before = [queries_of(site, browser.get, page) for page in pages]
    with site.market() as market:
        here = market.session.get_one(House, house)
        for _ in range(12):
            market.house(verified=False)
            market.member(Role.RESEARCHER, house=here)
    site.drain()
    assert [queries_of(site, browser.get, page) for page in pages] == before


def queries_of(site: Site, ask: object, address: str) -> int:
    """Asks twice: what stands around every page is looked up every other second only."""
    assert callable(ask)
    assert ask(address).status_code == 200
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(site.database.reader, "before_cursor_execute", note)
    try:
        assert ask(address).status_code == 200
    finally:
        event.remove(site.database.reader, "before_cursor_execute", note)
    return count


@pytest.mark.parametrize("path", ["/houses/xx", "/houses/%00", "/invitations/nothing"])
def test_what_is_not_there_is_a_page_of_its_own(site: Site, path: str) -> None:
    assert site.visitor().get(path).status_code == 404


def test_the_letters_folder_is_the_owners(site: Site, house: str) -> None:
    site.sign_in("lan@example.org").post(
        f"/houses/{house}/invitations", data={"email": "minh@example.org", "role": "researcher"}
    )
    site.drain()
    folder: Path = site.folder / "outbox"
    assert folder.stat().st_mode & 0o077 == 0

"""The front page, for each of its readers."""

from marketplace.houses.rules import HouseKind, Role
from marketplace.houses.service import refuse_house
from marketplace.kit.actor import Actor
from marketplace.kit.ids import new_id
from marketplace.needs.forms import NeedDraft
from marketplace.needs.service import draft_need, post_need
from marketplace.rulebook.fields import Field
from tests.tools.site import Site


def test_a_visitor_learns_what_this_is_and_where_each_house_begins(site: Site) -> None:
    page = site.visitor().get("/").text
    for way in ("/inventions/new", "/needs/new", "/figures"):
        assert f'href="{way}"' in page
    for house in ("Institutes and universities", "Enterprises", "State agencies"):
        assert house in page
    assert "Nothing is listed yet" in page
    assert "No need is open" in page


def test_the_six_latest_open_needs_stand_there(site: Site) -> None:
    with site.market() as market:
        actor = market.member(Role.SIGNATORY)
        for number in range(7):
            form = NeedDraft(
                title=f"Need number {number}", problem="x", field=Field.ENERGY, language="en"
            )
            need = draft_need(market.session, actor, form=form)
            post_need(market.session, actor, need=need)
        draft_need(market.session, actor, form=NeedDraft(title="A draft"))
    page = site.visitor().get("/").text
    shown = [number for number in range(7) if f"Need number {number}<" in page]
    assert shown == [1, 2, 3, 4, 5, 6]
    assert "A draft" not in page


def test_a_person_without_a_house_has_one_next_step(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
    page = site.sign_in("lan@example.org").get("/").text
    assert "Found your house" in page
    assert 'href="/houses/new"' in page
    assert "Institutes and universities" not in page


def test_an_unverified_house_reads_who_does_what_next(site: Site) -> None:
    with site.market() as market:
        house = market.house(HouseKind.ENTERPRISE, name="Mỏ Neo", verified=False)
        person = market.person(email="lan@example.org")
        market.member(Role.SIGNATORY, house=house, person=person)
    browser = site.sign_in("lan@example.org")
    page = browser.get("/").text
    assert "Mỏ Neo waits for verification" in page
    assert "The operator of the site compares your house with public registers" in page
    with site.market() as market:
        house = market.session.merge(house)
        refuse_house(
            market.session, Actor(new_id(), None, operator=True), house=house, reason="Who?"
        )
    assert "Mỏ Neo could not be verified" in browser.get("/").text


def test_a_member_comes_to_what_is_new(site: Site) -> None:
    with site.market() as market:
        market.member(Role.HEAD, person=market.person(email="lan@example.org"))
    page = site.sign_in("lan@example.org").get("/").text
    assert "What is new on the market" in page
    assert "Found your house" not in page


def test_what_machines_ask_every_site_for(site: Site) -> None:
    visitor = site.visitor()
    robots = visitor.get("/robots.txt")
    assert robots.headers["content-type"].startswith("text/plain")
    assert "Disallow: /desk" in robots.text.splitlines()
    icon = visitor.get("/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")
    assert 'rel="icon"' in visitor.get("/").text

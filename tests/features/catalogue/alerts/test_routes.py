"""Saved searches on pages."""

from urllib.parse import urlencode

from sqlalchemy import select

from marketplace.catalogue.alerts.models import SavedSearch
from marketplace.houses.rules import Role
from tests.features.catalogue.alerts.watching import WATCHER, alerts
from tests.features.catalogue.offers import offered
from tests.tools.site import Site, path_of


def saved(site: Site) -> list[SavedSearch]:
    with site.database.reading() as session:
        return list(session.scalars(select(SavedSearch).order_by(SavedSearch.id)))


def test_a_search_is_saved_from_its_page_renamed_and_ended(site: Site) -> None:
    with site.market() as market:
        market.person(email=WATCHER)
    site.drain()
    client = site.sign_in(WATCHER)
    asked = "q=zinc+coating&what=inventions&province=ha-noi"
    page = client.get(f"/search?{asked}")
    assert f'href="/saved-searches/new?{asked.replace("&", "&amp;")}"' in page.text
    form = client.get(f"/saved-searches/new?{asked}")
    assert "“zinc coating”" in form.text
    assert "Hà Nội" in form.text or "Hanoi" in form.text
    answer = client.post(
        "/saved-searches", data={"search": asked, "name": "Zinc", "frequency": "weekly"}
    )
    assert path_of(answer) == "/saved-searches"
    [one] = saved(site)
    assert (one.name, one.frequency, one.asked) == (
        "Zinc", "weekly", {"q": "zinc coating", "what": "inventions", "province": ["ha-noi"]},
    )  # fmt: skip
    assert f'href="/search?{asked.replace("&", "&amp;")}"' in answer.text
    client.post(f"/saved-searches/{one.id}/edit", data={"name": "Coats", "frequency": "at-once"})
    assert [(one.name, one.frequency) for one in saved(site)] == [("Coats", "at-once")]
    assert "No search is saved" in client.post(f"/saved-searches/{one.id}/end").text
    assert saved(site) == []


def test_a_visitor_signs_in_first_and_comes_back_to_the_same_search(site: Site) -> None:
    page = site.visitor().get("/saved-searches/new?q=zinc&field=energy")
    assert path_of(page) == "/sign-in"
    assert urlencode({"next": "/saved-searches/new?q=zinc&field=energy"}, safe="/") in str(page.url)


def test_a_search_without_a_name_is_not_saved_and_what_was_typed_stays(site: Site) -> None:
    with site.market() as market:
        market.person(email=WATCHER)
    client = site.sign_in(WATCHER)
    answer = client.post("/saved-searches", data={"search": "q=zinc", "frequency": "weekly"})
    assert answer.status_code == 422
    assert "Fill this in." in answer.text
    assert 'name="search" value="q=zinc"' in answer.text
    assert 'value="weekly" checked' in answer.text
    assert saved(site) == []


def test_the_page_counts_what_was_told(site: Site) -> None:
    with site.market() as market:
        market.person(email=WATCHER)
    client = site.sign_in(WATCHER)
    client.post("/saved-searches", data={"search": "", "name": "All", "frequency": "at-once"})
    assert "Nothing told yet" in client.get("/saved-searches").text
    site.drain()
    with site.market() as market:
        offered(market, market.member(Role.TRANSFER_OFFICER))
    site.drain()
    assert len(alerts(site)) == 1
    assert "1 thing told, the last on" in client.get("/saved-searches").text


def test_another_persons_search_is_not_there(site: Site) -> None:
    with site.market() as market:
        market.person(email=WATCHER)
        market.person(email="other@example.org")
    mine = site.sign_in(WATCHER)
    mine.post("/saved-searches", data={"search": "q=x", "name": "Mine", "frequency": "daily"})
    [one] = saved(site)
    other = site.sign_in("other@example.org")
    assert "Mine" not in other.get("/saved-searches").text
    assert other.post(f"/saved-searches/{one.id}/end").status_code == 404
    assert len(saved(site)) == 1

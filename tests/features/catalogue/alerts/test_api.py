"""Saved searches for programs."""

from sqlalchemy import select

from marketplace.catalogue.alerts.models import SavedSearch
from marketplace.catalogue.alerts.rules import MOST
from marketplace.houses.rules import Role
from tests.features.catalogue.alerts.watching import WATCHER, watch
from tests.tools.journal import on_sqlite
from tests.tools.site import Site

WISH = {"name": "Zinc", "frequency": "weekly", "search": {"q": "zinc", "what": "inventions"}}
HERE = "/api/v1/saved-searches"


def site_of(site: Site) -> Site:
    with site.market() as market:
        market.person(email=WATCHER)
    return site


def test_it_is_saved_read_changed_and_ended(site: Site) -> None:
    client = site_of(site).api(WATCHER)
    answer = client.post(HERE, json=WISH)
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{HERE}/{made['id']}"
    assert (made["name"], made["frequency"], made["told"]) == ("Zinc", "weekly", 0)
    assert made["search"]["q"] == "zinc"
    assert client.get(HERE).json()["items"] == [made]
    changed = client.put(f"{HERE}/{made['id']}", json={"name": "Tin", "frequency": "daily"}).json()
    assert changed == {**made, "name": "Tin", "frequency": "daily"}
    assert client.get(f"{HERE}/{made['id']}").json() == changed
    assert client.post(f"{HERE}/{made['id']}/end").status_code == 204
    assert client.get(HERE).json()["items"] == []
    assert client.get(f"{HERE}/{made['id']}").status_code == 404


def test_the_same_key_saves_once(site: Site) -> None:
    client = site_of(site).api(WATCHER)
    first, second = (
        client.post(HERE, json=WISH, headers={"idempotency-key": "one"}).json() for _ in range(2)
    )
    assert first == second
    assert len(client.get(HERE).json()["items"]) == 1


@on_sqlite
def test_what_cannot_be_looked_for_is_refused_with_the_reason(site: Site) -> None:
    client = site_of(site).api(WATCHER)
    wrong = {**WISH, "search": {"q": "zinc", "field": "magic"}}
    answer = client.post(HERE, json=wrong)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"] == "Choose one of the answers offered."
    assert client.get(HERE).json()["items"] == []


@on_sqlite
def test_nobody_saves_more_than_so_many(site: Site) -> None:
    with site.market() as market:
        actor = market.member(Role.ENTERPRISE_STAFF, person=market.person(email=WATCHER))
        for number in range(MOST):
            watch(market, actor, str(number))
    answer = site.api(WATCHER).post(HERE, json=WISH)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    with site.database.reading() as session:
        assert len(session.scalars(select(SavedSearch)).all()) == MOST


@on_sqlite
def test_amounts_days_and_several_values_come_back_as_they_were_saved(site: Site) -> None:
    client = site_of(site).api(WATCHER)
    search = {
        "q": "zinc", "field": ["energy", "materials"], "price_to": "500 triệu",
        "since": "01/03/2026", "order": "newest",
    }  # fmt: skip
    made = client.post(HERE, json={**WISH, "search": search}).json()
    assert made["search"]["field"] == ["energy", "materials"]
    assert made["search"]["price_to"] == {"amount": 500_000_000, "currency": "VND"}
    assert made["search"]["since"] == "2026-03-01"
    again = client.post(HERE, json={**WISH, "search": made["search"]}).json()
    assert again["search"] == made["search"]
    page = site.sign_in(WATCHER).get("/saved-searches").text
    assert "price_to=500000000" in page

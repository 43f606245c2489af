"""The shortlist for programs."""

from marketplace.houses.rules import Role
from marketplace.inventions import queries as inventions
from marketplace.inventions import service as listing
from tests.features.catalogue.offers import offered
from tests.tools.site import Site

READER = "reader@example.org"
HERE = "/api/v1/shortlist"


def test_it_is_kept_noted_read_and_let_go(site: Site) -> None:
    with site.market() as market:
        market.person(email=READER)
        officer = market.member(Role.TRANSFER_OFFICER)
        one = offered(market, officer)
    client = site.api(READER)
    path = f"{HERE}/inventions/{one.id}"
    made = client.put(path, json={"note": "Ask."})
    assert made.status_code == 200
    assert client.get(HERE).json()["items"] == [made.json()]
    assert made.json() == {
        "what": "inventions", "id": one.id, "title": "Zinc coating",
        "path": f"/inventions/{one.id}", "note": "Ask.", "kept_at": made.json()["kept_at"],
    }  # fmt: skip
    assert client.put(path, json={"note": "x" * 2_001}).status_code == 422
    again = client.put(path, json={"note": ""}).json()
    assert again == {**made.json(), "note": ""}
    with site.market() as market:
        invention = inventions.locked(market.session, one.id)
        listing.withdraw_invention(market.session, officer, invention=invention)
    assert client.get(HERE).json()["items"] == [{**again, "title": None, "path": None}]
    assert client.post(f"{path}/remove").status_code == 204
    assert client.post(f"{path}/remove").status_code == 404
    assert client.get(HERE).json()["items"] == []

"""Figures for programs."""

from datetime import date

from marketplace.db.journal import last_number
from marketplace.kit.money import Money
from tests.features.metrics.trades import Trade
from tests.tools.site import Site


def test_figures_with_quarters_and_houses(site: Site) -> None:
    with site.market() as market:
        trade = Trade(market)
        trade.paid(Money(10), date(2026, 1, 1))
        trade.paid(Money(250, "USD"), date(2026, 4, 1))
        trade.declare(Money(5), date(2026, 4, 1))
    site.drain(post=False)
    client = site.visitor()
    listed = client.get("/api/v1/figures").json()["items"]
    assert [(one["code"], one["totals"]) for one in listed] == [
        (
            "K3",
            [
                {"currency": "USD", "claimed": 250, "verified": 250, "related": 0},
                {"currency": "VND", "claimed": 15, "verified": 10, "related": 0},
            ],
        ),
        ("K4", [{"currency": None, "claimed": 1, "verified": 1, "related": 0}]),
        ("K6", []),
        ("K21", []),
    ]
    with site.database.reading() as session:
        number = last_number(session)
    assert {(one["as_of"], one["behind"], one["stopped"]) for one in listed} == {(number, 0, False)}
    whole = client.get("/api/v1/figures/K3", params={"from": "2026-04-01"}).json()
    assert whole["quarters"] == [
        {"currency": "USD", "claimed": 250, "verified": 250, "related": 0}
        | {"year": 2026, "quarter": 2},
        {"currency": "VND", "claimed": 5, "verified": 0, "related": 0}
        | {"year": 2026, "quarter": 2},
    ]
    assert [one["house"] for one in whole["houses"]] == [trade.institute.id] * 2
    before = client.get("/api/v1/figures/K3", params={"to": "2026-03-31"}).json()
    assert before["totals"] == [{"currency": "VND", "claimed": 10, "verified": 10, "related": 0}]
    assert client.get("/api/v1/figures/K3", params={"as_of": 0}).json()["totals"] == []
    elsewhere = client.get("/api/v1/figures/K4", params={"province": "hue"}).json()
    assert elsewhere["totals"] == []


def test_records_in_pages_add_up_to_the_figure(site: Site) -> None:
    with site.market() as market:
        trade = Trade(market)
        made = [trade.paid(Money(10**n), date(2026, 1, 1)).id for n in range(5)]
    site.drain(post=False)
    client, seen, cursor = site.visitor(), [], None
    while True:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/v1/figures/K3/records", params=params).json()
        seen += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert [one["subject_id"] for one in seen] == made[::-1]
    assert sum(one["value"] for one in seen) == 11111
    assert {one["level"] for one in seen} == {2}
    deals = client.get("/api/v1/figures/K4/records").json()["items"]
    assert [(one["subject_kind"], one["subject_id"]) for one in deals] == [
        ("deal", trade.agreed.id)
    ]


def test_what_is_asked_wrongly_is_said(site: Site) -> None:
    client = site.visitor()
    assert client.get("/api/v1/figures/K9").status_code == 404
    for params in (
        {"from": "yesterday"},
        {"as_of": "-1"},
        {"as_of": "9" * 30},
        {"house": "x"},
        {"province": "\0"},
    ):
        answer = client.get("/api/v1/figures/K3", params=params)
        assert answer.status_code == 422, params
        assert answer.headers["content-type"] == "application/problem+json"
    for cursor in ("nonsense", "5x", "9" * 40):
        answer = client.get("/api/v1/figures/K3/records", params={"cursor": cursor})
        assert answer.status_code == 422

import re

from marketplace.admin.pages import CLOCK
from marketplace.db.journal import CursorRow, ParkedRow
from marketplace.houses.rules import Role
from marketplace.kit import clock
from marketplace.notices.models import Letter
from marketplace.notices.rules import LetterState
from marketplace.worker import CLOCK as WORKERS_CLOCK
from tests.tools.site import Site


def test_the_pages_are_the_operators(site: Site) -> None:
    with site.market() as market:
        market.member(Role.HEAD, person=market.person("Lan", "lan@example.org"))
    answer = site.sign_in("lan@example.org").get("/admin")
    assert answer.status_code == 403
    assert "Only the operator opens these pages." in answer.text


def test_waiting_houses_stand_in_a_queue(site: Site) -> None:
    with site.market() as market:
        market.person("Op", "op@example.org", operator=True)
        first, second = (market.house(verified=False) for _ in range(2))
        verified = market.house()
    page = site.sign_in("op@example.org").get("/admin").text
    assert re.findall(r'<th scope="row"><a href="/houses/(\w+)"', page) == [first.id, second.id]
    assert verified.name not in page


def test_health_is_shown(site: Site) -> None:
    assert CLOCK == WORKERS_CLOCK
    with site.market() as market:
        market.person("Op", "op@example.org", operator=True)
    site.drain()
    operator = site.sign_in("op@example.org")
    page = operator.get("/admin").text
    assert "None waits" in page
    assert "The worker is silent" in page
    assert "Up to date" in page
    assert "Something is parked" not in page
    with site.database.writing() as session:
        session.get_one(CursorRow, CLOCK).beat_at = clock.now()
        session.get_one(CursorRow, "erasure").stopped_by = "KeyError"
        parked = ParkedRow(listener="notices", number=1, error="ValueError", retry_at=clock.now())
        session.add(parked)
        session.add(
            Letter(
                address="",
                address_digest="",
                language="en",
                content={},
                state=LetterState.UNDELIVERABLE,
            )
        )
    page = operator.get("/admin").text
    assert "The worker runs" in page
    assert "Stopped: KeyError" in page
    assert "Something is parked" in page
    assert re.search(r"Letters that could not be delivered</p>\s*<p class=\"stat-value\">1<", page)


def test_how_far_the_search_is_behind_is_shown(site: Site) -> None:
    with site.market() as market:
        market.person("Op", "op@example.org", operator=True)
        market.member(Role.HEAD)
    site.drain()
    operator = site.sign_in("op@example.org")
    with site.database.writing() as session:
        index = session.get_one(CursorRow, "index")
        index.number, index.stopped_by = index.number - 2, "SearchUnavailable"
    page = operator.get("/admin").text
    row = re.search(r'Search index <span class="code meta">index</span>.*?</tr>', page, re.DOTALL)
    assert row
    assert "Stopped: SearchUnavailable" in row[0]
    assert re.search(r'data-label="Behind">2<', row[0])

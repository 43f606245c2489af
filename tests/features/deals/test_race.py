"""Forty officers press "accept" at once; the invention can be licensed exclusively only once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from marketplace.bids import queries as bids
from marketplace.bids.models import Bid
from marketplace.bids.rules import BidState
from marketplace.db.journal import EventRow
from marketplace.db.sealer import seal_once
from marketplace.db.session import Database
from marketplace.db.verify import verify
from marketplace.deals.models import Deal
from marketplace.deals.service import accept_bid
from marketplace.houses.rules import Role
from marketplace.kit.errors import Conflict
from tests.features.bids.offers import Street
from tests.tools.site import Site

THREADS = 40
PROCESSES = 4
WON = "won"
WHY = (
    "has been agreed on this invention and waits for signatures, and these terms would overlap "
    "with it."
)


@pytest.fixture
def databases(site: Site) -> Iterator[list[Database]]:
    """As many processes would have: on SQLite each brings a writer of its own."""
    made = [Database(site.database.url, threads=THREADS) for _ in range(PROCESSES)]
    yield made
    for database in made:
        database.dispose()


def rush(acts: list[Callable[[], str]]) -> list[str]:
    """Do all of them at once, each in a thread of its own."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], str]) -> str:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def competing_bids(site: Site) -> tuple[Street, list[str]]:
    with site.market() as market:
        street = Street(market)
        made = [street.other_bid(right="exclusive-licence").id for _ in range(THREADS)]
    return street, made


def assert_one_won(site: Site, winner: str) -> None:
    with site.database.reading() as session:
        states = Counter(session.scalars(select(Bid.state)))
        deals = session.scalars(select(Deal)).all()
        kinds = Counter(session.scalars(select(EventRow.kind)))
    assert states == {BidState.ACCEPTED: 1, BidState.OPEN: THREADS - 1}
    assert [deal.bid_id for deal in deals] == [winner]
    assert (kinds["bid.accepted"], kinds["deal.agreed"]) == (1, 1)
    while seal_once(site.database):
        pass
    with site.database.reading() as session:
        report = verify(session, site.tools.key.public_key())
        written = session.scalar(select(func.count()).select_from(EventRow))
    assert (report.faults, report.events) == ((), written)


def test_of_forty_acceptances_at_once_one_wins(site: Site, databases: list[Database]) -> None:
    street, made = competing_bids(site)

    def act(number: int, bid_id: str) -> Callable[[], str]:
        def accept() -> str:
            try:
                with databases[number % PROCESSES].writing() as session:
                    accept_bid(session, street.officer, bid=bids.bid(session, bid_id))
            except Conflict as refused:
                return f"{refused.code}: {str(refused).split('” ')[-1]}"
            return WON

        return accept

    answers = rush([act(number, bid_id) for number, bid_id in enumerate(made)])
    assert Counter(answers) == {WON: 1, f"exclusive-licence-lives: {WHY}": THREADS - 1}
    assert_one_won(site, made[answers.index(WON)])


def test_over_the_api_one_is_created_and_the_others_hear_why(site: Site) -> None:
    street, made = competing_bids(site)
    with site.market() as market:
        officer = market.person(email="officer@example.org")
        market.member(Role.TRANSFER_OFFICER, house=street.institute, person=officer)
    program = site.api("officer@example.org")

    def act(bid_id: str) -> Callable[[], str]:
        def accept() -> str:
            answer = program.post(f"/api/v1/bids/{bid_id}/accept")
            body = answer.json()
            if answer.status_code == 201:
                return f"201 {body['state']}"
            assert answer.headers["content-type"] == "application/problem+json"
            return f"{answer.status_code} {body['code']} {body['detail'].split('” ')[1]}"

        return accept

    with program:  # one event loop for all of them, as the server has
        answers = rush([act(bid_id) for bid_id in made])
    assert Counter(answers) == {
        "201 agreed": 1,
        f"409 exclusive-licence-lives {WHY}": THREADS - 1,
    }
    assert_one_won(site, made[answers.index("201 agreed")])


def test_one_bid_accepted_by_forty_becomes_one_deal(site: Site, databases: list[Database]) -> None:
    with site.market() as market:
        street = Street(market)
        bid_id = street.bid().id

    def act(number: int) -> Callable[[], str]:
        def accept() -> str:
            try:
                with databases[number % PROCESSES].writing() as session:
                    accept_bid(session, street.officer, bid=bids.bid(session, bid_id))
            except Conflict as refused:
                return refused.code
            return WON

        return accept

    answers = rush([act(number) for number in range(THREADS)])
    assert Counter(answers) == {WON: 1, "wrong-state": THREADS - 1}
    with site.database.reading() as session:
        assert [deal.bid_id for deal in session.scalars(select(Deal))] == [bid_id]

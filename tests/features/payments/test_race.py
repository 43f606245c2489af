"""Eight clicks at once: a payment is verified, booked and counted once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from marketplace.db.journal import EventRow
from marketplace.kit.errors import Conflict
from marketplace.payments import queries, service
from marketplace.payments.models import LedgerEntry
from tests.features.payments.trade import Trade
from tests.tools.site import Site

CLICKS = 8


def test_of_eight_confirmations_at_once_one_counts(site: Site) -> None:
    with site.market() as market:
        trade = Trade(market)
        payment_id = trade.declare().id
    start = threading.Barrier(CLICKS)

    def click(_: int) -> str:
        start.wait()
        try:
            with site.database.writing() as session:
                payment = queries.by_id(session, payment_id)
                service.confirm_payment(session, trade.signatory, payment=payment)
        except Conflict as refused:
            return refused.code
        return "verified"

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = Counter(pool.map(click, range(CLICKS)))
    assert answers == {"verified": 1, "wrong-state": CLICKS - 1}
    with site.database.reading() as session:
        booked = session.scalars(select(LedgerEntry.amount)).all()
        kinds = Counter(session.scalars(select(EventRow.kind)))
    assert sorted(booked) == [-1_200_000_000, 1_200_000_000]
    assert kinds["payment.verified"] == 1

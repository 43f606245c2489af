"""`kill -9` of site and worker in the middle of a burst: nothing is lost, nothing doubled."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.bench.process import RunningSite
from marketplace.bench.story import Traders, prepared
from marketplace.db.journal import EventRow
from marketplace.db.sealer import journal_key
from marketplace.db.session import Database
from marketplace.db.verify import verify
from marketplace.metrics.service import recompute
from marketplace.payments.models import LedgerEntry, Payment
from marketplace.payments.rules import PaymentState
from tests.tools import postgres

THREADS = 20


@dataclass
class Burst:
    """Each payment is declared and confirmed; what broke off is asked again with the same key."""

    site: RunningSite
    traders: Traders
    payments: int
    enough: Event = field(default_factory=Event)
    done: int = 0
    broken: int = 0

    def pay(self, number: int) -> None:
        declared = self._insist(
            f"/api/v1/deals/{self.traders.deal_id}/payments",
            {
                "money": {"amount": 1_000_000 + number, "currency": "VND"},
                "paid_on": "2026-01-15",
            },
            token=self.traders.payee,
            key=f"payment {number}",
        )
        self._insist(f"/api/v1/payments/{declared['id']}/confirm", None, token=self.traders.payer)

    def _insist(self, path: str, body: object, *, token: str, key: str = "") -> dict[str, str]:
        """Until it is answered. A confirmation that had come through is answered with 409."""
        while True:
            try:
                status, answer = self.site.ask(
                    "POST",
                    path,
                    body,
                    token=token,
                    headers={"idempotency-key": key} if key else {},
                )
            except (OSError, HTTPException):
                self.broken += 1
                Event().wait(0.05)
                continue
            if status == 503:
                continue
            assert status in (200, 201) or (not key and status == 409), (status, answer)
            self.done += 1
            if self.done >= self.payments:  # half of the changes
                self.enough.set()
            found: dict[str, str] = answer
            return found


def survives(url: str, folder: Path, payments: int) -> None:
    traders = prepared(folder, url)
    database = Database(url, threads=2)
    with database.reading() as session:
        before = session.scalars(select(Payment.id)).all()
    _kill_in_the_middle(RunningSite(folder, url), traders, payments)
    with database.reading() as session:
        _every_payment_once(session, before, payments)
        report = verify(session, journal_key(folder / "keys" / "journal.pem").public_key())
        assert report.faults == ()
    figures = recompute(database)
    assert figures.kept == figures.anew
    database.dispose()


def _kill_in_the_middle(site: RunningSite, traders: Traders, payments: int) -> None:
    site.start()
    burst = Burst(site, traders, payments)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            running = [pool.submit(burst.pay, number) for number in range(payments)]
            assert burst.enough.wait(120)
            site.kill()
            assert not all(one.done() for one in running)
            site.start()
            for one in running:
                one.result()
        assert burst.broken > 0
        site.caught_up()
    finally:
        site.stop()


def _every_payment_once(session: Session, before: Sequence[str], payments: int) -> None:
    """One payment, its two facts and its two balanced entries for each that was asked for."""
    new = session.scalars(select(Payment).where(Payment.id.not_in(before))).all()
    ids = sorted(payment.id for payment in new)
    assert sorted(payment.amount for payment in new) == [1_000_000 + n for n in range(payments)]
    assert {payment.state for payment in new} == {PaymentState.VERIFIED}
    for kind in ("payment.declared", "payment.verified"):
        told = session.scalars(
            select(EventRow.subject_id).where(EventRow.kind == kind, EventRow.subject_id.in_(ids))
        )
        assert sorted(told) == ids
    entries = session.execute(
        select(LedgerEntry.payment_id, func.count(), func.sum(LedgerEntry.amount))
        .where(LedgerEntry.payment_id.in_(ids))
        .group_by(LedgerEntry.payment_id)
        .order_by(LedgerEntry.payment_id)
    )
    assert [tuple(row) for row in entries] == [(one, 2, 0) for one in ids]


def test_a_small_burst_survives_on_sqlite(tmp_path: Path) -> None:
    survives(f"sqlite:///{tmp_path / 'site.db'}", tmp_path, 40)


@pytest.mark.prove
def test_a_burst_of_500_changes_survives_on_sqlite(tmp_path: Path) -> None:
    survives(f"sqlite:///{tmp_path / 'site.db'}", tmp_path, 250)


@pytest.mark.prove
@pytest.mark.postgres
def test_a_burst_of_500_changes_survives_on_postgresql(tmp_path: Path) -> None:
    survives(postgres.server().create_database("killed"), tmp_path, 250)

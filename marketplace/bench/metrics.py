"""How long a verified payment takes to stand on the public page, while many others write.

The writers declare and confirm payments through the API; one reader asks for the page of figures
again and again. The k-th confirmation is visible from the first page whose total has risen by k.
"""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from marketplace.bench.process import RunningSite
from marketplace.bench.report import Report, Row, machine
from marketplace.bench.story import Traders, prepared

AMOUNT = 1  # minor units, so that the total counts the payments
VERIFIED_INCOME = re.compile(r'stat-value">(?:<a[^>]*>)?([\d.,]+)')


@dataclass(slots=True)
class Run:
    site: RunningSite
    traders: Traders
    committed: list[float] = field(default_factory=list)
    seen: list[tuple[float, int]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def pay(self, number: int) -> None:
        _, declared = self.site.ask(
            "POST",
            f"/api/v1/deals/{self.traders.deal_id}/payments",
            {"money": {"amount": AMOUNT, "currency": "VND"}, "paid_on": "2026-01-15"},
            token=self.traders.payee,
            headers={"idempotency-key": f"payment {number}"},
        )
        path = f"/api/v1/payments/{declared['id']}/confirm"
        status, answer = self.site.ask("POST", path, token=self.traders.payer)
        if status != 200:
            raise RuntimeError(f"{status}: {answer}")
        self.committed.append(time.monotonic())  # a little after the commit, never before

    def watch(self) -> None:
        while not self.over.is_set():
            shown = self.total()
            self.seen.append((time.monotonic(), shown))

    def total(self) -> int:
        with urlopen(f"{self.site.url}/figures", timeout=30) as page:  # noqa: S310 - our own site
            found = VERIFIED_INCOME.search(page.read().decode())
        if found is None:
            raise LookupError("no figure on the page")
        return int(re.sub(r"\D", "", found.group(1)))


def measure(database_url: str = "", *, writers: int = 40, payments: int = 400) -> Report:
    """Rows in seconds, from the answer to a confirmation until the page shows it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        url = database_url or f"sqlite:///{folder / 'site.db'}"
        traders = prepared(folder, url)
        site = RunningSite(folder, url)
        site.start()
        try:
            run = Run(site, traders)
            before = run.total()
            _play(run, writers, payments, before)
        finally:
            site.stop()
    waits = _waits(run, before)
    cuts = quantiles(waits, n=100)
    return Report(
        name="metrics",
        documents=payments,
        machine=machine(),
        rows=(
            Row("commit to figure on the page", median(waits), cuts[94], "s"),
            Row("commit to figure on the page, 99th percentile", cuts[98], cuts[98], "s"),
        ),
        ratios={},
    )


def _play(run: Run, writers: int, payments: int, before: int) -> None:
    watcher = threading.Thread(target=run.watch)
    watcher.start()
    try:
        with ThreadPoolExecutor(writers) as pool:
            for one in [pool.submit(run.pay, number) for number in range(payments)]:
                one.result()
        deadline = time.monotonic() + 60
        while run.seen[-1][1] - before < payments and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        run.over.set()
        watcher.join()


def _waits(run: Run, before: int) -> list[float]:
    waits, pages = [], iter(run.seen)
    at, shown = next(pages)
    for rank, committed in enumerate(sorted(run.committed), start=1):
        while shown - before < rank:
            at, shown = next(pages)
        waits.append(max(0.0, at - committed))
    return waits

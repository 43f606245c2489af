"""How long people wait for the site's busiest pages with a full market behind them.

The market is filled through the services; a real site and its worker then answer over HTTP.
"""

import gzip
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.bench.process import RunningSite
from marketplace.bench.report import Report, Row, machine
from marketplace.bench.story import Traders, prepared, traders_of
from marketplace.db.session import Database
from marketplace.deals.models import Deal
from marketplace.houses import queries as houses
from marketplace.houses.rules import Role
from marketplace.houses.service import actor_for
from marketplace.inventions.forms import InventionDraftForm
from marketplace.inventions.queries import listed
from marketplace.inventions.service import draft_inventions, list_inventions
from marketplace.kit.actor import Actor
from marketplace.suggestions.listings import Listings

CHUNK = 500
PASTED, POSTED = 50, 20
CATCHING_UP_SECONDS = 1_200.0
LETTERS = 9_000
PAGES = ("/", "/inventions", "/needs", "/houses", "/figures", "/search?q=coating")


@dataclass(frozen=True, slots=True)
class Writing:
    """One text as a listing or a question has it."""

    title: str
    text: str


def measure(
    database_url: str = "",
    *,
    documents: int = 1_000,
    collection: Path | None = None,
    keep: Path | None = None,
) -> Report:
    """Rows in seconds. Texts come from the BEIR folder `collection`, else from the demonstration
    market's own listings, cut and joined anew.

    With `keep` the market is a copy of what `bench search` keeps there, and nothing is filled.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        url = database_url or f"sqlite:///{folder / 'site.db'}"
        if keep:
            traders, questions = _kept(keep, folder, url, collection)
        else:
            traders = prepared(folder, url)
            questions = _fill(url, traders, documents, collection)
        site = RunningSite(folder, url)
        site.start()
        try:
            begun = time.monotonic()
            site.caught_up(CATCHING_UP_SECONDS)
            ready = time.monotonic() - begun
            rows = [
                Row("worker has taken in the whole market", ready, ready, "s"),
                _row("paste to explained suggestions", _pastes(site, questions)),
                _row("post to suggestions on the need's page", _posts(site, traders, questions)),
                *(_row(f"page {path}", _reads(site, path)) for path in PAGES),
            ]
        finally:
            site.stop()
    return Report("web", documents, machine(), rows, ratios={})


def _row(what: str, seconds: Sequence[float]) -> Row:
    return Row(what, median(seconds), quantiles(seconds, n=20)[-1], "s")


def _kept(
    keep: Path, folder: Path, url: str, collection: Path | None
) -> tuple[Traders, Sequence[Writing]]:
    """A copy, for which the matcher has read every listing: once, because it takes its time."""
    market = Database(f"sqlite:///{keep / 'site.db'}", threads=2)
    listings = Listings(keep / "listings")
    with market.reading() as session:
        listed_now = session.scalar(select(func.count()).select_from(listed().subquery()))
    if len(listings.saved() or ()) != listed_now:
        listings.rebuild(market)
    market.dispose()
    others = shutil.ignore_patterns("bare", "meilisearch")
    shutil.copytree(keep, folder, symlinks=True, ignore=others, dirs_exist_ok=True)
    database = Database(url, threads=2)
    try:
        with database.reading() as session:
            own = list(_own(session)) if collection is None else ()
        return traders_of(database), _questions(collection, own)
    finally:
        database.dispose()


def _fill(url: str, traders: Traders, documents: int, collection: Path | None) -> Sequence[Writing]:
    """List so many texts for the seller of the measured deal; gives what will be asked."""
    database = Database(url, threads=2)
    try:
        with database.reading() as session:
            own = list(_own(session))
        texts = _read(collection / "corpus.jsonl.gz") if collection else _recombined(own)
        left = islice(texts, documents)
        while chunk := list(islice(left, CHUNK)):
            with database.writing() as session:
                officer = _officer(session, traders.deal_id)
                made = draft_inventions(session, officer, forms=[_form(one) for one in chunk])
                list_inventions(session, officer, inventions=made)
        return _questions(collection, own)
    finally:
        database.dispose()


def _questions(collection: Path | None, own: Sequence[Writing]) -> Sequence[Writing]:
    found = _read(collection / "queries.jsonl.gz") if collection else iter(own)
    return list(islice(found, PASTED + POSTED))


def _officer(session: Session, deal_id: str) -> Actor:
    house_id = session.get_one(Deal, deal_id).seller_id
    person: Person = houses.people_with_role(session, house_id, Role.TRANSFER_OFFICER)[0].person
    return actor_for(person, houses.memberships_of(session, person.id), house_id)


def _form(one: Writing) -> InventionDraftForm:
    return InventionDraftForm.model_validate(
        {
            "language": "en",
            "title": one.title[:200],
            "problem": one.text[:LETTERS],
            "novelty": one.title[:200],
            "kind": "prototype",
            "readiness": "5",
        }
    )


def _read(file: Path) -> Iterator[Writing]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            yield Writing(one["title"] or one["text"][:80], one["text"] or one["title"])


def _own(session: Session) -> Iterator[Writing]:
    for invention in session.scalars(listed()):
        yield from (Writing(text.title, text.problem) for text in invention.texts if text.title)


def _recombined(own: Sequence[Writing]) -> Iterator[Writing]:
    """Endlessly, each a different row of sentences."""
    sentences = [sentence for one in own for sentence in one.text.split(". ") if sentence]
    number = 0
    while True:
        number += 1
        picked = [sentences[(number * step) % len(sentences)] for step in (1, 7, 13, 29)]
        yield Writing(f"{own[number % len(own)].title} {number}", ". ".join(picked))


def _pastes(site: RunningSite, questions: Sequence[Writing]) -> Sequence[float]:
    """From sending the form until the whole page with its explanations has arrived."""
    seconds = []
    for one in questions[:PASTED]:
        body = urlencode({"text": f"{one.title}. {one.text}"[:LETTERS]}).encode()
        request = Request(f"{site.url}/try", body)  # noqa: S310 - our own site
        seconds.append(_timed(lambda request=request: urlopen(request, timeout=60).read()))  # type: ignore[misc] # noqa: S310
    return seconds


def _posts(site: RunningSite, traders: Traders, questions: Sequence[Writing]) -> Sequence[float]:
    """From the answer to the posting until the need's suggestions are there."""
    seconds = []
    for one in questions[-POSTED:]:
        answers = {
            "language": "en",
            "title": one.title[:200],
            "problem": one.text[:LETTERS],
            "field": "other",
        }
        _, draft = site.ask("POST", "/api/v1/needs", answers, token=traders.payer)
        path = f"/api/v1/needs/{draft['id']}"
        site.ask("POST", f"{path}/post", token=traders.payer)
        seconds.append(_timed(lambda path=path: _until_compared(site, path)))  # type: ignore[misc]
    return seconds


def _until_compared(site: RunningSite, path: str) -> None:
    while True:
        found: Mapping[str, object] = site.get(f"{path}/suggestions")
        if found["compared_at"]:
            return
        time.sleep(0.01)


def _reads(site: RunningSite, path: str) -> Sequence[float]:
    address = site.url + path
    return [_timed(lambda: urlopen(address, timeout=60).read()) for _ in range(20)]  # noqa: S310


def _timed(act: Callable[[], object]) -> float:
    begun = time.monotonic()
    act()
    return time.monotonic() - begun

"""The whole demonstration market, played once on SQLite with the worker beside it."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.bids.models import Bid
from marketplace.bids.rules import BidState
from marketplace.db.journal import EventRow, ParkedRow, SealRow
from marketplace.db.verify import verify
from marketplace.deals.models import Deal
from marketplace.deals.rules import DealState
from marketplace.deals.service import obstacle
from marketplace.demo.fill import FORTNIGHT, fill
from marketplace.demo.market import first_market, whole_market
from marketplace.houses.models import House
from marketplace.houses.rules import HouseState
from marketplace.inventions.models import Invention
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.errors import Conflict
from marketplace.metrics.service import recompute
from marketplace.needs.models import Need
from marketplace.needs.rules import NeedState
from marketplace.notices.models import Letter
from marketplace.payments.models import Payment
from marketplace.payments.rules import Direction, PaymentState
from marketplace.suggestions.service import rematch
from marketplace.worker import follow
from tests.features.notices.tables import everybodys, subjects
from tests.tools.site import Site


@pytest.fixture(scope="module")
def played(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("played")
    shutil.copy(sqlite_template, folder / "site.db")
    site = Site(f"sqlite:///{folder / 'site.db'}", folder)
    fill(site.database, whole_market(), work=partial(follow, site.tools))
    rematch(site.database, site.tools.listings, lambda *_: None)
    site.drain()
    yield site
    site.close()


@pytest.fixture
def session(played: Site) -> Iterator[Session]:
    with played.database.reading() as session:
        yield session


def counted(
    session: Session, state: InstrumentedAttribute[object], *which: ColumnElement[bool]
) -> Counter[object]:
    rows = session.execute(select(state, func.count()).where(*which).group_by(state)).all()
    return Counter({row[0]: row[1] for row in rows})


def test_there_is_something_at_every_stage(session: Session) -> None:
    told = whole_market()
    assert counted(session, House.state) == {HouseState.VERIFIED: len(told.houses)}
    inventions = counted(session, Invention.state)
    assert inventions[InventionState.LISTED] >= 120
    assert set(inventions) == set(InventionState)
    needs = counted(session, Need.state)
    assert needs[NeedState.OPEN] >= 50
    assert set(needs) == set(NeedState)
    bids = counted(session, Bid.state)
    assert set(bids) == set(BidState)
    assert bids[BidState.OPEN] >= 10
    deals = counted(session, Deal.state)
    assert set(deals) == set(DealState)
    assert deals[DealState.SIGNED] >= 60
    payments = counted(session, Payment.state, Payment.direction == Direction.PAYMENT)
    assert set(payments) == set(PaymentState)
    assert payments[PaymentState.VERIFIED] >= 100
    assert payments[PaymentState.DECLARED] >= 10
    taken_back = counted(session, Payment.state, Payment.direction == Direction.REVERSAL)
    assert taken_back == {PaymentState.VERIFIED: 1}
    assert session.scalar(select(func.count()).where(Deal.related, Deal.state == DealState.SIGNED))


def test_an_exclusive_licence_stands_in_the_way_of_an_open_bid(played: Site) -> None:
    with played.database.reading() as session:
        waiting = session.scalars(
            select(Bid).join(House, House.id == Bid.house_id).where(
                Bid.state == BidState.OPEN, House.name_en == "Dewdrop Farm and Seafood Co., Ltd"
            )
        ).one()  # fmt: skip
        granted = obstacle(session, waiting.invention_id, waiting.terms, clock.today())
    assert granted is not None
    assert granted.state == DealState.SIGNED
    assert granted.terms.exclusive


def test_the_journal_verifies(played: Site) -> None:
    with played.database.reading() as session:
        report = verify(session, played.tools.key.public_key())
        parked = session.scalar(select(func.count()).select_from(ParkedRow))
    assert report.events > 2_000
    assert report.faults == ()
    assert parked == 0


def test_events_were_sealed_in_the_days_of_the_story(session: Session) -> None:
    """Only the last fortnight is sealed today."""
    late = session.scalar(
        select(func.count())
        .select_from(SealRow)
        .join(EventRow, EventRow.id == SealRow.event_id)
        .where(EventRow.at < clock.now() - timedelta(days=2 * FORTNIGHT))
        .where(SealRow.sealed_at > clock.now() - timedelta(days=FORTNIGHT))
    )
    assert late == 0


def test_figures_equal_a_recomputation(played: Site) -> None:
    assert recompute(played.database).equal


def test_whoever_bids_for_a_need_was_shown_the_invention_before(session: Session) -> None:
    """Of those that fit; what only looks alike need not be among the ten suggested."""
    shown = {
        (event.subject_id, event.payload): event.at
        for event in session.scalars(select(EventRow).where(EventRow.kind == "suggestion.made"))
    }
    first = {}
    for (need_id, payload), at in shown.items():
        invention_id = payload.split('"invention_id":"')[1][:16]
        first[need_id, invention_id] = at
    bids = session.scalars(select(Bid).where(Bid.need_id.is_not(None))).all()
    found = [first.get((str(bid.need_id), bid.invention_id)) for bid in bids]
    before = [at for at, bid in zip(found, bids, strict=True) if at and at < bid.created_at]
    assert len(before) > 0.9 * len(bids)


def test_every_desk_shows_what_the_tables_say(session: Session) -> None:
    """And whatever waits lies on somebody's desk."""
    people = whole_market().people
    waits = everybodys(session, [person.email for person in people])
    assert len(waits) == len(people) == 108
    assert sum(map(bool, waits.values())) > 30, "or the market shows few what a desk is"
    awaited = {(kind, one.id) for kind, all_ in subjects(session).items() for one in all_}
    assert set().union(*waits.values()) == awaited


def test_only_late_letters_are_in_the_folder(played: Site) -> None:
    with played.database.reading() as session:
        written = session.scalar(select(func.count()).select_from(Letter)) or 0
    assert 0 < len(played.letters()) < 0.1 * written


def test_it_fills_only_what_is_empty(played: Site) -> None:
    with pytest.raises(Conflict):
        fill(played.database, first_market())


def test_the_sign_in_page_names_one_of_each_role_and_folds_the_others(played: Site) -> None:
    page = played.visitor().get("/sign-in").text
    shown, folded = page.split("<details>", 1)
    assert shown.count('name="email" value="') == 10
    assert 'value="binh.head@example.org"' in shown
    assert 'value="thang.hai-dang@example.org"' in folded

"""Fill an empty database with the demonstration market, through the services, on a moved clock.

Every step is a use case that a person could have taken, at the instant its `days_ago` says. Where
the worker works in between, what follows from the steps bears the days of the story too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from marketplace.db.journal import EventRow
from marketplace.db.session import Database
from marketplace.demo.listings import InventionStep, NeedStep
from marketplace.demo.market import Market
from marketplace.demo.people import OPENED
from marketplace.demo.play import dealing, founding, listing, reading
from marketplace.demo.play.cast import Cast
from marketplace.kit import clock
from marketplace.kit.errors import Conflict
from marketplace.kit.text import t

FORTNIGHT = 14
READ = 10
"""Days ago up to which everybody has read what they were told."""

HALF_YEAR = 170
LATE = 10
"""Houses say every half-year that what they offer or lack is still so; some let it wait."""

Act = Callable[[Session], None]
Telling = Iterator[tuple[int, partial[None]]]
"""What is done, each with its days ago."""


@dataclass(frozen=True, slots=True)
class Moment:
    """`order` keeps the steps of one day in the sequence in which they were told.

    `asks` says that a need appears, for which the matcher looks on the same day.
    """

    days_ago: int
    order: int
    act: Act
    asks: bool

    @property
    def instant(self) -> datetime:
        """Within office hours of the day, later steps later."""
        day = clock.now() - timedelta(days=self.days_ago)
        return day.replace(hour=2, minute=0, second=0) + timedelta(seconds=self.order)


def is_empty(session: Session) -> bool:
    return not session.scalar(select(exists().where(EventRow.id > 0)))


def fill(
    database: Database,
    market: Market,
    *,
    work: Callable[[], object] = lambda: None,
    progress: Callable[[int, int], object] = lambda *_: None,
) -> None:
    """Play every step in the order of its instants, one transaction each.

    `work` is called at the end of each day on which a need appears, because deals follow what was
    suggested for it, and about once a fortnight. Raises `Conflict` for a database in which
    anything has happened already.
    """
    with database.reading() as session:
        if not is_empty(session):
            raise Conflict(t("The demonstration market needs an empty database."))
    moments = sorted(_moments(market), key=lambda moment: (-moment.days_ago, moment.order))
    done, worked = 0, OPENED
    for days_ago, told in groupby(moments, key=lambda moment: moment.days_ago):
        day = list(told)
        for moment in day:
            with clock.moved_to(moment.instant), database.writing() as session:
                moment.act(session)
            done += 1
            progress(done, len(moments))
        if worked - days_ago >= FORTNIGHT or any(moment.asks for moment in day):
            worked = days_ago
            with clock.moved_to(day[-1].instant):
                work()


def _moments(market: Market) -> Iterator[Moment]:
    for order, (days_ago, act) in enumerate(_story(Cast(market))):
        yield Moment(days_ago, order, act, asks=act.func is listing.post_need)


def _story(cast: Cast) -> Telling:
    yield OPENED, partial(founding.begin, cast)
    yield READ, partial(reading.read_everything, cast)
    for house in cast.market.houses:
        yield house.founded_days_ago, partial(founding.found_house, cast, house)
    yield from _of_inventions(cast)
    yield from _of_needs(cast)
    for bid in cast.market.bids:
        yield bid.days_ago, partial(dealing.make_bid, cast, bid)
        for step in bid.steps:
            yield step.days_ago, partial(dealing.take_step, cast, bid, step)


def _of_inventions(cast: Cast) -> Telling:
    for told in cast.market.inventions:
        yield told.listed_days_ago, partial(listing.list_invention, cast, told)
        for step in told.steps:
            yield step.days_ago, partial(listing.turn_invention, cast, told, step)
        for days_ago in _confirmed(told.listed_days_ago):
            again = InventionStep(do="confirm", days_ago=days_ago)
            yield days_ago, partial(listing.turn_invention, cast, told, again)
    for draft in cast.market.drafted_inventions:
        yield draft.days_ago, partial(listing.draft_invention, cast, draft)


def _of_needs(cast: Cast) -> Telling:
    for told in cast.market.needs:
        yield told.posted_days_ago, partial(listing.post_need, cast, told)
        for step in told.steps:
            yield step.days_ago, partial(listing.turn_need, cast, told, step)
        for days_ago in _confirmed(told.posted_days_ago) if not told.steps else ():
            again = NeedStep(do="confirm", days_ago=days_ago)
            yield days_ago, partial(listing.turn_need, cast, told, again)
    for draft in cast.market.drafted_needs:
        yield draft.days_ago, partial(listing.draft_need, cast, draft)


def _confirmed(shown_days_ago: int) -> Iterator[int]:
    last = shown_days_ago % HALF_YEAR
    if shown_days_ago > HALF_YEAR and last > LATE:
        yield last

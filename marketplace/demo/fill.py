"""Fill an empty database with the demonstration market, through the services, on a moved clock.

Every step is a use case that a person could have taken, at the instant its `days_ago` says. Where
the worker works in between, what follows from the steps bears the days of the story too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from marketplace.db.journal import EventRow
from marketplace.db.session import Database
from marketplace.demo.listings import InventionStep, NeedStep
from marketplace.demo.market import Market
from marketplace.demo.people import OPENED
from marketplace.demo.play import dealing, founding, judging, listing, reading
from marketplace.demo.play.cast import Cast
from marketplace.kit import clock
from marketplace.kit.errors import Conflict
from marketplace.kit.text import t

FORTNIGHT = 14
READ = 10
"""Days ago up to which everybody has read what they were told."""

JUDGED = 15
"""Days after a need was posted, when its house has looked at what was suggested."""

HALF_YEAR = 170
LATE = 10
"""Houses say every half-year that what they offer or lack is still so; some let it wait."""

Act = Callable[[Session], None]
S = TypeVar("S", InventionStep, NeedStep)


@dataclass(frozen=True, slots=True)
class Moment:
    """`order` keeps the steps of one day in the sequence in which they were told.

    `asks` and `answers` are the need, if one is posted or bid for.
    """

    days_ago: int
    act: Act
    order: int = 0
    asks: str = ""
    answers: str = ""

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

    `work` is called about once a fortnight, and before the first bid for a need, because bids
    follow what was suggested for it. Raises `Conflict` for a database in which anything has
    happened already.
    """
    with database.reading() as session:
        if not is_empty(session):
            raise Conflict(t("The demonstration market needs an empty database."))
    moments = sorted(_moments(market), key=lambda moment: (-moment.days_ago, moment.order))
    worked, new = OPENED, set[str]()
    for done, moment in enumerate(moments, start=1):
        with clock.moved_to(moment.instant):
            if worked - moment.days_ago >= FORTNIGHT or moment.answers in new:
                work()
                worked = moment.days_ago
                new.clear()
            with database.writing() as session:
                moment.act(session)
        if moment.asks:
            new.add(moment.asks)
        progress(done, len(moments))


def _moments(market: Market) -> Iterator[Moment]:
    for order, told in enumerate(_story(Cast(market))):
        yield replace(told, order=order)


def _story(cast: Cast) -> Iterator[Moment]:
    yield Moment(OPENED, partial(founding.begin, cast))
    yield Moment(READ, partial(reading.read_everything, cast))
    for house in cast.market.houses:
        yield Moment(house.founded_days_ago, partial(founding.found_house, cast, house))
    yield from _of_inventions(cast)
    yield from _of_needs(cast)
    for bid in cast.market.bids:
        made = partial(dealing.make_bid, cast, bid)
        yield Moment(bid.days_ago, made, answers=bid.need)
        for step in bid.steps:
            yield Moment(step.days_ago, partial(dealing.take_step, cast, bid, step))


def _of_inventions(cast: Cast) -> Iterator[Moment]:
    for told in cast.market.inventions:
        yield Moment(told.listed_days_ago, partial(listing.list_invention, cast, told))
        for step in (*told.steps, *_confirmed(InventionStep, told.listed_days_ago)):
            yield Moment(step.days_ago, partial(listing.turn_invention, cast, told, step))
    for draft in cast.market.drafted_inventions:
        yield Moment(draft.days_ago, partial(listing.draft_invention, cast, draft))


def _of_needs(cast: Cast) -> Iterator[Moment]:
    for told in cast.market.needs:
        posted = partial(listing.post_need, cast, told)
        yield Moment(told.posted_days_ago, posted, asks=told.key)
        if told.posted_days_ago > JUDGED:
            judged = partial(judging.judge_suggestions, cast, told)
            yield Moment(told.posted_days_ago - JUDGED, judged)
        for step in told.steps or _confirmed(NeedStep, told.posted_days_ago):
            yield Moment(step.days_ago, partial(listing.turn_need, cast, told, step))
    for draft in cast.market.drafted_needs:
        yield Moment(draft.days_ago, partial(listing.draft_need, cast, draft))


def _confirmed(kind: type[S], shown_days_ago: int) -> tuple[S, ...]:
    """The last time that the house said that it is still so, if it was not late this time."""
    last = shown_days_ago % HALF_YEAR
    due = shown_days_ago > HALF_YEAR and last > LATE
    return (kind(do="confirm", days_ago=last),) if due else ()

"""A person's desk: what waits for them, for whom they wait, and what they have been told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from sqlalchemy.orm import Session

from marketplace.db.paging import Page
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Crumb, Pager, Waiting, Words
from marketplace.notices import queries
from marketplace.notices.models import Notice
from marketplace.notices.queries import Desk
from marketplace.notices.rules import ENDS_SOON, message_from

NEW_ROWS = 50
OLD_ROWS = 10
FOUND = Action(t("Found a house"), "/houses/new", tone="primary")
ALL = Crumb(t("All notices"), "/desk/notices")


@dataclass(frozen=True, slots=True)
class NoticeRow:
    title: Words
    lines: Sequence[Words]
    href: str
    at: datetime
    new: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The notices of one calendar day."""

    day: date
    notices: Sequence[NoticeRow]


@dataclass(frozen=True, slots=True)
class Waits:
    """One row of a table; `soon` where less than two days are left."""

    item: Waiting
    soon: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How many things wait for the person in another of their houses."""

    house: Words
    count: int
    switch: Action


@dataclass(frozen=True, slots=True)
class DeskPage:
    """`found` is the first step of somebody who acts for no house; `more` and `more_news` count
    what is not shown; `newest` is the notice up to which the reader has seen everything."""

    waiting: Sequence[Waits]
    more: int
    waiting_for: Sequence[Waits]
    elsewhere: Sequence[Elsewhere]
    found: Action | None
    seen_at: datetime | None
    news: Sequence[Day]
    more_news: int
    earlier: Sequence[Day]
    all_notices: Crumb
    newest: str


@dataclass(frozen=True, slots=True)
class NoticesPage:
    days: Sequence[Day]
    pager: Pager
    crumbs: Sequence[Crumb]


def desk_page(session: Session, desk: Desk, actor: Actor) -> DeskPage:
    person_id = str(actor.person_id)
    mark = queries.bookmark(session, person_id)
    seen = queries.seen(session, mark)
    since = queries.after(person_id, seen)
    news = session.scalars(since.limit(NEW_ROWS)).all()
    earlier = session.scalars(queries.until(person_id, seen).limit(OLD_ROWS)).all()
    others = _other_actors(session, desk, actor)
    count, *elsewhere = queries.counts(session, desk, [actor, *others])
    waiting = queries.lying(session, desk, actor)
    return DeskPage(
        waiting=[_waits(one) for one in waiting],
        more=count - len(waiting),
        waiting_for=[_waits(one) for one in queries.lying(session, desk, actor, mine=False)],
        elsewhere=_elsewhere(others, elsewhere),
        found=FOUND if actor.house is None and not actor.operator else None,
        seen_at=mark.seen_at,
        news=_by_day(news, seen),
        more_news=queries.count(session, since) - len(news),
        earlier=_by_day(earlier, seen),
        all_notices=ALL,
        newest=news[0].id if news else seen,
    )


def notices_page(session: Session, actor: Actor, found: Page[Notice]) -> NoticesPage:
    mark = queries.bookmark(session, str(actor.person_id))

    def address(number: int) -> str:
        return f"{ALL.href}?page={number}"

    return NoticesPage(
        days=_by_day(found.items, queries.seen(session, mark)),
        pager=Pager(
            found.total,
            found.first,
            found.last,
            address(found.number - 1) if found.number > 1 else None,
            address(found.number + 1) if found.has_next else None,
        ),
        crumbs=(Crumb(t("My desk"), "/desk"),),
    )


def notice_row(notice: Notice, seen: str) -> NoticeRow:
    """`seen` is the id up to which the reader has seen everything."""
    message = message_from(notice.content)
    return NoticeRow(
        title=message.subject,
        lines=tuple(message.paragraphs),
        href=message.path if message.action else "",
        at=notice.happened_at,
        new=notice.id > seen,
    )


def _other_actors(session: Session, desk: Desk, actor: Actor) -> Sequence[Actor]:
    """The person in their other houses; what they do as operator is on this desk already."""
    everywhere = desk.actors_of(session, str(actor.person_id))
    return [
        replace(one, operator=False)
        for one in everywhere
        if one.house is not None and one.house_id != actor.house_id
    ]


def _elsewhere(others: Sequence[Actor], counts: Sequence[int]) -> Sequence[Elsewhere]:
    return [
        Elsewhere(
            one.house.named,
            count,
            Action(
                t("Act for %(house)s", house=one.house.named),
                "/acting",
                post=True,
                fields={"house": one.house.id, "next": "/desk"},
            ),
        )
        for one, count in zip(others, counts, strict=True)
        if one.house is not None
    ]


def _waits(item: Waiting) -> Waits:
    return Waits(item, item.until is not None and item.until - clock.now() < ENDS_SOON)


def _by_day(notices: Sequence[Notice], seen: str) -> Sequence[Day]:
    rows = [notice_row(notice, seen) for notice in notices]
    days = groupby(rows, key=lambda row: clock.local(row.at).date())
    return [Day(day, tuple(told)) for day, told in days]

"""A person's desk and notices, for programs."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import ConfigDict

from marketplace.db.paging import after
from marketplace.kit import clock
from marketplace.kit.views import Waiting
from marketplace.locale import say
from marketplace.notices import queries, service
from marketplace.notices.models import Notice
from marketplace.notices.pages import NEW_ROWS, notice_row
from marketplace.web.api import ApiKey, Cursor, Limit, Listing, Out, problems
from marketplace.web.deps import Reading, SignedIn, Writing

router = APIRouter(prefix="/api/v1", tags=["notices"], dependencies=[ApiKey])


class NoticeOut(Out):
    """One thing that the person was told; `path` is where on this site they can act on it.

    It is `read` once they have seen their desk.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "06fq3k9d1v7m2x4a",
                "title": "Your house is verified",
                "lines": ["Viện Vật liệu Sông Hồng is now seen by everyone."],
                "path": "/houses/06fq3k9d1v7m2x4b",
                "at": "2026-03-12T02:30:00Z",
                "read": False,
            }
        }
    )

    id: str
    title: str
    lines: list[str]
    path: str
    at: datetime
    read: bool

    @classmethod
    def of(cls, notice: Notice, seen: str) -> "NoticeOut":
        row = notice_row(notice, seen)
        return cls(
            id=notice.id,
            title=say(row.title),
            lines=[say(line) for line in row.lines],
            path=row.href,
            at=row.at,
            read=not row.new,
        )


class WaitingOut(Out):
    """One thing that waits. `about` and `id` name it; `steps` are the answers it waits for; `whom`
    is the other one in it; `path` is the page on this site where the step is taken."""

    about: str
    id: str
    title: str
    whom: str
    steps: list[str]
    path: str
    since: datetime
    until: datetime | None

    @classmethod
    def of(cls, one: Waiting) -> "WaitingOut":
        return cls(
            about=one.kind,
            id=one.id,
            title=say(one.title),
            whom=say(one.whom),
            steps=[say(step) for step in one.steps],
            path=one.action.href,
            since=one.since,
            until=one.until,
        )

    @classmethod
    def all(cls, items: Sequence[Waiting]) -> "list[WaitingOut]":
        return [cls.of(one) for one in items]


class DeskOut(Out):
    """What waits for the person in the house that the token acts for, at most 100 of each kind, and
    `count` of all; for whom they wait; and the latest notices since they last saw the desk."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "count": 1,
                "waiting": [
                    {
                        "about": "bid",
                        "id": "06fq3k9d1v7m2x4a",
                        "title": "Bid on “Nano coating against rust”",
                        "whom": "Red Anchor Port Engineering JSC",
                        "steps": ["Accept", "Refuse"],
                        "path": "/bids/06fq3k9d1v7m2x4a",
                        "since": "2026-03-12T02:30:00Z",
                        "until": "2026-05-11T02:30:00Z",
                    }
                ],
                "waiting_for": [],
                "seen_at": "2026-03-11T01:00:00Z",
                "changed": [],
            }
        }
    )

    count: int
    waiting: list[WaitingOut]
    waiting_for: list[WaitingOut]
    seen_at: datetime | None
    changed: list[NoticeOut]


@router.get("/desk", summary="What waits, for whom, and what changed", responses=problems())
def get_desk(request: Request, session: Reading, actor: SignedIn) -> DeskOut:
    """Reading it does not count as a visit: say so with `POST /desk/seen`."""
    desk, person_id = request.app.state.desk, str(actor.person_id)
    mark = queries.bookmark(session, person_id)
    seen = queries.seen(session, mark)
    changed = session.scalars(queries.after(person_id, seen).limit(NEW_ROWS))
    return DeskOut(
        count=queries.counts(session, desk, [actor])[0],
        waiting=WaitingOut.all(queries.lying(session, desk, actor)),
        waiting_for=WaitingOut.all(queries.lying(session, desk, actor, mine=False)),
        seen_at=mark.seen_at,
        changed=[NoticeOut.of(notice, seen) for notice in changed],
    )


@router.post(
    "/desk/seen", status_code=204, summary="Say that the person has seen it", responses=problems()
)
def see_desk(session: Writing, actor: SignedIn) -> None:
    """The person's last visit is now, and every notice until now is read."""
    person_id = str(actor.person_id)
    newest = queries.newest(session, person_id)
    service.see(session, person_id, at=clock.now(), newest=newest)


@router.get("/notices", summary="The person's notices, newest first", responses=problems())
def list_notices(
    session: Reading, actor: SignedIn, cursor: Cursor = None, limit: Limit = 50
) -> Listing[NoticeOut]:
    person_id = str(actor.person_id)
    rows, following = after(session, queries.of_person(person_id), Notice.id, cursor, limit)
    seen = queries.seen(session, queries.bookmark(session, person_id))
    return Listing(items=[NoticeOut.of(row, seen) for row in rows], next=following)

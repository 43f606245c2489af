"""A person's notices, for programs."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import ConfigDict

from marketplace.db.paging import after
from marketplace.locale import say
from marketplace.notices.models import Notice
from marketplace.notices.pages import notice_row
from marketplace.notices.queries import of_person
from marketplace.web.api import ApiKey, Cursor, Limit, Listing, Out, problems
from marketplace.web.deps import Reading, SignedIn

router = APIRouter(prefix="/api/v1", tags=["notices"], dependencies=[ApiKey])


class NoticeOut(Out):
    """One thing that the person was told; `path` is where on this site they can act on it."""

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
    def of(cls, notice: Notice) -> "NoticeOut":
        row = notice_row(notice)
        return cls(
            id=notice.id,
            title=say(row.title),
            lines=[say(line) for line in row.lines],
            path=row.href,
            at=row.at,
            read=not row.new,
        )


@router.get("/notices", summary="The person's notices, newest first", responses=problems())
def list_notices(
    session: Reading, actor: SignedIn, cursor: Cursor = None, limit: Limit = 50
) -> Listing[NoticeOut]:
    rows, following = after(session, of_person(str(actor.person_id)), Notice.id, cursor, limit)
    return Listing(items=[NoticeOut.of(row) for row in rows], next=following)

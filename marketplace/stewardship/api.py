"""A house's work on its own listings, for programs."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from marketplace.db.paging import after
from marketplace.kit.actor import Actor
from marketplace.locale import say
from marketplace.stewardship import policy, queries, service
from marketplace.stewardship.forms import BulkForm, WorkFilter
from marketplace.stewardship.policy import Thing
from marketplace.stewardship.rules import Result, Shelf
from marketplace.web.api import ApiKey, Cursor, Id, Limit, Listing, Out, problems
from marketplace.web.deps import Reading, SignedIn, Writing

router = APIRouter(prefix="/api/v1", dependencies=[ApiKey])


class BulkResult(Out):
    """`code` is the step that was taken, or what kept the row as it is; `reason` says why."""

    id: Id
    done: bool
    code: str
    reason: str | None


class BulkOut(Out):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "done": 1,
                "refused": 1,
                "results": [
                    {"id": "06fq3k9d1v7m2x4a", "done": True, "code": "list", "reason": None},
                    {
                        "id": "06fq3k9d1v7m2x4b",
                        "done": False,
                        "code": "already-done",
                        "reason": "Its state is “Listed” already.",
                    },
                ],
            }
        }
    )

    done: int
    refused: int
    results: list[BulkResult]


class OwnListing(Out):
    """`bids` counts the bids that wait on an invention, or those that your house made for a need,
    as far as your role sees them."""

    id: Id
    state: str
    titles: Annotated[dict[str, str], Field(description="By language.")]
    responsible_id: Annotated[Id | None, Field(description="The member who looks after it.")]
    confirmed_at: datetime
    bids: int


class OwnQuery(BaseModel):
    q: str = Field("", max_length=200, description="Words in the title, with or without marks.")
    state: str = Field("", max_length=40, description="One state only.")
    responsible: str = Field("", max_length=40, description="A member's id, or `nobody`.")
    stale: bool = Field(
        default=False, description="Only what was not confirmed for more than 180 days."
    )
    cursor: Cursor = None
    limit: Limit = 25

    @property
    def chosen(self) -> WorkFilter:
        return WorkFilter.model_validate(self.model_dump(exclude={"cursor", "limit"}))


@router.get(
    "/inventions/ours",
    tags=["inventions"],
    summary="List your own house's inventions, whatever their state",
    responses=problems(403),
)
def own_inventions(
    session: Reading,
    actor: SignedIn,
    asked: Annotated[OwnQuery, Query()],
) -> Listing[OwnListing]:
    return _own(session, actor, Shelf.INVENTIONS, asked)


@router.get(
    "/needs/ours",
    tags=["needs"],
    summary="List your own house's needs, whatever their state",
    responses=problems(403),
)
def own_needs(
    session: Reading, actor: SignedIn, asked: Annotated[OwnQuery, Query()]
) -> Listing[OwnListing]:
    return _own(session, actor, Shelf.NEEDS, asked)


@router.post(
    "/inventions/bulk",
    tags=["inventions"],
    summary="List, withdraw, confirm or re-assign many inventions at once",
    responses=problems(403),
)
def bulk_inventions(form: BulkForm, session: Writing, actor: SignedIn) -> BulkOut:
    """Each row is done, or named with its reason; to ask again is no fault. `publish` is the
    recorded decision to disclose the public texts: each right is filed, or the house has decided
    so, and no text holds a state secret. Where the head approves, `publish` hands in.
    """
    return _carry_out(session, actor, Shelf.INVENTIONS, form)


@router.post(
    "/needs/bulk",
    tags=["needs"],
    summary="Post, close, confirm or re-assign many needs at once",
    responses=problems(403),
)
def bulk_needs(form: BulkForm, session: Writing, actor: SignedIn) -> BulkOut:
    """Each row is done, or named with its reason; to ask again is no fault. `publish` posts a
    draft and opens a closed need again, `withdraw` closes an open one without a result.
    """
    return _carry_out(session, actor, Shelf.NEEDS, form)


def _carry_out(session: Session, actor: Actor, shelf: Shelf, form: BulkForm) -> BulkOut:
    results = service.carry_out(
        session, actor, shelf, deed=form.action, ids=form.ids, to=form.to or ""
    )
    done = sum(one.done for one in results)
    return BulkOut(
        done=done,
        refused=len(results) - done,
        results=[_result(one) for one in results],
    )


def _result(one: Result) -> BulkResult:
    reason = None if one.reason is None else say(one.reason)
    return BulkResult(id=one.id, done=one.done, code=one.code, reason=reason)


def _own(session: Session, actor: Actor, shelf: Shelf, asked: OwnQuery) -> Listing[OwnListing]:
    policy.can_work(actor).require()
    query = queries.own(session, actor, shelf, asked.chosen).order_by(None)
    found, more = after(session, query, queries.MODELS[shelf].id, asked.cursor, asked.limit)
    bids = queries.open_bids(session, actor, shelf, [one.id for one in found])
    return Listing[OwnListing](
        items=[_listing(one, bids.get(one.id, 0)) for one in found], next=more
    )


def _listing(thing: Thing, bids: int) -> OwnListing:
    return OwnListing(
        id=thing.id,
        state=thing.state.value,
        titles={text.language: text.title for text in thing.texts},
        responsible_id=thing.responsible_id,
        confirmed_at=thing.confirmed_at,
        bids=bids,
    )

"""Needs for programs."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from marketplace.db.paging import after
from marketplace.houses.forms import MemberForm
from marketplace.houses.rules import HouseKind
from marketplace.kit.actor import Actor
from marketplace.locale import say
from marketplace.needs import pages, policy, queries, service
from marketplace.needs.forms import MeetForm, NeedDraft
from marketplace.needs.models import Need
from marketplace.needs.rules import NeedState
from marketplace.rulebook.fields import Field as FieldCode
from marketplace.rulebook.readiness import Readiness
from marketplace.web.api import (
    ApiKey,
    Cursor,
    Id,
    IfMatch,
    Limit,
    Listing,
    MoneyOut,
    Out,
    expected_version,
    problems,
    tag,
)
from marketplace.web.deps import AnyActor, Reading, SignedIn, Writing

router = APIRouter(prefix="/api/v1", tags=["needs"], dependencies=[ApiKey])


class NeedTextOut(Out):
    title: str
    problem: str
    done_when: str


class NeedHouseOut(Out):
    """`id` is null where the house keeps its name out of public view; `name` then says so."""

    id: str | None
    name: str
    kind: HouseKind
    province: str


class NeedOut(Out):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "06fq3k9d1v7m2x4a",
                "state": "open",
                "house": {
                    "id": None,
                    "name": "An enterprise in Hai Phong",
                    "kind": "enterprise",
                    "province": "hai-phong",
                },
                "unnamed": True,
                "texts": {
                    "en": {
                        "title": "Rust protection for quay-crane legs",
                        "problem": "Our seven cranes rust from the welds of their legs.",
                        "done_when": "Panels pass 1,000 hours of neutral salt spray.",
                    }
                },
                "field": "materials",
                "readiness_wanted": "6",
                "keywords": ["rust protection"],
                "budget_from": {"amount": 500000000, "currency": "VND"},
                "budget_to": {"amount": 1500000000, "currency": "VND"},
                "wanted_by": "2030-06-30",
                "posted_at": "2027-03-01T02:15:00Z",
                "ended_at": None,
                "confirmed_at": "2027-03-01T02:15:00Z",
                "responsible_id": None,
                "version": 3,
            }
        }
    )

    id: str
    state: NeedState
    house: NeedHouseOut
    unnamed: bool
    texts: dict[str, NeedTextOut] = Field(description="By language: vi, en.")
    field: FieldCode | None
    readiness_wanted: Readiness | None
    keywords: list[str]
    budget_from: MoneyOut | None
    budget_to: MoneyOut | None
    wanted_by: date | None
    posted_at: datetime | None
    ended_at: datetime | None
    confirmed_at: datetime = Field(description="When the house last said that it is still valid.")
    responsible_id: Id | None = Field(
        description="The member who looks after it; null for all but the house's own members."
    )
    version: int

    @classmethod
    def of(cls, actor: Actor, need: Need) -> "NeedOut":
        """As this reader may see it."""
        least, most = pages.amounts(need)
        return cls(
            id=need.id,
            state=need.state,
            house=_house(actor, need),
            unnamed=need.unnamed,
            texts={text.language: NeedTextOut.model_validate(text) for text in need.texts},
            field=need.field,
            readiness_wanted=need.readiness_wanted,
            keywords=list(need.keywords),
            budget_from=MoneyOut.of(least) if least else None,
            budget_to=MoneyOut.of(most) if most else None,
            wanted_by=need.wanted_by,
            posted_at=need.posted_at,
            ended_at=need.ended_at,
            confirmed_at=need.confirmed_at,
            responsible_id=need.responsible_id if actor.acts_for(need.house_id) else None,
            version=need.version,
        )


def _house(actor: Actor, need: Need) -> NeedHouseOut:
    shown = policy.shown_house(actor, need)
    return NeedHouseOut(
        id=shown.id, name=say(shown.label), kind=need.house.kind, province=need.house.province
    )


class NeedQuery(BaseModel):
    field: FieldCode | None = None
    province: str = Field("", max_length=40, description="A province's code.")
    state: NeedState | None = None
    ours: bool = Field(
        default=False, description="Only the needs of the house you act for, drafts included."
    )
    cursor: Cursor = None
    limit: Limit = 25


@router.get("/needs", summary="List needs", responses=problems())
def list_needs(
    session: Reading, actor: AnyActor, asked: Annotated[NeedQuery, Query()]
) -> Listing[NeedOut]:
    """The needs that are open or met, the newest first."""
    chosen = asked.model_dump(exclude={"cursor", "limit"})
    query = queries.listed(actor, **chosen)
    rows, following = after(session, query, Need.id, asked.cursor, asked.limit)
    return Listing(items=[NeedOut.of(actor, row) for row in rows], next=following)


@router.post(
    "/needs", status_code=201, summary="Write a need down as a draft", responses=problems(403)
)
def draft(response: Response, session: Writing, actor: SignedIn, form: NeedDraft) -> NeedOut:
    """A draft may lack answers; posting it asks for title, problem and field."""
    need = service.draft_need(session, actor, form=form)
    response.headers["location"] = f"/api/v1/needs/{need.id}"
    return _answer(response, actor, need)


@router.get("/needs/{need_id}", summary="Read a need", responses=problems(404))
def read(response: Response, session: Reading, actor: AnyActor, need_id: Id) -> NeedOut:
    return _answer(response, actor, queries.need_for(session, actor, need_id))


@router.put(
    "/needs/{need_id}",
    summary="Replace a need's answers, and its text in one language",
    responses=problems(403, 404, 409, 412, 428),
)
def change(
    response: Response,
    session: Writing,
    actor: SignedIn,
    need_id: Id,
    form: NeedDraft,
    if_match: IfMatch = None,
) -> NeedOut:
    """A language whose three texts are empty is taken away, if another one remains."""
    need = queries.need_for(session, actor, need_id)
    version = expected_version(if_match, need.version)
    service.save_need(session, actor, need=need, form=form, version=version)
    return _answer(response, actor, need)


@router.post("/needs/{need_id}/post", summary="Post a draft", responses=problems(403, 404, 409))
def post(response: Response, session: Writing, actor: SignedIn, need_id: Id) -> NeedOut:
    """Refused with 422 while title, problem or field is missing."""
    need = queries.need_for(session, actor, need_id)
    service.post_need(session, actor, need=need)
    return _answer(response, actor, need)


@router.post(
    "/needs/{need_id}/meet", summary="Say that a need is met", responses=problems(403, 404, 409)
)
def meet(
    response: Response,
    session: Writing,
    actor: SignedIn,
    need_id: Id,
    form: MeetForm | None = None,
) -> NeedOut:
    """`done_when` is needed where the need does not say yet how one knows that it is done."""
    need = queries.need_for(session, actor, need_id)
    service.meet_need(session, actor, need=need, form=form or MeetForm())
    return _answer(response, actor, need)


@router.post(
    "/needs/{need_id}/close",
    summary="Close a need without a result",
    responses=problems(403, 404, 409),
)
def close(response: Response, session: Writing, actor: SignedIn, need_id: Id) -> NeedOut:
    need = queries.need_for(session, actor, need_id)
    service.close_need(session, actor, need=need)
    return _answer(response, actor, need)


@router.post(
    "/needs/{need_id}/reopen",
    summary="Open a closed need again",
    responses=problems(403, 404, 409),
)
def reopen(response: Response, session: Writing, actor: SignedIn, need_id: Id) -> NeedOut:
    need = queries.need_for(session, actor, need_id)
    service.reopen_need(session, actor, need=need)
    return _answer(response, actor, need)


@router.post(
    "/needs/{need_id}/confirm",
    summary="Say that a need is still valid",
    responses=problems(403, 404, 409),
)
def confirm(response: Response, session: Writing, actor: SignedIn, need_id: Id) -> NeedOut:
    """By whoever looks after it, or speaks for it in public; once a day is enough."""
    need = queries.need_for(session, actor, need_id)
    service.confirm_need(session, actor, need=need)
    return _answer(response, actor, need)


@router.post(
    "/needs/{need_id}/reassign",
    summary="Let another member look after a need",
    responses=problems(403, 404, 409),
)
def reassign(
    response: Response, session: Writing, actor: SignedIn, need_id: Id, form: MemberForm
) -> NeedOut:
    need = queries.need_for(session, actor, need_id)
    service.reassign_need(session, actor, need=need, to=form.to)
    return _answer(response, actor, need)


def _answer(response: Response, actor: Actor, need: Need) -> NeedOut:
    tag(response, need.version)
    return NeedOut.of(actor, need)

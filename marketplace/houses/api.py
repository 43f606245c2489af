"""Houses, for programs."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict
from sqlalchemy.orm import Session

from marketplace.db.paging import after
from marketplace.houses import policy, queries, service
from marketplace.houses.forms import FoundHouseForm, HouseForm, InviteForm, RefuseHouseForm
from marketplace.houses.models import House
from marketplace.houses.rules import HouseKind, HouseState, Role
from marketplace.kit.actor import Actor
from marketplace.kit.errors import NotFound
from marketplace.locale import language
from marketplace.web.api import (
    ApiKey,
    Cursor,
    Id,
    IfMatch,
    Limit,
    Listing,
    Out,
    expected_version,
    problems,
    tag,
)
from marketplace.web.deps import AnyActor, Reading, SignedIn, Writing

router = APIRouter(prefix="/api/v1", tags=["houses"], dependencies=[ApiKey])


class HouseOut(Out):
    """`parent` is the id of the house above, or empty.

    `refusal` and `head_approves` are given to the house's own people; null to others.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "06fq3k9d1v7m2x4a",
                "kind": "institute",
                "state": "verified",
                "name": "Viện Vật liệu Sông Hồng",
                "name_en": "Song Hong Institute of Materials",
                "province": "ha-noi",
                "parent": "",
                "tax_code": "",
                "website": "https://example.org",
                "about": "",
                "head_approves": None,
                "refusal": None,
                "version": 2,
            }
        }
    )

    id: str
    kind: HouseKind
    state: HouseState
    name: str
    name_en: str
    province: str
    parent: str
    tax_code: str
    website: str
    about: str
    head_approves: bool | None
    refusal: str | None
    version: int

    @classmethod
    def of(cls, actor: Actor, house: House) -> "HouseOut":
        inside = bool(policy.can_see_members(actor, house))
        return cls(
            id=house.id,
            kind=house.kind,
            state=house.state,
            name=house.name,
            name_en=house.name_en,
            province=house.province,
            parent=house.parent_id or "",
            tax_code=house.tax_code,
            website=house.website,
            about=house.about,
            head_approves=house.head_approves if inside else None,
            refusal=house.refusal if inside else None,
            version=house.version,
        )


class InvitationOut(Out):
    """The secret is in the letter only."""

    id: str
    role: Role


@router.get("/houses", summary="Houses, newest first", responses=problems())
def list_houses(
    session: Reading,
    actor: AnyActor,
    kind: Annotated[HouseKind | None, Query(description="Only of this kind.")] = None,
    province: Annotated[
        str | None, Query(pattern="^[a-z-]{2,40}$", description="Only of this province.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Listing[HouseOut]:
    query = queries.listed(actor, kind=kind, province=province).order_by(None)
    rows, following = after(session, query, House.id, cursor, limit)
    return Listing(items=[HouseOut.of(actor, row) for row in rows], next=following)


@router.post("/houses", status_code=201, summary="Found a house", responses=problems(403, 429))
def found(form: FoundHouseForm, response: Response, session: Writing, actor: SignedIn) -> HouseOut:
    """The person becomes its first member; the token goes on acting for its own house."""
    house = service.found_house(session, actor, form=form)
    return _answer(session, response, actor, house)


@router.get("/houses/{house_id}", summary="One house", responses=problems(404))
def show(house_id: Id, response: Response, session: Reading, actor: AnyActor) -> HouseOut:
    house = _seen(session, actor, house_id)
    tag(response, house.version)
    return HouseOut.of(actor, house)


@router.put(
    "/houses/{house_id}",
    summary="Change what a house says of itself",
    responses=problems(403, 404, 409, 412, 428),
)
def change(
    house_id: Id,
    form: HouseForm,
    response: Response,
    session: Writing,
    actor: SignedIn,
    if_match: IfMatch = None,
) -> HouseOut:
    """Fields that are left out become empty."""
    house = _seen(session, actor, house_id)
    version = expected_version(if_match, house.version)
    service.change_house(session, actor, house=house, form=form, version=version)
    return _answer(session, response, actor, house)


@router.post(
    "/houses/{house_id}/verify", summary="Verify a house", responses=problems(403, 404, 409)
)
def verify(house_id: Id, response: Response, session: Writing, actor: SignedIn) -> HouseOut:
    """For the operator."""
    house = _seen(session, actor, house_id)
    service.verify_house(session, actor, house=house)
    return _answer(session, response, actor, house)


@router.post(
    "/houses/{house_id}/refuse", summary="Refuse a house", responses=problems(403, 404, 409)
)
def refuse(
    house_id: Id, form: RefuseHouseForm, response: Response, session: Writing, actor: SignedIn
) -> HouseOut:
    """For the operator; the house reads the reason."""
    house = _seen(session, actor, house_id)
    service.refuse_house(session, actor, house=house, reason=form.reason)
    return _answer(session, response, actor, house)


@router.post(
    "/houses/{house_id}/apply",
    summary="Ask again to be verified",
    responses=problems(403, 404, 409),
)
def apply(house_id: Id, response: Response, session: Writing, actor: SignedIn) -> HouseOut:
    house = _seen(session, actor, house_id)
    service.apply_again(session, actor, house=house)
    return _answer(session, response, actor, house)


@router.post(
    "/houses/{house_id}/invitations",
    status_code=201,
    summary="Invite somebody by letter",
    responses=problems(403, 404, 429),
)
def invite(house_id: Id, form: InviteForm, session: Writing, actor: SignedIn) -> InvitationOut:
    """The answer is the same whether or not the address has an account."""
    house = _seen(session, actor, house_id)
    made = service.invite_member(session, actor, house=house, form=form, language=language())
    return InvitationOut(id=made.id, role=made.role)


def _seen(session: Session, actor: Actor, house_id: str) -> House:
    house = queries.house(session, house_id)
    if not policy.can_see(actor, house):
        raise NotFound
    return house


def _answer(session: Session, response: Response, actor: Actor, house: House) -> HouseOut:
    session.flush()  # gives the version that the ETag names
    tag(response, house.version)
    return HouseOut.of(actor, house)

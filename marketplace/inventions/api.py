"""JSON operations on inventions."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from marketplace.db.paging import after
from marketplace.houses.forms import MemberForm
from marketplace.inventions import pages, policy, queries, service
from marketplace.inventions.forms import InventionDraftForm, ReturnForm
from marketplace.inventions.models import Invention
from marketplace.inventions.numbers import read_right_number
from marketplace.inventions.rules import (
    InventionKind,
    InventionState,
    OfferKind,
    RightStatus,
    Tier,
)
from marketplace.kit.actor import Actor
from marketplace.locale import say
from marketplace.rulebook.fields import Field as FieldOfWork
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

router = APIRouter(prefix="/api/v1", tags=["inventions"], dependencies=[ApiKey])


class HouseOut(Out):
    id: Id
    name: str
    kind: str
    province: str


class TextOut(Out):
    """The public text in one language."""

    title: str
    problem: str
    novelty: str
    advantages: str
    applications: str


class InventorOut(Out):
    """An empty name is one that was removed at the person's wish."""

    name: str
    orcid: str


class RightOut(Out):
    """Numbers are tidied, never refused; `warnings` say what looks wrong about them."""

    status: RightStatus | None
    application_number: str
    title_number: str
    filed_on: date | None
    warnings: list[str]


class InventionSummary(Out):
    id: Id
    state: InventionState
    kind: InventionKind | None
    readiness: Readiness | None
    field: FieldOfWork | None
    house: HouseOut
    titles: Annotated[
        dict[str, str], Field(description="By language.", examples=[{"en": "A coating"}])
    ]
    listed_at: datetime | None


class InventionOut(InventionSummary):
    """`members_text` and `confidential_text` are null for whoever may not read them, and
    `responsible_id` for all but the house's own members."""

    version: int
    confirmed_at: Annotated[
        datetime, Field(description="When the house last said that it is still valid.")
    ]
    responsible_id: Annotated[Id | None, Field(description="The member who looks after it.")]
    texts: Annotated[dict[str, TextOut], Field(description="By language, `vi` or `en`.")]
    readiness_evidence: str
    keywords: list[str]
    classes: Annotated[list[str], Field(description="IPC or CPC symbols.")]
    offers: list[OfferKind]
    asking: MoneyOut | None
    asking_terms: str
    inventors: list[InventorOut]
    right: RightOut
    holder: Annotated[str, Field(description="The owner, where it is not this house.")]
    funding_source: str
    state_percent: int | None
    members_text: str | None
    confidential_text: str | None


@router.get(
    "/inventions",
    summary="List inventions: those that are listed, and your own house's",
    responses=problems(),
)
def list_inventions(
    session: Reading,
    actor: AnyActor,
    kind: InventionKind | None = None,
    field: FieldOfWork | None = None,
    house: Annotated[Id | None, Query(description="Of this house only.")] = None,
    cursor: Cursor = None,
    limit: Limit = 25,
) -> Listing[InventionSummary]:
    query = queries.visible_to(actor)
    if kind:
        query = query.where(Invention.kind == kind)
    if field:
        query = query.where(Invention.field == field)
    if house:
        query = query.where(Invention.house_id == house)
    found, more = after(session, query, Invention.id, cursor, limit)
    return Listing[InventionSummary](items=[_summary(one) for one in found], next=more)


@router.post(
    "/inventions",
    status_code=201,
    summary="Draft an invention",
    responses=problems(403),
)
def draft(
    form: InventionDraftForm, response: Response, session: Writing, actor: SignedIn
) -> InventionOut:
    """Anything may be missing; the five required answers are needed to list it."""
    invention = service.draft_invention(session, actor, form=form)
    response.headers["location"] = f"/api/v1/inventions/{invention.id}"
    return _answer(response, actor, invention)


@router.get("/inventions/{invention_id}", summary="Read an invention", responses=problems(404))
def read(invention_id: Id, response: Response, session: Reading, actor: AnyActor) -> InventionOut:
    return _answer(response, actor, pages.seen(session, actor, invention_id))


@router.put(
    "/inventions/{invention_id}",
    summary="Replace the card and its text in one language",
    responses=problems(403, 404, 412, 428),
)
def save(
    invention_id: Id,
    form: InventionDraftForm,
    response: Response,
    session: Writing,
    actor: SignedIn,
    if_match: IfMatch = None,
) -> InventionOut:
    """`language` says whose text this is; the text in the other language stays."""
    invention = pages.seen(session, actor, invention_id, lock=True)
    version = expected_version(if_match, invention.version)
    service.save_invention(session, actor, invention=invention, form=form, version=version)
    return _answer(response, actor, invention)


STEP = problems(403, 404, 409, 412)


@router.post("/inventions/{invention_id}/list", summary="List it", responses=STEP)
def list_it(
    invention_id: Id,
    response: Response,
    session: Writing,
    actor: SignedIn,
    if_match: IfMatch = None,
) -> InventionOut:
    """Calling this is the recorded decision to disclose the public text: the right is filed, or
    the house has decided so, and the text holds no state secret.
    """
    invention = _locked(session, actor, invention_id, if_match)
    service.list_invention(session, actor, invention=invention)
    return _after_step(response, session, actor, invention)


@router.post("/inventions/{invention_id}/submit", summary="Hand it to the head", responses=STEP)
def submit(
    invention_id: Id,
    response: Response,
    session: Writing,
    actor: SignedIn,
    if_match: IfMatch = None,
) -> InventionOut:
    """In houses whose head approves each listing."""
    invention = _locked(session, actor, invention_id, if_match)
    service.submit_invention(session, actor, invention=invention)
    return _after_step(response, session, actor, invention)


@router.post("/inventions/{invention_id}/approve", summary="Approve and list", responses=STEP)
def approve(
    invention_id: Id,
    response: Response,
    session: Writing,
    actor: SignedIn,
    if_match: IfMatch = None,
) -> InventionOut:
    """By the head, who is another person than the one who handed it in."""
    invention = _locked(session, actor, invention_id, if_match)
    service.approve_invention(session, actor, invention=invention)
    return _after_step(response, session, actor, invention)


@router.post("/inventions/{invention_id}/return", summary="Hand it back", responses=STEP)
def hand_back(
    invention_id: Id,
    form: ReturnForm,
    response: Response,
    session: Writing,
    actor: SignedIn,
    if_match: IfMatch = None,
) -> InventionOut:
    invention = _locked(session, actor, invention_id, if_match)
    service.return_invention(session, actor, invention=invention, reason=form.reason)
    return _after_step(response, session, actor, invention)


@router.post("/inventions/{invention_id}/withdraw", summary="Withdraw it", responses=STEP)
def withdraw(
    invention_id: Id,
    response: Response,
    session: Writing,
    actor: SignedIn,
    if_match: IfMatch = None,
) -> InventionOut:
    invention = _locked(session, actor, invention_id, if_match)
    service.withdraw_invention(session, actor, invention=invention)
    return _after_step(response, session, actor, invention)


@router.post(
    "/inventions/{invention_id}/confirm", summary="Say that it is still valid", responses=STEP
)
def confirm(
    invention_id: Id,
    response: Response,
    session: Writing,
    actor: SignedIn,
    if_match: IfMatch = None,
) -> InventionOut:
    """By whoever looks after it, or may list for the house; once a day is enough."""
    invention = _locked(session, actor, invention_id, if_match)
    service.confirm_invention(session, actor, invention=invention)
    return _after_step(response, session, actor, invention)


@router.post(
    "/inventions/{invention_id}/reassign",
    summary="Let another member look after it",
    responses=STEP,
)
def reassign(
    invention_id: Id,
    form: MemberForm,
    response: Response,
    session: Writing,
    actor: SignedIn,
    if_match: IfMatch = None,
) -> InventionOut:
    invention = _locked(session, actor, invention_id, if_match)
    service.reassign_invention(session, actor, invention=invention, to=form.to)
    return _after_step(response, session, actor, invention)


def _locked(session: Writing, actor: Actor, invention_id: str, if_match: str | None) -> Invention:
    """`If-Match` is welcome here, not needed: a step does not overwrite anybody's words."""
    invention = pages.seen(session, actor, invention_id, lock=True)
    if if_match is not None:
        expected_version(if_match, invention.version)
    return invention


def _after_step(
    response: Response, session: Writing, actor: Actor, invention: Invention
) -> InventionOut:
    session.flush()  # the answer names the version that the step made
    return _answer(response, actor, invention)


def _answer(response: Response, actor: Actor, invention: Invention) -> InventionOut:
    tag(response, invention.version)
    tiers = policy.tiers_for(actor, invention)
    bodies = {section.tier: section.body for section in invention.sections}
    asking = pages.asking_of(invention)
    return InventionOut(
        **dict(_summary(invention)),
        version=invention.version,
        confirmed_at=invention.confirmed_at,
        responsible_id=invention.responsible_id if actor.acts_for(invention.house_id) else None,
        texts={text.language: TextOut.model_validate(text) for text in invention.texts},
        readiness_evidence=invention.readiness_evidence,
        keywords=list(invention.keywords),
        classes=list(invention.classes),
        offers=[OfferKind(offer) for offer in invention.offers],
        asking=MoneyOut.of(asking) if asking else None,
        asking_terms=invention.asking_terms,
        inventors=[InventorOut.model_validate(person) for person in invention.inventors],
        right=_right(invention),
        holder=invention.holder,
        funding_source=invention.funding_source,
        state_percent=invention.state_percent,
        members_text=bodies.get(Tier.MEMBERS, "") if Tier.MEMBERS in tiers else None,
        confidential_text=bodies.get(Tier.CONFIDENTIAL, "") if Tier.CONFIDENTIAL in tiers else None,
    )


def _summary(invention: Invention) -> InventionSummary:
    return InventionSummary(
        id=invention.id,
        state=invention.state,
        kind=invention.kind,
        readiness=invention.readiness,
        field=invention.field,
        house=HouseOut.model_validate(invention.house),
        titles={text.language: text.title for text in invention.texts},
        listed_at=invention.listed_at,
    )


def _right(invention: Invention) -> RightOut:
    numbers = (invention.application_number, invention.title_number)
    return RightOut(
        status=invention.right_status,
        application_number=invention.application_number,
        title_number=invention.title_number,
        filed_on=invention.filed_on,
        warnings=[
            say(warning)
            for number in numbers
            if number
            for warning in read_right_number(number).warnings
        ],
    )

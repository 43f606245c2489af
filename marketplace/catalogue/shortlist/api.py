"""The shortlist for programs."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from sqlalchemy.orm import Session

from marketplace.catalogue.shortlist import pages, queries, service
from marketplace.catalogue.shortlist.forms import NoteForm
from marketplace.catalogue.shortlist.queries import Seen
from marketplace.catalogue.shortlist.rules import Thing
from marketplace.kit.actor import Actor
from marketplace.locale import say
from marketplace.web.api import ApiKey, Id, Listing, Out, problems
from marketplace.web.deps import Reading, SignedIn, Writing

router = APIRouter(prefix="/api/v1", tags=["search"], dependencies=[ApiKey])


class KeptOut(Out):
    """`title` and `path` are null for what is no longer on the market."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "what": "inventions",
                "id": "06fq3k9d1v7m2x4a",
                "title": "Zinc coating",
                "path": "/inventions/06fq3k9d1v7m2x4a",
                "note": "Ask for a sample.",
                "kept_at": "2026-04-20T02:15:00Z",
            }
        }
    )

    what: Thing
    id: Id
    title: str | None
    path: str | None = Field(description="Of its page on this site.")
    note: str
    kept_at: datetime

    @classmethod
    def of(cls, actor: Actor, one: Seen) -> "KeptOut":
        row = pages.row(actor, one)
        return cls(
            what=one.kept.thing,
            id=row.id,
            title=None if row.title is None else say(row.title),
            path=None if row.title is None else row.href,
            note=row.note,
            kept_at=row.at,
        )


@router.get("/shortlist", summary="List what you keep", responses=problems())
def list_kept(session: Reading, actor: SignedIn) -> Listing[KeptOut]:
    """All of it, at most 200, what was kept last first. Nobody else reads it."""
    return Listing(items=[KeptOut.of(actor, one) for one in queries.own(session, actor)])


@router.put(
    "/shortlist/{what}/{subject_id}",
    summary="Keep an invention or need, with a note",
    responses=problems(404, 409),
)
def keep(session: Writing, actor: SignedIn, what: Thing, subject_id: Id, form: NoteForm) -> KeptOut:
    """What is kept already gets the new note."""
    service.keep(session, actor, thing=what, subject_id=subject_id, note=form.note)
    return _answer(session, actor, subject_id)


@router.post(
    "/shortlist/{what}/{subject_id}/remove",
    status_code=204,
    summary="Let go of it",
    responses=problems(404),
)
def let_go(session: Writing, actor: SignedIn, what: Thing, subject_id: Id) -> None:  # noqa: ARG001 - as above
    service.let_go(session, actor, subject_id=subject_id)


def _answer(session: Session, actor: Actor, subject_id: str) -> KeptOut:
    found = queries.own(session, actor)
    return next(KeptOut.of(actor, one) for one in found if one.kept.subject_id == subject_id)

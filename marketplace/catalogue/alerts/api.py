"""Saved searches for programs."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field
from sqlalchemy.orm import Session

from marketplace.catalogue.alerts import queries, service
from marketplace.catalogue.alerts.asking import form_of
from marketplace.catalogue.alerts.forms import AlertForm, SavedSearchForm
from marketplace.catalogue.alerts.models import SavedSearch
from marketplace.catalogue.alerts.rules import Frequency
from marketplace.catalogue.forms import SearchForm
from marketplace.web.api import ApiKey, Id, IdempotencyKey, Listing, Out, once, problems
from marketplace.web.deps import Reading, SignedIn, Writing

router = APIRouter(prefix="/api/v1", tags=["search"], dependencies=[ApiKey])


class SavedSearchOut(Out):
    """`search` is null where this version of the program does not understand it any more."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "06fq3k9d1v7m2x4a",
                "name": "Coatings against salt",
                "frequency": "weekly",
                "search": {"q": "zinc coating", "what": "inventions"},
                "saved_at": "2026-04-20T02:15:00Z",
                "told": 3,
                "last_told_at": "2026-05-04T00:00:12Z",
            }
        }
    )

    id: Id
    name: str
    frequency: Frequency
    search: SearchForm | None
    saved_at: datetime
    told: int = Field(description="How many things its letters have told.")
    last_told_at: datetime | None

    @classmethod
    def of(
        cls, saved: SavedSearch, told: int = 0, last: datetime | None = None
    ) -> "SavedSearchOut":
        return cls(
            id=saved.id,
            name=saved.name,
            frequency=saved.frequency,
            search=form_of(saved),
            saved_at=saved.saved_at,
            told=told,
            last_told_at=last,
        )


@router.get("/saved-searches", summary="List your saved searches", responses=problems())
def list_searches(session: Reading, actor: SignedIn) -> Listing[SavedSearchOut]:
    """All of them, at most 50, the newest first."""
    searches = queries.own(session, actor)
    told = queries.told(session, [one.id for one in searches])
    return Listing(items=[SavedSearchOut.of(one, *told.get(one.id, (0, None))) for one in searches])


@router.post("/saved-searches", status_code=201, summary="Save a search", responses=problems(409))
def save(
    response: Response,
    session: Writing,
    actor: SignedIn,
    form: SavedSearchForm,
    key: IdempotencyKey = None,
) -> SavedSearchOut:
    """From now on a letter tells you what newly fits, each thing once: at once, daily or weekly.
    It finds what you may read in the house that you act for now."""

    def make() -> SavedSearchOut:
        return SavedSearchOut.of(service.save_search(session, actor, search=form.search, form=form))

    made = once(session, actor, key, f"saved search {form.model_dump_json()}", make, SavedSearchOut)
    response.headers["location"] = f"/api/v1/saved-searches/{made.id}"
    return made


@router.get("/saved-searches/{search_id}", summary="Read a saved search", responses=problems(404))
def read(session: Reading, actor: SignedIn, search_id: Id) -> SavedSearchOut:
    saved = queries.one(session, actor, search_id)
    return _answer(session, saved)


@router.put(
    "/saved-searches/{search_id}", summary="Rename it, or change when it writes",
    responses=problems(404),
)  # fmt: skip
def change(session: Writing, actor: SignedIn, search_id: Id, form: AlertForm) -> SavedSearchOut:
    saved = queries.one(session, actor, search_id, lock=True)
    service.change_search(saved, form)
    return _answer(session, saved)


@router.post(
    "/saved-searches/{search_id}/end", status_code=204, summary="End a saved search",
    responses=problems(404),
)  # fmt: skip
def end(session: Writing, actor: SignedIn, search_id: Id) -> None:
    """It is deleted with all that it found."""
    saved = queries.one(session, actor, search_id, lock=True)
    service.end_search(session, actor, search=saved)


def _answer(session: Session, saved: SavedSearch) -> SavedSearchOut:
    return SavedSearchOut.of(saved, *queries.told(session, [saved.id]).get(saved.id, (0, None)))

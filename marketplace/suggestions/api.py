"""Suggestions and the matcher for programs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field

from marketplace.inventions import pages as invention_pages
from marketplace.needs import queries as needs
from marketplace.suggestions import queries, service
from marketplace.suggestions.forms import JudgementForm, PastedForm
from marketplace.suggestions.listings import Listings
from marketplace.suggestions.models import Judgement
from marketplace.suggestions.pasted import compare
from marketplace.suggestions.reasons import read
from marketplace.suggestions.rules import TOP, Reason, Side
from marketplace.web.api import ApiKey, Id, Out, problems
from marketplace.web.deps import AnyActor, Reading, SignedIn, Writing
from matching import Part

router = APIRouter(prefix="/api/v1", tags=["suggestions"], dependencies=[ApiKey])


class TermOut(Out):
    """A word as it stands in the listing; an empty `text` stands for all words not shown."""

    text: str
    field: str
    value: float


class PartOut(Out):
    """The values of the terms add up to `value`; `weight` times `value`, added up over the parts,
    is the score."""

    name: Literal["text", "classes", "readiness", "budget"]
    weight: float
    value: float
    state: Annotated[
        Literal["stated", "not-stated"],
        Field(description="`not-stated`: the listing is silent, and gets half of the points."),
    ]
    terms: list[TermOut]


class FitOut(Out):
    """An invention that fits, and why; the score lies between 0 and 1."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "invention_id": "06fq3k9d1v7m2x4a",
                "titles": {"en": "Zinc-graphene epoxy coating"},
                "house": "Song Hong Institute of Materials",
                "score": 0.412,
                "parts": [
                    {
                        "name": "text",
                        "weight": 1.0,
                        "value": 0.412,
                        "state": "stated",
                        "terms": [{"text": "coating", "field": "title", "value": 0.412}],
                    }
                ],
            }
        }
    )

    invention_id: str
    titles: Annotated[dict[str, str], Field(description="By language.")]
    house: str
    score: float
    parts: list[PartOut]


class NeedFitOut(FitOut):
    """`first_suggested_at` is when it first came among the first ten."""

    rank: int
    first_suggested_at: datetime


class NeedFits(Out):
    """`compared_at` is null while a need that was just posted waits for the matcher."""

    need_id: str
    compared_at: datetime | None
    listings: int
    items: list[NeedFitOut]


class InventionFit(Out):
    need_id: str
    titles: Annotated[dict[str, str], Field(description="By language.")]
    rank: int
    score: float
    parts: list[PartOut]


class MatchIn(PastedForm):
    top: Annotated[int, Field(ge=1, le=50)] = TOP


class Matches(Out):
    listings: int
    items: list[FitOut]


class JudgementOut(Out):
    need_id: str
    invention_id: str
    side: Side
    useful: bool
    reason: Reason | None
    sentence: str
    at: datetime


@router.post("/match", summary="Rank the listed inventions for a text", responses=problems())
def match(request: Request, session: Reading, asked: MatchIn) -> Matches:
    """Needs no token, and keeps nothing of the text."""
    listings: Listings = request.app.state.listings
    compared = compare(session, listings, asked.text, asked.top)
    return Matches(
        listings=compared.listings,
        items=[
            FitOut(
                invention_id=invention.id,
                titles={text.language: text.title for text in invention.texts if text.title},
                house=invention_pages.house_name(invention.house),
                score=_score(parts),
                parts=_parts(parts),
            )
            for invention, parts in compared.found
        ],
    )


@router.get(
    "/needs/{need_id}/suggestions",
    summary="Inventions that fit a need",
    responses=problems(404),
)
def of_need(session: Reading, actor: AnyActor, need_id: Id) -> NeedFits:
    need = needs.need_for(session, actor, need_id)
    known = queries.matched(session, need.id)
    return NeedFits(
        need_id=need.id,
        compared_at=known.at if known else None,
        listings=known.listings if known else 0,
        items=[
            NeedFitOut(
                invention_id=one.invention_id,
                titles={text.language: text.title for text in one.invention.texts if text.title},
                house=invention_pages.house_name(one.invention.house),
                score=one.score,
                parts=_parts(read(one.why)),
                rank=one.rank or 0,
                first_suggested_at=one.first_made_at,
            )
            for one in queries.of_need(session, need.id)
        ],
    )


@router.get(
    "/inventions/{invention_id}/suggestions",
    summary="Open needs that an invention fits",
    responses=problems(404),
)
def of_invention(session: Reading, actor: AnyActor, invention_id: Id) -> list[InventionFit]:
    invention = invention_pages.seen(session, actor, invention_id)
    return [
        InventionFit(
            need_id=one.need_id,
            titles={text.language: text.title for text in one.need.texts if text.title},
            rank=one.rank or 0,
            score=one.score,
            parts=_parts(read(one.why)),
        )
        for one in queries.of_invention(session, invention.id)
    ]


@router.put(
    "/needs/{need_id}/suggestions/{invention_id}/judgement",
    summary="Say whether a suggestion is useful",
    responses=problems(403, 404),
)
def judge(
    session: Writing,
    actor: SignedIn,
    need_id: Id,
    invention_id: Id,
    form: JudgementForm,
) -> JudgementOut:
    """By a member of one of the two houses; saying it again replaces the word."""
    suggestion = queries.suggestion(session, need_id, invention_id)
    word: Judgement = service.judge(session, actor, suggestion=suggestion, form=form)
    return JudgementOut.model_validate(word)


def _parts(parts: Sequence[Part]) -> list[PartOut]:
    return [PartOut.model_validate(part) for part in parts]


def _score(parts: Sequence[Part]) -> float:
    return sum(part.weight * part.value for part in parts)

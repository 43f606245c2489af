"""Suggestions and the matcher for programs."""

from fastapi import APIRouter, Request

from marketplace.houses.pages import house_name
from marketplace.inventions import pages as invention_pages
from marketplace.inventions.rules import InventionState
from marketplace.needs import queries as needs
from marketplace.needs.rules import NeedState
from marketplace.suggestions import queries, service
from marketplace.suggestions.answers import (
    FitOut,
    InventionFit,
    JudgementOut,
    Matches,
    MatchIn,
    NeedFitOut,
    NeedFits,
    SimilarInvention,
    SimilarNeed,
    Trios,
    parts_of,
    reasons_of,
    titles_of,
    trio_of,
)
from marketplace.suggestions.forms import JudgementForm
from marketplace.suggestions.listings import Listings
from marketplace.suggestions.models import Judgement
from marketplace.suggestions.pasted import compare
from marketplace.suggestions.reasons import read
from marketplace.web.api import ApiKey, Id, problems
from marketplace.web.deps import AnyActor, Reading, SignedIn, Writing

router = APIRouter(prefix="/api/v1", tags=["suggestions"], dependencies=[ApiKey])


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
                titles=titles_of(invention.texts),
                house=house_name(invention.house),
                **reasons_of(one),
            )
            for invention, one in compared.found
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
    ours = actor.acts_for(need.house_id)
    return NeedFits(
        need_id=need.id,
        compared_at=known.at if known else None,
        listings=known.listings if known else 0,
        items=[
            NeedFitOut(
                invention_id=one.invention_id,
                titles=titles_of(one.invention.texts),
                house=house_name(one.invention.house),
                **reasons_of(read(one.invention_id, one.score, one.why), ours=ours),
                rank=one.rank or 0,
                rank_without_answers=read(one.invention_id, one.score, one.why).before,
                first_suggested_at=one.first_made_at,
            )
            for one in queries.of_need(session, need.id)
        ],
    )


@router.get(
    "/needs/{need_id}/trios",
    summary="Houses that could meet a need together",
    responses=problems(404),
)
def trios(session: Reading, actor: AnyActor, need_id: Id) -> Trios:
    """For needs of the State and those for which nothing fits well: who can, and who would pay."""
    need = needs.need_for(session, actor, need_id)
    return Trios(
        need_id=need.id, items=[trio_of(one) for one in queries.trios_of(session, need.id)]
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
            titles=titles_of(one.need.texts),
            rank=one.rank or 0,
            score=one.score,
            parts=parts_of(read(one.invention_id, one.score, one.why)),
        )
        for one in queries.of_invention(session, invention.id)
    ]


@router.get(
    "/inventions/{invention_id}/similar",
    summary="Inventions that fit the same open needs",
    responses=problems(404),
)
def like_invention(session: Reading, actor: AnyActor, invention_id: Id) -> list[SimilarInvention]:
    """The strongest first; none for one that is not listed."""
    invention = invention_pages.seen(session, actor, invention_id)
    if invention.state != InventionState.LISTED:
        return []
    return [
        SimilarInvention(invention_id=one.id, titles=titles_of(one.texts), shared_needs=shared)
        for one, shared in queries.like_invention(session, invention.id)
    ]


@router.get(
    "/needs/{need_id}/similar",
    summary="Open needs that the same inventions fit",
    responses=problems(404),
)
def like_need(session: Reading, actor: AnyActor, need_id: Id) -> list[SimilarNeed]:
    """The strongest first; none for one that is not open."""
    need = needs.need_for(session, actor, need_id)
    if need.state != NeedState.OPEN:
        return []
    return [
        SimilarNeed(need_id=one.id, titles=titles_of(one.texts), shared_inventions=shared)
        for one, shared in queries.like_need(session, need.id)
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

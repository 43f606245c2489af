"""Inventions and needs are written down, shown to everybody, and end."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from marketplace.demo.listings import (
    DraftedInvention,
    DraftedNeed,
    Invention,
    InventionStep,
    Language,
    Need,
    NeedStep,
)
from marketplace.demo.play.cast import Cast
from marketplace.houses.rules import LEADS
from marketplace.inventions import queries as inventions
from marketplace.inventions import service as listing
from marketplace.inventions.forms import InventionDraftForm
from marketplace.kit import clock
from marketplace.needs import queries as needs
from marketplace.needs import service as posting
from marketplace.needs.forms import MeetForm, NeedDraft

TRANSLATED = ("title", "problem", "novelty", "advantages", "applications")


def list_invention(cast: Cast, told: Invention, session: Session) -> None:
    """Drafted in its languages, then listed by whoever lists for the house.

    Where the head approves, a researcher hands it in, and the head may hand it back once.
    """
    approves = cast.market.house(told.house).head_approves
    choose = cast.writer if approves else cast.seller
    actor = choose(session, told.house)
    first, *others = told.languages
    made = listing.draft_invention(session, actor, form=_card(told, first))
    for language in others:
        listing.save_invention(session, actor, invention=made, form=_card(told, language))
    cast.inventions[told.key] = made.id
    if not approves:
        listing.list_invention(session, actor, invention=made)
        return
    head = cast.actor(session, told.house, LEADS[made.house.kind])
    listing.submit_invention(session, actor, invention=made)
    if told.handed_back:
        listing.return_invention(session, head, invention=made, reason=told.handed_back)
        listing.submit_invention(session, actor, invention=made)
    listing.approve_invention(session, head, invention=made)


def turn_invention(cast: Cast, told: Invention, step: InventionStep, session: Session) -> None:
    found = inventions.invention(session, cast.inventions[told.key])
    actor = cast.seller(session, told.house)
    take = {
        "withdraw": listing.withdraw_invention,
        "list": listing.list_invention,
        "confirm": listing.confirm_invention,
    }[step.do]
    take(session, actor, invention=found)


def draft_invention(cast: Cast, told: DraftedInvention, session: Session) -> None:
    form = InventionDraftForm.model_validate(
        {
            "language": "vi",
            "title": told.title,
            "problem": told.problem,
            "novelty": told.novelty,
            "kind": told.kind,
            "readiness": told.readiness and str(told.readiness),
        }
    )
    actor = cast.writer(session, told.house)
    made = listing.draft_invention(session, actor, form=form)
    if told.submitted:
        listing.submit_invention(session, actor, invention=made)


def post_need(cast: Cast, told: Need, session: Session) -> None:
    actor = cast.buyer(session, told.house)
    first, *others = told.languages
    made = posting.draft_need(session, actor, form=_need(told, first))
    for language in others:
        form = _need(told, language)
        posting.save_need(session, actor, need=made, form=form, version=made.version)
    posting.post_need(session, actor, need=made)
    cast.needs[told.key] = made.id


def turn_need(cast: Cast, told: Need, step: NeedStep, session: Session) -> None:
    found = needs.need(session, cast.needs[told.key])
    actor = cast.buyer(session, told.house)
    if step.do == "meet":
        posting.meet_need(session, actor, need=found, form=MeetForm())
        return
    take = {
        "close": posting.close_need,
        "reopen": posting.reopen_need,
        "confirm": posting.confirm_need,
    }[step.do]
    take(session, actor, need=found)


def draft_need(cast: Cast, told: DraftedNeed, session: Session) -> None:
    form = NeedDraft(language="vi", title=told.title, problem=told.problem)
    posting.draft_need(session, cast.buyer(session, told.house), form=form)


def _card(told: Invention, language: Language) -> InventionDraftForm:
    """What is stored once for all languages is taken in the listing's first one."""
    text, card = told.text(language), told.text(told.languages[0])
    return InventionDraftForm.model_validate(
        {
            "language": language,
            **{name: getattr(text, name) for name in TRANSLATED},
            "readiness_evidence": card.evidence,
            "kind": told.kind,
            "readiness": str(told.readiness),
            "field": told.field,
            "keywords": (*told.keywords_vi, *told.keywords_en),
            "classes": told.classes,
            "offers": told.offers,
            "asking": told.asking or None,
            "application_number": told.application_number,
            "right_status": "filed" if told.application_number else "none",
            "inventors": [{"name": name} for name in told.inventors],
            "funding_source": card.funding,
            "state_percent": told.state_percent,
        }
    )


def _wanted_by(told: Need) -> date | None:
    if told.wanted_in_days is None:
        return None
    return clock.today() + timedelta(days=told.posted_days_ago + told.wanted_in_days)


def _need(told: Need, language: Language) -> NeedDraft:
    text = told.text(language)
    return NeedDraft.model_validate(
        {
            "language": language,
            "title": text.title,
            "problem": text.problem,
            "done_when": text.done_when,
            "field": told.field,
            "budget_from": told.budget_from or None,
            "budget_to": told.budget_to or None,
            "wanted_by": _wanted_by(told),
            "readiness_wanted": told.readiness_wanted and str(told.readiness_wanted),
            "unnamed": told.unnamed,
            "keywords": (*told.keywords_vi, *told.keywords_en),
        }
    )

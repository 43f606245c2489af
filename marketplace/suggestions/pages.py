"""What is shown of suggestions: beside a need, beside an invention, and for a pasted text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.inventions import queries as inventions
from marketplace.inventions.models import Invention
from marketplace.inventions.pages import InventionCard, card_of
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Form, Panel, Words
from marketplace.locale import language
from marketplace.needs.models import Need
from marketplace.needs.pages import NeedCard
from marketplace.needs.pages import card as need_card
from marketplace.needs.policy import can_draft
from marketplace.needs.rules import NeedState
from marketplace.rulebook.answering import BID_WAITS
from marketplace.suggestions import policy, queries
from marketplace.suggestions.models import Judgement, Suggestion
from marketplace.suggestions.reasons import Suggested, read
from marketplace.suggestions.rules import Reason
from marketplace.suggestions.why import Why, why
from matching.reactions import NAME as REACTIONS

FIRST_AT_HOME = 10
"""Before what is new on the market."""


@dataclass(frozen=True, slots=True)
class Said:
    """What members of the reader's house said."""

    useful: bool
    reason: Words | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One suggestion: the thing on the other side, why, and the next step."""

    href: str
    title: Words
    meta: Sequence[Words]
    text: str
    why: Why
    answer: Words
    action: Action | None
    judge: str | None
    """Where the reader's own word is posted to, if they may say one."""
    said: Sequence[Said]
    spoken: str | None = None


@dataclass(frozen=True, slots=True)
class OnNeed:
    rows: Sequence[Row]
    put_aside: Sequence[Row]
    reasons: Sequence[tuple[str, Words]]
    at: datetime | None
    listings: int


@dataclass(frozen=True, slots=True)
class OnInvention:
    rows: Sequence[Row]
    put_aside: Sequence[Row]
    reasons: Sequence[tuple[str, Words]]


@dataclass(frozen=True, slots=True)
class TryPage:
    """`rows` is None before anything was pasted."""

    form: Form
    rows: Sequence[Row] | None
    text: str
    listings: int
    post: Action | None
    blocked: Words | None


def need_panel(session: Session, actor: Actor, need: Need) -> Panel | None:
    """On an open need's page: the inventions that fit it."""
    if need.state != NeedState.OPEN:
        return None
    found = queries.of_need(session, need.id)
    said = _said(session, actor, need_id=need.id)
    known = queries.matched(session, need.id)
    why_of = {one.invention_id: read(one.invention_id, one.score, one.why) for one in found}
    judged = _judged(session, actor, need, why_of.values())
    rows = [
        _invention_row(
            actor,
            need,
            one,
            why=why(why_of[one.invention_id], rank=one.rank, judged=judged),
            said=said.get(one.invention_id, ()),
        )
        for one in found
    ]
    shown, aside = _put_aside(rows)
    content = OnNeed(
        rows=shown,
        put_aside=aside,
        reasons=_reasons(),
        at=known.at if known else None,
        listings=known.listings if known else 0,
    )
    return Panel("suggestions/_on_need.html", content, order=60)


def invention_panel(session: Session, actor: Actor, invention: Invention) -> Panel | None:
    """On an invention's page: the open needs that it fits best."""
    found = queries.of_invention(session, invention.id)
    if not found:
        return None
    said = _said(session, actor, invention_id=invention.id)
    rows = [_need_row(actor, invention, one, said.get(one.need_id, ())) for one in found]
    shown, aside = _put_aside(rows)
    content = OnInvention(shown, aside, _reasons())
    return Panel("suggestions/_on_invention.html", content, order=60)


def home_panel(session: Session, actor: Actor, _nothing: object) -> Panel | None:  # noqa: ARG001
    """On the front page: a box to paste a problem into, for whoever may have one."""
    if actor.operator or (actor.house is not None and not can_draft(actor)):
        return None
    return Panel("suggestions/_at_home.html", None, order=FIRST_AT_HOME)


def try_page(
    actor: Actor,
    form: Form,
    found: Sequence[tuple[Invention, Suggested]] | None = None,
    *,
    text: str = "",
    listings: int = 0,
) -> TryPage:
    """The form, and below it what fits the text that was pasted."""
    blocked = None if not actor.signed_in else can_draft(actor).reason
    rows = None
    if found is not None:
        rows = [
            _row(card_of(invention), why(one), answers=card_of(invention).house)
            for invention, one in found
        ]
    post = Action(t("Post it as a need"), "/try/need", post=True, tone="primary")
    return TryPage(
        form=form,
        rows=rows,
        text=text,
        listings=listings,
        post=post if text and blocked is None else None,
        blocked=blocked if text else None,
    )


def _judged(
    session: Session, actor: Actor, need: Need, shown: Iterable[Suggested]
) -> Mapping[str, Words] | None:
    """For members of the need's house: what they judged, by title."""
    if not actor.acts_for(need.house_id):
        return None
    parts = (part for one in shown for part in one.parts if part.name == REACTIONS)
    ids = {term.text for part in parts for term in part.terms if term.text}
    found = inventions.seen_by(session, actor, ids)
    return {key: inventions.title_in(one, language()) for key, one in found.items()}


def _invention_row(
    actor: Actor, need: Need, one: Suggestion, *, why: Why, said: Sequence[Judgement]
) -> Row:
    card = card_of(one.invention)
    bid = f"/bids/new?invention={one.invention_id}"
    return _row(
        card,
        why,
        answers=card.house,
        action=Action(t("Make a bid"), bid) if actor.acts_for(need.house_id) else None,
        judge=_judge_address(actor, need, one.invention, one),
        said=said,
    )


def _row(
    card: InventionCard,
    why: Why,
    *,
    answers: str,
    action: Action | None = None,
    judge: str | None = None,
    said: Sequence[Judgement] = (),
) -> Row:
    return Row(
        href=card.href,
        title=card.title,
        meta=(card.house, card.kind, card.readiness),
        text=card.text,
        why=why,
        answer=t(
            "%(house)s answers a bid within %(days)s days.", house=answers, days=BID_WAITS.days
        ),
        action=action,
        judge=judge,
        said=_words(said),
    )


def _need_row(
    actor: Actor, invention: Invention, one: Suggestion, said: Sequence[Judgement]
) -> Row:
    card: NeedCard = need_card(actor, one.need)
    return Row(
        href=card.href,
        title=card.title,
        meta=(card.house.label, card.field or "", card.budget or ""),
        text="",
        why=why(read(invention.id, one.score, one.why)),
        answer=t("%(house)s decides whether to bid.", house=card.house.label),
        action=None,
        judge=_judge_address(actor, one.need, invention, one),
        said=_words(said),
        spoken=card.spoken,
    )


def _judge_address(actor: Actor, need: Need, invention: Invention, one: Suggestion) -> str | None:
    if not policy.can_judge(actor, need, invention):
        return None
    return f"/needs/{one.need_id}/suggestions/{one.invention_id}/judge"


def _said(
    session: Session, actor: Actor, *, need_id: str | None = None, invention_id: str | None = None
) -> Mapping[str, Sequence[Judgement]]:
    """The words of the reader's own house, by the thing on the other side."""
    if actor.house_id is None:
        return {}
    found: dict[str, list[Judgement]] = {}
    for word in queries.judgements(
        session, actor.house_id, need_id=need_id, invention_id=invention_id
    ):
        found.setdefault(word.invention_id if need_id else word.need_id, []).append(word)
    return found


def _words(said: Sequence[Judgement]) -> tuple[Said, ...]:
    return tuple(
        Said(word.useful, word.reason.label if word.reason else None, word.sentence)
        for word in said
    )


def _put_aside(rows: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row]]:
    """What the reader's own house last called not useful stands apart, for that house alone."""
    aside = [row for row in rows if row.said and not row.said[-1].useful]
    return [row for row in rows if row not in aside], aside


def _reasons() -> Sequence[tuple[str, Words]]:
    return [(reason.value, reason.label) for reason in Reason]

"""What is shown of suggestions: beside a need, beside an invention, and for a pasted text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.inventions.models import Invention
from marketplace.inventions.pages import InventionCard, card_of
from marketplace.kit.actor import Actor
from marketplace.kit.amounts import show_money
from marketplace.kit.money import Money
from marketplace.kit.text import Text, t
from marketplace.kit.views import Action, Form, Panel, Words
from marketplace.locale import language
from marketplace.needs.models import Need
from marketplace.needs.pages import NeedCard
from marketplace.needs.pages import card as need_card
from marketplace.needs.policy import can_draft
from marketplace.needs.rules import NeedState
from marketplace.rulebook.answering import BID_WAITS
from marketplace.rulebook.readiness import Readiness
from marketplace.suggestions import policy, queries
from marketplace.suggestions.models import Judgement, Suggestion
from marketplace.suggestions.reasons import read
from marketplace.suggestions.rules import Reason
from matching import Part, Term

FIRST_AT_HOME = 10
"""Before what is new on the market."""

GLANCE = 6
"""So many shared words stand in the one line that everybody sees."""

PARTS: Mapping[str, Text] = {
    "text": t("Words in common"),
    "classes": t("Patent classes"),
    "readiness": t("Readiness"),
    "budget": t("Money"),
}
SHARED = ("text", "classes")
"""The parts whose terms stand in both texts."""

FIELDS: Mapping[str, Text] = {
    "title": t("title"),
    "text": t("text"),
    "keywords": t("keywords"),
}
REST = t("all other words")
NOT_STATED = t("The listing does not say: half of the points.")


@dataclass(frozen=True, slots=True)
class TermView:
    """`points` are hundredths of the whole score."""

    text: Words
    field: Words
    points: float


@dataclass(frozen=True, slots=True)
class PartView:
    """`most` is what the part could give; the points of the terms add up to `points`."""

    label: Words
    points: float
    most: float
    terms: Sequence[TermView]
    remark: Words | None


@dataclass(frozen=True, slots=True)
class Why:
    """`glance` are the words that counted most."""

    points: float
    glance: Sequence[str]
    parts: Sequence[PartView]


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
    rows = [_invention_row(actor, need, one, said.get(one.invention_id, ())) for one in found]
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
    found: Sequence[tuple[Invention, Sequence[Part]]] | None = None,
    *,
    text: str = "",
    listings: int = 0,
) -> TryPage:
    """The form, and below it what fits the text that was pasted."""
    blocked = None if not actor.signed_in else can_draft(actor).reason
    rows = None
    if found is not None:
        rows = [
            _row(card_of(invention), parts, answers=card_of(invention).house)
            for invention, parts in found
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


def why(parts: Sequence[Part]) -> Why:
    """Points out of 100; what is shown adds up, because the terms of a part do."""
    views = [_part(part) for part in parts]
    shared = [part for part in parts if part.name in SHARED]
    terms = [term for part in shared for term in part.terms if term.text]
    words = dict.fromkeys(term.text for term in sorted(terms, key=lambda one: -one.value))
    return Why(
        points=100 * sum(part.weight * part.value for part in parts),
        glance=_distinct(words)[:GLANCE],
        parts=views,
    )


def _distinct(words: Mapping[str, None]) -> list[str]:
    """Without words that stand within a longer one that is shown before them, or the reverse."""
    shown: list[str] = []
    for word in words:
        if not any(word.casefold() in one.casefold() for one in shown):
            shown = [one for one in shown if one.casefold() not in word.casefold()]
            shown.append(word)
    return shown


def _part(part: Part) -> PartView:
    terms = tuple(
        TermView(_said_of(term), FIELDS.get(term.field, ""), 100 * part.weight * term.value)
        for term in part.terms
        if part.state == "stated"
    )
    return PartView(
        label=PARTS.get(part.name, part.name),
        points=100 * part.weight * part.value,
        most=100 * part.weight,
        terms=terms,
        remark=NOT_STATED if part.state == "not-stated" else None,
    )


def _said_of(term: Term) -> Words:
    """A word as it stands in the listing; of amounts and levels what people call them."""
    if not term.text:
        return REST
    if term.field == "budget":
        amount, currency = term.text.split(" ")
        return show_money(Money(int(amount), currency), language())
    if term.field == "readiness":
        return Readiness(term.text).label
    return term.text


def _invention_row(actor: Actor, need: Need, one: Suggestion, said: Sequence[Judgement]) -> Row:
    card = card_of(one.invention)
    bid = f"/bids/new?invention={one.invention_id}"
    return _row(
        card,
        read(one.why),
        answers=card.house,
        action=Action(t("Make a bid"), bid) if actor.acts_for(need.house_id) else None,
        judge=_judge_address(actor, need, one.invention, one),
        said=said,
    )


def _row(
    card: InventionCard,
    parts: Sequence[Part],
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
        why=why(parts),
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
        why=why(read(one.why)),
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

"""Why something is suggested, in the reader's language: points that add up, the passage, what is
missing, and what would change its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from marketplace.kit.amounts import show_money
from marketplace.kit.money import Money
from marketplace.kit.text import Text, t
from marketplace.kit.views import Words
from marketplace.locale import language
from marketplace.rulebook.readiness import Readiness
from marketplace.suggestions.reasons import BEYOND, Suggested
from matching import Part, Term
from matching.changes import DEPTH, Change
from matching.explaining import LEAST, distinct, strongest
from matching.measures import NEUTRAL
from matching.noise import is_noise
from matching.passages import Passage
from matching.reactions import NAME as REACTIONS

ENOUGH = 0.4
"""A passage in the reader's language is shown if it has this share of the best one's points."""
GLANCE = 6
"""So many shared words stand in the one line that everybody sees."""

PARTS: Mapping[str, Text] = {
    "text": t("Words in common"),
    "bm25": t("How many of the need's words it has"),
    "latent": t("The same subject"),
    "meaning": t("The same meaning"),
    "classes": t("Patent classes"),
    "readiness": t("Readiness"),
    "budget": t("Money"),
    REACTIONS: t("Answers of the house that has the need"),
}
FIELDS: Mapping[str, Text] = {
    "title": t("title"),
    "text": t("text"),
    "keywords": t("keywords"),
}
REST = t("all other words")
NEUTRAL_SHARE = t("half for a listing like none of them")
ONE_JUDGED = t("a listing that is not shown any more")
NOT_STATED = t("The listing does not say: half of the points.")
NOT_READ = t("What the listing means is still being worked out.")
BY_ANSWERS = t("What the house said of this listing and of those like it; half is neutral.")


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
class PassageView:
    """`pieces` are (text, marked) in order; "" for a `spoken` that is the reader's language."""

    pieces: Sequence[tuple[str, bool]]
    spoken: str


@dataclass(frozen=True, slots=True)
class Gap:
    """The readiness that the need asks for and the one that is; `levels` are missing."""

    wanted: Words
    held: Words
    levels: int


@dataclass(frozen=True, slots=True)
class Why:
    """`glance` are the words that counted most; `answers` the points that the house's own answers
    gave or took, where it gave any, and `moved` what they changed."""

    points: float
    glance: Sequence[str]
    parts: Sequence[PartView]
    passage: PassageView | None
    gap: Gap | None
    classes: Sequence[Words]
    missing: Sequence[str]
    not_stated: Sequence[Words]
    changes: Sequence[Words]
    answers: float | None
    moved: Words | None


def why(
    one: Suggested, *, rank: int | None = None, judged: Mapping[str, Words] | None = None
) -> Why:
    """Points out of 100; what is shown adds up, because the terms of a part do.

    `judged` are the titles of what the need's house has judged, for readers of that house alone:
    others see what the answers gave or took, and not of what they were given.
    """
    reasons = one.reasons
    return Why(
        points=100 * sum(part.weight * part.value for part in one.parts),
        glance=_glance(one.parts),
        parts=parts_of(one.parts, judged),
        passage=_passage(reasons.passages),
        gap=_gap(reasons.gap),
        classes=[
            t("%(held)s: shared down to %(common)s", held=c.held, common=c.common)
            for c in reasons.classes
        ],
        missing=[term.text for term in _ours(reasons.missing)],
        not_stated=[PARTS.get(name, name) for name in reasons.not_stated if name != "meaning"],
        changes=[_change(change) for change in _told(reasons.changes, one.parts)],
        answers=_answers(one.parts),
        moved=_moved(one.before, rank),
    )


def parts_of(parts: Sequence[Part], judged: Mapping[str, Words] | None = None) -> list[PartView]:
    return [_part(part, judged) for part in parts]


def words_of(parts: Sequence[Part]) -> list[Term]:
    """The strongest first: those of the reader's language, and the others where these are few."""
    ours = distinct(strongest(parts, language()))
    if len(ours) >= LEAST:
        return ours
    seen = {term.text for term in ours}
    return ours + [term for term in distinct(strongest(parts)) if term.text not in seen]


def _glance(parts: Sequence[Part]) -> list[str]:
    words = [term.text for term in words_of(parts)]
    if not words:  # stored before terms had languages
        words = [term.text for part in parts for term in part.terms if term.field in FIELDS]
    return [word for word in words if word][:GLANCE]


def _part(part: Part, judged: Mapping[str, Words] | None) -> PartView:
    terms = _shown(part, judged) if part.state == "stated" else []
    return PartView(
        label=PARTS.get(part.name, part.name),
        points=100 * part.weight * part.value,
        most=100 * part.weight,
        terms=[
            TermView(
                text=_said_of(part, term, judged),
                field=FIELDS.get(term.field, ""),
                points=100 * part.weight * term.value,
            )
            for term in terms
        ],
        remark=_remark(part),
    )


def _shown(part: Part, judged: Mapping[str, Words] | None) -> list[Term]:
    """In the reader's language, at least five if there are; all others are one term."""
    if part.name == REACTIONS and judged is None:
        return []
    here = language()
    ours = [term for term in part.terms if term.text and here in (term.languages or (here,))]
    others = [term for term in part.terms if term.text and term not in ours]
    chosen = [*ours, *others[: max(LEAST - len(ours), 0)]]
    good = [term for term in chosen if not (term.languages and is_noise(term.text))]
    shown = good if len(good) >= LEAST else chosen
    if len(shown) < len(part.terms):
        shown.append(Term("", "", part.value - sum(term.value for term in shown)))
    return shown


def _remark(part: Part) -> Text | None:
    if part.name == REACTIONS:
        return BY_ANSWERS
    if part.state == "stated":
        return None
    return NOT_READ if part.name == "meaning" else NOT_STATED


def _said_of(part: Part, term: Term, judged: Mapping[str, Words] | None) -> Words:
    """A word as it stands in the listing; of amounts, levels and answers what people call them."""
    if not term.text:
        return NEUTRAL_SHARE if part.name == REACTIONS else REST
    if part.name == REACTIONS:
        return (judged or {}).get(term.text, ONE_JUDGED)
    if term.field == "budget":
        amount, currency = term.text.split(" ")
        return show_money(Money(int(amount), currency), language())
    if term.field == "readiness":
        return Readiness(term.text).label
    return term.text


def _passage(passages: Sequence[Passage]) -> PassageView | None:
    """In the reader's language, unless another one says far more."""
    if not passages:
        return None
    best = max(passages, key=lambda one: one.value)
    ours = (one for one in passages if one.language == language())
    own = next(ours, best)
    shown = own if own.value >= ENOUGH * best.value else best
    return PassageView(list(_pieces(shown)), "" if shown.language == language() else shown.language)


def _pieces(passage: Passage) -> Iterator[tuple[str, bool]]:
    end = 0
    for start, stop in passage.marks:
        if start > end:
            yield passage.text[end:start], False
        yield passage.text[start:stop], True
        end = stop
    if end < len(passage.text):
        yield passage.text[end:], False


def _gap(levels: tuple[int, int] | None) -> Gap | None:
    if levels is None:
        return None
    wanted, held = levels
    label = {level: Readiness(str(level)).label for level in levels}
    return Gap(label[wanted], label[held], max(wanted - held, 0))


def _ours(terms: Sequence[Term]) -> list[Term]:
    ours = [term for term in terms if language() in term.languages]
    return ours or list(terms)


def _told(changes: Sequence[Change], parts: Sequence[Part]) -> list[Change]:
    """Of words only those of the reader's language, where there are such."""
    ours = {term.text for term in strongest(parts, language())}
    words = [change for change in changes if change.kind == "without"]
    mine = [change for change in words if change.what in ours] or words
    return [*mine, *(change for change in changes if change.kind == "met")]


def _change(change: Change) -> Words:
    if change.kind == "met" and change.what == "readiness":
        return t(
            "If it were as ready as the need asks, it would be number %(rank)s.", rank=change.rank
        )
    if change.kind == "met":
        return t(
            "If it stated a price within the budget, it would be number %(rank)s.",
            rank=change.rank,
        )
    if change.rank is None:
        return t(
            "Without “%(word)s” in the need it would not be among the first %(depth)s.",
            word=change.what,
            depth=DEPTH,
        )
    return t(
        "Without “%(word)s” in the need it would be number %(rank)s.",
        word=change.what,
        rank=change.rank,
    )


def _answers(parts: Sequence[Part]) -> float | None:
    """Above or below neutral."""
    found = (100 * part.weight * (part.value - NEUTRAL) for part in parts if part.name == REACTIONS)
    return next(found, None)


def _moved(before: int | None, now: int | None) -> Words | None:
    if before is None or now is None or before == now:
        return None
    if before >= BEYOND:
        return t("It is number %(now)s; without these answers it would not be here.", now=now)
    return t(
        "It is number %(now)s; without these answers it would be number %(before)s.",
        now=now,
        before=before,
    )

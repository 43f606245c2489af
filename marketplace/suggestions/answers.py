"""What the API answers: fits with all their reasons, and judgements."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from marketplace.houses.models import House
from marketplace.inventions.models import InventionText
from marketplace.needs.models import NeedText
from marketplace.suggestions.forms import PastedForm
from marketplace.suggestions.models import Trio
from marketplace.suggestions.reasons import Suggested, read_trio
from marketplace.suggestions.rules import TOP, Reason, Side
from marketplace.web.api import Out
from matching import Part, Term
from matching.reactions import NAME as REACTIONS


class TermOut(Out):
    """A word as it stands in the listing; an empty `text` stands for all words not shown."""

    text: str
    field: str
    value: float
    languages: Annotated[
        list[str],
        Field(description="Of the lines of the listing where it stands; none of what is no word."),
    ]


class PassageOut(Out):
    """The one or two sentences of the listing that say most of why it was found."""

    field: str
    language: str
    text: str
    marks: Annotated[
        list[tuple[int, int]],
        Field(description="Start and end, in code points of `text`, of what counted."),
    ]


class SharedClassOut(Out):
    """What the need asks for, the nearest symbol of the listing, and how far both go together."""

    wanted: str
    held: str
    common: str


class ReadinessOut(Out):
    """`missing` levels are left to go."""

    wanted: int
    held: int
    missing: int


class ChangeOut(Out):
    """What would change the rank."""

    kind: Annotated[
        Literal["without", "met"],
        Field(
            description="`without`: if the need did not say the word `what`; `met`: if the part "
            "`what` (readiness, budget) fitted whole."
        ),
    ]
    what: str
    rank: Annotated[int | None, Field(description="Null: not among the first fifty.")]


class PartOut(Out):
    """The values of the terms add up to `value`; `weight` times `value`, added up over the parts,
    is the score."""

    name: Annotated[
        str,
        Field(
            description="`text` and other parts by words, `classes`, `readiness`, `budget`; "
            "`reactions` are the answers of the house that has the need, neutral at 0.5."
        ),
    ]
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
                        "terms": [
                            {
                                "text": "coating",
                                "field": "title",
                                "value": 0.412,
                                "languages": ["en"],
                            }
                        ],
                    }
                ],
                "passages": [
                    {
                        "field": "text",
                        "language": "en",
                        "text": "The coating takes 1,800 hours of salt spray.",
                        "marks": [[4, 11], [31, 41]],
                    }
                ],
                "readiness": {"wanted": 7, "held": 5, "missing": 2},
                "classes": [],
                "missing": ["crane legs"],
                "not_stated": [],
                "changes": [{"kind": "without", "what": "coating", "rank": 14}],
            }
        }
    )

    invention_id: str
    titles: Annotated[dict[str, str], Field(description="By language.")]
    house: str
    score: float
    parts: list[PartOut]
    passages: Annotated[list[PassageOut], Field(description="One for each language.")]
    readiness: ReadinessOut | None
    classes: list[SharedClassOut]
    missing: Annotated[
        list[str], Field(description="The strongest words of the need that the listing has not.")
    ]
    not_stated: Annotated[list[str], Field(description="Parts on which the listing is silent.")]
    changes: list[ChangeOut]


class NeedFitOut(FitOut):
    """`first_suggested_at` is when it first came among the first ten."""

    rank: int
    rank_without_answers: Annotated[
        int | None,
        Field(
            description="What the rank would be without the answers of the house that has the "
            "need; null where it gave none, 51 for all beyond the first fifty."
        ),
    ]
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


class SimilarInvention(Out):
    """`shared_needs`: of so many open needs both stand among the first ten."""

    invention_id: str
    titles: Annotated[dict[str, str], Field(description="By language.")]
    shared_needs: int


class SimilarNeed(Out):
    """`shared_inventions`: so many stand among the first ten of both."""

    need_id: str
    titles: Annotated[dict[str, str], Field(description="By language.")]
    shared_inventions: int


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


class TrioSideOut(Out):
    """One house and the listing or need of its own that speaks for it; the values of the parts,
    times their weights, add up to `score`."""

    house: str
    house_id: str
    titles: Annotated[dict[str, str], Field(description="By language.")]
    score: float
    parts: list[PartOut]


class TrioCanOut(TrioSideOut):
    invention_id: str


class TrioPayOut(TrioSideOut):
    need_id: str


class TrioOut(Out):
    """Two houses that could join the one that has the need. `parts`: `can` (the listing fits the
    need), `need` (the payer's own need is like it, as a share of the one most like it), `serves`
    (the listing fits the payer's need), `kinds` (State, institute and enterprise), `money` (both
    budgets reach the price), `place` (one province)."""

    rank: int
    score: float
    parts: list[PartOut]
    who_can: TrioCanOut
    who_would_pay: TrioPayOut


class Trios(Out):
    """Empty for a need that is not the State's and for which something fits well."""

    need_id: str
    items: list[TrioOut]


def titles_of(texts: Iterable[InventionText | NeedText]) -> dict[str, str]:
    return {text.language: text.title for text in texts if text.title}


def trio_of(one: Trio) -> TrioOut:
    reasons = read_trio(one.why)
    return TrioOut(
        rank=one.rank,
        score=one.score,
        parts=[PartOut.model_validate(part) for part in reasons.parts],
        who_can=TrioCanOut(
            invention_id=one.invention_id,
            **_trio_side(one.invention.house, one.invention.texts, reasons.can),
        ),
        who_would_pay=TrioPayOut(
            need_id=one.payer_need_id,
            **_trio_side(one.payer_need.house, one.payer_need.texts, reasons.pay),
        ),
    )


def _trio_side(
    house: House, texts: Iterable[InventionText | NeedText], parts: Sequence[Part]
) -> dict[str, Any]:
    return {
        "house": house.name,
        "house_id": house.id,
        "titles": titles_of(texts),
        "score": sum(part.weight * part.value for part in parts),
        "parts": [PartOut.model_validate(part) for part in parts],
    }


def reasons_of(one: Suggested, *, ours: bool = False) -> dict[str, Any]:
    """What a fit says of its reasons; of what the need's house said to its own members alone."""
    reasons = one.reasons
    wanted, held = reasons.gap or (0, 0)
    return {
        "score": one.score,
        "parts": parts_of(one, ours=ours),
        "passages": [PassageOut.model_validate(passage) for passage in reasons.passages],
        "readiness": ReadinessOut(wanted=wanted, held=held, missing=max(wanted - held, 0))
        if reasons.gap
        else None,
        "classes": [SharedClassOut.model_validate(shared) for shared in reasons.classes],
        "missing": [term.text for term in reasons.missing],
        "not_stated": list(reasons.not_stated),
        "changes": [ChangeOut.model_validate(change) for change in reasons.changes],
    }


def parts_of(one: Suggested, *, ours: bool = False) -> list[PartOut]:
    """`ours`: with what the need's house said of which listing, for its members alone."""
    return [
        PartOut.model_validate(part if ours or part.name != REACTIONS else _summed(part))
        for part in one.parts
    ]


def _summed(part: Part) -> Part:
    return replace(part, terms=(Term("", part.name, part.value),))

"""The search for programs."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict
from pydantic_core import to_json

from marketplace.catalogue import service
from marketplace.catalogue.cards import WHAT, house_of, money_of, path_of, since
from marketplace.catalogue.forms import MOST_LETTERS, SearchForm
from marketplace.catalogue.rules import Offered, What
from marketplace.catalogue.suggesting import Suggestion, suggested
from marketplace.houses.rules import HouseKind
from marketplace.inventions.rules import InventionKind
from marketplace.kit.errors import Invalid
from marketplace.kit.fields import Clean, Input, OneLine
from marketplace.kit.text import t
from marketplace.locale import say
from marketplace.needs.rules import NeedState
from marketplace.rulebook.fields import Field as FieldOfWork
from marketplace.rulebook.readiness import Readiness
from marketplace.web.api import ApiKey, Cursor, Id, Limit, Listing, MoneyOut, Out, problems
from marketplace.web.deps import AnyActor
from search.base import DEEPEST, Hit, Matched, Passage

router = APIRouter(prefix="/api/v1", tags=["search"], dependencies=[ApiKey])

_FACTS = ("field", "kind", "readiness", "number", "state")
_FOUND: JsonDict = {
    "what": "inventions",
    "id": "06fq3k9d1v7m2x4a",
    "path": "/inventions/06fq3k9d1v7m2x4a",
    "title": {
        "language": "en",
        "parts": [{"text": "Zinc", "hit": True}, {"text": " coating", "hit": False}],
        "cut_before": False,
        "cut_after": False,
    },
    "excerpt": None,
    "house": {
        "id": "06fq3k9d1v7m2x4b",
        "name": "Institute of Materials",
        "kind": "institute",
        "province": "ha-noi",
    },
    "field": "materials",
    "kind": "patent",
    "readiness": "7",
    "number": "1-2024-01234",
    "state": None,
    "price": {"amount": 500000000, "currency": "VND"},
    "budget_from": None,
    "budget_to": None,
    "since": "2026-03-01",
}


class PartOut(Out):
    text: str
    hit: bool = Field(description="Whether these words were looked for.")


class PassageOut(Out):
    """Joined, the parts are the original text, or the piece that was cut out of it."""

    language: str
    parts: list[PartOut]
    cut_before: bool
    cut_after: bool


class FoundHouseOut(Out):
    """`id` is null where the house keeps its name out of this reader's view; `name` says so."""

    id: Id | None
    name: str
    kind: HouseKind
    province: str


class FoundOut(Out):
    what: What
    id: Id
    path: str = Field(description="Of its page on this site.")
    title: PassageOut
    excerpt: PassageOut | None
    house: FoundHouseOut
    field: FieldOfWork | None
    kind: InventionKind | None = Field(description="Of an invention.")
    readiness: Readiness | None = Field(description="Of an invention.")
    number: str | None = Field(description="Of an invention's right, if it has one.")
    state: NeedState | None = Field(description="Of a need: open or met.")
    price: MoneyOut | None = Field(description="Asked for an invention.")
    budget_from: MoneyOut | None = Field(description="Of a need.")
    budget_to: MoneyOut | None
    since: date = Field(description="The day on which it came on the market.")


class ValueOut(Out):
    value: str
    count: int


class SearchOut(Listing[FoundOut]):
    """`searched` is another text than was asked for where that one found nothing."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "items": [_FOUND],
                "next": None,
                "total": 1,
                "searched": "zinc",
                "matched": "all",
                "suggestion": None,
                "facets": {"what": [{"value": "inventions", "count": 1}]},
            }
        }
    )

    total: int
    searched: str
    matched: Matched = Field(description="Whether the items have all the words or most of them.")
    suggestion: str | None = Field(description="Another spelling that would find more.")
    facets: dict[str, list[ValueOut]] = Field(
        description="How many items have each value; of a facet that is filtered by, how many "
        "would have it without that filter."
    )


class SearchQuery(SearchForm):
    cursor: Cursor = None
    limit: Limit = 25


class SuggestionOut(Out):
    """`note` tells it from others of the same title: its house, its number."""

    path: str = Field(description="On this site.")
    title: PassageOut
    note: str

    @classmethod
    def of(cls, one: Suggestion) -> "SuggestionOut":
        return cls.model_validate({"path": one.href, "title": one.title, "note": say(one.note)})


class GroupOut(Out):
    what: Offered
    items: list[SuggestionOut]


class SuggestedOut(Out):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "groups": [
                    {
                        "what": "inventions",
                        "items": [
                            {
                                "path": _FOUND["path"],
                                "title": _FOUND["title"],
                                "note": "Institute of Materials",
                            }
                        ],
                    }
                ]
            }
        }
    )

    groups: list[GroupOut]


class SuggestQuery(Input):
    q: Annotated[str, OneLine, Clean, StringConstraints(max_length=MOST_LETTERS)] = ""


@router.get("/search/suggest", summary="What to offer while somebody types", responses=problems())
def suggest(
    request: Request, actor: AnyActor, asked: Annotated[SuggestQuery, Query()]
) -> SuggestedOut:
    """At most three of each kind, from two letters on: by a right's number, inventions, needs,
    houses, and inventors by their names, who lead to what they invented. All of it could be found
    by this reader's own search. Answers 503 while the engine is away.
    """
    found = suggested(request.app.state.engine, actor, SearchForm(q=asked.q))
    return SuggestedOut(
        groups=[
            GroupOut(what=group.what, items=[SuggestionOut.of(one) for one in group.suggestions])
            for group in found.groups
        ]
    )


@router.get(
    "/search",
    summary="Search inventions, needs and houses",
    responses=problems(),
    response_model=SearchOut,
)
def search(request: Request, actor: AnyActor, asked: Annotated[SearchQuery, Query()]) -> Response:
    """Found are words in any order, with tone marks or without, by their stems in English; IPC and
    CPC symbols; a right's number, an ORCID iD or a DOI in any spelling. Each item stands there
    once, in the text that this reader may read.

    A filter may be given several times; any of its values is enough. `readiness` is the least.
    Amounts are typed as people write them ("500 triệu", "1.2 billion", "20000 USD"); only what
    names an amount in that currency is found. `stated` among the facets counts what names a price
    or a budget. Orders by price and budget go by dong; what names none comes last. Answers 503
    while the engine is away.
    """
    offset = _offset(asked.cursor)
    found = service.find(request.app.state.engine, actor, asked, offset=offset, limit=asked.limit)
    following = offset + asked.limit
    answer = {
        "items": [_found(hit) for hit in found.hits],
        "next": str(following) if following < min(found.total, DEEPEST) else None,
        "total": found.total,
        "searched": found.searched,
        "matched": found.matched,
        "suggestion": found.suggestion,
        "facets": {
            name: [{"value": one.value, "count": one.count} for one in values]
            for name, values in found.facets.items()
        },
    }
    # To build the models and check them would take as long as the engine does.
    return Response(to_json(answer), media_type="application/json")


def _found(hit: Hit) -> Mapping[str, object]:
    """As `FoundOut` says."""
    shown, house = hit.shown, house_of(hit)
    return {
        "what": WHAT[hit.kind],
        "id": hit.key,
        "path": path_of(hit),
        "title": _passage(hit.title),
        "excerpt": _passage(hit.excerpt) if hit.excerpt else None,
        "house": {
            "id": house.id,
            "name": say(house.label),
            "kind": shown["house_kind"],
            "province": shown["province"],
        },
        **{name: shown.get(name) or None for name in _FACTS},
        **{name: _money(hit, name) for name in ("price", "budget_from", "budget_to")},
        "since": since(hit),
    }


def _passage(passage: Passage) -> Mapping[str, object]:
    return {
        "language": passage.language,
        "parts": [{"text": part.text, "hit": part.hit} for part in passage.parts],
        "cut_before": passage.cut_before,
        "cut_after": passage.cut_after,
    }


def _money(hit: Hit, name: str) -> Mapping[str, object] | None:
    money = money_of(hit, name)
    return {"amount": money.amount, "currency": money.currency} if money else None


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isdigit() or int(cursor) >= DEEPEST:
        raise Invalid({"cursor": t("This cursor did not come from here.")})
    return int(cursor)

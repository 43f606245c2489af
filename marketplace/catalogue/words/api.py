"""The search's words for programs of the operator."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from marketplace.catalogue.words import policy, queries, service
from marketplace.catalogue.words.forms import WordsForm
from marketplace.catalogue.words.lists import GIVEN
from marketplace.catalogue.words.models import SearchWords
from marketplace.web.api import ApiKey, IfMatch, Out, expected_version, problems, tag
from marketplace.web.deps import Reading, SignedIn, Writing

router = APIRouter(prefix="/api/v1", tags=["search"], dependencies=[ApiKey])


class WordsOut(Out):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "words": "cột buồm = mast\n- thiết bị",
                "saved_at": "2026-04-20T02:15:00Z",
                "synonyms": [["AI", "trí tuệ nhân tạo", "artificial intelligence"]],
                "stop_words": ["của", "the"],
            }
        }
    )

    words: str = Field(description="What the operators have saved, a line for each change.")
    saved_at: datetime | None
    synonyms: list[list[str]] = Field(description="The program's own rows, without the changes.")
    stop_words: list[str] = Field(description="The program's own, without the changes.")


@router.get("/search-words", summary="Read the search's words", responses=problems(403))
def read(response: Response, session: Reading, actor: SignedIn) -> WordsOut:
    policy.can_change(actor).require()
    return _answer(response, queries.newest(session))


@router.put(
    "/search-words", summary="Change the search's words", responses=problems(403, 409, 412, 428)
)
def change(
    form: WordsForm,
    response: Response,
    session: Writing,
    actor: SignedIn,
    if_match: IfMatch = None,
) -> WordsOut:
    """All lines at once: `a = b` is a row of the same meaning, `! a` drops the rows with a, `- a`
    need not be there, `+ a` must."""
    policy.can_change(actor).require()
    version = expected_version(if_match, queries.newest(session).version)
    return _answer(response, service.save_words(session, actor, form=form, version=version))


def _answer(response: Response, saved: SearchWords) -> WordsOut:
    tag(response, saved.version)
    return WordsOut(
        words=saved.text,
        saved_at=saved.saved_at if saved.version else None,
        synonyms=[list(row) for row in GIVEN.synonyms],
        stop_words=sorted(GIVEN.stop_words),
    )

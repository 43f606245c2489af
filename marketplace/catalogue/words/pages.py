"""The page of the search's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.catalogue.words.lists import GIVEN
from marketplace.catalogue.words.models import SearchWords
from marketplace.kit.text import t
from marketplace.kit.views import Crumb, Form

PATH = "/admin/search-words"


@dataclass(frozen=True, slots=True)
class WordsPage:
    """`synonyms` and `stop_words` are the program's own."""

    form: Form
    hidden: dict[str, str]
    saved_at: datetime | None
    synonyms: Sequence[Sequence[str]]
    stop_words: Sequence[str]
    action: str = PATH
    crumbs: Sequence[Crumb] = (Crumb(t("Operator's pages"), "/admin"),)


def words_page(saved: SearchWords, form: Form, version: int) -> WordsPage:
    """`version` is that of the lines in the form."""
    return WordsPage(
        form=form,
        hidden={"version": str(version)},
        saved_at=saved.saved_at if saved.version else None,
        synonyms=list(GIVEN.synonyms),
        stop_words=sorted(GIVEN.stop_words),
    )

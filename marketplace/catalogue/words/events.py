"""Facts about the search's words; the words themselves stay out of the journal."""

from dataclasses import dataclass

from marketplace.kit.event import Event


@dataclass(frozen=True, kw_only=True)
class SearchWordsChanged(Event):
    """By an operator: from now on everybody's searches are read with these lists."""

    kind = "search.words-changed"
    about = "search-words"

    version: int

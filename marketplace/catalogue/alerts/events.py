"""Facts about saved searches; what is looked for stays out of the journal."""

from dataclasses import dataclass

from marketplace.kit.event import Event


@dataclass(frozen=True, kw_only=True)
class SearchSaved(Event):
    """From now on its person is told what newly fits."""

    kind = "search.saved"
    about = "search"


@dataclass(frozen=True, kw_only=True)
class SearchEnded(Event):
    """By its person, or by the link in one of its letters: then nobody is named."""

    kind = "search.ended"
    about = "search"

"""What is put into an engine, what is asked of it, and what it answers."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

PUBLIC = "public"
"""The token that every reader holds. Spelling is learnt only from documents that name it."""

DEEPEST = 10_000
"""No engine pages deeper than this."""

MOST_VALUES = 200
"""Values counted of one facet."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What some readers may find of one subject.

    A subject has a document for each tier; a reader gets the one of the highest tier that names a
    token of theirs, and never two of the same subject. So each holds all that its readers may read.
    """

    key: str
    """The subject's id."""
    kind: str
    tier: int
    readers: AbstractSet[str]
    """Tokens; whoever holds one of them may read this document."""
    at: datetime
    """When the subject came on the market."""
    titles: Mapping[str, str]
    """By language, one at least."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """By language."""
    names: Sequence[str] = ()
    """Words of no language: names of houses and people, keywords, symbols, numbers."""
    codes: Sequence[str] = ()
    """What is found only whole and as it stands, such as the key of a patent's number."""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What can be filtered by and counted, by the facet's name."""
    numbers: Mapping[str, float] = field(default_factory=dict)
    """What can be filtered by from one to another, and sorted by; finite ones."""
    shown: Mapping[str, str] = field(default_factory=dict)
    """What a list shows beside title and excerpt; it comes back with the hit."""


class Order(StrEnum):
    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"
    LOWEST = "lowest"
    HIGHEST = "highest"


Range = tuple[float | None, float | None]
"""From one number to another, both included; None where an end is open."""


@dataclass(frozen=True, slots=True)
class Query:
    """Without `text` everything is found, the newest first."""

    text: str = ""
    readers: AbstractSet[str] = frozenset({PUBLIC})
    """The tokens that the reader holds."""
    codes: Sequence[str] = ()
    """Codes that the whole text may stand for; who has one of them is found too, before others."""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By facet; who has any of its values passes."""
    ranges: Mapping[str, Range] = field(default_factory=dict)
    """By number; who has none does not pass."""
    facets: Sequence[str] = ()
    """Which facets to count."""
    language: str = "vi"
    """In which language titles and excerpts are preferred; all are searched."""
    order: Order = Order.BEST
    by: str = ""
    """The number that goes from the lowest or the highest on; who has none comes last.

    Of equals the newer comes first.
    """
    offset: int = 0
    limit: int = 25


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; `hit` says that it is a word that was looked for."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, or a piece cut out of it, word for word as it was put in."""

    parts: Sequence[Part]
    language: str
    cut_before: bool = False
    cut_after: bool = False

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Hit:
    key: str
    kind: str
    title: Passage
    excerpt: Passage | None
    names: Sequence[Passage]
    """Those that have one of the words."""
    shown: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of what was found have this value."""

    value: str
    count: int


class Matched(StrEnum):
    """What the hits have of the words that were asked for."""

    ALL = "all"
    SOME = "some"


@dataclass(frozen=True, slots=True)
class Results:
    """Each facet is counted without its own filter, so that another value can be chosen."""

    hits: Sequence[Hit]
    total: int
    searched: str
    """The text that was searched for: another than was asked for if that one found nothing."""
    matched: Matched = Matched.ALL
    suggestion: str | None = None
    """Another spelling that would find more."""
    facets: Mapping[str, Sequence[Facet]] = field(default_factory=dict)


class SearchEngine(Protocol):
    """Every method but `ready` raises `SearchUnavailable` where the engine cannot do it now."""

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Replace, all at once, what is known of the documents' subjects.

        The documents of one subject stand together.
        """

    def remove(self, keys: Iterable[str]) -> None:
        """Forget these subjects; those that are unknown are passed over."""

    def replace(self, documents: Iterable[SearchDocument]) -> None:
        """Put these in the place of everything, at once; until then searches find what was there.

        What others put meanwhile waits and is kept.
        """

    def find(self, query: Query) -> Results: ...

    def clear(self) -> None:
        """Begin with an empty index."""

    def ready(self) -> bool:
        """Whether there is an index that can be searched."""

    def missing(self) -> bool:
        """Whether one must be built: the engine answers, and has none that it can use."""

    def settle(self) -> None:
        """Wait until what was put can be found."""

"""Facts about suggestions; both sides of each are public when it is made."""

from dataclasses import dataclass

from marketplace.kit.event import Event


@dataclass(frozen=True, kw_only=True)
class SuggestionMade(Event):
    """An invention came among the first ten of an open need for the first time.

    The subject is the need; `rank` counts from 1, `score` is in thousandths.
    """

    kind = "suggestion.made"
    about = "need"
    public = True
    invention_id: str
    rank: int
    score: int


@dataclass(frozen=True, kw_only=True)
class SuggestionJudged(Event):
    """A member said whether it is useful; `reason` is a code or "", `side` the judge's own:
    "need" or "invention"."""

    kind = "suggestion.judged"
    about = "need"
    invention_id: str
    side: str
    useful: bool
    reason: str

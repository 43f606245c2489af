"""What the institutes offer and what the others lack, in one language or two; all of it invented.

Application numbers lie in a range (99001 and up) that the office does not reach in any year.
"""

from typing import Annotated, Literal

from pydantic import Field

from marketplace.demo.people import Days
from marketplace.inventions.rules import InventionKind, OfferKind
from marketplace.kit.fields import Input
from marketplace.rulebook.fields import Field as FieldOfWork

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")


class InventionText(Input):
    """Whatever is empty in one language is empty in all of its fields."""

    title: str
    problem: str
    novelty: str
    advantages: str
    applications: str
    evidence: str
    funding: str


class InventionStep(Input):
    do: Literal["withdraw", "list", "confirm"]
    days_ago: Days


class Invention(Input):
    """`house` is the key of a house; `asking` is money as people type it, or empty.

    `handed_back` is what the head once found lacking, in a house whose head approves.
    """

    key: str
    house: str
    kind: InventionKind
    readiness: Annotated[int, Field(ge=1, le=9)]
    field: FieldOfWork
    listed_days_ago: Days
    offers: tuple[OfferKind, ...]
    asking: str
    classes: tuple[str, ...]
    application_number: str
    inventors: tuple[str, ...]
    state_percent: int | None = None
    keywords_vi: tuple[str, ...]
    keywords_en: tuple[str, ...]
    vi: InventionText
    en: InventionText
    handed_back: str = ""
    steps: tuple[InventionStep, ...] = ()

    def text(self, language: Language) -> InventionText:
        return self.vi if language == "vi" else self.en

    def keywords(self, language: Language) -> tuple[str, ...]:
        return self.keywords_vi if language == "vi" else self.keywords_en

    @property
    def languages(self) -> tuple[Language, ...]:
        return tuple(language for language in LANGUAGES if self.text(language).title)


class NeedText(Input):
    title: str
    problem: str
    done_when: str


class NeedStep(Input):
    do: Literal["meet", "close", "reopen", "confirm"]
    days_ago: Days


class Need(Input):
    """`unnamed` hides the house in public; `wanted_in_days` counts from today."""

    key: str
    house: str
    field: FieldOfWork
    posted_days_ago: Days
    budget_from: str
    budget_to: str
    readiness_wanted: Annotated[int, Field(ge=1, le=9)] | None = None
    wanted_in_days: Annotated[int, Field(ge=1)] | None = None
    unnamed: bool
    keywords_vi: tuple[str, ...]
    keywords_en: tuple[str, ...]
    vi: NeedText
    en: NeedText
    steps: tuple[NeedStep, ...] = ()

    def text(self, language: Language) -> NeedText:
        return self.vi if language == "vi" else self.en

    def keywords(self, language: Language) -> tuple[str, ...]:
        return self.keywords_vi if language == "vi" else self.keywords_en

    @property
    def languages(self) -> tuple[Language, ...]:
        return tuple(language for language in LANGUAGES if self.text(language).title)


class DraftedInvention(Input):
    """Begun and not listed; with `submitted` it waits for the head."""

    house: str
    days_ago: Days
    title: str
    problem: str = ""
    novelty: str = ""
    kind: InventionKind | None = None
    readiness: Annotated[int, Field(ge=1, le=9)] | None = None
    submitted: bool = False


class DraftedNeed(Input):
    house: str
    days_ago: Days
    title: str
    problem: str = ""


class Fit(Input):
    """Judged by hand: 0 does not fit, 1 a part could be used, 2 fits with a gap, 3 fits.

    A pair that nobody judged counts as 0; those that are told look alike.
    """

    need: str
    invention: str
    grade: Literal[0, 1, 2, 3]

"""What goes in and what comes out. A query is a document too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["stated", "not-stated"]


@dataclass(frozen=True, slots=True)
class Document:
    """A listing, a need, a pasted text.

    `fields` are texts by name ("title", "keywords", "text" …); several languages of one field
    stand in it one after the other, parted by a newline. `classes` are IPC or CPC symbols.
    `readiness` is a listing's level; in a query it is the least level wanted. `money` is the
    least and the most, in minor units of `currency`: what is asked, or in a query the budget.
    """

    key: str
    fields: Mapping[str, str]
    classes: tuple[str, ...] = ()
    readiness: int | None = None
    money: tuple[int | None, int | None] = (None, None)
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Term:
    """`text` is spelt as in the document; the rest beyond a limit is one term without text.

    `languages` ("vi", "en") are those of the lines where it stands, where somebody asked for them
    (`matching.explaining`).
    """

    text: str
    field: str
    value: float
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """`value` lies in 0…1; where the document does not state what is asked, it is neutral."""

    name: str
    weight: float
    value: float
    terms: tuple[Term, ...]
    state: State


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score is the sum of weight times value, and each value the sum of its terms."""

    key: str
    score: float
    parts: tuple[Part, ...]

"""Why an invention is suggested, as it is stored beside the suggestion and read back for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching import Explanation, Part, Ranked, Term
from matching.changes import DEPTH, Change
from matching.explaining import Reasons, SharedClass
from matching.passages import Passage
from matching.trios import Trio

FORMAT = 2
"""1 was the list of parts alone."""
DIGITS = 6
BEYOND = DEPTH + 1


@dataclass(frozen=True, slots=True)
class Suggested:
    """`before` is the rank without what the need's house has said of suggestions, `BEYOND` for any
    that is not among the first `DEPTH`; None where it has said nothing."""

    reasons: Reasons
    before: int | None = None

    @property
    def key(self) -> str:
        return self.reasons.explanation.key

    @property
    def score(self) -> float:
        return self.reasons.explanation.score

    @property
    def parts(self) -> Sequence[Part]:
        return self.reasons.explanation.parts


def place(ranked: Sequence[Ranked], key: str) -> int:
    """Counting from 1."""
    return next((at for at, one in enumerate(ranked, start=1) if one.key == key), BEYOND)


def stored(one: Suggested) -> Mapping[str, Any]:
    """As JSON; read back by `read`."""
    why = one.reasons
    return {
        "format": FORMAT,
        "parts": [_part(part) for part in one.parts],
        "passages": [[p.field, p.language, p.text, p.marks, p.value] for p in why.passages],
        "gap": why.gap,
        "classes": [[c.wanted, c.held, c.common] for c in why.classes],
        "missing": [_term(term) for term in why.missing],
        "changes": [[c.kind, c.what, c.rank] for c in why.changes],
        "before": one.before,
    }


def read(key: str, score: float, why: Any) -> Suggested:
    """Of any format; what an older one does not say is empty."""
    raw: Mapping[str, Any] = {"parts": why} if isinstance(why, list) else why
    parts = tuple(_read_part(part) for part in raw["parts"])
    reasons = Reasons(
        explanation=Explanation(key, score, parts),
        passages=tuple(
            Passage(field, language, text, tuple((start, end) for start, end in marks), value)
            for field, language, text, marks, value in raw.get("passages", ())
        ),
        gap=tuple(raw["gap"]) if raw.get("gap") else None,
        classes=tuple(SharedClass(*one) for one in raw.get("classes", ())),
        missing=tuple(map(_read_term, raw.get("missing", ()))),
        not_stated=tuple(part.name for part in parts if part.state == "not-stated"),
        changes=tuple(Change(*one) for one in raw.get("changes", ())),
    )
    return Suggested(reasons, raw.get("before"))


def stored_trio(trio: Trio) -> Mapping[str, Any]:
    """As JSON; read back by `read_trio`."""
    return {
        "format": FORMAT,
        "parts": [_part(part) for part in trio.parts],
        "can": [_part(part) for part in trio.can.explanation.parts],
        "pay": [_part(part) for part in trio.pay.explanation.parts],
    }


@dataclass(frozen=True, slots=True)
class TrioReasons:
    """The parts of a trio's score, and of the two that it builds on."""

    parts: tuple[Part, ...]
    can: tuple[Part, ...]
    pay: tuple[Part, ...]


def read_trio(why: Mapping[str, Any]) -> TrioReasons:
    return TrioReasons(
        **{name: tuple(map(_read_part, why[name])) for name in ("parts", "can", "pay")}
    )


def _part(part: Part) -> Mapping[str, Any]:
    """Terms rounded, and the rest such that they still add up."""
    terms = [_term(term) for term in part.terms if term.text]
    if len(terms) < len(part.terms):
        terms.append(["", "", part.value - sum(term[2] for term in terms), []])
    return {
        "name": part.name,
        "weight": part.weight,
        "value": part.value,
        "state": part.state,
        "terms": terms,
    }


def _term(term: Term) -> list[Any]:
    return [term.text, term.field, round(term.value, DIGITS), term.languages]


def _read_part(part: Mapping[str, Any]) -> Part:
    terms = tuple(map(_read_term, part["terms"]))
    return Part(part["name"], part["weight"], part["value"], terms, part["state"])


def _read_term(raw: Sequence[Any]) -> Term:
    text, field, value, *languages = raw
    return Term(text, field, value, tuple(languages[0]) if languages else ())

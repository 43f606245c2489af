"""The parts of a score as they are stored beside a suggestion, and read back for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from matching import Explanation, Part, Term


def stored(explanation: Explanation) -> Sequence[Mapping[str, Any]]:
    """As JSON; read back by `read`."""
    return [
        {
            "name": part.name,
            "weight": part.weight,
            "value": part.value,
            "state": part.state,
            "terms": [[term.text, term.field, term.value] for term in part.terms],
        }
        for part in explanation.parts
    ]


def read(parts: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    return tuple(
        Part(
            name=part["name"],
            weight=part["weight"],
            value=part["value"],
            state=part["state"],
            terms=tuple(Term(*term) for term in part["terms"]),
        )
        for part in parts
    )

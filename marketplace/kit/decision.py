"""The answer to "may this actor do this?", which always carries its reason."""

from dataclasses import dataclass

from marketplace.kit.errors import NotAllowed
from marketplace.kit.text import Text


@dataclass(frozen=True, slots=True)
class Decision:
    reason: Text | None = None

    def __bool__(self) -> bool:
        return self.reason is None

    def require(self) -> None:
        """Raise `NotAllowed` with the reason unless the answer is yes."""
        if self.reason is not None:
            raise NotAllowed(self.reason)


ALLOWED = Decision()


def denied(reason: Text) -> Decision:
    return Decision(reason)


def allowed_if(condition: bool, otherwise: Text) -> Decision:  # noqa: FBT001 - reads as a sentence
    return ALLOWED if condition else Decision(otherwise)


def first_denial(*decisions: Decision) -> Decision:
    """Yes only if all are yes; else the first reason, in the order asked."""
    return next((decision for decision in decisions if not decision), ALLOWED)

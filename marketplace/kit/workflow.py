"""State machines as tables: the same rows permit an action, draw its button and document it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from marketplace.kit.errors import Conflict
from marketplace.kit.text import Choice, Text, t

Tone = Literal["primary", "secondary", "danger"]
S = TypeVar("S", bound=Choice)


@dataclass(frozen=True, slots=True)
class Step(Generic[S]):
    """`by` names the party that may take the step (the policy says who belongs to a party).

    `awaited` says that the process waits for it, or for another awaited step of the same party:
    whoever may take all of them has it on the desk and gets a letter. The others may be taken, but
    nobody waits for them.
    """

    action: str
    source: S
    target: S
    by: str
    label: Text
    tone: Tone = "secondary"
    awaited: bool = False


class Workflow(Generic[S]):
    def __init__(self, name: str, *steps: Step[S]) -> None:
        self.name = name
        self.steps = steps
        self._by_key = {(step.source, step.action): step for step in steps}
        if len(self._by_key) != len(steps):
            raise ValueError(f"{name}: an action stands twice in one state")

    def step(self, state: S, action: str) -> Step[S]:
        """The step `action` takes from `state`; `Conflict` if there is none."""
        found = self._by_key.get((state, action))
        if found is None:
            raise Conflict(
                t("This cannot be done now: the present state is “%(state)s”.", state=state.label),
                code="wrong-state",
            )
        return found

    def open_to(self, state: S, *parties: str) -> Iterator[Step[S]]:
        """The steps these parties could take from `state`, in table order."""
        return (step for step in self.steps if step.source == state and step.by in parties)

    def awaited_of(self, state: S, party: str) -> tuple[Step[S], ...]:
        """The steps from `state` of which the process waits for this party to take one."""
        return tuple(step for step in self.open_to(state, party) if step.awaited)

    def as_table(self) -> list[tuple[str, str, str, str]]:
        """Rows (from, action, to, who) for documentation and tests."""
        return [(step.source.value, step.action, step.target.value, step.by) for step in self.steps]

"""Inventions for tests, in as few words as a test needs."""

from typing import Any

from sqlalchemy.orm import Session

from marketplace.inventions import service
from marketplace.inventions.forms import InventionDraftForm
from marketplace.inventions.models import Invention
from marketplace.inventions.rules import InventionState
from marketplace.kit.actor import Actor

FIVE = {
    "language": "en",
    "title": "Zinc coating",
    "problem": "Steel rusts.",
    "novelty": "Less zinc.",
    "kind": "patent",
    "readiness": "7",
}


def form(**changes: Any) -> InventionDraftForm:
    return InventionDraftForm.model_validate({**FIVE, **changes})


def drafted(session: Session, actor: Actor, **changes: Any) -> Invention:
    return service.draft_invention(session, actor, form=form(**changes))


def listed(session: Session, actor: Actor, **changes: Any) -> Invention:
    invention = drafted(session, actor, **changes)
    service.list_invention(session, actor, invention=invention)
    session.flush()
    return invention


def state(invention: Invention) -> InventionState:
    """Asked anew each time; mypy would remember the answer."""
    return invention.state

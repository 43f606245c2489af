"""Panels: what later features show on earlier ones' pages, by kind of subject."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from sqlalchemy.orm import Session

from marketplace.kit.actor import Actor
from marketplace.kit.views import Panel

Offer = Callable[[Session, Actor, Any], Panel | None]
"""(session, actor, subject) -> the panel, or None where there is nothing to show."""


def register_panel(app: FastAPI, subject: str, offer: Offer) -> None:
    panels: dict[str, list[Offer]] = app.state.panels
    panels.setdefault(subject, []).append(offer)


def panels_for(
    request: Request, session: Session, actor: Actor, subject: str, thing: object = None
) -> tuple[Panel, ...]:
    """The panels of a page about `thing`, in their order."""
    offers = request.app.state.panels.get(subject, ())
    panels = [panel for offer in offers if (panel := offer(session, actor, thing))]
    return tuple(sorted(panels, key=lambda panel: panel.order))

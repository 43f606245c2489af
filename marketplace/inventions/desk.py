"""Inventions on everybody's desk, in houses whose head approves each listing."""

from marketplace.houses.pages import colleagues, house_name
from marketplace.houses.rules import LEADS
from marketplace.inventions import queries
from marketplace.inventions.models import Invention
from marketplace.inventions.pages import UNTITLED
from marketplace.inventions.queries import title_in
from marketplace.inventions.rules import WORKFLOW
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Waiting, Words
from marketplace.locale import language
from marketplace.notices.queries import Pile


def _to_approve(_actor: Actor, invention: Invention) -> Waiting:
    return _waiting(invention, house_name(invention.house), t("Look at it and decide"))


def _unapproved(actor: Actor, invention: Invention) -> Waiting:
    lead = LEADS[invention.house.kind]
    whom = (
        t("Another %(role)s of your house", role=lead.label)
        if actor.has(lead)
        else colleagues(invention.house.kind, lead)
    )
    return _waiting(invention, whom, t("Open the preview"))


def _waiting(invention: Invention, whom: Words, label: Words) -> Waiting:
    title = title_in(invention, language()) or UNTITLED
    return Waiting(
        kind="invention",
        id=invention.id,
        title=t("Listing of “%(title)s”", title=title),
        whom=whom,
        steps=[step.label for step in WORKFLOW.awaited_of(invention.state, "approver")],
        action=Action(label, f"/inventions/{invention.id}/preview"),
        since=invention.submitted_at or invention.changed_at,
    )


PILES = (
    Pile(queries.to_approve, _to_approve),
    Pile(queries.unapproved, _unapproved, mine=False),
)

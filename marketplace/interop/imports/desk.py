"""Imports on everybody's desk, as long as some of their rows wait."""

from marketplace.interop.imports import queries
from marketplace.interop.imports.models import Batch
from marketplace.interop.imports.pages import path_of, rows_waiting
from marketplace.interop.imports.rules import WORKFLOW
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Waiting
from marketplace.notices.queries import Pile


def _to_finish(_actor: Actor, batch: Batch) -> Waiting:
    return Waiting(
        kind="import",
        id=batch.id,
        title=t(
            "Spreadsheet “%(name)s”, rows that wait: %(count)s",
            name=batch.file_name,
            count=rows_waiting(batch),
        ),
        whom=t("Your house"),
        steps=[step.label for step in WORKFLOW.awaited_of(batch.state, "drafter")],
        action=Action(t("Look at the rows"), path_of(batch)),
        since=batch.brought_in_at or batch.created_at,
    )


PILES = (Pile(queries.to_finish, _to_finish),)

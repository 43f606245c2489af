"""A note to what is kept."""

from typing import Annotated

from pydantic import StringConstraints

from marketplace.kit.fields import Asked, Clean, Input
from marketplace.kit.text import t


class NoteForm(Input):
    note: Annotated[
        str,
        Clean,
        StringConstraints(max_length=2_000),
        Asked(t("Note"), t("Only you read it."), kind="textarea", rows=3),
    ] = ""

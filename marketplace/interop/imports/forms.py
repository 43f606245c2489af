"""What is asked about an import: how its sheet is read, and what stands in a cell instead."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from marketplace.interop.imports.rows import FIELDS
from marketplace.interop.imports.rules import MOST_COLUMNS
from marketplace.kit.fields import Input

Held = Annotated[
    str,
    Field(
        json_schema_extra={"enum": ["", *FIELDS]},
        description="A field of the invention's form, or empty to leave the column out.",
    ),
]
Typed = Annotated[str, StringConstraints(max_length=10_000)]


class LayoutForm(Input):
    """`columns` in the order of the sheet; without it the headings decide."""

    sheet: Annotated[int, Field(ge=0, lt=1000, description="Counted from 0.")] = 0
    language: Literal["vi", "en"] = "vi"
    columns: Annotated[tuple[Held, ...], Field(max_length=MOST_COLUMNS)] | None = None


class MendForm(Input):
    """`answers` stand in the place of cells, by field, written as one would into a cell.

    With `everywhere` they also replace the same unusable text in the other rows.
    """

    answers: Annotated[
        dict[str, Typed],
        Field(max_length=len(FIELDS), json_schema_extra={"examples": [{"filed_on": "28/02/2023"}]}),
    ] = Field(default_factory=dict)
    everywhere: bool = False
    drop: Annotated[
        bool | None, Field(description="Leave the row out, or (false) take it up again.")
    ] = None
    confirm: Annotated[bool, Field(description="Let it change an invention that is listed.")] = (
        False
    )

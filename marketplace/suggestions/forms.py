"""A pasted text, and a word on a suggestion."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints, ValidationInfo

from marketplace.kit.fields import Asked, Blank, Clean, Input, refused
from marketplace.kit.text import t
from marketplace.suggestions.rules import MOST_LETTERS, Reason

Pasted = Annotated[
    str, Clean, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_LETTERS)
]


class PastedForm(Input):
    text: Annotated[
        Pasted,
        Asked(
            t("What is your problem?"),
            t("In Vietnamese or English, with or without tone marks."),
            kind="textarea",
            rows=7,
        ),
    ]


def _only_against(value: Reason | None, info: ValidationInfo) -> Reason | None:
    if value is not None and info.data.get("useful"):
        raise refused(t("A reason is asked only for what is not useful."))
    return value


class JudgementForm(Input):
    useful: bool
    reason: Annotated[
        Reason | None,
        Blank,
        AfterValidator(_only_against),
        Asked(t("Why not?"), kind="select", options=Reason),
    ] = None
    sentence: Annotated[
        str,
        Clean,
        StringConstraints(max_length=1000),
        Asked(t("In your own words"), t("Only the two houses read it."), kind="textarea", rows=2),
    ] = ""

"""The lines that change the lists."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from marketplace.kit.fields import Asked, Clean, Input, refused
from marketplace.kit.text import t
from search.wordlists import misread


def _readable(text: str) -> str:
    for number, line in misread(text.splitlines()):
        raise refused(
            t(
                "Line %(number)s cannot be read: “%(line)s”. Write a row with = between words that"
                " mean the same, or one of the marks !, - and + before a word.",
                number=number,
                line=line[:80],
            )
        )
    return text


class WordsForm(Input):
    words: Annotated[
        str,
        Clean,
        StringConstraints(max_length=100_000),
        AfterValidator(_readable),
        Asked(t("What this market adds and takes away"), kind="textarea", rows=14),
    ] = ""

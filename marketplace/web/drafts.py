"""Drafts that save themselves: a half-typed answer is left out and costs no other answer.

The page's side is in static/site.js; a page without JavaScript has a button for the same.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic, TypeVar

from fastapi.responses import JSONResponse
from pydantic import BaseModel

from marketplace.kit import clock
from marketplace.kit.text import t
from marketplace.locale import say
from marketplace.web.forms import Posted, bind, first

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Kept(Generic[M]):
    """What could be understood; the fields in `refused` stand at meaningless defaults."""

    value: M
    refused: frozenset[str]


def keep_good(
    model: type[M], posted: Posted, *, together: Collection[Collection[str]] = ()
) -> Kept[M]:
    """Bind `posted` to a `model` without required fields, leaving out what it refuses.

    Of the fields that stand in one group of `together`, all are left out if one is.
    """
    refused: frozenset[str] = frozenset()
    while True:
        answers = {name: values for name, values in posted.items() if name not in refused}
        bound = bind(model, answers)
        if bound.value is not None:
            return Kept(bound.value, refused)
        fresh = {name for name in bound.form.errors if name in model.model_fields} - refused
        if not fresh:
            raise TypeError(f"{model.__name__} refuses its own defaults")
        for group in together:
            if not fresh.isdisjoint(group):
                fresh |= set(group)
        refused |= fresh


def posted_version(posted: Posted) -> int:
    """The version that the page was drawn with; 0, which no row has, if it names none."""
    text = first(posted, "version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def saved(version: int, *, edit: str, autosave: str) -> JSONResponse:
    """Tell the page that its draft is kept, and where it lives from now on.

    The page's form is sent to `edit` from now on, so that address answers to POST as well as GET.
    """
    time = clock.local(clock.now()).strftime("%H:%M")
    return JSONResponse(
        {
            "version": version,
            "saved_at": say(t("Saved at %(time)s", time=time)),
            "edit_url": edit,
            "autosave_url": autosave,
        }
    )


def nothing_yet(*, edit: str, autosave: str) -> JSONResponse:
    """Answer an autosave of a new page on which nothing worth keeping has been typed."""
    return JSONResponse({"version": 0, "saved_at": "", "edit_url": edit, "autosave_url": autosave})

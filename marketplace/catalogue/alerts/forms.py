"""A search to be saved: its name, and how often it writes."""

from typing import Annotated

from pydantic import Field

from marketplace.catalogue.alerts.rules import Frequency
from marketplace.catalogue.forms import SearchForm
from marketplace.kit.fields import Asked, Input, Line
from marketplace.kit.text import t


class AlertForm(Input):
    name: Annotated[
        Line, Asked(t("Name"), t("It stands in the subject of the letters. Only you see it."))
    ]
    frequency: Annotated[Frequency, Asked(t("When to write"), kind="radio", options=Frequency)]


class SavedSearchForm(AlertForm):
    """`search` has the parameters of `GET /search`, without cursor and limit."""

    search: SearchForm = Field(default_factory=SearchForm)

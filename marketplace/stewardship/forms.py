"""Which of its listings a house looks at, and what it asks to be done with them."""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StringConstraints

from marketplace.db.types import ID_LENGTH
from marketplace.kit.fields import Asked, Input, OptionalLine
from marketplace.kit.text import t
from marketplace.stewardship.rules import MOST, Deed, Order

_ID = re.compile(rf"[0-9a-z]{{{ID_LENGTH}}}")
Id = Annotated[str, StringConstraints(pattern=f"^{_ID.pattern}$")]
Code = Annotated[str, StringConstraints(max_length=40)]


class WorkFilter(Input):
    """The choices of `state` and `responsible` are known only at the time of asking."""

    q: Annotated[OptionalLine, Asked(t("Words in the title"))] = ""
    state: Annotated[Code, Asked(t("State"), kind="select")] = ""
    responsible: Annotated[Code, Asked(t("Looked after by"), kind="select")] = ""
    order: Annotated[Order, Asked(t("Order"), kind="select", options=Order)] = Order.CHANGED
    stale: Annotated[
        bool, Asked(t("Only what was not confirmed for more than 180 days"), kind="checkbox")
    ] = False


class BulkForm(Input):
    """`to` is the member who looks after them from now on, for `reassign` alone."""

    action: Deed
    ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST)]
    to: Id | None = None


def ids_in(values: Iterable[str]) -> tuple[str, ...]:
    """The ids of ticked rows: one to a field, or several with commas; what is none is left out."""
    found = (one for value in values for one in value.split(","))
    return tuple(dict.fromkeys(one for one in found if _ID.fullmatch(one)))

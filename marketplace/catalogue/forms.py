"""What somebody looks for, and by what they narrow it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import StringConstraints

from marketplace.catalogue.rules import FACETS, What
from marketplace.houses.rules import HouseKind
from marketplace.inventions.rules import InventionKind
from marketplace.kit.fields import Asked, Blank, Clean, Input, OneLine
from marketplace.kit.text import t
from marketplace.rulebook.fields import Field
from marketplace.rulebook.readiness import Readiness
from search.base import Order

MOST_LETTERS = 500


class SearchForm(Input):
    """Every field but `q` and `order` is the facet of the same name; `readiness` is the least."""

    q: Annotated[
        str,
        OneLine,
        Clean,
        StringConstraints(max_length=MOST_LETTERS),
        Asked(t("What are you looking for?")),
    ] = ""
    what: Annotated[What | None, Blank] = None
    field: Annotated[Field | None, Blank] = None
    kind: Annotated[InventionKind | None, Blank] = None
    readiness: Annotated[Readiness | None, Blank] = None
    province: Annotated[str, StringConstraints(pattern="^[a-z-]{0,40}$")] = ""
    house_kind: Annotated[HouseKind | None, Blank] = None
    house: Annotated[str, StringConstraints(pattern="^([0-9a-z]{16})?$")] = ""
    order: Order = Order.BEST

    @property
    def filters(self) -> Mapping[str, str]:
        """Those that are set, by facet."""
        chosen = self.model_dump(mode="json", include={*FACETS})
        return {name: value for name, value in chosen.items() if value}

    @property
    def asked(self) -> Mapping[str, str]:
        """All that is set, as it stands in an address."""
        text = {"q": self.q} if self.q else {}
        order = {"order": self.order.value} if self.order != Order.BEST else {}
        return {**text, **self.filters, **order}

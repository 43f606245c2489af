"""The houses and persons of the demonstration market. All are fictitious.

The province says where on the map the demonstration puts a house; the provinces in the names of
the agencies and of the monitor do not exist. A house has no tax code, because any ten digits might
belong to a real one.
"""

from typing import Annotated, Literal

from pydantic import Field

from marketplace.houses.rules import HouseKind, Role
from marketplace.kit.fields import Input

PASSWORD = "ba-nha-demo-2026"  # noqa: S105
"""Shared by every person of the demonstration market; printed on its sign-in page."""

OPENED = 720
"""Days ago on which the first houses were founded."""

Days = Annotated[int, Field(ge=1, le=OPENED)]
"""Before today, so that nothing of the story lies in the future."""


class Person(Input):
    """Only the operator has no role, because no house."""

    key: str
    name: str
    email: str
    roles: tuple[Role, ...] = ()
    language: Literal["vi", "en"] = "vi"


class House(Input):
    """`head_approves` lets each invention wait for the head."""

    key: str
    kind: HouseKind
    name: str
    name_en: str
    province: str
    people: tuple[Person, ...]
    founded_days_ago: Days = OPENED
    head_approves: bool = False

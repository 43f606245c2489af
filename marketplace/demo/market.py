"""The files that tell the demonstration market, read and checked."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from marketplace.demo.deals import Bid
from marketplace.demo.listings import DraftedInvention, DraftedNeed, Fit, Invention, Need
from marketplace.demo.people import House, Person
from marketplace.kit.fields import Input

FOLDER = Path(__file__).parent / "data"
FIRST = ("first",)
REST = ("houses", "food", "industry", "earth", "stories")


class MarketUntold(ValueError):
    """A file of the demonstration market cannot be used; the message says where and why."""


class Market(Input):
    """In the order in which it is told. Keys are unique and whatever is named exists."""

    houses: tuple[House, ...] = Field((), alias="house")
    operators: tuple[Person, ...] = Field((), alias="operator")
    inventions: tuple[Invention, ...] = Field((), alias="invention")
    needs: tuple[Need, ...] = Field((), alias="need")
    drafted_inventions: tuple[DraftedInvention, ...] = Field((), alias="drafted_invention")
    drafted_needs: tuple[DraftedNeed, ...] = Field((), alias="drafted_need")
    fits: tuple[Fit, ...] = Field((), alias="fit")
    bids: tuple[Bid, ...] = Field((), alias="bid")

    @property
    def people(self) -> tuple[Person, ...]:
        return (*(person for house in self.houses for person in house.people), *self.operators)

    def house(self, key: str) -> House:
        return next(house for house in self.houses if house.key == key)

    def invention(self, key: str) -> Invention:
        return next(invention for invention in self.inventions if invention.key == key)

    def need(self, key: str) -> Need:
        return next(need for need in self.needs if need.key == key)

    def bid(self, key: str) -> Bid:
        return next(bid for bid in self.bids if bid.key == key)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        faults = [*_doubled(self), *_dangling(self)]
        if faults:
            raise ValueError("; ".join(faults))
        return self


@cache
def first_market() -> Market:
    """Six houses and ten bids, of every stage one: enough for tests and measurements."""
    return read_market([FOLDER / f"{name}.toml" for name in FIRST])


@cache
def whole_market() -> Market:
    return read_market([FOLDER / f"{name}.toml" for name in FIRST + REST])


def read_market(files: Sequence[Path]) -> Market:
    """One market out of several files, which may refer to each other."""
    told: dict[str, list[Any]] = {}
    for file in files:
        try:
            tables = tomllib.loads(file.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise MarketUntold(f"{file.name}: {error}") from error
        for name, rows in tables.items():
            told.setdefault(name, []).extend(rows)
    try:
        return Market.model_validate(told)
    except ValidationError as error:
        raise MarketUntold("\n".join(_reasons(told, error))) from error


def _reasons(told: dict[str, list[Any]], error: ValidationError) -> Iterator[str]:
    """Each fault with the key of what it is in, because nobody counts rows."""
    for fault in error.errors():
        steps = list(fault["loc"])
        if len(steps) > 1:
            steps[1] = told[str(steps[0])][int(steps[1])].get("key", steps[1])
        yield f"{'.'.join(map(str, steps))}: {fault['msg']}"


def _doubled(market: Market) -> Iterator[str]:
    for what, keys in {
        "house": [house.key for house in market.houses],
        "person": [person.key for person in market.people],
        "address": [person.email for person in market.people],
        "invention": [invention.key for invention in market.inventions],
        "need": [need.key for need in market.needs],
        "bid": [bid.key for bid in market.bids],
        "fit": [f"{fit.need} and {fit.invention}" for fit in market.fits],
        "application number": [
            invention.application_number
            for invention in market.inventions
            if invention.application_number
        ],
    }.items():
        yield from (f"{what} {key} twice" for key, count in Counter(keys).items() if count > 1)


def _dangling(market: Market) -> Iterator[str]:
    houses = {house.key for house in market.houses}
    inventions = {invention.key for invention in market.inventions}
    needs = {need.key for need in market.needs}
    for asked, known in (
        ({listing.house for listing in market.inventions}, houses),
        ({listing.house for listing in market.needs}, houses),
        ({draft.house for draft in market.drafted_inventions}, houses),
        ({draft.house for draft in market.drafted_needs}, houses),
        ({bid.bidder for bid in market.bids}, houses),
        ({bid.invention for bid in market.bids}, inventions),
        ({bid.need for bid in market.bids if bid.need}, needs),
        ({fit.invention for fit in market.fits}, inventions),
        ({fit.need for fit in market.fits}, needs),
    ):
        yield from (f"{key} is named and nowhere told" for key in sorted(asked - known))

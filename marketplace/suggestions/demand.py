"""What houses need, as those see it who look for somebody to pay with, and the trios that follow.

The worker keeps it in memory.
"""

from collections.abc import Collection, Mapping
from functools import partial

from sqlalchemy.orm import Session

from marketplace.houses.models import House as HouseRow
from marketplace.locale import LANGUAGES, reading_in, say
from marketplace.needs.models import Need
from marketplace.suggestions import queries
from marketplace.suggestions.documents import of_need
from marketplace.suggestions.rules import DRIFT, TRIOS, wants_partners
from matching import BlendedMatcher, Document
from matching.base import Matcher
from matching.trios import House, Source, Trio, about, suggest_trios

NEIGHBOURS = 20
"""The trios of so many needs may change when one more need like theirs is posted."""


class Demand:
    """Holds every need on the market whose house is named in public."""

    def __init__(self) -> None:
        self._matcher = BlendedMatcher()
        self._fitted = 0

    def refresh(self, session: Session, touched: Collection[str]) -> frozenset[str]:
        """Take in what became of these needs; gives the needs that are like them.

        The first time, and whenever the number of needs has moved by `DRIFT`, all are fitted anew.
        """
        if not self._fitted:
            self._fit(session)
        present = {need.id: _as_payer(need) for need in queries.named_needs(session, touched)}
        self._matcher.remove(set(touched) - present.keys())
        self._matcher.partial_fit(present.values())
        if abs(len(self._matcher) - self._fitted) > DRIFT * self._fitted:
            self._fit(session)
        ranked = (self._matcher.rank(one, NEIGHBOURS) for one in present.values())
        return frozenset(one.key for found in ranked for one in found)

    def trios(
        self, session: Session, listings: Matcher, need: Need, best: float
    ) -> tuple[Trio, ...]:
        """For a need of the State, or one for which the `best` that is suggested fits badly."""
        if not wants_partners(need.house.kind, best):
            return ()
        found = suggest_trios(
            of_need(need),
            _house(need.house),
            words=_field(need),
            listings=Source(listings, partial(_owners, session, queries.sellers)),
            needs=Source(self._matcher, partial(_owners, session, queries.payers)),
            top=TRIOS,
        )
        return tuple(found)

    def _fit(self, session: Session) -> None:
        self._matcher = BlendedMatcher().fit(map(_as_payer, queries.named_needs(session)))
        self._fitted = len(self._matcher)


def _owners(
    session: Session, read: queries.ReadHouses, ids: Collection[str]
) -> Mapping[str, House]:
    return {key: _house(row) for key, row in read(session, ids).items()}


def _house(row: HouseRow) -> House:
    return House(row.id, row.kind.value, row.province)


def _as_payer(need: Need) -> Document:
    """With its field and the names of its house, which is public here."""
    return about(of_need(need), *_field(need), need.house.name, need.house.name_en)


def _field(need: Need) -> list[str]:
    """In all languages, as the texts of needs are."""
    if need.field is None:
        return []
    words = []
    for code in LANGUAGES:
        with reading_in(code):
            words.append(say(need.field.label))
    return words

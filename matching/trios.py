"""Three houses for one need: who needs it, who can, and who would pay with them.

Who can shows in what institutes offer, who would pay in what other houses need themselves. Both
sides are ranked by matchers, and a trio's score is a sum of shown parts like any other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matching.base import DIGITS, Matcher
from matching.documents import Document, Explanation, Part, Ranked, State, Term
from matching.explaining import EVERY, shortened
from matching.measures import NEUTRAL

Kind = Literal["state", "institute", "enterprise"]
THREE: frozenset[Kind] = frozenset(("state", "institute", "enterprise"))
SHARES = {"can": 0.5, "need": 0.3, "serves": 0.05, "kinds": 0.05, "money": 0.05, "place": 0.05}
"""Who can counts most, then whether the payer has the same trouble. Chosen among eight on the
demonstration market's cases, so that figure is a little kind to them."""
DEPTH = 50
"""So many listings and needs are looked at on each side."""
INSTITUTES, PAYERS = 5, 10
OF_ONE = 3
"""So often one institute, and one payer, stands among those that are suggested."""


@dataclass(frozen=True, slots=True)
class House:
    """`province` is "" where it is not known."""

    key: str
    kind: str
    province: str = ""


def about(need: Document, *words: str) -> Document:
    """A need as those are compared by which payers are found: `words` are what the market knows of
    it beside its text, such as its field, and of its house, such as the name."""
    keywords = "\n".join([need.fields.get("keywords", ""), *words]).strip()
    fields = {**need.fields, "keywords": keywords}
    return Document(need.key, fields, money=need.money, currency=need.currency)


Owners = Callable[[Sequence[str]], Mapping[str, House]]
"""By document the house that has it; documents of houses that take no part are left out."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where one side is looked for: what houses offer, or what is `about` their needs."""

    matcher: Matcher
    owners: Owners


@dataclass(frozen=True, slots=True)
class Side:
    """A house, and the listing or need of its own that speaks for it."""

    house: House
    document: Document
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Trio:
    """`parts` are: can (the institute's listing fits the need), need (the payer's own need is like
    it, as a share of the one most like it), serves (the listing fits the payer's need too), kinds
    (all three kinds of houses are there), money (both budgets together reach the price), place
    (need and payer are in one province)."""

    can: Side
    pay: Side
    score: float
    parts: tuple[Part, ...]


def suggest_trios(
    need: Document,
    house: House,
    *,
    words: Sequence[str] = (),
    listings: Source,
    needs: Source,
    top: int = 5,
) -> list[Trio]:
    """The best first, ties by keys; no institute and no payer more than twice.

    `needs` holds what is `about` the needs by which payers are found, those of `house` itself
    included or not; `words` are known of the asked one.
    """
    can = _best(listings, need, INSTITUTES, lambda one: one.kind == "institute")
    asked = Document(need.key, about(need, *words).fields)
    pay = _best(needs, asked, PAYERS, lambda one: _may_pay(one, house))
    most = max((side.explanation.score for side in pay), default=0.0) or 1.0
    serves = _serves(listings.matcher, can, pay)
    found = [
        _trio(
            need,
            house,
            one,
            other,
            alike=other.explanation.score / most,
            serves=serves[one.document.key, other.document.key],
        )
        for one in can
        for other in pay
        if one.house.key not in (other.house.key, house.key)
    ]
    found.sort(key=lambda trio: (-trio.score, trio.can.house.key, trio.pay.house.key))
    return list(_varied(found))[:top]


def _may_pay(one: House, house: House) -> bool:
    return one.kind in ("state", "enterprise") and one.key != house.key


def _serves(
    listings: Matcher, can: Sequence[Side], pay: Sequence[Side]
) -> Mapping[tuple[str, str], float]:
    """By listing and payer's need, how well the one fits the other."""
    keys = [side.document.key for side in can]
    found: dict[tuple[str, str], float] = {}
    for other in pay:
        scores = listings.score(other.document, keys)
        found |= {(key, other.document.key): score for key, score in zip(keys, scores, strict=True)}
    return found


def _best(
    source: Source, query: Document, houses: int, wanted: Callable[[House], bool]
) -> list[Side]:
    """Of each wanted house what fits best, of so many houses."""
    matcher = source.matcher
    ranked = matcher.rank(query, DEPTH)
    owned = source.owners([one.key for one in ranked])
    first: dict[str, Ranked] = {}
    for one in ranked:
        if one.key in owned and wanted(owned[one.key]):
            first.setdefault(owned[one.key].key, one)
    keys = [one.key for one in list(first.values())[:houses]]
    found = []
    for explained in matcher.explain_many(query, keys, EVERY):
        document = matcher.document(explained.key)
        found.append(Side(owned[explained.key], document, shortened(explained, document)))
    return found


def _trio(
    need: Document, house: House, can: Side, pay: Side, *, alike: float, serves: float
) -> Trio:
    kinds = {house.kind, can.house.kind, pay.house.kind}
    values: Mapping[str, tuple[float, str, State]] = {
        "can": (can.explanation.score, can.document.key, "stated"),
        "need": (alike, pay.document.key, "stated"),
        "serves": (serves, pay.document.key, "stated"),
        "kinds": (float(kinds == THREE), "", "stated"),
        "money": _money(need, can.document, pay.document),
        "place": _place(house, pay.house),
    }
    parts = tuple(
        Part(name, SHARES[name], value, (Term(text, name, value),), state)
        for name, (value, text, state) in values.items()
    )
    score = round(sum(part.weight * part.value for part in parts), DIGITS)
    return Trio(can, pay, score, parts)


def _money(need: Document, listing: Document, other: Document) -> tuple[float, str, State]:
    """Whole where both budgets together reach the least price."""
    price = _first(*listing.money)
    budgets = [
        _first(*reversed(one.money)) for one in (need, other) if one.currency == listing.currency
    ]
    known = [budget for budget in budgets if budget is not None]
    if price is None or not known:
        return NEUTRAL, "", "not-stated"
    return min(1.0, sum(known) / max(price, 1)), f"{price} {listing.currency}", "stated"


def _place(one: House, other: House) -> tuple[float, str, State]:
    if not one.province or not other.province:
        return NEUTRAL, "", "not-stated"
    return float(one.province == other.province), other.province, "stated"


def _first(*amounts: int | None) -> int | None:
    return next((amount for amount in amounts if amount is not None), None)


def _varied(trios: Iterable[Trio]) -> Iterator[Trio]:
    seen: dict[str, int] = {}
    for trio in trios:
        keys = (f"can {trio.can.house.key}", f"pay {trio.pay.house.key}")
        if all(seen.get(key, 0) < OF_ONE for key in keys):
            seen |= {key: seen.get(key, 0) + 1 for key in keys}
            yield trio

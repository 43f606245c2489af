"""What is shown of one thing that was found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.catalogue.documents import HOUSE, INVENTION, NEED
from marketplace.catalogue.labels import amounts, shown
from marketplace.catalogue.rules import What
from marketplace.houses.rules import HouseKind
from marketplace.inventions.rules import InventionKind
from marketplace.kit.money import Money
from marketplace.kit.text import t
from marketplace.kit.views import Action, Badge, Words
from marketplace.locale import language, say
from marketplace.needs.policy import ShownHouse, unnamed_house
from marketplace.needs.rules import NeedState
from marketplace.rulebook.fields import Field
from marketplace.rulebook.provinces import PROVINCES
from marketplace.rulebook.readiness import Readiness
from search.base import Hit, Passage

MOST_NAMES = 5
WHAT = {INVENTION: What.INVENTIONS, NEED: What.NEEDS, HOUSE: What.HOUSES}
"""What a hit of each kind is, which is also where its page stands."""


@dataclass(frozen=True, slots=True)
class FoundCard:
    """`title`, `excerpt` and `names` come in pieces, some of which were looked for.

    `names` are those of houses, people, keywords and the like that tell why it was found.
    """

    href: str
    title: Passage
    excerpt: Passage | None
    names: Sequence[Passage]
    badges: Sequence[Badge]
    meta: Sequence[Words | Passage]
    since: date
    compare: str | None
    """The id of an invention, which can stand beside others."""
    keep: Action | None


def found_card(hit: Hit, keep: Action | None = None) -> FoundCard:
    house = house_of(hit)
    met = {name.text: name for name in hit.names}
    label = met.get(say(house.label), house.label)
    whose = HouseKind(hit.shown["house_kind"]).label if hit.kind == HOUSE else label
    place = PROVINCES[hit.shown["province"]].name(language()) if house.id else ""
    return FoundCard(
        href=path_of(hit),
        title=hit.title,
        excerpt=hit.excerpt,
        names=_other_names(hit, label),
        badges=_badges(hit),
        meta=[fact for fact in (whose, place, *_facts(hit)) if fact],
        since=since(hit),
        compare=hit.key if hit.kind == INVENTION else None,
        keep=keep,
    )


def house_of(hit: Hit) -> ShownHouse:
    """Under the name that the document of these readers holds."""
    shown = hit.shown
    if "house_id" in shown:
        return ShownHouse(shown[f"house_{language()}"], shown["house_id"])
    return ShownHouse(unnamed_house(HouseKind(shown["house_kind"]), shown["province"]), None)


def path_of(hit: Hit) -> str:
    return f"/{WHAT[hit.kind]}/{hit.key}"


def money_of(hit: Hit, name: str) -> Money | None:
    amount, _, currency = hit.shown.get(name, "").partition(" ")
    return Money(int(amount), currency) if amount else None


def since(hit: Hit) -> date:
    return date.fromisoformat(hit.shown["since"])


def _facts(hit: Hit) -> Iterator[Words]:
    facts = hit.shown
    if facts.get("kind"):
        yield InventionKind(facts["kind"]).label
    if facts.get("readiness"):
        yield t("Readiness\u00a0%(level)s", level=Readiness(facts["readiness"]).label)
    if facts["field"]:
        yield Field(facts["field"]).label
    yield facts.get("number", "")
    if price := money_of(hit, "price"):
        yield t("Asking price: %(amounts)s", amounts=shown(price))
    least, most = money_of(hit, "budget_from"), money_of(hit, "budget_to")
    if least or most:
        yield t("Budget: %(amounts)s", amounts=amounts(least, most))


def _other_names(hit: Hit, label: Words | Passage) -> Sequence[Passage]:
    """Those that are not shown anyway: the house's own is, in one of its languages."""
    shown = {hit.shown.get("house_vi"), hit.shown.get("house_en"), hit.shown.get("number")}
    own = shown if isinstance(label, Passage) else ()
    return [name for name in hit.names if name.text not in own][:MOST_NAMES]


def _badges(hit: Hit) -> Sequence[Badge]:
    if hit.kind == INVENTION:
        return (Badge(t("Invention"), "info"),)
    if hit.kind == HOUSE:
        return (Badge(t("House"), "neutral"),)
    met = hit.shown["state"] == NeedState.MET
    return (Badge(t("Need"), "warning"), *((Badge(NeedState.MET.label, "good"),) if met else ()))

"""What stands on the sheet: the public teaser alone, cut to what fits on A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import segno

from marketplace.houses.pages import house_name
from marketplace.inventions import pages, policy, queries
from marketplace.inventions.models import Invention
from marketplace.inventions.pages import CardView, Passage
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.errors import NotFound
from marketplace.kit.money import Money
from marketplace.kit.text import t
from marketplace.kit.views import Crumb, Words
from marketplace.rulebook.answering import BID_WAITS
from marketplace.rulebook.readiness import Readiness

LETTERS = (380, 380, 210, 210)
"""Of problem, novelty, advantages and uses: measured with the widest Vietnamese texts."""

MOST_FACTS = 5
MOST_LETTERS = 48
QUIET = 4
"""Modules left white around a code, as its standard asks."""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code as one path of an SVG of `size` by `size` modules."""

    size: int
    path: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    """`reached` is the level of readiness, 0 where the house gave none."""

    title: Words
    href: str
    spoken: str
    other: Crumb | None
    house: str
    province: str
    badges: Sequence[Words]
    passages: Sequence[Passage]
    reached: int
    levels: Sequence[int]
    readiness: Words | None
    offers: Sequence[Words]
    asking: Money | None
    facts: Sequence[tuple[Words, Words]]
    inventors: str
    answer: Words
    address: str
    code: Code
    printed: date


def sheet_page(invention: Invention, wanted: str | None, base_url: str) -> SheetPage:
    """Of an invention that everybody sees; there is no sheet of any other."""
    if invention.state != InventionState.LISTED:
        raise NotFound
    path = f"/inventions/{invention.id}"
    card = pages.card_view(invention, policy.STRANGERS, wanted, f"{path}/sheet")
    return SheetPage(
        title=queries.title_in(invention, card.language),
        href=path,
        spoken=card.language,
        other=card.other,
        house=house_name(invention.house),
        province=pages.province_name(invention.house),
        badges=[one.label for one in (invention.kind, invention.field) if one],
        passages=_short(card.passages),
        reached=int(invention.readiness) if invention.readiness else 0,
        levels=[int(level) for level in Readiness],
        readiness=card.readiness,
        offers=card.offers,
        asking=card.asking,
        facts=_facts(card),
        inventors=cut(", ".join(str(one.name) for one in card.inventors), 2 * MOST_LETTERS),
        answer=t(
            "Make a bid or ask at this address; the house answers a bid within %(days)s days.",
            days=BID_WAITS.days,
        ),
        address=base_url + path,
        code=qr_code(base_url + path),
        printed=clock.today(),
    )


def qr_code(text: str) -> Code:
    """With level M, which survives a stain of a seventh of it."""
    rows = segno.make(text, error="m", micro=False).matrix
    marks = (
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return Code(len(rows) + 2 * QUIET, "".join(marks))


def cut(text: str, letters: int) -> str:
    """At the end of a word, with an ellipsis where something is left out."""
    text = " ".join(text.split())
    return text if len(text) <= letters else f"{text[:letters].rsplit(' ', 1)[0]} …"


def _short(passages: Sequence[Passage]) -> Sequence[Passage]:
    limits = zip(passages, LETTERS, strict=False)
    return [Passage(one.title, cut(one.text, letters)) for one, letters in limits]


def _facts(card: CardView) -> Sequence[tuple[Words, Words]]:
    said = [(label, value) for label, value in card.right if isinstance(value, Words)]
    return [
        (label, cut(value, MOST_LETTERS) if isinstance(value, str) else value)
        for label, value in said
    ][:MOST_FACTS]

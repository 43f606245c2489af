"""The letter about what newly fits: what it is, and why it is there."""

from collections.abc import Mapping, Sequence

from marketplace.catalogue import narrowing
from marketplace.catalogue.alerts.asking import Asked, words_met
from marketplace.catalogue.alerts.models import SavedSearch
from marketplace.catalogue.cards import house_of, path_of
from marketplace.catalogue.labels import HouseNames
from marketplace.kit.text import Text, t
from marketplace.locale import say
from marketplace.notices.rules import Line, Message, Section
from search.base import Hit

MOST_WORDS = 8


def letter(
    search: SavedSearch, asked: Asked, hits: Sequence[Hit], houses: HouseNames, *, ending: str
) -> Message:
    """In the language that is read in now; `ending` is the path that ends it."""
    filters = ", ".join(say(one.label) for one in narrowing.chosen(asked.form, houses))
    return Message(
        subject=t("%(count)s new for “%(name)s”", count=len(hits), name=search.name),
        paragraphs=(t("You saved this search. Since the last letter this came to fit it:"),),
        sections=(Section(t("What newly fits"), tuple(_line(hit, filters) for hit in hits)),),
        action=t("Open the search"),
        path=narrowing.address(asked.form),
        ending=ending,
    )


def _line(hit: Hit, filters: str) -> Line:
    words = ", ".join(words_met(hit)[:MOST_WORDS])
    told = {"title": hit.title.text, "house": say(house_of(hit).label)}
    return Line(
        Text(_why(words, filters), {**told, **_given(words=words, filters=filters)}), path_of(hit)
    )


def _given(**params: str) -> Mapping[str, str]:
    return {name: value for name, value in params.items() if value}


def _why(words: str, filters: str) -> str:
    """The sentence with as much of the reason as there is."""
    if words and filters:
        found = t("%(title)s (%(house)s). It has: %(words)s. It passes: %(filters)s.")
    elif words:
        found = t("%(title)s (%(house)s). It has: %(words)s.")
    elif filters:
        found = t("%(title)s (%(house)s). It passes: %(filters)s.")
    else:
        found = t("%(title)s (%(house)s). You asked for all that is new.")
    return found.message

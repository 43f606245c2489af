"""What stands in the place of results where there are none: why, and what can be done about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from marketplace.catalogue import narrowing
from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.labels import HouseNames
from marketplace.catalogue.rules import What
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Words
from marketplace.needs.policy import can_draft

MOST_LIGHTER = 6
"""Filters whose absence is tried; each is one more question to the engine."""

Count = Callable[[SearchForm], int]
"""How many results a search has."""


@dataclass(frozen=True, slots=True)
class Lighter:
    """The search without one of its filters, and how much it has."""

    label: Words
    href: str
    count: int


@dataclass(frozen=True, slots=True)
class Nothing:
    title: Words
    text: Words
    actions: Sequence[Action]
    lighter: Sequence[Lighter] = ()


def nothing(asked: SearchForm, post: Action | None, lighter: Sequence[Lighter]) -> Nothing:
    if asked.q:
        return Nothing(
            t("Nothing fits “%(text)s”", text=asked.q),
            t(
                "Try fewer or other words; tone marks may be left out. Posted as a need, your "
                "words are compared with everything that is listed from now on."
            ),
            ((post, _try(asked)) if post else ()),
            lighter,
        )
    if asked.narrowed:
        return Nothing(
            t("Nothing fits these filters"),
            t("Take one of them away, or look at all."),
            (),
            lighter,
        )
    return Nothing(
        t("Nothing is on the market yet"),
        t("Inventions and needs stand here as soon as a house lists or posts one."),
        (
            Action(t("Offer an invention"), "/inventions/new"),
            Action(t("Post a need"), "/needs/new"),
        ),
    )


def post_it(actor: Actor, asked: SearchForm) -> Action | None:
    """What was typed becomes the draft of a need; visitors sign in or up on the way."""
    if not asked.q or asked.what in {What.NEEDS, What.HOUSES}:
        return None
    blocked = can_draft(actor).reason if actor.signed_in else None
    fields = {"text": asked.q}
    label = t("Post it as a need")
    return Action(label, "/try/need", post=True, tone="primary", reason=blocked, fields=fields)


def lighter(asked: SearchForm, houses: HouseNames, count: Count) -> Sequence[Lighter]:
    """Without which filter there would be something; the most first, and without all of them."""
    parts = list(narrowing.parts(asked, houses))[:MOST_LIGHTER]
    found = [
        _lighter(t("Without “%(filter)s”", filter=one.label), one.without, count) for one in parts
    ]
    if asked.what:
        everywhere = asked.model_copy(update={"what": None})
        found.append(_lighter(t("Among all kinds of things"), everywhere, count))
    found.sort(key=lambda one: -one.count)
    if len(found) > 1:
        found.append(_lighter(t("Without any filter"), SearchForm(q=asked.q), count))
    return [one for one in found if one.count]


def _lighter(label: Words, form: SearchForm, count: Count) -> Lighter:
    return Lighter(label, narrowing.address(form), count(form))


def _try(asked: SearchForm) -> Action:
    """The matcher also finds what shares only some of the words."""
    return Action(t("Try the matcher on it"), "/try", post=True, fields={"text": asked.q})

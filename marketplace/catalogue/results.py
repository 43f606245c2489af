"""What a search shows: what was found, by what it can be narrowed, and what to do about nothing."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from marketplace.catalogue import narrowing, queries
from marketplace.catalogue.documents import HOUSE, INVENTION, NEED
from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.narrowing import PATH, FacetView, HouseNames, Tab
from marketplace.catalogue.rules import MOST_PAGES, SearchAway, What
from marketplace.db.paging import PAGE_SIZE, Page
from marketplace.houses.rules import HouseKind
from marketplace.inventions.pages import house_name
from marketplace.inventions.rules import InventionKind
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Badge, Crumb, Form, Pager, Words
from marketplace.locale import language, say
from marketplace.needs.policy import ShownHouse, can_draft, unnamed_house
from marketplace.needs.rules import NeedState
from marketplace.rulebook.fields import Field
from marketplace.rulebook.provinces import PROVINCES
from marketplace.rulebook.readiness import Readiness
from search.base import Hit, Matched, Order, Passage, Results

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


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why there is nothing to show, and what can be done about it."""

    title: Words
    text: Words
    actions: Sequence[Action]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`nothing` stands in the place of results, also where the engine is away."""

    form: Form
    hidden: Mapping[str, str]
    text: str
    nothing: Nothing | None = None
    tabs: Sequence[Tab] = ()
    chosen: Sequence[Crumb] = ()
    clear: str = PATH
    facets: Sequence[FacetView] = ()
    notice: Words | None = None
    suggestion: Crumb | None = None
    order: Crumb | None = None
    save: Crumb | None = None
    cards: Sequence[FoundCard] = ()
    pager: Pager | None = None
    post: Action | None = None


def search_page(
    session: Session, actor: Actor, form: Form, asked: SearchForm, found: Results, number: int
) -> SearchPage:
    """`number` is the page's; `session` is asked once, for the names of houses to choose from."""
    post = _post(actor, asked)
    houses = _house_names(session, actor, asked, found)
    return SearchPage(
        form=form,
        hidden=_hidden(asked),
        text=asked.q,
        nothing=None if found.hits else _nothing(asked, post),
        tabs=narrowing.tabs(asked, found.facets["what"]),
        chosen=narrowing.chosen(asked, houses),
        clear=narrowing.address(SearchForm(q=asked.q, what=asked.what)),
        facets=narrowing.facets(asked, found.facets, found.total, houses),
        notice=_notice(asked, found),
        suggestion=_suggestion(asked, found),
        order=_other_order(asked) if found.total > 1 else None,
        save=_save(asked) if asked.what != What.HOUSES else None,
        cards=[_found_card(hit) for hit in found.hits],
        pager=_pager(asked, found, number),
        post=replace(post, tone="secondary") if post and found.hits else None,
    )


def away_page(form: Form, asked: SearchForm, away: SearchAway) -> SearchPage:
    """The engine does not answer; the lists, which need none, do."""
    lists = (Action(t("All inventions"), "/inventions"), Action(t("All needs"), "/needs"))
    nothing = Nothing(t("The search is away"), away.text, lists)
    return SearchPage(form=form, hidden=_hidden(asked), text=asked.q, nothing=nothing)


def refused_page(form: Form) -> SearchPage:
    """What was typed cannot be looked for; the form says why."""
    return SearchPage(form=form, hidden={}, text="")


def house_of(hit: Hit) -> ShownHouse:
    """Under the name that the document of these readers holds."""
    shown = hit.shown
    if "house_id" in shown:
        return ShownHouse(shown[f"house_{language()}"], shown["house_id"])
    return ShownHouse(unnamed_house(HouseKind(shown["house_kind"]), shown["province"]), None)


def path_of(hit: Hit) -> str:
    return f"/{WHAT[hit.kind]}/{hit.key}"


def _found_card(hit: Hit) -> FoundCard:
    shown = hit.shown
    house = house_of(hit)
    met = {name.text: name for name in hit.names}
    label = met.get(say(house.label), house.label)
    facts: Sequence[Words | Passage] = (
        label if hit.kind != HOUSE else HouseKind(shown["house_kind"]).label,
        PROVINCES[shown["province"]].name(language()) if house.id else "",
        InventionKind(shown["kind"]).label if shown.get("kind") else "",
        t("Readiness %(level)s", level=Readiness(shown["readiness"]).label)
        if shown.get("readiness")
        else "",
        Field(shown["field"]).label if shown["field"] else "",
        shown.get("number", ""),
    )
    return FoundCard(
        href=path_of(hit),
        title=hit.title,
        excerpt=hit.excerpt,
        names=_other_names(hit, label),
        badges=_badges(hit),
        meta=[fact for fact in facts if fact],
    )


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


def _notice(asked: SearchForm, found: Results) -> Words | None:
    if found.searched != asked.q:
        return t(
            "Nothing has “%(asked)s”. This is what has “%(searched)s”.",
            asked=asked.q,
            searched=found.searched,
        )
    if found.matched == Matched.SOME:
        return t("Nothing has all these words. This is what has most of them.")
    return None


def _suggestion(asked: SearchForm, found: Results) -> Crumb | None:
    if found.suggestion is None:
        return None
    words = t("Did you mean “%(text)s”?", text=found.suggestion)
    return Crumb(words, narrowing.address(asked, q=found.suggestion))


def _other_order(asked: SearchForm) -> Crumb | None:
    """Without words nothing fits better than another, so that the newest come first anyway."""
    if not asked.q:
        return None
    if asked.order == Order.NEWEST:
        return Crumb(t("Show what fits best first"), narrowing.address(asked, order=""))
    return Crumb(t("Show the newest first"), narrowing.address(asked, order=Order.NEWEST))


def _nothing(asked: SearchForm, post: Action | None) -> Nothing:
    wider = Action(t("Search without filters"), narrowing.address(SearchForm(q=asked.q)))
    actions = [*((wider,) if asked.filters else ()), *((post,) if post else ())]
    if asked.q:
        return Nothing(
            t("Nothing fits “%(text)s”", text=asked.q),
            t(
                "Try fewer or other words; tone marks may be left out. Posted as a need, your "
                "words are compared with everything that is listed from now on."
            ),
            actions,
        )
    if asked.filters:
        return Nothing(
            t("Nothing fits these filters"), t("Take one of them away, or look at all."), actions
        )
    return Nothing(
        t("Nothing is on the market yet"),
        t("Inventions and needs stand here as soon as a house lists or posts one."),
        (
            Action(t("Offer an invention"), "/inventions/new"),
            Action(t("Post a need"), "/needs/new"),
        ),
    )


def _post(actor: Actor, asked: SearchForm) -> Action | None:
    """What was typed becomes the draft of a need; visitors sign in or up on the way."""
    if not asked.q or asked.what == What.NEEDS:
        return None
    blocked = can_draft(actor).reason if actor.signed_in else None
    fields = {"text": asked.q}
    label = t("Post it as a need")
    return Action(label, "/try/need", post=True, tone="primary", reason=blocked, fields=fields)


def _save(asked: SearchForm) -> Crumb:
    label = t("Save this search and be told what newly fits")
    return Crumb(label, narrowing.address(asked).replace(PATH, "/saved-searches/new", 1))


def _pager(asked: SearchForm, found: Results, number: int) -> Pager:
    def to(other: int) -> str:
        return narrowing.address(asked, page=str(other) if other > 1 else "")

    page = Page(found.hits, found.total, number)
    last = min(MOST_PAGES, math.ceil(found.total / PAGE_SIZE))
    return Pager(
        found.total,
        page.first,
        page.last,
        previous=to(min(number - 1, last)) if number > 1 else None,
        next=to(number + 1) if number < last else None,
    )


def _hidden(asked: SearchForm) -> Mapping[str, str]:
    """What a new text keeps of the search before it."""
    return {name: value for name, value in asked.asked.items() if name != "q"}


def _house_names(session: Session, actor: Actor, asked: SearchForm, found: Results) -> HouseNames:
    ids = [one.value for one in found.facets["house"]]
    houses = queries.visible_houses(session, actor, [*ids, asked.house])
    return {key: house_name(house) for key, house in houses.items()}

"""What a search shows: what was found, by what it can be narrowed, and what to do about nothing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from marketplace.catalogue import narrowing, queries, service
from marketplace.catalogue.cards import WHAT, FoundCard, found_card
from marketplace.catalogue.documents import HOUSE
from marketplace.catalogue.forms import TYPED, SearchForm
from marketplace.catalogue.labels import HouseNames
from marketplace.catalogue.narrowing import PATH, FacetView, Tab
from marketplace.catalogue.nothing import Nothing, lighter, nothing, post_it
from marketplace.catalogue.rules import MOST_PAGES, STATED, SearchAway, What
from marketplace.catalogue.shortlist.pages import FILES, keep_action
from marketplace.catalogue.shortlist.queries import of_these
from marketplace.catalogue.shortlist.rules import Thing
from marketplace.db.paging import PAGE_SIZE, Page
from marketplace.houses.pages import house_name
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Crumb, Field, Form, Pager, Words
from search.base import Matched, Results, SearchEngine
from search.patience import PAGE_SECONDS, patient


@dataclass(frozen=True, slots=True)
class Refine:
    """What is typed to narrow a search; `hidden` is the rest of it."""

    fields: Sequence[Field]
    hidden: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`nothing` stands in the place of results, also where the engine is away."""

    form: Form
    hidden: Sequence[tuple[str, str]]
    text: str
    nothing: Nothing | None = None
    tabs: Sequence[Tab] = ()
    chosen: Sequence[Crumb] = ()
    clear: str = PATH
    facets: Sequence[FacetView] = ()
    refine: Refine | None = None
    notice: Words | None = None
    suggestion: Crumb | None = None
    orders: Sequence[Tab] = ()
    save: Crumb | None = None
    exports: Sequence[Crumb] = ()
    cards: Sequence[FoundCard] = ()
    pager: Pager | None = None
    post: Action | None = None


@patient(PAGE_SECONDS)
def search_page(
    session: Session,
    engine: SearchEngine,
    actor: Actor,
    form: Form,
    asked: SearchForm,
    number: int,
) -> SearchPage:
    """`number` is the page's; `session` is asked once, for the names of houses to choose from.

    Raises `SearchAway`.
    """
    found = service.find(engine, actor, asked, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    count = partial(service.count, engine, actor)
    post = post_it(actor, asked)
    houses = _house_names(session, actor, asked, found)
    return SearchPage(
        form=form,
        hidden=_hidden(asked),
        text=asked.q,
        nothing=None if found.hits else nothing(asked, post, lighter(asked, houses, count)),
        tabs=narrowing.tabs(asked, found.facets["what"]),
        chosen=narrowing.chosen(asked, houses),
        clear=narrowing.address(SearchForm(q=asked.q, what=asked.what, order=asked.order)),
        facets=narrowing.facets(asked, found.facets, found.total, houses),
        refine=_refine(form, asked, found),
        notice=_notice(asked, found),
        suggestion=_suggestion(asked, found),
        orders=narrowing.orders(asked, found.facets) if found.total > 1 else (),
        save=_save(asked) if asked.what != What.HOUSES else None,
        exports=_exports(asked) if found.hits else (),
        cards=_cards(session, actor, asked, found),
        pager=_pager(asked, found, number),
        post=replace(post, tone="secondary") if post and found.hits else None,
    )


def away_page(form: Form, asked: SearchForm, away: SearchAway) -> SearchPage:
    """The engine does not answer; the lists, which need none, do."""
    lists = (Action(t("All inventions"), "/inventions"), Action(t("All needs"), "/needs"))
    away_now = Nothing(t("The search is away"), away.text, lists)
    return SearchPage(form=form, hidden=_hidden(asked), text=asked.q, nothing=away_now)


def refused_page(form: Form) -> SearchPage:
    """What was typed cannot be looked for; the form says why."""
    return SearchPage(form=form, hidden=(), text="")


def _cards(
    session: Session, actor: Actor, asked: SearchForm, found: Results
) -> Sequence[FoundCard]:
    """Each with a button that puts it on the reader's shortlist, but for houses."""
    kept = of_these(session, actor, [hit.key for hit in found.hits])
    back = narrowing.address(asked)
    return [
        found_card(
            hit,
            keep_action(Thing(WHAT[hit.kind]), hit.key, kept=hit.key in kept, back=back)
            if hit.kind != HOUSE
            else None,
        )
        for hit in found.hits
    ]


def _exports(asked: SearchForm) -> Sequence[Crumb]:
    """The files that hold what was found, houses left out."""
    if asked.what == What.HOUSES:
        return ()
    address = narrowing.address(asked).replace(PATH, f"{PATH}/export", 1)
    join = "&" if "?" in address else "?"
    return [Crumb(label, f"{address}{join}format={code}") for code, label in FILES]


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
    return Crumb(words, narrowing.address(asked, q=(found.suggestion,)))


def _refine(form: Form, asked: SearchForm, found: Results) -> Refine | None:
    """Only what can be asked of the results, or has been."""
    stated = {one.value for one in found.facets[STATED]}
    there = {
        "ipc": bool(found.facets["ipc"]),
        "price_from": "price" in stated or bool(asked.price_from or asked.price_to),
        "budget_from": "budget" in stated or bool(asked.budget_from or asked.budget_to),
        "since": found.total > 1 or asked.since is not None,
    }
    there |= {"price_to": there["price_from"], "budget_to": there["budget_from"]}
    fields = [
        _typed(form[name])
        for name in SearchForm.model_fields
        if there.get(name) or (name in TYPED and form[name].error)
    ]
    drawn = {one.name for one in fields}
    hidden = [(name, one) for name, one in _pairs(asked) if name not in drawn - {"ipc"}]
    return Refine(fields, hidden) if fields else None


def _typed(field: Field) -> Field:
    """Classes that are chosen already are among the hidden; one more is typed."""
    if field.name != "ipc":
        return field
    again = ", ".join(field.value) if field.error else ""
    return replace(field, kind="text", value=again)


def _save(asked: SearchForm) -> Crumb:
    label = t("Save this search and be told what newly fits")
    return Crumb(label, narrowing.address(asked).replace(PATH, "/saved-searches/new", 1))


def _pager(asked: SearchForm, found: Results, number: int) -> Pager:
    def to(other: int) -> str:
        return narrowing.address(asked, page=(str(other),) if other > 1 else ())

    page = Page(found.hits, found.total, number)
    last = min(MOST_PAGES, math.ceil(found.total / PAGE_SIZE))
    return Pager(
        found.total,
        page.first,
        page.last,
        previous=to(min(number - 1, last)) if number > 1 else None,
        next=to(number + 1) if number < last else None,
    )


def _hidden(asked: SearchForm) -> Sequence[tuple[str, str]]:
    """What a new text keeps of the search before it."""
    return [(name, value) for name, value in _pairs(asked) if name != "q"]


def _pairs(asked: SearchForm) -> Sequence[tuple[str, str]]:
    return [(name, value) for name, values in asked.asked.items() for value in values]


def _house_names(session: Session, actor: Actor, asked: SearchForm, found: Results) -> HouseNames:
    ids = [one.value for one in found.facets["house"]]
    houses = queries.visible_houses(session, actor, [*ids, *asked.house])
    return {key: house_name(house) for key, house in houses.items()}

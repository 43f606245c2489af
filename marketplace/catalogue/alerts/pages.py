"""A person's saved searches, and the page that ends one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.catalogue import narrowing
from marketplace.catalogue.alerts import queries
from marketplace.catalogue.alerts.asking import asked_by, house_names
from marketplace.catalogue.alerts.models import SavedSearch
from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.labels import HouseNames
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Action, Crumb, Form, Words

PATH = "/saved-searches"
ALL = Crumb(t("Saved searches"), PATH)


@dataclass(frozen=True, slots=True)
class SearchRow:
    """`filters` are what it is narrowed by; `told` counts what its letters have told."""

    name: str
    href: str
    text: str
    filters: Sequence[Words]
    frequency: Words
    told: int
    last: datetime | None
    actions: Sequence[Action]


@dataclass(frozen=True, slots=True)
class SearchesPage:
    rows: Sequence[SearchRow]


@dataclass(frozen=True, slots=True)
class SearchEditPage:
    title: Words
    form: Form
    action: str
    hidden: dict[str, str]
    text: str
    filters: Sequence[Words]
    submit: Words
    cancel: str
    crumbs: Sequence[Crumb] = (ALL,)


@dataclass(frozen=True, slots=True)
class EndPage:
    """`name` is None where it has ended already."""

    name: str | None
    action: Action | None


def list_page(session: Session, actor: Actor) -> SearchesPage:
    searches = queries.own(session, actor)
    told = queries.told(session, [one.id for one in searches])
    return SearchesPage([_row(session, one, *told.get(one.id, (0, None))) for one in searches])


def new_page(form: Form, search: SearchForm) -> SearchEditPage:
    return SearchEditPage(
        title=t("Save this search"),
        form=form,
        action=PATH,
        hidden={"search": query_of(search)},
        text=search.q,
        filters=_filters(search, {}),
        submit=t("Save the search"),
        cancel=narrowing.address(search),
    )


def edit_page(session: Session, saved: SavedSearch, form: Form) -> SearchEditPage:
    asked = asked_by(session, saved)
    search = asked.form if asked else SearchForm()
    return SearchEditPage(
        title=t("Change the saved search"),
        form=form,
        action=f"{PATH}/{saved.id}/edit",
        hidden={},
        text=search.q,
        filters=_filters(search, house_names(session, asked) if asked else {}),
        submit=t("Keep the changes"),
        cancel=PATH,
    )


def end_page(saved: SavedSearch | None, path: str) -> EndPage:
    if saved is None:
        return EndPage(None, None)
    return EndPage(saved.name, Action(t("End it"), path, post=True, tone="primary"))


def query_of(search: SearchForm) -> str:
    """As it stands in an address behind the question mark."""
    return narrowing.address(search).partition("?")[2]


def _row(session: Session, saved: SavedSearch, told: int, last: datetime | None) -> SearchRow:
    asked = asked_by(session, saved)
    form = asked.form if asked else SearchForm()
    return SearchRow(
        name=saved.name,
        href=narrowing.address(form),
        text=form.q,
        filters=_filters(form, house_names(session, asked) if asked else {}),
        frequency=saved.frequency.label,
        told=told,
        last=last,
        actions=(
            Action(t("Open the search"), narrowing.address(form)),
            Action(t("Change"), f"{PATH}/{saved.id}/edit"),
            Action(t("End it"), f"{PATH}/{saved.id}/end", post=True),
        ),
    )


def _filters(form: SearchForm, houses: HouseNames) -> Sequence[Words]:
    what = (form.what.label,) if form.what else ()
    return (*what, *(one.label for one in narrowing.chosen(form, houses)))

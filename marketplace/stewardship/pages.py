"""The work list of a house's own listings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from marketplace.db.paging import Page
from marketplace.houses import queries as houses
from marketplace.inventions import pages as inventions
from marketplace.inventions.models import Invention, InventionText
from marketplace.inventions.queries import text_in as invention_text
from marketplace.kit.actor import Actor
from marketplace.kit.text import Text, t
from marketplace.kit.views import Action, Badge, Crumb, Field, Form, Option, Pager, Words
from marketplace.locale import language
from marketplace.needs import pages as needs
from marketplace.needs.models import NeedText
from marketplace.needs.queries import text_in as need_text
from marketplace.rulebook.freshness import days_since, is_stale
from marketplace.stewardship import policy, queries
from marketplace.stewardship.forms import WorkFilter
from marketplace.stewardship.policy import Thing, shelf_of
from marketplace.stewardship.queries import LIVE, STATES
from marketplace.stewardship.rules import MOST, NOBODY, Deed, Shelf

SIZE = 50
TABS: Mapping[Shelf, Sequence[Crumb]] = {
    Shelf.INVENTIONS: inventions.TABS,
    Shelf.NEEDS: needs.TABS,
}
EMPTY: Mapping[Shelf, tuple[Text, Text]] = {
    Shelf.INVENTIONS: (
        t("Your house has no invention here yet"),
        t("Five answers are enough to list one. A draft saves itself while you type."),
    ),
    Shelf.NEEDS: (
        t("Your house has not written down a need yet"),
        t("Three answers are enough: a title, what is lacking, and the field."),
    ),
}
BIDS: Mapping[Shelf, Text] = {
    Shelf.INVENTIONS: t("Bids"),
    Shelf.NEEDS: t("Our bids"),
}
NOTHING_TICKED = Badge(t("Tick the rows first, then choose what to do with them."), "warning")
CLOSE = t("Close without a result")
AT_ONCE = (Deed.CONFIRM,)
"""What takes nothing away and shows nothing to anybody needs no page that asks first."""


@dataclass(frozen=True, slots=True)
class Row:
    """`confirmed` is None where nothing has to be confirmed; `spoken` is the title's language."""

    id: str
    href: str
    title: Words
    spoken: str
    about: Sequence[Words]
    state: Badge
    readiness: str
    responsible: str
    confirmed: datetime | None
    stale: Words | None
    bids: int
    ticked: bool


@dataclass(frozen=True, slots=True)
class DeedButton:
    value: str
    label: Words
    at_once: bool
    danger: bool


@dataclass(frozen=True, slots=True)
class WorkList:
    """`hidden` carries the filter, so that a deed can be done with all that fits it.

    `everything` says that a deed is meant for all of them, whatever is ticked.
    """

    title: Words
    tabs: Sequence[Crumb]
    active: str
    offer: Action | None
    rows: Sequence[Row]
    pager: Pager
    filters: Sequence[Field]
    clear: str | None
    empty: tuple[Words, Words]
    bids: Words
    deeds: Sequence[DeedButton]
    action: str
    export: str
    hidden: Mapping[str, str]
    everything: bool
    tick_page: str
    tick_all: str | None
    tick_none: str


def called(deed: Deed, shelf: Shelf) -> Text:
    """A need is not withdrawn, it is closed."""
    return CLOSE if (deed, shelf) == (Deed.WITHDRAW, Shelf.NEEDS) else deed.label


def path_of(thing: Thing) -> str:
    return f"{shelf_of(thing).path}/{thing.id}"


def spoken_title(thing: Thing) -> tuple[Words, str]:
    """The title in the reader's language, else in the other one, and which that is."""
    if isinstance(thing, Invention):
        text: InventionText | NeedText | None = invention_text(thing, language())
    else:
        text = need_text(thing, language())
    if text is None or not text.title:
        return inventions.UNTITLED, language()
    return text.title, text.language


def choices(session: Session, actor: Actor, shelf: Shelf) -> dict[str, Sequence[Option]]:
    """What the filter offers here: the states of this shelf, the members of this house."""
    states = [Option(state.value, state.label) for state in STATES[shelf]]
    return {
        "state": [Option("", t("All")), *states],
        "responsible": [
            Option("", t("Anybody")),
            Option(NOBODY, t("Nobody")),
            *members(session, actor),
        ],
    }


def members(session: Session, actor: Actor) -> list[Option]:
    names = houses.member_names(session, actor.house_id or "")
    return [Option(person_id, name) for person_id, name in names.items()]


def work_list(
    session: Session,
    actor: Actor,
    shelf: Shelf,
    found: Page[Thing],
    *,
    filters: Form,
    chosen: WorkFilter,
    tick: str,
) -> WorkList:
    """`tick` is "page" or "all" where the reader asked for more than single rows."""
    asked = set_filters(chosen)
    everything = tick == "all" and found.total <= MOST
    several = found.total > len(found.items)
    return WorkList(
        title=shelf.label,
        tabs=TABS[shelf] if actor.house else (),
        active=address(shelf, {}),
        offer=_offer(actor, shelf),
        rows=_rows(session, actor, shelf, found.items, ticked=everything or tick == "page"),
        pager=_pager(found, shelf, asked),
        filters=tuple(filters.fields.values()),
        clear=address(shelf, {}) if asked else None,
        empty=EMPTY[shelf],
        bids=BIDS[shelf],
        deeds=_deeds(session, actor, shelf),
        action=f"{shelf.path}/bulk",
        export=f"{shelf.path}/export",
        hidden={**asked, **({"all": "1"} if everything else {})},
        everything=everything,
        tick_page=address(shelf, asked, page=found.number, tick="page"),
        tick_all=address(shelf, asked, tick="all") if several and found.total <= MOST else None,
        tick_none=address(shelf, asked, page=found.number),
    )


def set_filters(chosen: WorkFilter) -> dict[str, str]:
    """Those that narrow or order the list, as they stand in an address."""
    values = chosen.model_dump(mode="json", exclude_defaults=True)
    return {name: "1" if value is True else str(value) for name, value in values.items()}


def address(shelf: Shelf, asked: Mapping[str, str], **more: object) -> str:
    """The list as it was filtered."""
    query = urlencode({**asked, **more})
    return f"{shelf.path}/ours?{query}" if query else f"{shelf.path}/ours"


def _rows(
    session: Session, actor: Actor, shelf: Shelf, things: Sequence[Thing], *, ticked: bool
) -> tuple[Row, ...]:
    names = houses.member_names(session, actor.house_id or "")
    bids = queries.open_bids(session, actor, shelf, [thing.id for thing in things])
    return tuple(
        _row(thing, names.get(thing.responsible_id or "", ""), bids.get(thing.id, 0), ticked=ticked)
        for thing in things
    )


def _row(thing: Thing, responsible: str, bids: int, *, ticked: bool) -> Row:
    title, spoken = spoken_title(thing)
    confirmed, stale = freshness(thing)
    if isinstance(thing, Invention):
        about = [choice.label for choice in (thing.kind, thing.field) if choice]
        state = Badge(thing.state.label, inventions.TONES[thing.state])
        readiness = thing.readiness
    else:
        about = [thing.field.label] if thing.field else []
        state, readiness = needs.badge(thing), thing.readiness_wanted
    return Row(
        id=thing.id,
        href=path_of(thing),
        title=title,
        spoken=spoken,
        about=about,
        state=state,
        readiness=readiness.value if readiness else "",
        responsible=responsible,
        confirmed=confirmed,
        stale=stale,
        bids=bids,
        ticked=ticked,
    )


def freshness(thing: Thing) -> tuple[datetime | None, Words | None]:
    """When what is on the market was last confirmed, and since how long not, if that is long."""
    if thing.state != LIVE[shelf_of(thing)]:
        return None, None
    if not is_stale(thing.confirmed_at):
        return thing.confirmed_at, None
    return thing.confirmed_at, t(
        "Not confirmed for %(days)s days", days=days_since(thing.confirmed_at)
    )


def _offer(actor: Actor, shelf: Shelf) -> Action | None:
    if shelf == Shelf.INVENTIONS:
        return inventions.offer(actor)
    return next(iter(needs.list_actions(actor)), None)


def _deeds(session: Session, actor: Actor, shelf: Shelf) -> tuple[DeedButton, ...]:
    if actor.house_id is None:
        return ()
    head_approves = houses.house(session, actor.house_id).head_approves
    return tuple(
        DeedButton(
            value=deed.value,
            label=called(deed, shelf),
            at_once=deed in AT_ONCE,
            danger=deed == Deed.WITHDRAW,
        )
        for deed in policy.offered(actor, shelf, head_approves=head_approves)
    )


def _pager(found: Page[Thing], shelf: Shelf, asked: Mapping[str, str]) -> Pager:
    return Pager(
        total=found.total,
        first=found.first,
        last=found.last,
        previous=address(shelf, asked, page=found.number - 1) if found.number > 1 else None,
        next=address(shelf, asked, page=found.number + 1) if found.has_next else None,
    )

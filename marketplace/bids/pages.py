"""What the pages of bids show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from marketplace.bids import policy, queries
from marketplace.bids.forms import REQUIRED
from marketplace.bids.models import Bid
from marketplace.bids.rules import WORKFLOW, BidState, Right, Terms
from marketplace.bids.territories import territory_words
from marketplace.db.paging import Page
from marketplace.houses.pages import house_name
from marketplace.inventions.models import Invention
from marketplace.inventions.pages import UNTITLED
from marketplace.inventions.pages import path_of as path_of_invention
from marketplace.inventions.queries import title_in
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import NotFound
from marketplace.kit.text import Choice, t
from marketplace.kit.views import (
    Action,
    Badge,
    BadgeTone,
    Crumb,
    Field,
    Form,
    Moment,
    Option,
    Pager,
    Panel,
    Words,
)
from marketplace.locale import language
from marketplace.needs.queries import title_in as need_title_in

Fact = tuple[Words, object]
BIDS = Crumb(t("Bids"), "/bids")

TONES: Mapping[BidState, BadgeTone] = {
    BidState.OPEN: "info",
    BidState.ACCEPTED: "good",
    BidState.REFUSED: "bad",
    BidState.WITHDRAWN: "neutral",
    BidState.EXPIRED: "neutral",
}

AGAIN = (BidState.REFUSED, BidState.WITHDRAWN, BidState.EXPIRED)
"""After these the bidder may bid again."""


class Tab(Choice):
    RECEIVED = "received", t("Received")
    MADE = "made", t("Made by us")


@dataclass(frozen=True, slots=True)
class BidRow:
    href: str
    title: Words
    house: str
    """The other house, as this reader sees it."""
    right: Words
    terms: Terms
    state: Badge
    since: datetime
    until: datetime
    waiting: Words
    open: bool


@dataclass(frozen=True, slots=True)
class BidList:
    rows: Sequence[BidRow]
    tabs: Sequence[Crumb]
    active: str
    received: bool
    pager: Pager
    look: Action


@dataclass(frozen=True, slots=True)
class BidPage:
    title: Words
    badges: Sequence[Badge]
    crumbs: Sequence[Crumb]
    parties: Sequence[Fact]
    terms: Sequence[Fact]
    message: str
    refusal: Words | None
    refusal_sentence: str
    waiting: Words
    actions: Sequence[Action]
    timeline: Sequence[Moment]
    next_panels: Sequence[Panel]


@dataclass(frozen=True, slots=True)
class NewBidPage:
    """`first` are the questions that must be answered, `further` those that may wait."""

    title: Words
    crumbs: Sequence[Crumb]
    invention_id: str
    house: str
    cancel: str
    form: Form
    first: Sequence[Field]
    further: Sequence[Field]
    further_open: bool


@dataclass(frozen=True, slots=True)
class RefusePage:
    crumbs: Sequence[Crumb]
    action: str
    cancel: str
    house: str
    terms: Sequence[Fact]
    form: Form


@dataclass(frozen=True, slots=True)
class OnInvention:
    """For the owner the bids that wait, for everybody else the way to bid."""

    owner: bool
    rows: Sequence[BidRow]
    actions: Sequence[Action]
    more: bool


def seen(session: Session, actor: Actor, bid_id: str) -> Bid:
    """Strangers do not learn that there is a bid; a colleague without the role hears why not."""
    bid = queries.bid(session, bid_id)
    if not policy.takes_part(actor, bid):
        raise NotFound
    policy.can_see(actor, bid).require()
    return bid


def path_of(bid: Bid) -> str:
    return f"/bids/{bid.id}"


def bid_page(actor: Actor, bid: Bid, panels: Sequence[Panel]) -> BidPage:
    return BidPage(
        title=t("Bid on “%(title)s”", title=title_of(bid.invention)),
        badges=(badge(bid),),
        crumbs=(BIDS,),
        parties=_parties(bid),
        terms=terms_facts(bid.terms),
        message=bid.message,
        refusal=bid.refusal.label if bid.refusal else None,
        refusal_sentence=bid.refusal_sentence,
        waiting=waiting(actor, bid),
        actions=_actions(actor, bid),
        timeline=_timeline(bid),
        next_panels=panels,
    )


def list_page(session: Session, actor: Actor, tab: Tab, found: Page[Bid]) -> BidList:
    counts = {
        Tab.RECEIVED: queries.count(session, queries.received(actor)),
        Tab.MADE: queries.count(session, queries.made(actor)),
    }
    address = f"/bids?tab={tab.value}"
    return BidList(
        rows=[row(actor, bid) for bid in found.items],
        tabs=[
            Crumb(
                t("%(tab)s (%(count)s open)", tab=one.label, count=counts[one]),
                f"/bids?tab={one.value}",
            )
            for one in Tab
        ],
        active=address,
        received=tab is Tab.RECEIVED,
        pager=Pager(
            found.total,
            found.first,
            found.last,
            f"{address}&page={found.number - 1}" if found.number > 1 else None,
            f"{address}&page={found.number + 1}" if found.has_next else None,
        ),
        look=Action(t("List an invention"), "/inventions/new", tone="primary")
        if tab is Tab.RECEIVED
        else Action(t("Look at inventions"), "/inventions", tone="primary"),
    )


def new_page(invention: Invention, form: Form) -> NewBidPage:
    form = one_line(form)
    further = [field for name, field in form.fields.items() if name not in REQUIRED]
    return NewBidPage(
        title=t("Bid on “%(title)s”", title=title_of(invention)),
        crumbs=(Crumb(t("Page of this invention"), path_of_invention(invention)),),
        invention_id=invention.id,
        house=house_name(invention.house),
        cancel=path_of_invention(invention),
        form=form,
        first=[form[name] for name in REQUIRED],
        further=[field for field in further if field.name != "need" or len(field.options) > 1],
        further_open=any(field.error is not None for field in further),
    )


def need_options(session: Session, actor: Actor) -> Sequence[Option]:
    """The house's own open needs; the first answer is none of them."""
    own = queries.own_needs(session, actor)
    none = Option("", t("None of our needs"))
    return [none, *(Option(need.id, need_title_in(need, language())) for need in own)]


def refuse_page(bid: Bid, form: Form) -> RefusePage:
    return RefusePage(
        crumbs=(BIDS, Crumb(title_of(bid.invention), path_of(bid))),
        action=f"{path_of(bid)}/refuse",
        cancel=path_of(bid),
        house=house_name(bid.house),
        terms=terms_facts(bid.terms),
        form=form,
    )


def invention_panel(session: Session, actor: Actor, invention: Invention) -> Panel | None:
    """On an invention's page, beside its next step."""
    owner = actor.acts_for(invention.house_id)
    bids = queries.on_invention(session, actor, invention.id)
    rows = [row(actor, bid) for bid in bids if bid.state == BidState.OPEN]
    if owner:
        content = OnInvention(owner, rows, (), more=len(bids) > len(rows))
        return Panel("bids/_on_invention.html", content, order=20) if bids else None
    content = OnInvention(owner, rows, _way_to_bid(actor, invention, rows), more=False)
    return Panel("bids/_on_invention.html", content, order=20)


def row(actor: Actor, bid: Bid) -> BidRow:
    ours = actor.acts_for(bid.house_id)
    return BidRow(
        href=path_of(bid),
        title=title_of(bid.invention),
        house=house_name(bid.invention.house if ours else bid.house),
        right=bid.terms.right.label,
        terms=bid.terms,
        state=badge(bid),
        since=bid.created_at,
        until=bid.valid_until,
        waiting=waiting(actor, bid),
        open=bid.state == BidState.OPEN,
    )


def badge(bid: Bid) -> Badge:
    return Badge(bid.state.label, TONES[bid.state])


def waiting(actor: Actor, bid: Bid) -> Words:
    """Who must do what next, in one sentence for this reader."""
    day = f"{clock.local(bid.valid_until):%d/%m/%Y}"
    if bid.state == BidState.OPEN and actor.acts_for(bid.invention.house_id):
        if policy.can_answer(actor, bid):
            return t("Waiting for your answer until %(day)s.", day=day)
        return t("Your transfer officer or head answers it until %(day)s.", day=day)
    if bid.state == BidState.OPEN:
        owner = house_name(bid.invention.house)
        return t("Waiting for the answer of %(house)s until %(day)s.", house=owner, day=day)
    return _CLOSED[bid.state]


_CLOSED: Mapping[BidState, Words] = {
    BidState.ACCEPTED: t("Accepted: it goes on as a deal."),
    BidState.REFUSED: t("Refused, with the reason below. Nothing hinders another bid."),
    BidState.WITHDRAWN: t("The bidder withdrew it; nobody has to do anything."),
    BidState.EXPIRED: t("Nobody answered in time. The bidder may bid again."),
}


def terms_facts(terms: Terms) -> tuple[Fact, ...]:
    """The whole of the terms, as pairs for `components/facts.html`."""
    sale = terms.right == Right.ASSIGNMENT
    return (
        (t("Right"), terms.right.label),
        (t("Upfront"), terms.upfront),
        (t("Term of the right") if sale else t("Term"), duration(terms.term_months)),
        (t("Territory"), territory_words(terms.territory)),
        (t("Royalty"), royalty(terms.royalty_percent)),
        (t("Use"), terms.field_of_use or t("Every use")),
    )


def duration(months: int) -> Words:
    years, rest = divmod(months, 12)
    if rest:
        return t("%(count)s months", count=months)
    return t("1 year") if years == 1 else t("%(count)s years", count=years)


def royalty(percent: Decimal) -> Words:
    if not percent:
        return t("None")
    number = format(percent.normalize(), "f")
    shown = number.replace(".", ",") if language() == "vi" else number
    return t("%(percent)s%% of net revenue", percent=shown)


def title_of(invention: Invention) -> Words:
    return title_in(invention, language()) or UNTITLED


def one_line(form: Form) -> Form:
    """Lists that are asked for in one line, as one line."""
    fields = {
        name: replace(field, value=", ".join(field.value))
        if field.kind == "text" and not isinstance(field.value, str)
        else field
        for name, field in form.fields.items()
    }
    return replace(form, fields=fields)


def _parties(bid: Bid) -> Sequence[Fact]:
    """A need may be kept from the owner while it is unnamed; its bidder names it here."""
    invention, owner = bid.invention, bid.invention.house
    facts: list[Fact] = [
        (t("Invention"), Crumb(title_of(invention), path_of_invention(invention))),
        (t("Owner"), Crumb(house_name(owner), f"/houses/{owner.id}")),
        (t("Bidder"), Crumb(house_name(bid.house), f"/houses/{bid.house_id}")),
    ]
    if bid.need is not None:
        title = need_title_in(bid.need, language())
        facts.append((t("For the need"), Crumb(title, f"/needs/{bid.need.id}")))
    return facts


def _actions(actor: Actor, bid: Bid) -> tuple[Action, ...]:
    """Accepting and refusing open a page of their own; withdrawing is done at once."""
    if bid.state in AGAIN and policy.can_withdraw(actor, bid):
        return _again(actor, bid)
    return tuple(
        Action(
            step.label,
            f"{path_of(bid)}/{step.action}",
            post=step.action == "withdraw",
            tone=step.tone,
            reason=policy.STEPS[step.action](actor, bid).reason,
        )
        for step in WORKFLOW.open_to(bid.state, policy.party(actor, bid))
    )


def _again(actor: Actor, bid: Bid) -> tuple[Action, ...]:
    address = f"/bids/new?invention={bid.invention_id}"
    allowed = policy.can_bid(actor, bid.invention)
    return (Action(t("Make another bid"), address, reason=allowed.reason),)


def _timeline(bid: Bid) -> tuple[Moment, ...]:
    moments = [Moment(t("Bid made"), bid.created_at)]
    if bid.state == BidState.OPEN:
        day = f"{clock.local(bid.valid_until):%d/%m/%Y}"
        return (*moments, Moment(t("Answer"), detail=t("Until %(day)s", day=day), done=False))
    at = bid.answered_at or bid.valid_until
    return (*moments, Moment(bid.state.label, at))


def _way_to_bid(actor: Actor, invention: Invention, own: Sequence[BidRow]) -> tuple[Action, ...]:
    """A visitor may press it too: signing in leads back to the form."""
    if own:
        return (Action(t("Look at your bid"), own[0].href, tone="primary"),)
    address = f"/bids/new?invention={invention.id}"
    reason = policy.can_bid(actor, invention).reason if actor.signed_in else None
    return (Action(t("Make a bid"), address, tone="primary", reason=reason),)

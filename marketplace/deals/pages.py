"""What the pages of deals show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.bids import policy as bid_policy
from marketplace.bids import queries as bids
from marketplace.bids.forms import REQUIRED
from marketplace.bids.models import Bid
from marketplace.bids.pages import Fact, one_line, terms_facts, title_of
from marketplace.bids.pages import path_of as path_of_bid
from marketplace.bids.rules import BidState, Terms
from marketplace.db.paging import Page
from marketplace.deals import policy, queries
from marketplace.deals.models import Deal, TermSheet
from marketplace.deals.rules import READERS, WORKFLOW, DealState, Party
from marketplace.deals.service import near_misses, obstacle, obstacle_words
from marketplace.houses.models import House
from marketplace.houses.pages import house_name
from marketplace.houses.rules import SIGNERS
from marketplace.inventions.pages import path_of as path_of_invention
from marketplace.inventions.rules import InventionState
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
    Pager,
    Panel,
    Words,
)

DEALS = Crumb(t("Deals"), "/deals")
RELATED = Badge(t("Between related houses"), "warning")

TONES: Mapping[DealState, BadgeTone] = {
    DealState.AGREED: "info",
    DealState.SIGNED: "good",
    DealState.ENDED: "neutral",
}


class Tab(Choice):
    OURS = "ours", t("Our deals")
    REGISTER = "register", t("Public register")


@dataclass(frozen=True, slots=True)
class DealRow:
    """`terms` is None for those who read only that there is a deal."""

    href: str
    title: Words
    seller: str
    buyer: str
    other: str
    """The other house, for those who are a party themselves."""
    other_is: Words
    right: Words
    terms: Terms | None
    state: Badge
    since: datetime
    signed_at: datetime | None
    waiting: Words


@dataclass(frozen=True, slots=True)
class DealList:
    rows: Sequence[DealRow]
    tabs: Sequence[Crumb]
    active: str
    register: bool
    pager: Pager
    look: Action


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the term sheet; `signed` names the houses that signed this one."""

    number: int
    house: str
    at: datetime
    digest: str
    present: bool


@dataclass(frozen=True, slots=True)
class DealPage:
    title: Words
    badges: Sequence[Badge]
    crumbs: Sequence[Crumb]
    waiting: Words
    actions: Sequence[Action]
    parties: Sequence[Fact]
    terms: Sequence[Fact]
    versions: Sequence[Version]
    relation: Words
    declare_relation: Action | None
    timeline: Sequence[Moment]
    panels: Sequence[Panel]


@dataclass(frozen=True, slots=True)
class PublicDealPage:
    """What everybody may know of a signed deal: that it is, between whom, on what.

    `actions` are for members of the two houses whose role reads no contracts.
    """

    title: Words
    badges: Sequence[Badge]
    crumbs: Sequence[Crumb]
    facts: Sequence[Fact]
    actions: Sequence[Action]
    panels: Sequence[Panel]


@dataclass(frozen=True, slots=True)
class AcceptPage:
    """`obstacle` is why it cannot be accepted now; `near` are grants kept apart only by words."""

    crumbs: Sequence[Crumb]
    action: str
    cancel: str
    house: str
    terms: Sequence[Fact]
    message: str
    obstacle: Words | None
    near: Sequence[Words]
    others: int


@dataclass(frozen=True, slots=True)
class SignPage:
    crumbs: Sequence[Crumb]
    action: str
    cancel: str
    house: str
    other: str
    terms: Sequence[Fact]
    number: int
    digest: str
    completes: bool


@dataclass(frozen=True, slots=True)
class TermsPage:
    crumbs: Sequence[Crumb]
    action: str
    cancel: str
    other: str
    form: Form
    first: Sequence[Field]
    further: Sequence[Field]
    version: int


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """One step that cannot be taken back, and what it means."""

    title: Words
    crumbs: Sequence[Crumb]
    text: Sequence[Words]
    action: Action
    cancel: str


@dataclass(frozen=True, slots=True)
class PaymentPage:
    crumbs: Sequence[Crumb]
    action: str
    cancel: str
    payer: str
    related: bool
    form: Form


@dataclass(frozen=True, slots=True)
class OnBid:
    """What has become of a bid, or what stands in its way."""

    title: Words
    text: Words
    action: Action | None


def seen(session: Session, actor: Actor, deal_id: str) -> Deal:
    """Strangers do not learn of an unsigned deal; a colleague without the role hears why not."""
    deal = queries.deal(session, deal_id)
    decision = policy.can_see(actor, deal)
    if not decision and policy.party_of(actor, deal) is None:
        raise NotFound
    decision.require()
    return deal


def party_to(session: Session, actor: Actor, deal_id: str) -> Deal:
    """The deal for those of its two houses who read its terms."""
    deal = seen(session, actor, deal_id)
    policy.can_see_terms(actor, deal).require()
    return deal


def path_of(deal: Deal) -> str:
    return f"/deals/{deal.id}"


def deal_page(actor: Actor, deal: Deal, panels: Sequence[Panel]) -> DealPage:
    return DealPage(
        title=t("Deal on “%(title)s”", title=title_of(deal.invention)),
        badges=_badges(deal),
        crumbs=(DEALS,),
        waiting=waiting(actor, deal),
        actions=_actions(actor, deal),
        parties=_parties(actor, deal),
        terms=terms_facts(deal.terms),
        versions=[_version(deal, sheet) for sheet in reversed(deal.sheets)],
        relation=t("Known as related: their payments need a verifier from outside.")
        if deal.related
        else t("Not known as related."),
        declare_relation=_relation(actor, deal),
        timeline=_timeline(deal),
        panels=panels,
    )


def public_page(actor: Actor, deal: Deal, panels: Sequence[Panel]) -> PublicDealPage:
    facts: list[Fact] = [*_parties(actor, deal), (t("Right"), deal.terms.right.label)]
    if deal.signed_at:
        facts.append((t("Signed by both sides"), f"{clock.local(deal.signed_at):%d/%m/%Y}"))
    return PublicDealPage(
        title=t("Deal on “%(title)s”", title=title_of(deal.invention)),
        badges=_badges(deal),
        crumbs=(Crumb(DEALS.label, "/deals?tab=register"),),
        facts=facts,
        actions=_declare(actor, deal),
        panels=panels,
    )


def list_page(actor: Actor, tab: Tab, found: Page[Deal]) -> DealList:
    address = f"/deals?tab={tab.value}"
    tabs = [one for one in Tab if one is Tab.REGISTER or actor.has(*READERS)]
    return DealList(
        rows=[row(actor, deal) for deal in found.items],
        tabs=[Crumb(one.label, f"/deals?tab={one.value}") for one in tabs],
        active=address,
        register=tab is Tab.REGISTER,
        pager=Pager(
            found.total,
            found.first,
            found.last,
            f"{address}&page={found.number - 1}" if found.number > 1 else None,
            f"{address}&page={found.number + 1}" if found.has_next else None,
        ),
        look=Action(t("Look at inventions"), "/inventions", tone="primary")
        if tab is Tab.REGISTER
        else Action(t("Look at our bids"), "/bids", tone="primary"),
    )


def accept_page(session: Session, bid: Bid) -> AcceptPage:
    today = clock.today()
    other = obstacle(session, bid.invention_id, bid.terms, today)
    near = near_misses(session, bid.invention_id, bid.terms, today)
    open_ones = bids.count_open(session, bid.invention_id)
    return AcceptPage(
        crumbs=(Crumb(t("Bids"), "/bids"), Crumb(title_of(bid.invention), path_of_bid(bid))),
        action=f"{path_of_bid(bid)}/accept",
        cancel=path_of_bid(bid),
        house=house_name(bid.house),
        terms=terms_facts(bid.terms),
        message=bid.message,
        obstacle=obstacle_words(other) if other else None,
        near=[t("Use: %(use)s", use=one.terms.field_of_use) for one in near],
        others=open_ones - 1,
    )


def sign_page(actor: Actor, deal: Deal) -> SignPage:
    ours = policy.party_of(actor, deal)
    return SignPage(
        crumbs=_crumbs(deal),
        action=f"{path_of(deal)}/sign",
        cancel=path_of(deal),
        house=house_name(deal.seller if ours is Party.SELLER else deal.buyer),
        other=house_name(_other(actor, deal)),
        terms=terms_facts(deal.terms),
        number=deal.sheet.number,
        digest=deal.sheet.digest,
        completes=bool(deal.signed_by - {ours}),
    )


def terms_page(actor: Actor, deal: Deal, form: Form, *, version: int | None = None) -> TermsPage:
    """`version` is the one that the writer began with, unless it is the present one."""
    form = one_line(form)
    return TermsPage(
        crumbs=_crumbs(deal),
        action=f"{path_of(deal)}/terms",
        cancel=path_of(deal),
        other=house_name(_other(actor, deal)),
        form=form,
        first=[form[name] for name in REQUIRED],
        further=[field for name, field in form.fields.items() if name not in REQUIRED],
        version=deal.version if version is None else version,
    )


def end_page(actor: Actor, deal: Deal) -> ConfirmPage:
    return ConfirmPage(
        title=t("Leave this deal?"),
        crumbs=_crumbs(deal),
        text=(
            t("%(house)s hears of it.", house=house_name(_other(actor, deal))),
            t("The invention is free for other bids again. It cannot be taken back."),
        ),
        action=Action(t("Leave the deal"), f"{path_of(deal)}/end", post=True, tone="danger"),
        cancel=path_of(deal),
    )


def relation_page(deal: Deal) -> ConfirmPage:
    return ConfirmPage(
        title=t("Are the two houses related?"),
        crumbs=_crumbs(deal),
        text=(
            t(
                "Houses are related if one has a say in the other, or somebody has a say in both: "
                "by shares, by management, by family."
            ),
            t(
                "From now on the payments of this deal are verified by a finance officer of a "
                "state house outside, and stand in a line of their own, beside the headline."
            ),
            t("This is public once the deal is signed, and it is never undone."),
        ),
        action=Action(
            t("Yes, they are related"), f"{path_of(deal)}/relation", post=True, tone="danger"
        ),
        cancel=path_of(deal),
    )


def payment_page(deal: Deal, form: Form) -> PaymentPage:
    return PaymentPage(
        crumbs=_crumbs(deal),
        action=f"{path_of(deal)}/payments",
        cancel=path_of(deal),
        payer=house_name(deal.buyer),
        related=deal.related,
        form=form,
    )


def bid_panel(session: Session, actor: Actor, bid: Bid) -> Panel | None:
    """Beside a bid: the deal it became, or the grant that stands in its way."""
    if bid.state == BidState.ACCEPTED:
        deal = queries.of_bid(session, bid.id)
        if deal is None:
            return None
        link = Action(t("Open the deal"), path_of(deal), tone="primary")
        return Panel(
            "deals/_on_bid.html", OnBid(t("The deal"), waiting(actor, deal), link), order=10
        )
    if bid.state != BidState.OPEN or not bid_policy.can_answer(actor, bid):
        return None
    other = obstacle(session, bid.invention_id, bid.terms, clock.today())
    if other is None:
        return None
    link = Action(t("Look at that deal"), f"/deals/{other.deal_id}")
    return Panel(
        "deals/_on_bid.html",
        OnBid(t("What stands in the way"), obstacle_words(other), link),
        order=10,
    )


def row(actor: Actor, deal: Deal) -> DealRow:
    return DealRow(
        href=path_of(deal),
        title=title_of(deal.invention),
        seller=house_name(deal.seller),
        buyer=house_name(deal.buyer),
        other=house_name(_other(actor, deal)),
        other_is=t("Bidder") if policy.party_of(actor, deal) is Party.SELLER else t("Owner"),
        right=deal.terms.right.label,
        terms=deal.terms if policy.can_see_terms(actor, deal) else None,
        state=Badge(deal.state.label, TONES[deal.state]),
        since=deal.created_at,
        signed_at=deal.signed_at,
        waiting=waiting(actor, deal),
    )


def waiting(actor: Actor, deal: Deal) -> Words:
    """Who must do what next, in one sentence for this reader."""
    if deal.state == DealState.ENDED:
        return t("One side left it before both had signed; nobody has to do anything.")
    if deal.state == DealState.SIGNED:
        return _after_signing(actor, deal)
    if policy.has_to_sign(actor, deal):
        return t("Waiting for your signature.")
    ours = policy.party_of(actor, deal)
    if ours is not None and ours not in deal.signed_by:
        signer = SIGNERS[_house_of(deal, ours).kind]
        return t("Waiting for the signature of your %(role)s.", role=signer.label)
    missing = [house_name(_house_of(deal, party)) for party in Party if party not in deal.signed_by]
    if len(missing) == 1:
        return t("Waiting for the signature of %(house)s.", house=missing[0])
    return t(
        "Waiting for the signatures of %(seller)s and %(buyer)s.",
        seller=missing[0],
        buyer=missing[1],
    )


def _after_signing(actor: Actor, deal: Deal) -> Words:
    party = policy.party_of(actor, deal)
    if party is Party.SELLER:
        return t("Both sides have signed. Declare each payment when the money has come.")
    if party is Party.BUYER:
        return t("Both sides have signed. Confirm each payment that the owner declares.")
    return t("Both sides have signed.")


def _actions(actor: Actor, deal: Deal) -> tuple[Action, ...]:
    """The workflow's steps with their pages, then the ways to change the terms and to be paid."""
    actions = []
    signed = policy.party_of(actor, deal) in deal.signed_by
    for step in WORKFLOW.open_to(deal.state, *policy.parties_in_workflow(actor, deal)):
        if step.action == "sign" and signed:
            continue
        label = t("Read and sign") if step.action == "sign" else step.label
        decision = policy.STEPS[step.action](actor, deal)
        address = f"{path_of(deal)}/{step.action}"
        actions.append(Action(label, address, tone=step.tone, reason=decision.reason))
    if deal.state == DealState.AGREED:
        reason = policy.can_propose(actor, deal).reason
        actions.append(Action(t("Propose other terms"), f"{path_of(deal)}/terms", reason=reason))
    actions += _declare(actor, deal)
    return tuple(actions)


def _declare(actor: Actor, deal: Deal) -> tuple[Action, ...]:
    """For the side that is paid; who in it does not declare reads who does."""
    if deal.state != DealState.SIGNED or policy.party_of(actor, deal) is not Party.SELLER:
        return ()
    reason = policy.can_declare_payment(actor, deal).reason
    address = f"{path_of(deal)}/payments"
    return (Action(t("Declare a payment"), address, tone="primary", reason=reason),)


def _relation(actor: Actor, deal: Deal) -> Action | None:
    if deal.related or not policy.can_negotiate(actor, deal):
        return None
    return Action(t("Declare a relation"), f"{path_of(deal)}/relation")


def _badges(deal: Deal) -> tuple[Badge, ...]:
    state = Badge(deal.state.label, TONES[deal.state])
    return (state, RELATED) if deal.related else (state,)


def _parties(actor: Actor, deal: Deal) -> list[Fact]:
    """A withdrawn invention has no page for strangers, and then no link."""
    title = title_of(deal.invention)
    open_to_all = deal.invention.state == InventionState.LISTED
    linked = open_to_all or actor.acts_for(deal.seller_id)
    return [
        (t("Invention"), Crumb(title, path_of_invention(deal.invention)) if linked else title),
        (t("Owner"), Crumb(house_name(deal.seller), f"/houses/{deal.seller_id}")),
        (t("Bidder"), Crumb(house_name(deal.buyer), f"/houses/{deal.buyer_id}")),
    ]


def _version(deal: Deal, sheet: TermSheet) -> Version:
    return Version(
        number=sheet.number,
        house=house_name(_house_of(deal, sheet.party)),
        at=sheet.made_at,
        digest=sheet.digest,
        present=sheet is deal.sheet,
    )


def _timeline(deal: Deal) -> tuple[Moment, ...]:
    moments = [Moment(t("Bid accepted"), deal.created_at)]
    moments += [
        Moment(
            t("Version %(number)s of the terms", number=sheet.number),
            sheet.made_at,
            house_name(_house_of(deal, sheet.party)),
        )
        for sheet in deal.sheets[1:]
    ]
    moments += [
        Moment(
            t("Signed by %(house)s", house=house_name(_house_of(deal, one.party))), one.signed_at
        )
        for one in sorted(deal.signatures, key=lambda one: one.signed_at)
        if one.party in deal.signed_by
    ]
    if deal.state == DealState.ENDED:
        return (*moments, Moment(deal.state.label, deal.ended_at))
    to_come = [
        Moment(t("Signature of %(house)s", house=house_name(_house_of(deal, party))), done=False)
        for party in Party
        if party not in deal.signed_by
    ]
    return (*moments, *to_come)


def _crumbs(deal: Deal) -> tuple[Crumb, ...]:
    return (DEALS, Crumb(title_of(deal.invention), path_of(deal)))


def _other(actor: Actor, deal: Deal) -> House:
    return deal.buyer if policy.party_of(actor, deal) is Party.SELLER else deal.seller


def _house_of(deal: Deal, party: Party) -> House:
    return deal.seller if party is Party.SELLER else deal.buyer

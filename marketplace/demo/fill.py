"""Fill an empty database with the demonstration market, through the services, on a moved clock.

Every step is a use case that a person could have taken, at the instant its `days_ago` says; the
worker then seals and folds what happened like anything else.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.accounts.passwords import hash_password
from marketplace.accounts.service import appoint_first_operator, found_person
from marketplace.bids import queries as bids
from marketplace.bids import service as bidding
from marketplace.bids.forms import BidForm, RefuseBidForm
from marketplace.db.journal import EventRow, record
from marketplace.db.session import Database
from marketplace.deals import queries as deals
from marketplace.deals import service as dealing
from marketplace.demo import deals as stories
from marketplace.demo.listings import INVENTIONS, NEEDS
from marketplace.demo.listings import Invention as Listing
from marketplace.demo.listings import Need as Wish
from marketplace.demo.panel import MarketDemonstrated
from marketplace.demo.people import HOUSES, PASSWORD, PEOPLE
from marketplace.houses import queries as houses
from marketplace.houses import service as founding
from marketplace.houses.forms import HouseForm
from marketplace.houses.rules import LEADS, HouseKind, Role
from marketplace.inventions import queries as inventions
from marketplace.inventions import service as listing
from marketplace.inventions.forms import InventionDraftForm
from marketplace.kit import clock
from marketplace.kit.actor import MACHINE, Actor
from marketplace.kit.errors import Conflict
from marketplace.kit.ids import new_id
from marketplace.kit.text import t
from marketplace.needs import service as posting
from marketplace.needs.forms import NeedDraft
from marketplace.payments import service as paying
from marketplace.payments.forms import PaymentForm

FOUNDED_DAYS_AGO = 720
Act = Callable[[Session], None]
TRANSLATED = ("title", "problem", "novelty", "advantages", "applications")


@dataclass(frozen=True, slots=True)
class Moment:
    """`order` keeps the steps of one day in the sequence in which they were told."""

    days_ago: int
    order: int
    act: Act


@dataclass(slots=True)
class Cast:
    """Ids by the keys of the stories."""

    people: dict[str, str] = field(default_factory=dict)
    houses: dict[str, str] = field(default_factory=dict)
    inventions: dict[str, str] = field(default_factory=dict)
    needs: dict[str, str] = field(default_factory=dict)
    bids: dict[str, str] = field(default_factory=dict)
    deals: dict[str, str] = field(default_factory=dict)

    def actor(self, session: Session, house: str, *roles: Role) -> Actor:
        """The first member of `house` who holds one of `roles`."""
        key = next(
            person.key
            for role in roles
            for person in PEOPLE
            if person.house == house and role.value in person.roles
        )
        person = accounts.person(session, self.people[key])
        memberships = houses.memberships_of(session, person.id)
        return founding.actor_for(person, memberships, self.houses[house])

    def operator(self) -> Actor:
        key = next(person.key for person in PEOPLE if person.operator)
        return Actor(self.people[key], None, operator=True)

    def seller(self, session: Session, house: str) -> Actor:
        return self.actor(session, house, Role.TRANSFER_OFFICER, Role.HEAD)

    def buyer(self, session: Session, house: str) -> Actor:
        return self.actor(session, house, Role.ENTERPRISE_STAFF, Role.ORDERING_OFFICER)


def is_empty(session: Session) -> bool:
    return not session.scalar(select(exists().where(EventRow.id > 0)))


def fill(database: Database, progress: Callable[[int, int], None] = lambda *_: None) -> None:
    """Play every step in the order of its instants, one transaction each.

    Raises `Conflict` for a database in which anything has happened already.
    """
    with database.reading() as session:
        if not is_empty(session):
            raise Conflict(t("The demonstration market needs an empty database."))
    moments = sorted(_moments(Cast()), key=lambda moment: (-moment.days_ago, moment.order))
    for done, moment in enumerate(moments, start=1):
        with clock.moved_to(_instant(moment)), database.writing() as session:
            moment.act(session)
        progress(done, len(moments))


def _instant(moment: Moment) -> datetime:
    """Within office hours of the day, later steps later, and never in the future."""
    morning = clock.now() - timedelta(days=moment.days_ago)
    if moment.days_ago:
        morning = morning.replace(hour=2, minute=0, second=0)
    return morning + timedelta(seconds=moment.order % 20_000)


def _moments(cast: Cast) -> Iterator[Moment]:
    stories_told = (
        [(FOUNDED_DAYS_AGO, act) for act in _founding(cast)]
        + [(one.days_ago, _list(cast, one)) for one in INVENTIONS]
        + [(one.days_ago, _post(cast, one)) for one in NEEDS]
        + [step for bid in stories.BIDS for step in _bid_story(cast, bid)]
    )
    for order, (days_ago, act) in enumerate(stories_told):
        yield Moment(days_ago, order, act)


def _founding(cast: Cast) -> Iterator[Act]:
    yield _people(cast)
    for house in HOUSES:
        yield _house(cast, house.key)


def _people(cast: Cast) -> Act:
    def act(session: Session) -> None:
        password_hash = hash_password(PASSWORD)
        for person in PEOPLE:
            if person.operator:
                appoint_first_operator(
                    session,
                    email=person.email,
                    name=person.name,
                    language=person.language,
                    password_hash=password_hash,
                )
                made = accounts.by_email(session, person.email)
            else:
                made = found_person(
                    session,
                    email=person.email,
                    name=person.name,
                    language=person.language,
                    password_hash=password_hash,
                )
            assert made is not None  # noqa: S101 - appointed two lines above
            cast.people[person.key] = made.id
        record(session, MACHINE, MarketDemonstrated(subject_id=new_id()))

    return act


def _house(cast: Cast, key: str) -> Act:
    """Whoever leads founds it; the others join; the operator verifies it."""

    def act(session: Session) -> None:
        told = next(house for house in HOUSES if house.key == key)
        kind = HouseKind(told.kind)
        members = [person for person in PEOPLE if person.house == key]
        lead = next(person for person in members if LEADS[kind].value in person.roles)
        house = founding.found(
            session,
            Actor(cast.people[lead.key]),
            kind=kind,
            name=told.name,
            province=told.province,
        )
        cast.houses[key] = house.id
        for person in members:
            for role in person.roles:
                founding.join(
                    session,
                    Actor(cast.people[lead.key]),
                    house=house,
                    person_id=cast.people[person.key],
                    role=Role(role),
                )
        founding.change_house(
            session,
            cast.actor(session, key, LEADS[kind]),
            house=house,
            form=HouseForm(name=told.name, name_en=told.name_en, province=told.province),
            version=house.version,
        )
        founding.verify_house(session, cast.operator(), house=house)

    return act


def _list(cast: Cast, told: Listing) -> Act:
    """Drafted in Vietnamese, then in English, then listed by the transfer officer."""

    def act(session: Session) -> None:
        actor = cast.seller(session, told.house)
        made = listing.draft_invention(session, actor, form=_card(told, "vi"))
        listing.save_invention(session, actor, invention=made, form=_card(told, "en"))
        listing.list_invention(session, actor, invention=made)
        cast.inventions[told.key] = made.id

    return act


def _card(told: Listing, language: Literal["vi", "en"]) -> InventionDraftForm:
    return InventionDraftForm.model_validate(
        {
            "language": language,
            **{name: getattr(getattr(told, name), language) for name in TRANSLATED},
            "readiness_evidence": told.readiness_evidence.vi,
            "kind": told.kind,
            "readiness": str(told.readiness),
            "field": told.field,
            "keywords": [word for pair in told.keywords for word in (pair.vi, pair.en)],
            "classes": list(told.classes),
            "offers": list(told.offers),
            "asking": told.asking or None,
            "application_number": told.application_number,
            "right_status": "filed" if told.application_number else "none",
            "inventors": [{"name": name} for name in told.inventors],
            "funding_source": told.funding.vi if told.funding else "",
            "state_percent": told.state_percent,
        }
    )


def _post(cast: Cast, told: Wish) -> Act:
    def act(session: Session) -> None:
        actor = cast.buyer(session, told.house)
        made = posting.draft_need(session, actor, form=_need(told, "vi"))
        posting.save_need(session, actor, need=made, form=_need(told, "en"), version=made.version)
        posting.post_need(session, actor, need=made)
        cast.needs[told.key] = made.id

    return act


def _need(told: Wish, language: Literal["vi", "en"]) -> NeedDraft:
    return NeedDraft.model_validate(
        {
            "language": language,
            "title": getattr(told.title, language),
            "problem": getattr(told.problem, language),
            "done_when": getattr(told.done_when, language),
            "field": told.field,
            "budget_from": told.budget_from or None,
            "budget_to": told.budget_to or None,
            "unnamed": told.unnamed,
            "keywords": [word for pair in told.keywords for word in (pair.vi, pair.en)],
        }
    )


def _bid_story(cast: Cast, bid: stories.Bid) -> Iterator[tuple[int, Act]]:
    """The bid and what became of it, each step with its `days_ago`."""
    yield bid.days_ago, _bid(cast, bid)
    answered = bid.answered_days_ago
    if answered is None:
        return
    if bid.ends.startswith("refused:"):
        yield answered, _refuse(cast, bid)
    elif bid.ends == "withdrawn":
        yield answered, _withdraw(cast, bid)
    else:
        yield answered, _accept(cast, bid)
    if bid.signed_days_ago is not None:
        yield bid.signed_days_ago, _sign(cast, bid)
    for payment in bid.payments:
        yield payment.days_ago, _pay(cast, bid, payment)


def _bid(cast: Cast, bid: stories.Bid) -> Act:
    def act(session: Session) -> None:
        form = BidForm.model_validate(
            {
                "right": bid.right,
                "upfront": bid.upfront,
                "term_years": bid.years,
                "territory": "VN" if "VN" in bid.territory else "named",
                "countries": [code for code in bid.territory if code != "VN"],
                "royalty_percent": bid.royalty_percent,
                "need": cast.needs[bid.need] if bid.need else "",
                "message": bid.message.vi,
            }
        )
        invention = inventions.invention(session, cast.inventions[bid.invention])
        actor = cast.buyer(session, bid.bidder)
        cast.bids[bid.key] = bidding.make_bid(session, actor, invention=invention, form=form).id

    return act


def _refuse(cast: Cast, bid: stories.Bid) -> Act:
    def act(session: Session) -> None:
        form = RefuseBidForm.model_validate(
            {
                "reason": bid.ends.removeprefix("refused:"),
                "sentence": bid.reason.vi if bid.reason else "",
            }
        )
        found = bids.bid(session, cast.bids[bid.key])
        bidding.refuse_bid(session, _owner(cast, session, bid), bid=found, form=form)

    return act


def _withdraw(cast: Cast, bid: stories.Bid) -> Act:
    def act(session: Session) -> None:
        found = bids.bid(session, cast.bids[bid.key])
        bidding.withdraw_bid(session, cast.buyer(session, bid.bidder), bid=found)

    return act


def _accept(cast: Cast, bid: stories.Bid) -> Act:
    def act(session: Session) -> None:
        found = bids.bid(session, cast.bids[bid.key])
        deal = dealing.accept_bid(session, _owner(cast, session, bid), bid=found)
        cast.deals[bid.key] = deal.id

    return act


def _sign(cast: Cast, bid: stories.Bid) -> Act:
    def act(session: Session) -> None:
        for actor in (
            cast.actor(session, _house_of(bid), Role.HEAD),
            cast.actor(session, bid.bidder, Role.SIGNATORY),
        ):
            deal = deals.deal(session, cast.deals[bid.key])
            dealing.sign_deal(session, actor, deal=deal, digest=deal.sheets[-1].digest)

    return act


def _pay(cast: Cast, bid: stories.Bid, told: stories.Payment) -> Act:
    def act(session: Session) -> None:
        deal = deals.deal(session, cast.deals[bid.key])
        form = PaymentForm.model_validate({"money": told.amount, "paid_on": clock.today()})
        owner = _owner(cast, session, bid)
        declared = dealing.declare_deal_payment(session, owner, deal=deal, form=form)
        if told.confirmed:
            signatory = cast.actor(session, bid.bidder, Role.SIGNATORY)
            paying.confirm_payment(session, signatory, payment=declared)

    return act


def _owner(cast: Cast, session: Session, bid: stories.Bid) -> Actor:
    return cast.seller(session, _house_of(bid))


def _house_of(bid: stories.Bid) -> str:
    return next(one.house for one in INVENTIONS if one.key == bid.invention)

"""Inventions, needs and what became of them, told in events over rows that pages can show."""

from datetime import UTC, datetime, timedelta

from marketplace.bids.events import BidMade
from marketplace.db.journal import record
from marketplace.deals.events import DealAgreed, DealSigned
from marketplace.houses.rules import Role
from marketplace.inventions.events import InventionDrafted, InventionListed
from marketplace.inventions.models import Invention
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.event import Event
from marketplace.kit.ids import new_id
from marketplace.needs.events import NeedPosted
from marketplace.needs.models import Need
from marketplace.suggestions.events import SuggestionJudged, SuggestionMade
from tests.features.bids.offers import listed
from tests.features.bids.offers import need as need_of
from tests.tools.market import Market

BEGINNING = datetime(2026, 1, 5, 3, tzinfo=UTC)
OFFICER = "officer@example.org"


class Fair:
    """Three institutes and an enterprise; `happen` records an event so many days after the
    beginning. With `named`, the officer of the first institute can sign in."""

    def __init__(self, market: Market, *, named: bool = False) -> None:
        self.market = market
        person = market.person(email=OFFICER) if named else None
        first = market.member(Role.TRANSFER_OFFICER, person=person)
        self.sellers = [first, *(market.member(Role.TRANSFER_OFFICER) for _ in range(2))]
        self.buyer = market.member(Role.ENTERPRISE_STAFF)
        self.institute_id = str(first.house_id)

    def happen(self, actor: Actor, event: Event, days: int = 0) -> None:
        with clock.moved_to(BEGINNING + timedelta(days=days)):
            record(self.market.session, actor, event)

    def draft(self, seller: int = 0, days: int = 0, title: str = "Coating") -> Invention:
        actor = self.sellers[seller]
        house = self.market.house_of(actor)
        made = listed(self.market.session, house, title, state=InventionState.DRAFT)
        self.happen(actor, InventionDrafted(subject_id=made.id, province=house.province), days)
        return made

    def offer(self, seller: int = 0, days: int = 0, title: str = "Coating") -> Invention:
        made = self.draft(seller, days, title)
        made.state, made.listed_at = InventionState.LISTED, clock.now()
        told = InventionListed(
            subject_id=made.id, invention_kind="patent", field="materials", readiness="7",
            province="ha-noi", basis="filed",
        )  # fmt: skip
        self.happen(self.sellers[seller], told, days)
        return made

    def need(self, title: str = "Rusting cranes", *, unnamed: bool = False) -> Need:
        made = need_of(self.market.session, self.market.house_of(self.buyer), title)
        made.unnamed = unnamed
        told = NeedPosted(subject_id=made.id, field="transport", province="ha-noi", unnamed=unnamed)
        self.happen(self.buyer, told)
        return made

    def suggest(self, need: Need, invention: Invention, rank: int = 1, days: int = 1) -> None:
        told = SuggestionMade(subject_id=need.id, invention_id=invention.id, rank=rank, score=500)
        self.happen(self.buyer, told, days)

    def judge(self, need: Need, invention: Invention, *, useful: bool, days: int = 2) -> None:
        told = SuggestionJudged(
            subject_id=need.id, invention_id=invention.id, side="need", useful=useful, reason=""
        )
        self.happen(self.buyer, told, days)

    def bid(self, invention: Invention, days: int, need: Need | None = None) -> None:
        told = BidMade(
            subject_id=new_id(),
            invention_id=invention.id,
            need_id=need.id if need else "",
            terms_digest="",
        )
        self.happen(self.buyer, told, days)

    def agree(self, invention: Invention, days: int, need: Need | None = None) -> str:
        """Gives the deal's id."""
        self.bid(invention, days, need)
        deal_id = new_id()
        told = DealAgreed(
            subject_id=deal_id,
            bid_id=new_id(),
            invention_id=invention.id,
            need_id=need.id if need else "",
            seller_id=invention.house_id,
            buyer_id=str(self.buyer.house_id),
            related=False,
            terms_digest="",
        )
        self.happen(self.sellers[0], told, days)
        return deal_id

    def sign(self, invention: Invention, deal_id: str, days: int) -> None:
        told = DealSigned(
            subject_id=deal_id,
            invention_id=invention.id,
            seller_id=invention.house_id,
            buyer_id=str(self.buyer.house_id),
            seller_province="ha-noi",
            field="materials",
            right="non-exclusive-licence",
            related=False,
            terms_digest="",
        )
        self.happen(self.buyer, told, days)

    def signed(self, invention: Invention, days: int, need: Need | None = None) -> str:
        deal_id = self.agree(invention, days, need)
        self.sign(invention, deal_id, days + 4)
        return deal_id

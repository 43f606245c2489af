"""Listed inventions, needs, bids and deals for tests, in as few words as a test needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from marketplace.bids import service as bids
from marketplace.bids.forms import BidForm
from marketplace.bids.models import Bid
from marketplace.deals import service as deals
from marketplace.deals.models import Deal
from marketplace.houses.models import House
from marketplace.houses.rules import Role
from marketplace.inventions.models import Invention, InventionText
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.ids import new_id
from marketplace.needs.models import Need, NeedText
from marketplace.needs.rules import NeedState
from marketplace.rulebook.fields import Field
from tests.tools.market import Market
from tests.tools.site import Site

TERMS = {
    "right": "non-exclusive-licence",
    "upfront": "1,2 tỷ",
    "term_years": "5",
    "territory": "VN",
}
"""The four answers, as a form posts them."""


def form(**changes: Any) -> BidForm:
    return BidForm.model_validate({**TERMS, **changes})


def listed(
    session: Session,
    house: House,
    title: str = "Nano coating against rust",
    *,
    state: InventionState = InventionState.LISTED,
    made_by: str = "",
) -> Invention:
    """A row as the inventions' own service leaves it, without its questions."""
    invention = Invention(
        id=new_id(),
        house_id=house.id,
        house=house,
        made_by=made_by or new_id(),
        state=state,
        listed_at=clock.now() if state == InventionState.LISTED else None,
        field=Field.MATERIALS,
        texts=[InventionText(language="en", title=title)],
        sections=[],
        inventors=[],
    )
    session.add(invention)
    session.flush()
    return invention


def need(session: Session, house: House, title: str = "Rusting cranes") -> Need:
    row = Need(
        id=new_id(),
        house_id=house.id,
        house=house,
        made_by=new_id(),
        state=NeedState.OPEN,
        posted_at=clock.now(),
        texts=[NeedText(language="en", title=title)],
    )
    session.add(row)
    session.flush()
    return row


class Street:
    """An institute with one listed invention, and an enterprise across the road."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.session = market.session
        self.officer = market.member(Role.TRANSFER_OFFICER)
        self.institute = market.house_of(self.officer)
        self.head = market.member(Role.HEAD, house=self.institute)
        self.staff = market.member(Role.ENTERPRISE_STAFF)
        self.enterprise = market.house_of(self.staff)
        self.signatory = market.member(Role.SIGNATORY, house=self.enterprise)
        self.invention = listed(self.session, self.institute)

    def bid(self, actor: Actor | None = None, **changes: Any) -> Bid:
        return bids.make_bid(
            self.session, actor or self.staff, invention=self.invention, form=form(**changes)
        )

    def other_bid(self, **changes: Any) -> Bid:
        """A bid by another house, founded for it."""
        return self.bid(self.market.member(Role.ENTERPRISE_STAFF), **changes)

    def deal(self, **changes: Any) -> Deal:
        return deals.accept_bid(self.session, self.officer, bid=self.bid(**changes))

    def signed(self, **changes: Any) -> Deal:
        deal = self.deal(**changes)
        for signer in (self.head, self.signatory):
            deals.sign_deal(self.session, signer, deal=deal, digest=deal.sheet.digest)
        return deal


class Town(Street):
    """A street whose people have addresses, so that they can sign in."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.session = market.session
        self.officer = self._someone("officer@example.org", Role.TRANSFER_OFFICER)
        self.institute = market.house_of(self.officer)
        self.head = self._someone("head@example.org", Role.HEAD, self.institute)
        self.staff = self._someone("staff@example.org", Role.ENTERPRISE_STAFF)
        self.enterprise = market.house_of(self.staff)
        self.signatory = self._someone("signatory@example.org", Role.SIGNATORY, self.enterprise)
        self.rival = self._someone("rival@example.org", Role.SIGNATORY)
        self.invention = listed(self.session, self.institute)

    def _someone(self, email: str, role: Role, house: House | None = None) -> Actor:
        return self.market.member(role, house=house, person=self.market.person(email=email))


def letters_about(site: Site, address: str, word: str) -> list[EmailMessage]:
    """The letters to an address with this word in their subject; joining a house sends others."""
    return [letter for letter in site.letters(address) if word in letter["Subject"]]


def words_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    """The statements that readers send meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(site.database.reader, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(site.database.reader, "before_cursor_execute", note)

"""Who hears of a bid. Messages name houses, never persons, and never terms or sentences."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from marketplace.bids import queries, service
from marketplace.bids.models import Bid
from marketplace.bids.rules import ANSWERERS, DEALERS, BidState, Refusal
from marketplace.db.journal import Sealed
from marketplace.houses import queries as houses
from marketplace.houses.models import Membership
from marketplace.inventions.pages import UNTITLED
from marketplace.kit import clock
from marketplace.kit.text import t
from marketplace.kit.views import Words
from marketplace.notices.rules import ENDS_SOON, Message
from marketplace.notices.service import tell


@dataclass(frozen=True, slots=True)
class Told:
    """What every message about a bid may say."""

    title: Words
    owner: Words
    bidder: Words
    path: str


def ask_owner(session: Session, event: Sealed) -> None:
    """Nothing is said of a bid that was withdrawn meanwhile."""
    bid = queries.bid(session, event.subject_id)
    if bid.state != BidState.OPEN:
        return

    def message(told: Told) -> Message:
        return Message(
            subject=t("A bid on “%(title)s”", title=told.title),
            paragraphs=(
                t(
                    "%(house)s bids for this: %(right)s.",
                    house=told.bidder,
                    right=bid.terms.right.label,
                ),
                t(
                    "It waits for your answer until %(day)s.",
                    day=f"{clock.local(bid.valid_until):%d/%m/%Y}",
                ),
            ),
            action=t("Read it and answer"),
            path=told.path,
        )

    _tell(session, bid, _answerers(session, bid), message, event)


def tell_refused(session: Session, event: Sealed) -> None:
    """The coded reason; the owner's own sentence stands on the page alone."""
    bid = queries.bid(session, event.subject_id)
    reason = Refusal(event.payload["reason"]).label

    def message(told: Told) -> Message:
        return Message(
            subject=t("Your bid on “%(title)s” was refused", title=told.title),
            paragraphs=(
                t("%(house)s gives this reason: %(reason)s.", house=told.owner, reason=reason),
                t("What it says in its own words stands on the bid's page."),
            ),
            action=t("Read the answer"),
            path=told.path,
        )

    _tell(session, bid, _bidders(session, bid), message, event)


def tell_withdrawn(session: Session, event: Sealed) -> None:
    bid = queries.bid(session, event.subject_id)

    def message(told: Told) -> Message:
        return Message(
            subject=t("A bid on “%(title)s” was withdrawn", title=told.title),
            paragraphs=(t("%(house)s withdrew it. You need not answer it.", house=told.bidder),),
            action=t("Open the bid"),
            path=told.path,
        )

    _tell(session, bid, _answerers(session, bid), message, event)


def tell_expired(session: Session, event: Sealed) -> None:
    bid = queries.bid(session, event.subject_id)

    def message(told: Told) -> Message:
        return Message(
            subject=t("Your bid on “%(title)s” has expired", title=told.title),
            paragraphs=(
                t("%(house)s did not answer in time. You may bid again.", house=told.owner),
            ),
            action=t("Open the bid"),
            path=told.path,
        )

    _tell(session, bid, _bidders(session, bid), message, event)


def remind(session: Session) -> None:
    """A job of the clock: once per person and bid, when it ends soon."""
    for bid in queries.ending(session, ENDS_SOON):
        _tell(session, bid, _answerers(session, bid), partial(_ends_soon, bid), None)


def expire_bids(session: Session) -> None:
    """A job of the clock."""
    service.expire_bids(session)


def _ends_soon(bid: Bid, told: Told) -> Message:
    return Message(
        subject=t("A bid on “%(title)s” ends soon", title=told.title),
        paragraphs=(
            t(
                "%(house)s waits for your answer until %(moment)s.",
                house=told.bidder,
                moment=f"{clock.local(bid.valid_until):%d/%m/%Y %H:%M}",
            ),
        ),
        action=t("Read it and answer"),
        path=told.path,
    )


def _answerers(session: Session, bid: Bid) -> Iterable[Membership]:
    return houses.people_with_role(session, bid.invention.house_id, *ANSWERERS)


def _bidders(session: Session, bid: Bid) -> Iterable[Membership]:
    return houses.people_with_role(session, bid.house_id, *DEALERS)


def _tell(
    session: Session,
    bid: Bid,
    members: Iterable[Membership],
    message: Callable[[Told], Message],
    event: Sealed | None,
) -> None:
    """Who did it knows already. Without an event it is the
    reminder that a bid ends, which nobody hears twice."""
    told = Told(
        title=bid.invention.titled or UNTITLED,
        owner=bid.invention.house.named,
        bidder=bid.house.named,
        path=f"/bids/{bid.id}",
    )
    for member in members:
        person = member.person
        if event is not None and person.id == event.actor_id:
            continue
        tell(
            session,
            person,
            message(told),
            event=event,
            once=None if event else f"bid {bid.id} ends",
        )

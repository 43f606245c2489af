"""Who hears of a deal. Messages name houses, never persons, and never terms."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.bids.rules import DEALERS
from marketplace.db.journal import Sealed
from marketplace.deals import queries
from marketplace.deals.models import Deal
from marketplace.deals.rules import DealState, Party
from marketplace.houses import queries as houses
from marketplace.houses.models import House, Membership
from marketplace.houses.rules import SIGNERS
from marketplace.inventions.pages import UNTITLED
from marketplace.kit.text import Text, t
from marketplace.kit.views import Words
from marketplace.notices.rules import Message
from marketplace.notices.service import tell


@dataclass(frozen=True, slots=True)
class Told:
    """What every message about a deal may say; `by` is the house that acted.

    `step` leads those who sign to where they sign, and the others to the deal at `path`.
    """

    title: Words
    seller: Words
    buyer: Words
    by: Words
    path: str
    step: str
    label: Text


Write = Callable[[Told], Message]


def tell_agreed(session: Session, event: Sealed) -> None:
    """The bidder's people hear that they were accepted; who signs for a side hears it here, once,
    and is led to the page where that is done."""
    deal = queries.deal(session, event.subject_id)
    if deal.state != DealState.AGREED:
        return

    def accepted(told: Told) -> Message:
        return Message(
            subject=t("Your bid on “%(title)s” was accepted", title=told.title),
            paragraphs=(
                t("%(house)s accepted it. Now both houses sign.", house=told.seller),
                _PUBLIC,
            ),
            action=told.label,
            path=told.step,
        )

    def to_sign(told: Told) -> Message:
        return Message(
            subject=t("A deal on “%(title)s” waits for your signature", title=told.title),
            paragraphs=(
                t("Your house accepted the bid of %(house)s.", house=told.buyer),
                _PUBLIC,
            ),
            action=told.label,
            path=told.step,
        )

    _tell(session, deal, _people(session, deal.buyer, event), accepted, event, asks=True)
    # Also the head who accepted: signing is a step of its own, and the letter leads to it.
    signers = _signers(session, deal.seller)
    _tell(session, deal, signers, to_sign, event, asks=True)


def tell_terms(session: Session, event: Sealed) -> None:
    """The other side's people, and who signs for either: another version waits for them."""
    deal = queries.deal(session, event.subject_id)
    if deal.state != DealState.AGREED or event.payload["number"] != deal.sheet.number:
        return

    def message(told: Told) -> Message:
        return Message(
            subject=t("Other terms for the deal on “%(title)s”", title=told.title),
            paragraphs=(
                t("%(house)s proposes a new version of the terms.", house=told.by),
                t("Sign it, or propose another one."),
            ),
            action=told.label,
            path=told.step,
        )

    _tell(session, deal, _people(session, _other(deal, event), event), message, event, asks=True)
    own = _but_actor(_signers(session, _by(deal, event)), event)
    _tell(session, deal, own, message, event, asks=True)


def tell_signed_by_side(session: Session, event: Sealed) -> None:
    """On the desk alone: who signs for the other side has had a letter about it. Nothing is said
    once both have signed: `deal.signed` says it to all."""
    deal = queries.deal(session, event.subject_id)
    if deal.state != DealState.AGREED:
        return

    def message(told: Told) -> Message:
        return Message(
            subject=t("A deal on “%(title)s” waits for your signature", title=told.title),
            paragraphs=(t("%(house)s has signed.", house=told.by), _PUBLIC),
            action=told.label,
            path=told.step,
        )

    signers = _but_actor(_signers(session, _other(deal, event)), event)
    _tell(session, deal, signers, message, event, letter=False)


def tell_signed(session: Session, event: Sealed) -> None:
    deal = queries.deal(session, event.subject_id)

    def seller(told: Told) -> Message:
        return _signed(told, t("Declare each payment when the money has come."))

    def buyer(told: Told) -> Message:
        return _signed(told, t("The owner declares each payment; you confirm it with one click."))

    _tell(session, deal, _people(session, deal.seller, event), seller, event)
    _tell(session, deal, _people(session, deal.buyer, event), buyer, event)


def tell_ended(session: Session, event: Sealed) -> None:
    deal = queries.deal(session, event.subject_id)

    def message(told: Told) -> Message:
        return Message(
            subject=t("The deal on “%(title)s” was left", title=told.title),
            paragraphs=(t("%(house)s left it before both had signed.", house=told.by),),
            action=t("Open the deal"),
            path=told.path,
        )

    _tell(session, deal, _people(session, _other(deal, event), event), message, event)


def tell_related(session: Session, event: Sealed) -> None:
    deal = queries.deal(session, event.subject_id)

    def message(told: Told) -> Message:
        return Message(
            subject=t("A relation was declared for the deal on “%(title)s”", title=told.title),
            paragraphs=(
                t("%(house)s declared that the two houses are related.", house=told.by),
                t("Payments of this deal are verified by a state house outside from now on."),
            ),
            action=t("Open the deal"),
            path=told.path,
        )

    _tell(session, deal, _people(session, _other(deal, event), event), message, event)


_PUBLIC = t(
    "By signing, the deal's existence, its parties and its verified payments become public record; "
    "its terms do not."
)


def _signed(told: Told, then: Text) -> Message:
    return Message(
        subject=t("The deal on “%(title)s” is signed", title=told.title),
        paragraphs=(
            t("%(seller)s and %(buyer)s have signed.", seller=told.seller, buyer=told.buyer),
            then,
        ),
        action=t("Open the deal"),
        path=told.path,
    )


def _people(session: Session, house: House, event: Sealed) -> Iterable[Membership]:
    """Who did it knows already."""
    return _but_actor(houses.people_with_role(session, house.id, *DEALERS), event)


def _signers(session: Session, house: House) -> Iterable[Membership]:
    signer = SIGNERS.get(house.kind)
    return houses.people_with_role(session, house.id, signer) if signer else ()


def _but_actor(members: Iterable[Membership], event: Sealed) -> Iterable[Membership]:
    return [member for member in members if member.person_id != event.actor_id]


def _by(deal: Deal, event: Sealed) -> House:
    """The side that acted, from the payload where it says so, else from the actor's house."""
    party = event.payload.get("by") or event.payload.get("party")
    seller = party == Party.SELLER if party else event.house_id == deal.seller_id
    return deal.seller if seller else deal.buyer


def _other(deal: Deal, event: Sealed) -> House:
    return deal.buyer if _by(deal, event) is deal.seller else deal.seller


def _tell(
    session: Session,
    deal: Deal,
    members: Iterable[Membership],
    message: Write,
    event: Sealed,
    *,
    asks: bool = False,
    letter: bool = True,
) -> None:
    """What `asks` for a signature asks each signer once for each version of the terms."""
    sides = (deal.seller, deal.buyer)
    signers = {one.person_id for side in sides for one in _signers(session, side)}
    for member in members:
        person = member.person
        signs = person.id in signers
        tell(
            session,
            person,
            message(_told(deal, event, signs=signs)),
            event=event,
            once=f"deal {deal.id} sign {deal.sheet.number}" if asks and signs else None,
            letter=letter,
        )


def _told(deal: Deal, event: Sealed, *, signs: bool) -> Told:
    path = f"/deals/{deal.id}"
    return Told(
        title=deal.invention.titled or UNTITLED,
        seller=deal.seller.named,
        buyer=deal.buyer.named,
        by=_by(deal, event).named,
        path=path,
        step=f"{path}/sign" if signs else path,
        label=t("Read the terms and sign") if signs else t("Read the terms"),
    )

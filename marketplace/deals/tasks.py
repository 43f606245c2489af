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
from marketplace.inventions.pages import UNTITLED, house_name
from marketplace.inventions.queries import title_in
from marketplace.kit.text import Text, t
from marketplace.kit.views import Words
from marketplace.locale import reading_in
from marketplace.notices.rules import Message
from marketplace.notices.service import tell


@dataclass(frozen=True, slots=True)
class Told:
    """The deal in the words of the one who is told; `by` is the house that acted."""

    title: Words
    seller: str
    buyer: str
    by: str
    path: str


Write = Callable[[Told], Message]


def tell_agreed(session: Session, event: Sealed) -> None:
    """The bidder's people hear that they were accepted; who signs for a side hears to sign."""
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
            action=t("Read the terms and sign"),
            path=told.path,
        )

    def to_sign(told: Told) -> Message:
        return Message(
            subject=t("A deal on “%(title)s” waits for your signature", title=told.title),
            paragraphs=(
                t("Your house accepted the bid of %(house)s.", house=told.buyer),
                _PUBLIC,
            ),
            action=t("Read the terms and sign"),
            path=told.path,
        )

    _tell(session, deal, _people(session, deal.buyer), accepted, event)
    # Also the head who accepted: signing is a step of its own, and the letter leads to it.
    _tell(session, deal, _signers(session, deal.seller), to_sign, event, also_actor=True)


def tell_terms(session: Session, event: Sealed) -> None:
    deal = queries.deal(session, event.subject_id)

    def message(told: Told) -> Message:
        return Message(
            subject=t("Other terms for the deal on “%(title)s”", title=told.title),
            paragraphs=(
                t("%(house)s proposes a new version of the terms.", house=told.by),
                t("Sign it, or propose another one."),
            ),
            action=t("Read the terms"),
            path=told.path,
        )

    _tell(session, deal, _people(session, _other(deal, event)), message, event)


def tell_signed_by_side(session: Session, event: Sealed) -> None:
    """Nothing is said once both have signed: `deal.signed` says it to all."""
    deal = queries.deal(session, event.subject_id)
    if deal.state != DealState.AGREED:
        return

    def message(told: Told) -> Message:
        return Message(
            subject=t("A deal on “%(title)s” waits for your signature", title=told.title),
            paragraphs=(t("%(house)s has signed.", house=told.by), _PUBLIC),
            action=t("Read the terms and sign"),
            path=told.path,
        )

    _tell(session, deal, _signers(session, _other(deal, event)), message, event)


def tell_signed(session: Session, event: Sealed) -> None:
    deal = queries.deal(session, event.subject_id)

    def seller(told: Told) -> Message:
        return _signed(told, t("Declare each payment when the money has come."))

    def buyer(told: Told) -> Message:
        return _signed(told, t("The owner declares each payment; you confirm it with one click."))

    _tell(session, deal, _people(session, deal.seller), seller, event)
    _tell(session, deal, _people(session, deal.buyer), buyer, event)


def tell_ended(session: Session, event: Sealed) -> None:
    deal = queries.deal(session, event.subject_id)

    def message(told: Told) -> Message:
        return Message(
            subject=t("The deal on “%(title)s” was left", title=told.title),
            paragraphs=(t("%(house)s left it before both had signed.", house=told.by),),
            action=t("Open the deal"),
            path=told.path,
        )

    _tell(session, deal, _people(session, _other(deal, event)), message, event)


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

    _tell(session, deal, _people(session, _other(deal, event)), message, event)


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


def _people(session: Session, house: House) -> Iterable[Membership]:
    return houses.people_with_role(session, house.id, *DEALERS)


def _signers(session: Session, house: House) -> Iterable[Membership]:
    signer = SIGNERS.get(house.kind)
    return houses.people_with_role(session, house.id, signer) if signer else ()


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
    also_actor: bool = False,
) -> None:
    """Each hears it in their own language; who did it knows already."""
    for member in members:
        person = member.person
        if person.email is None or (person.id == event.actor_id and not also_actor):
            continue
        with reading_in(person.language):
            told = Told(
                title=title_in(deal.invention, person.language) or UNTITLED,
                seller=house_name(deal.seller),
                buyer=house_name(deal.buyer),
                by=house_name(_by(deal, event)),
                path=f"/deals/{deal.id}",
            )
        tell(
            session,
            person_id=person.id,
            address=person.email,
            language=person.language,
            message=message(told),
            event_number=event.number,
        )

"""Who hears of what happens to a house. Messages name houses, never persons."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.db.journal import Sealed
from marketplace.houses import queries
from marketplace.houses.models import House
from marketplace.houses.rules import LEADS, HouseState, Role
from marketplace.kit.text import t
from marketplace.notices.rules import Message
from marketplace.notices.service import tell


def ask_operators(session: Session, event: Sealed) -> None:
    """A house was founded or applied again; nothing is said if it has been decided meanwhile."""
    house = queries.house(session, event.subject_id)
    if house.state != HouseState.APPLIED:
        return
    message = Message(
        subject=t("A house asks to be verified"),
        paragraphs=(t("%(house)s, %(kind)s.", house=house.named, kind=house.kind.label),),
        action=t("Look at it and decide"),
        path=f"/houses/{house.id}",
    )
    others = [one for one in accounts.operators(session) if one.id != event.actor_id]
    _tell(session, others, message, event)


def warn_operators(session: Session, event: Sealed) -> None:
    """What the operator had verified of a house was changed by the house."""
    house = queries.house(session, event.subject_id)
    if house.state != HouseState.VERIFIED or not event.payload["identity"]:
        return
    message = Message(
        subject=t("A verified house changed its particulars"),
        paragraphs=(
            t("%(house)s changed its name, place, tax code or parent.", house=house.named),
        ),
        action=t("Look at the house"),
        path=f"/houses/{house.id}",
    )
    _tell(session, accounts.operators(session), message, event)


def tell_verified(session: Session, event: Sealed) -> None:
    house = queries.house(session, event.subject_id)
    message = Message(
        subject=t("Your house is verified"),
        paragraphs=(
            t("%(house)s is verified.", house=house.named),
            t("It can now list, post and bid, and everyone sees its page."),
        ),
        action=t("Open the house's page"),
        path=f"/houses/{house.id}",
    )
    _tell(session, _leads(session, house), message, event)


def tell_refused(session: Session, event: Sealed) -> None:
    """The reason is the operator's own words; it stands on the house's page, not in letters."""
    house = queries.house(session, event.subject_id)
    if house.state != HouseState.REFUSED:
        return
    message = Message(
        subject=t("Your house could not be verified"),
        paragraphs=(
            t("%(house)s was not verified. The reason stands on its page.", house=house.named),
            t("Put right what is missing, then apply again."),
        ),
        action=t("Read the reason"),
        path=f"/houses/{house.id}",
    )
    _tell(session, _leads(session, house), message, event)


def tell_joined(session: Session, event: Sealed) -> None:
    """Those who led the house before hear of a new member; who joined need not be told."""
    house = queries.house(session, event.subject_id)
    message = Message(
        subject=t("Your house has a new member"),
        paragraphs=(
            t(
                "Somebody joined %(house)s as %(role)s.",
                house=house.named,
                role=Role(event.payload["role"]).label,
            ),
        ),
        action=t("See the members"),
        path=f"/houses/{house.id}/members",
    )
    leads = queries.people_with_role(session, house.id, LEADS[house.kind])
    others = [
        lead.person
        for lead in leads
        if lead.person_id != event.payload["person_id"] and lead.since < event.at
    ]
    _tell(session, others, message, event)


def _leads(session: Session, house: House) -> list[Person]:
    return [m.person for m in queries.people_with_role(session, house.id, LEADS[house.kind])]


def _tell(session: Session, people: Iterable[Person], message: Message, event: Sealed) -> None:
    for person in people:
        tell(session, person, message, event=event)

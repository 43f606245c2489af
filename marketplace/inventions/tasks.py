"""Who hears of a listing's way through the house, and what an erasure takes from the cards."""

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.db.journal import Sealed
from marketplace.houses import queries as houses
from marketplace.houses.rules import LEADS
from marketplace.inventions import queries, service
from marketplace.inventions.models import Invention
from marketplace.inventions.pages import UNTITLED
from marketplace.inventions.rules import InventionState
from marketplace.kit.text import t
from marketplace.kit.views import Words
from marketplace.notices.rules import Message
from marketplace.notices.service import tell


def forget_person(session: Session, event: Sealed) -> None:
    service.forget_person(session, event.subject_id)


def release_member(session: Session, event: Sealed) -> None:
    service.release_member(
        session, house_id=event.subject_id, person_id=str(event.payload["person_id"])
    )


def ask_heads(session: Session, event: Sealed) -> None:
    """It was handed in; nothing is said if it has been decided meanwhile."""
    invention = queries.invention(session, event.subject_id)
    if invention.state != InventionState.SUBMITTED:
        return

    def message(title: Words) -> Message:
        return Message(
            subject=t("An invention waits for your approval"),
            paragraphs=(t("It is listed once you approve it: “%(title)s”.", title=title),),
            action=t("Look at it and decide"),
            path=f"/inventions/{invention.id}/preview",
        )

    heads = houses.people_with_role(session, invention.house_id, LEADS[invention.house.kind])
    others = [head.person for head in heads if head.person_id != event.actor_id]
    _tell(session, others, invention, message, event)


def tell_returned(session: Session, event: Sealed) -> None:
    """What should be changed are the head's own words; they stand on the page, not in letters."""
    invention = queries.invention(session, event.subject_id)

    def message(title: Words) -> Message:
        return Message(
            subject=t("Your invention was handed back"),
            paragraphs=(
                t("Something should be changed before it is listed: “%(title)s”.", title=title),
            ),
            action=t("Read what and go on writing"),
            path=f"/inventions/{invention.id}/edit",
        )

    _tell(session, _submitter(session, event, invention), invention, message, event)


def tell_listed(session: Session, event: Sealed) -> None:
    invention = queries.invention(session, event.subject_id)

    def message(title: Words) -> Message:
        return Message(
            subject=t("Your invention is listed"),
            paragraphs=(
                t("The head approved it and everybody sees it now: “%(title)s”.", title=title),
            ),
            action=t("Open its page"),
            path=f"/inventions/{invention.id}",
        )

    _tell(session, _submitter(session, event, invention), invention, message, event)


def _submitter(session: Session, event: Sealed, invention: Invention) -> list[Person]:
    """Whoever handed it in, if that was somebody else than the one who decided."""
    if invention.submitted_by == event.actor_id:
        return []
    members = houses.members(session, invention.house_id)
    found = {member.person_id: member.person for member in members}
    return [found[person] for person in (invention.submitted_by,) if person in found]


def _tell(
    session: Session,
    people: Iterable[Person],
    invention: Invention,
    message: Callable[[Words], Message],
    event: Sealed,
) -> None:
    for person in people:
        tell(session, person, message(invention.titled or UNTITLED), event=event)

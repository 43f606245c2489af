"""Who hears that listings were given to them to look after."""

from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed
from marketplace.houses import queries as houses
from marketplace.inventions.pages import UNTITLED
from marketplace.kit.text import Text, t
from marketplace.notices.rules import Message
from marketplace.notices.service import tell
from marketplace.stewardship import queries
from marketplace.stewardship.pages import path_of
from marketplace.stewardship.policy import Thing
from marketplace.stewardship.rules import Shelf

MANY = {
    Shelf.INVENTIONS: t("You look after %(count)s more inventions"),
    Shelf.NEEDS: t("You look after %(count)s more needs"),
}


def tell_entrusted(session: Session, event: Sealed) -> None:
    """One letter for one deed, unless they took it themselves, left, or it is another's by now."""
    members = houses.members(session, event.subject_id)
    people = {member.person_id: member.person for member in members}
    person = people.get(str(event.payload["responsible_id"]))
    if person is None or person.id == event.actor_id:
        return
    shelf, listing_id = Shelf(event.payload["shelf"]), str(event.payload["listing_id"])
    if not listing_id:
        message = _many(shelf, event.payload["count"], person.id)
    else:
        thing = queries.one_of_house(session, event.subject_id, shelf, listing_id)
        if thing is None or thing.responsible_id != person.id:
            return
        message = _one(thing)
    tell(session, person, message, event=event)


def _one(thing: Thing) -> Message:
    return Message(
        subject=t("You look after “%(title)s” now", title=thing.titled or UNTITLED),
        paragraphs=(t("Your house chose you: keep it true, and answer whoever asks about it."),),
        action=t("Open its page"),
        path=path_of(thing),
    )


def _many(shelf: Shelf, count: int, person_id: str) -> Message:
    return Message(
        subject=Text(MANY[shelf].message, {"count": count}),
        paragraphs=(
            t("Your house chose you: keep them true, and answer whoever asks about them."),
        ),
        action=t("See what you look after"),
        path=f"{shelf.path}/ours?responsible={person_id}",
    )

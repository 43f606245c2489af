"""People read what they were told."""

from sqlalchemy.orm import Session

from marketplace.demo.play.cast import Cast
from marketplace.kit import clock
from marketplace.notices import queries as notices
from marketplace.notices import service as noticing


def read_everything(cast: Cast, session: Session) -> None:
    """What came before this day is no news; its letters, which reach nobody, are not sent."""
    for person_id in cast.people.values():
        newest = notices.newest(session, person_id)
        noticing.see(session, person_id, at=clock.now(), newest=newest)
    noticing.pass_over_letters(session, before=clock.now())

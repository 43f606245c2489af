"""Many listings for tests, written as the services leave them but without their events."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.houses import queries as houses
from marketplace.inventions.models import Invention, InventionText
from marketplace.inventions.rules import InventionKind, InventionState
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.ids import new_id
from marketplace.needs.models import Need, NeedText
from marketplace.needs.rules import NeedState
from marketplace.rulebook.fields import Field
from marketplace.rulebook.readiness import Readiness


def inventions(
    session: Session,
    actor: Actor,
    titles: Sequence[str],
    *,
    state: InventionState = InventionState.DRAFT,
    novelty: str = "Less zinc.",
    confirmed_at: datetime | None = None,
) -> list[str]:
    house = houses.house(session, str(actor.house_id))
    made = [
        Invention(
            id=new_id(),
            house=house,
            made_by=str(actor.person_id),
            responsible_id=actor.person_id,
            state=state,
            kind=InventionKind.PATENT,
            readiness=Readiness.TRL7,
            confirmed_at=confirmed_at or clock.now(),
            texts=[
                InventionText(language="en", title=title, problem="Steel rusts.", novelty=novelty)
            ],
            sections=[],
            inventors=[],
        )
        for title in titles
    ]
    session.add_all(made)
    session.flush()
    return [one.id for one in made]


def needs(
    session: Session,
    actor: Actor,
    titles: Sequence[str],
    *,
    state: NeedState = NeedState.DRAFT,
    problem: str = "Salt.",
    confirmed_at: datetime | None = None,
) -> list[str]:
    house = houses.house(session, str(actor.house_id))
    made = [
        Need(
            id=new_id(),
            house=house,
            made_by=str(actor.person_id),
            responsible_id=actor.person_id,
            state=state,
            field=Field.MATERIALS,
            confirmed_at=confirmed_at or clock.now(),
            posted_at=None if state == NeedState.DRAFT else clock.now(),
            texts=[NeedText(language="en", title=title, problem=problem)],
        )
        for title in titles
    ]
    session.add_all(made)
    session.flush()
    return [one.id for one in made]

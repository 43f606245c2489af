"""Reads of inventions; `visible_to` is the list form of `policy.can_see`."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.houses.models import House
from marketplace.houses.rules import LEADS, HouseKind
from marketplace.inventions.models import Invention, InventionText
from marketplace.inventions.policy import LISTERS
from marketplace.inventions.rules import InventionKind, InventionState
from marketplace.kit.actor import Actor
from marketplace.kit.errors import NotFound
from marketplace.rulebook.fields import Field
from marketplace.rulebook.readiness import Readiness

CHUNK = 500
"""So many are read at once where all are read."""


def invention(session: Session, invention_id: str) -> Invention:
    """The whole card, whoever asks; `pages.seen` asks the policy too."""
    return _one(session, _whole().where(Invention.id == invention_id))


def locked(session: Session, invention_id: str) -> Invention:
    """The same, read anew and held until the transaction ends."""
    query = _whole().where(Invention.id == invention_id).with_for_update(of=Invention)
    return _one(session, query.execution_options(populate_existing=True))


def visible_to(actor: Actor) -> Select[Invention]:
    """With house and texts, for cards."""
    return _cards().where(
        or_(Invention.state == InventionState.LISTED, Invention.house_id == actor.house_id)
    )


def seen_by(session: Session, actor: Actor, ids: Collection[str]) -> Mapping[str, Invention]:
    """Those of them that the actor may know of, by id."""
    if not ids:
        return {}
    rows = session.scalars(visible_to(actor).where(Invention.id.in_(ids))).all()
    return {row.id: row for row in rows}


def listed(
    *,
    kind: InventionKind | None = None,
    field: Field | None = None,
    readiness: Readiness | None = None,
    province: str = "",
) -> Select[Invention]:
    """The public list, newest first; `readiness` is the least."""
    query = _cards().where(Invention.state == InventionState.LISTED)
    if kind:
        query = query.where(Invention.kind == kind)
    if field:
        query = query.where(Invention.field == field)
    if readiness:
        enough = [level for level in Readiness if int(level) >= int(readiness)]
        query = query.where(Invention.readiness.in_(enough))
    if province:
        there = select(House.id).where(House.province == province)
        query = query.where(Invention.house_id.in_(there))
    return query.order_by(Invention.listed_at.desc(), Invention.id.desc())


def listed_by_id(session: Session, ids: Iterable[str] | None = None) -> Iterator[Invention]:
    """What is listed, in the order of ids, with texts; with `ids` only those among them."""
    query = (
        select(Invention)
        .where(Invention.state == InventionState.LISTED)
        .options(selectinload(Invention.texts))
        .order_by(Invention.id)
    )
    if ids is None:
        yield from session.scalars(query.execution_options(yield_per=CHUNK))
        return
    wanted = sorted(set(ids))
    for first in range(0, len(wanted), CHUNK):
        some = Invention.id.in_(wanted[first : first + CHUNK])
        yield from session.scalars(query.where(some))


def cards_of(session: Session, ids: Collection[str]) -> Sequence[Invention]:
    """Those of `ids` that are listed now, with house and texts, in no order."""
    listed = Invention.state == InventionState.LISTED
    return session.scalars(_cards().where(listed, Invention.id.in_(ids))).all()


def of_house(house_id: str) -> Select[Invention]:
    """All that a house has, whatever its state, last changed first."""
    return (
        _cards()
        .where(Invention.house_id == house_id)
        .order_by(Invention.changed_at.desc(), Invention.id.desc())
    )


def held(session: Session, house_id: str, ids: Collection[str]) -> Sequence[Invention]:
    """Those of the house's own, read anew and held, in the order of their ids."""
    query = _cards().where(Invention.house_id == house_id, Invention.id.in_(ids))
    query = query.order_by(Invention.id).with_for_update(of=Invention)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def to_approve(actor: Actor) -> Select[Invention] | None:
    """What waits for this actor as the head, who approves nothing they handed in themselves."""
    if actor.house is None or not actor.house.verified or not _leads(actor):
        return None
    return _submitted(actor).where(Invention.submitted_by.is_distinct_from(actor.person_id))


def unapproved(actor: Actor) -> Select[Invention] | None:
    """What waits for somebody else as the head: one's own, or all for those who list."""
    if actor.house is None:
        return None
    query = _submitted(actor)
    own = or_(Invention.submitted_by == actor.person_id, Invention.made_by == actor.person_id)
    if _leads(actor):
        return query.where(Invention.submitted_by == actor.person_id)
    return query if actor.has(*LISTERS) else query.where(own)


def _submitted(actor: Actor) -> Select[Invention]:
    ours = Invention.house_id == actor.house_id
    query = _cards().where(ours, Invention.state == InventionState.SUBMITTED)
    return query.order_by(Invention.submitted_at, Invention.id)


def _leads(actor: Actor) -> bool:
    return actor.house is not None and actor.has(LEADS[HouseKind(actor.house.kind)])


def text_in(invention: Invention, language: str) -> InventionText | None:
    """The public text in the reader's language, else in the other one."""
    with_title = [text for text in invention.texts if text.title]
    texts = with_title or invention.texts
    return next((text for text in texts if text.language == language), next(iter(texts), None))


def title_in(invention: Invention, language: str) -> str:
    """The title in the reader's language, else in the other one; "" for a draft without any."""
    text = text_in(invention, language)
    return text.title if text else ""


def _whole() -> Select[Invention]:
    return select(Invention).options(
        selectinload(Invention.house),
        selectinload(Invention.texts),
        selectinload(Invention.sections),
        selectinload(Invention.inventors),
    )


def _cards() -> Select[Invention]:
    return select(Invention).options(
        joinedload(Invention.house, innerjoin=True), selectinload(Invention.texts)
    )


def _one(session: Session, query: Select[Invention]) -> Invention:
    found = session.scalars(query).first()
    if found is None:
        raise NotFound
    return found

"""Reads of needs; `visible_to` is the list form of `policy.can_view`."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.houses.models import House
from marketplace.kit.actor import Actor
from marketplace.kit.errors import NotFound
from marketplace.needs.models import Need, NeedText
from marketplace.needs.policy import can_view
from marketplace.needs.rules import ON_THE_MARKET, NeedState
from marketplace.rulebook.fields import Field


def need(session: Session, need_id: str) -> Need:
    """With its house and texts, whoever asks."""
    found = session.scalars(_whole().where(Need.id == need_id)).first()
    if found is None:
        raise NotFound
    return found


def need_for(session: Session, actor: Actor, need_id: str) -> Need:
    """The need if this reader may know that it exists, else `NotFound`."""
    found = need(session, need_id)
    if not can_view(actor, found):
        raise NotFound
    return found


def visible_to(actor: Actor) -> Select[Need]:
    return _whole().where(or_(Need.state != NeedState.DRAFT, Need.house_id == actor.house_id))


def seen_by(session: Session, actor: Actor, ids: Collection[str]) -> Mapping[str, Need]:
    """Those of them that the actor may know of, by id."""
    if not ids:
        return {}
    rows = session.scalars(visible_to(actor).where(Need.id.in_(ids))).all()
    return {row.id: row for row in rows}


def listed(
    actor: Actor,
    *,
    field: Field | None = None,
    province: str = "",
    state: NeedState | None = None,
    ours: bool = False,
) -> Select[Need]:
    """The public list: what is open or met. With `ours`, all that the actor's house has."""
    query = visible_to(actor)
    if ours:
        query = query.where(Need.house_id == actor.house_id)
    else:
        query = query.where(Need.state.in_(ON_THE_MARKET))
    if field:
        query = query.where(Need.field == field)
    if state:
        query = query.where(Need.state == state)
    if province:
        query = query.where(Need.house_id.in_(select(House.id).where(House.province == province)))
    return query


def of_house(house_id: str) -> Select[Need]:
    """All that a house has, whatever its state."""
    return _whole().where(Need.house_id == house_id)


def held(session: Session, house_id: str, ids: Collection[str]) -> Sequence[Need]:
    """Those of the house's own, read anew and held, in the order of their ids."""
    query = of_house(house_id).where(Need.id.in_(ids)).order_by(Need.id).with_for_update(of=Need)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def newest_first(query: Select[Need]) -> Select[Need]:
    """Drafts, which have no instant of posting, stand before the rest."""
    return query.order_by(Need.posted_at.is_not(None), Need.posted_at.desc(), Need.id.desc())


def latest_open(session: Session, limit: int) -> Sequence[Need]:
    query = _whole().where(Need.state == NeedState.OPEN)
    return session.scalars(newest_first(query).limit(limit)).all()


def all_open(session: Session) -> Sequence[Need]:
    """In the order of ids, with texts and house."""
    return session.scalars(_whole().where(Need.state == NeedState.OPEN).order_by(Need.id)).all()


def titles_of_house(session: Session, house_id: str) -> Sequence[str]:
    query = select(NeedText.title).join(Need).where(Need.house_id == house_id)
    return session.scalars(query).all()


def text_in(need: Need, language: str) -> NeedText | None:
    """The text in this language, else in another that has a title, else any or None."""
    wanted = [text for text in need.texts if text.language == language and text.title]
    titled = [text for text in need.texts if text.title]
    return next(iter(wanted or titled or need.texts), None)


def title_in(need: Need, language: str) -> str:
    """Empty only in a draft."""
    text = text_in(need, language)
    return text.title if text else ""


def _whole() -> Select[Need]:
    return select(Need).options(joinedload(Need.house), selectinload(Need.texts))

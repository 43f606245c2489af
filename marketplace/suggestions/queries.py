"""Reads of suggestions: both sides of each are public."""

from collections.abc import Callable, Collection, Mapping, Sequence

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload, selectinload

from marketplace.houses.models import House
from marketplace.houses.rules import HouseState
from marketplace.inventions import queries as inventions
from marketplace.inventions.models import Invention
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.actor import VISITOR
from marketplace.kit.errors import NotFound
from marketplace.needs import queries as needs
from marketplace.needs.models import Need
from marketplace.needs.rules import ON_THE_MARKET, NeedState
from marketplace.suggestions.models import Judgement, KeptText, Matched, Suggestion, Trio
from marketplace.suggestions.rules import KEPT_FOR, MOST_SIMILAR, TOP, Reason


def of_need(session: Session, need_id: str) -> Sequence[Suggestion]:
    """The best first; what has been withdrawn since is left out.

    Every join is an inner one: below an outer one SQLite joins all that is listed to its houses
    first. For the same reason these few are looked through here.
    """
    found = session.scalars(
        select(Suggestion)
        .where(Suggestion.need_id == need_id, Suggestion.rank.is_not(None))
        .options(
            joinedload(Suggestion.invention, innerjoin=True).options(
                joinedload(Invention.house, innerjoin=True), selectinload(Invention.texts)
            )
        )
        .order_by(Suggestion.rank)
    ).all()
    return [one for one in found if one.invention.state == InventionState.LISTED]


def of_invention(session: Session, invention_id: str) -> Sequence[Suggestion]:
    """The open needs among whose first ten it stands, the best fit first."""
    return session.scalars(
        select(Suggestion)
        .join(Suggestion.need)
        .where(
            Suggestion.invention_id == invention_id,
            Suggestion.rank.is_not(None),
            Need.state == NeedState.OPEN,
        )
        .options(
            joinedload(Suggestion.need, innerjoin=True).options(
                joinedload(Need.house, innerjoin=True), selectinload(Need.texts)
            )
        )
        .order_by(Suggestion.score.desc(), Suggestion.need_id)
        .limit(TOP)
    ).all()


def trios_of(session: Session, need_id: str) -> Sequence[Trio]:
    """The best first; what has been withdrawn since, or does not name its house any more, is left
    out."""
    found = session.scalars(
        select(Trio)
        .where(Trio.need_id == need_id)
        .options(
            joinedload(Trio.invention, innerjoin=True).options(
                joinedload(Invention.house, innerjoin=True), selectinload(Invention.texts)
            ),
            joinedload(Trio.payer_need, innerjoin=True).options(
                joinedload(Need.house, innerjoin=True), selectinload(Need.texts)
            ),
        )
        .order_by(Trio.rank)
    ).all()
    return [one for one in found if _stands(one)]


def _stands(trio: Trio) -> bool:
    payer = trio.payer_need
    listed = trio.invention.state == InventionState.LISTED
    return listed and payer.state in ON_THE_MARKET and not payer.unnamed


def trios_naming(session: Session, need_ids: Collection[str]) -> frozenset[str]:
    """The needs among whose trios one of these is what the payer needs."""
    rows = session.execute(select(Trio.need_id, Trio.payer_need_id).distinct())
    return frozenset(need_id for need_id, payer in rows if payer in need_ids)


def named_needs(session: Session, ids: Collection[str] | None = None) -> Sequence[Need]:
    """On the market, of verified houses that are named in public; with `ids` only those among
    them."""
    query = _named().options(joinedload(Need.house), selectinload(Need.texts)).order_by(Need.id)
    if ids is not None:
        query = query.where(Need.id.in_(ids))
    return session.scalars(query).all()


ReadHouses = Callable[[Session, Collection[str]], Mapping[str, House]]


def sellers(session: Session, ids: Collection[str]) -> Mapping[str, House]:
    """By listed invention the verified house that offers it."""
    query = select(Invention.id, House).join(House, House.id == Invention.house_id)
    listed = query.where(
        Invention.id.in_(ids),
        Invention.state == InventionState.LISTED,
        House.state == HouseState.VERIFIED,
    )
    return {row.id: row.House for row in session.execute(listed)}


def payers(session: Session, ids: Collection[str]) -> Mapping[str, House]:
    """By need the verified house that has it, where the house is named in public."""
    query = _named().where(Need.id.in_(ids)).options(joinedload(Need.house))
    return {need.id: need.house for need in session.scalars(query)}


def suggestion(session: Session, need_id: str, invention_id: str) -> Suggestion:
    """With both sides and their houses; `NotFound` for a pair that was never suggested."""
    found = session.scalars(
        select(Suggestion)
        .where(Suggestion.need_id == need_id, Suggestion.invention_id == invention_id)
        .options(
            joinedload(Suggestion.need).joinedload(Need.house),
            joinedload(Suggestion.invention).joinedload(Invention.house),
        )
    ).first()
    if found is None or found.need.state == NeedState.DRAFT:
        raise NotFound
    return found


def matched(session: Session, need_id: str) -> Matched | None:
    return session.get(Matched, need_id)


def judgements(
    session: Session, house_id: str, *, need_id: str | None = None, invention_id: str | None = None
) -> Sequence[Judgement]:
    """What members of the house said of the suggestions for a need, or of an invention."""
    query = select(Judgement).where(Judgement.house_id == house_id)
    if need_id:
        query = query.where(Judgement.need_id == need_id)
    if invention_id:
        query = query.where(Judgement.invention_id == invention_id)
    return session.scalars(query.order_by(Judgement.at, Judgement.person_id)).all()


def answers(
    session: Session, need_ids: Collection[str]
) -> Mapping[str, Mapping[str, tuple[bool, Reason | None]]]:
    """By need and invention what the need's house last said: whether it is useful, or why not.

    What a house says of its own inventions does not count.
    """
    found: dict[str, dict[str, tuple[bool, Reason | None]]] = {need_id: {} for need_id in need_ids}
    rows = session.execute(
        select(Judgement.need_id, Judgement.invention_id, Judgement.useful, Judgement.reason)
        .join(Need, Need.id == Judgement.need_id)
        .join(Invention, Invention.id == Judgement.invention_id)
        .where(Judgement.house_id == Need.house_id, Invention.house_id != Need.house_id)
        .where(Need.state == NeedState.OPEN)
        .order_by(Judgement.at, Judgement.person_id)
    )
    for need_id, invention_id, useful, reason in rows:
        if need_id in found:
            found[need_id][invention_id] = (useful, reason)
    return found


def ranked(session: Session, need_ids: Collection[str]) -> Mapping[str, Mapping[str, float]]:
    """By need, the score of each invention that now has a rank."""
    found: dict[str, dict[str, float]] = {need_id: {} for need_id in need_ids}
    rows = session.execute(
        select(Suggestion.need_id, Suggestion.invention_id, Suggestion.score).where(
            Suggestion.rank.is_not(None)
        )
    )
    for need_id, invention_id, score in rows:
        if need_id in found:
            found[need_id][invention_id] = score
    return found


def rows_of(session: Session, need_id: str) -> Mapping[str, Suggestion]:
    """Every suggestion ever made for the need, by invention."""
    rows = session.scalars(select(Suggestion).where(Suggestion.need_id == need_id))
    return {row.invention_id: row for row in rows}


def _named() -> Select[Need]:
    return (
        select(Need)
        .join(House, House.id == Need.house_id)
        .where(
            Need.state.in_(ON_THE_MARKET),
            Need.unnamed.is_(False),
            House.state == HouseState.VERIFIED,
        )
    )


def kept_text(session: Session, digest: str) -> str | None:
    row = session.get(KeptText, digest)
    return row.text if row and row.at > clock.now() - KEPT_FOR else None


def like_invention(session: Session, invention_id: str) -> Sequence[tuple[Invention, int]]:
    """Others that stand among the first ten of the same open needs, with how many those are; in
    the order of what both score there, summed up."""
    mine, theirs = aliased(Suggestion), aliased(Suggestion)
    found = _in_common(theirs.invention_id, mine, theirs).where(
        mine.invention_id == invention_id,
        theirs.need_id == mine.need_id,
        theirs.invention_id != invention_id,
    )
    shared = {row.id: row.shared for row in session.execute(found)}
    rows = inventions.cards_of(session, shared.keys()) if shared else ()
    there = {one.id: one for one in rows}
    return [(there[one], count) for one, count in shared.items() if one in there]


def like_need(session: Session, need_id: str) -> Sequence[tuple[Need, int]]:
    """The same for open needs: by the inventions that stand among the first ten of both."""
    mine, theirs = aliased(Suggestion), aliased(Suggestion)
    found = _in_common(theirs.need_id, mine, theirs).where(
        mine.need_id == need_id,
        theirs.invention_id == mine.invention_id,
        theirs.need_id != need_id,
    )
    shared = {row.id: row.shared for row in session.execute(found)}
    seen = needs.seen_by(session, VISITOR, shared.keys())
    there = {key: one for key, one in seen.items() if one.state == NeedState.OPEN}
    return [(there[one], count) for one, count in shared.items() if one in there]


def _in_common(
    key: InstrumentedAttribute[str],
    mine: type[Suggestion],
    theirs: type[Suggestion],
) -> Select[str, int]:
    lower = case((mine.score < theirs.score, mine.score), else_=theirs.score)
    return (
        select(key.label("id"), func.count().label("shared"))
        .where(mine.rank.is_not(None), theirs.rank.is_not(None))
        .group_by(key)
        .order_by(func.sum(lower).desc(), key)
        .limit(MOST_SIMILAR)
    )

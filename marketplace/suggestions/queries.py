"""Reads of suggestions: both sides of each are public."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.inventions.models import Invention
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.errors import NotFound
from marketplace.needs.models import Need
from marketplace.needs.rules import NeedState
from marketplace.suggestions.models import Judgement, KeptText, Matched, Suggestion
from marketplace.suggestions.rules import KEPT_FOR, TOP, Reason


def of_need(session: Session, need_id: str) -> Sequence[Suggestion]:
    """The best first; what has been withdrawn since is left out."""
    return session.scalars(
        select(Suggestion)
        .join(Suggestion.invention)
        .where(
            Suggestion.need_id == need_id,
            Suggestion.rank.is_not(None),
            Invention.state == InventionState.LISTED,
        )
        .options(
            joinedload(Suggestion.invention).options(
                joinedload(Invention.house, innerjoin=True), selectinload(Invention.texts)
            )
        )
        .order_by(Suggestion.rank)
    ).all()


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
            joinedload(Suggestion.need).options(
                joinedload(Need.house, innerjoin=True), selectinload(Need.texts)
            )
        )
        .order_by(Suggestion.score.desc(), Suggestion.need_id)
        .limit(TOP)
    ).all()


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


def kept_text(session: Session, digest: str) -> str | None:
    row = session.get(KeptText, digest)
    return row.text if row and row.at > clock.now() - KEPT_FOR else None

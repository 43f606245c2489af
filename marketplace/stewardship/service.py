"""One deed with many rows, in one transaction: each row is done, or named with its reason."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session

from marketplace.db.journal import record
from marketplace.houses import queries as houses
from marketplace.inventions import service as inventions
from marketplace.inventions.models import Invention
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Invalid, MarketplaceError
from marketplace.kit.text import Text, t
from marketplace.needs import service as needs
from marketplace.stewardship import policy, queries
from marketplace.stewardship.events import ListingsEntrusted
from marketplace.stewardship.policy import Thing, shelf_of
from marketplace.stewardship.rules import MOST, Deed, Result, Shelf

_INVENTION: Mapping[str, Callable[..., None]] = {
    "list": inventions.list_invention,
    "submit": inventions.submit_invention,
    "approve": inventions.approve_invention,
    "withdraw": inventions.withdraw_invention,
    "confirm": inventions.confirm_invention,
    "reassign": inventions.reassign_invention,
}
_NEED: Mapping[str, Callable[..., None]] = {
    "post": needs.post_need,
    "reopen": needs.reopen_need,
    "close": needs.close_need,
    "confirm": needs.confirm_need,
    "reassign": needs.reassign_need,
}

_Became = tuple[str, Text | None]
_UNKNOWN: _Became = ("not-found", t("Your house has nothing under this id."))


def carry_out(
    session: Session, actor: Actor, shelf: Shelf, *, deed: Deed, ids: Sequence[str], to: str = ""
) -> tuple[Result, ...]:
    """Do it with each of the house's own rows, locked in the order of their ids.

    The results stand in the order of `ids`. To ask again is no fault: what stands there already
    is named as such. `to` is the member who looks after them from now on.
    """
    policy.can_work(actor).require()
    require_few(len(set(ids)))
    require_member(session, actor, deed, to)
    results = dict.fromkeys(ids, _UNKNOWN)
    for thing in queries.held(session, actor, shelf, ids):
        results[thing.id] = _one(session, actor, thing, deed, to)
    became = tuple(Result(one, *became) for one, became in results.items())
    if deed == Deed.REASSIGN:
        _entrust(session, actor, shelf, [one.id for one in became if one.done], to)
    return became


def confirm(session: Session, actor: Actor, thing: Thing) -> None:
    _take(session, actor, thing, "confirm")


def reassign(session: Session, actor: Actor, thing: Thing, *, to: str) -> None:
    before = thing.responsible_id
    _take(session, actor, thing, "reassign", to)
    if before != to:
        _entrust(session, actor, shelf_of(thing), [thing.id], to)


def _entrust(session: Session, actor: Actor, shelf: Shelf, ids: Sequence[str], to: str) -> None:
    """One event for all, so that three hundred rows are one letter."""
    if ids:
        entrusted = ListingsEntrusted(
            subject_id=actor.house_id or "",
            responsible_id=to,
            shelf=shelf.value,
            count=len(ids),
            listing_id=ids[0] if len(ids) == 1 else "",
        )
        record(session, actor, entrusted)


def require_few(count: int) -> None:
    if count > MOST:
        raise Invalid({"ids": t("At most %(count)s at once: narrow the list.", count=MOST)})


def require_member(session: Session, actor: Actor, deed: Deed, to: str) -> None:
    """Once for all rows, before any of them is locked."""
    if deed == Deed.REASSIGN and not houses.is_member(session, actor.house_id or "", to):
        raise Invalid({"to": t("Choose a member of your house.")})


def _one(session: Session, actor: Actor, thing: Thing, deed: Deed, to: str) -> _Became:
    """Nothing is left half done by what refuses: every service asks before it writes."""
    try:
        step = policy.check(actor, thing, deed, to)
        _take(session, actor, thing, step, to)
    except MarketplaceError as refused:
        return refused.code, refused.text
    return step, None


def _take(session: Session, actor: Actor, thing: Thing, step: str, to: str = "") -> None:
    more = {"to": to} if step == "reassign" else {}
    if isinstance(thing, Invention):
        _INVENTION[step](session, actor, invention=thing, **more)
    else:
        _NEED[step](session, actor, need=thing, **more)

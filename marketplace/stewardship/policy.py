"""Who works on a house's listings, and what a deed means for each row of them."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from marketplace.houses.rules import LEADS, HouseKind
from marketplace.inventions import policy as inventions
from marketplace.inventions.models import Invention
from marketplace.inventions.policy import DRAFTERS, LISTERS
from marketplace.inventions.rules import QUESTIONS, InventionState
from marketplace.inventions.rules import WORKFLOW as INVENTION_STEPS
from marketplace.inventions.service import require_confirmable as require_listed
from marketplace.kit.actor import Actor
from marketplace.kit.decision import Decision, allowed_if
from marketplace.kit.errors import Conflict
from marketplace.kit.text import Text, t
from marketplace.locale import say
from marketplace.needs import policy as needs
from marketplace.needs.models import Need
from marketplace.needs.rules import OWNERS, NeedState
from marketplace.needs.rules import WORKFLOW as NEED_STEPS
from marketplace.needs.service import missing
from marketplace.needs.service import require_confirmable as require_open
from marketplace.rulebook.freshness import confirmed_today
from marketplace.stewardship.rules import ALREADY, Deed, Shelf

Thing: TypeAlias = Invention | Need

NEED_QUESTIONS: Mapping[str, Text] = {
    "title": t("Title"),
    "problem": t("What is lacking?"),
    "field": t("Field"),
    "wanted_by": t("Wanted by"),
}


def shelf_of(thing: Thing) -> Shelf:
    return Shelf.INVENTIONS if isinstance(thing, Invention) else Shelf.NEEDS


def can_work(actor: Actor) -> Decision:
    return allowed_if(
        actor.house is not None,
        t("Inventions and needs belong to a house. Found one, or ask yours for an invitation."),
    )


def offered(actor: Actor, shelf: Shelf, *, head_approves: bool) -> tuple[Deed, ...]:
    """The deeds that a role may take with some row at all; each row is still asked by itself."""
    if actor.house is None:
        return ()
    if shelf == Shelf.NEEDS:
        leads = actor.has(*OWNERS[HouseKind(actor.house.kind)])
        return tuple(Deed) if leads else (Deed.CONFIRM,)
    if actor.has(*LISTERS):
        return tuple(Deed)
    hands_in = head_approves and actor.has(*DRAFTERS)
    return (Deed.PUBLISH, Deed.CONFIRM) if hands_in else (Deed.CONFIRM,)


def may_confirm(actor: Actor, thing: Thing) -> Decision:
    if isinstance(thing, Invention):
        return inventions.can_confirm(actor, thing)
    return needs.can_confirm(actor, thing)


def may_reassign(actor: Actor, thing: Thing) -> Decision:
    if isinstance(thing, Invention):
        return inventions.can_reassign(actor, thing)
    return needs.can_reassign(actor, thing)


def check(actor: Actor, thing: Thing, deed: Deed, to: str = "") -> str:
    """The step that the deed means for this row; raises what refuses it, asking no database.

    `to` is the member who is to look after it. What stands there already is refused as `ALREADY`.
    """
    if isinstance(thing, Invention):
        return _INVENTION[deed](actor, thing, to)
    return _NEED[deed](actor, thing, to)


def _publish_invention(actor: Actor, invention: Invention, _to: str) -> str:
    step = _towards_the_market(actor, invention)
    waits = invention.state == InventionState.SUBMITTED and step != "approve"
    if invention.state == InventionState.LISTED or waits:
        raise _stands_at(invention.state.label)
    inventions.STEPS[step](actor, invention).require()
    INVENTION_STEPS.step(invention.state, step)
    _require_answers(QUESTIONS[name] for name in inventions.unanswered(invention))
    return step


def _towards_the_market(actor: Actor, invention: Invention) -> str:
    waiting = invention.state == InventionState.SUBMITTED
    if waiting and actor.has(LEADS[invention.house.kind]):
        return "approve"
    return "submit" if invention.house.head_approves else "list"


def _withdraw_invention(actor: Actor, invention: Invention, _to: str) -> str:
    if invention.state == InventionState.WITHDRAWN:
        raise _stands_at(invention.state.label)
    inventions.can_withdraw(actor, invention).require()
    INVENTION_STEPS.step(invention.state, "withdraw")
    return "withdraw"


def _confirm_invention(actor: Actor, invention: Invention, _to: str) -> str:
    inventions.can_confirm(actor, invention).require()
    require_listed(invention)
    _require_unconfirmed(invention)
    return "confirm"


def _reassign_invention(actor: Actor, invention: Invention, to: str) -> str:
    inventions.can_reassign(actor, invention).require()
    _require_another(invention, to)
    return "reassign"


def _publish_need(actor: Actor, need: Need, _to: str) -> str:
    if need.state == NeedState.OPEN:
        raise _stands_at(need.state.label)
    needs.can_open(actor, need).require()
    step = "reopen" if need.state == NeedState.CLOSED else "post"
    NEED_STEPS.step(need.state, step)
    if step == "post":
        _require_answers(NEED_QUESTIONS[name] for name in missing(need))
    return step


def _close_need(actor: Actor, need: Need, _to: str) -> str:
    if need.state == NeedState.CLOSED:
        raise _stands_at(need.state.label)
    needs.can_decide(actor, need).require()
    NEED_STEPS.step(need.state, "close")
    return "close"


def _confirm_need(actor: Actor, need: Need, _to: str) -> str:
    needs.can_confirm(actor, need).require()
    require_open(need)
    _require_unconfirmed(need)
    return "confirm"


def _reassign_need(actor: Actor, need: Need, to: str) -> str:
    needs.can_reassign(actor, need).require()
    _require_another(need, to)
    return "reassign"


_INVENTION: Mapping[Deed, Callable[[Actor, Invention, str], str]] = {
    Deed.PUBLISH: _publish_invention,
    Deed.CONFIRM: _confirm_invention,
    Deed.REASSIGN: _reassign_invention,
    Deed.WITHDRAW: _withdraw_invention,
}
_NEED: Mapping[Deed, Callable[[Actor, Need, str], str]] = {
    Deed.PUBLISH: _publish_need,
    Deed.CONFIRM: _confirm_need,
    Deed.REASSIGN: _reassign_need,
    Deed.WITHDRAW: _close_need,
}


def _stands_at(state: Text) -> Conflict:
    return Conflict(t("Its state is “%(state)s” already.", state=state), code=ALREADY)


def _require_unconfirmed(thing: Thing) -> None:
    if confirmed_today(thing.confirmed_at):
        raise Conflict(t("It was confirmed today."), code=ALREADY)


def _require_another(thing: Thing, to: str) -> None:
    if to and thing.responsible_id == to:
        raise Conflict(t("This member looks after it already."), code=ALREADY)


def _require_answers(unanswered: Iterable[Text]) -> None:
    questions = "; ".join(say(question) for question in unanswered)
    if questions:
        raise Conflict(
            t("Still to be answered: %(questions)s", questions=questions), code="unanswered"
        )

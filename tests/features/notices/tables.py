"""What waits for whom, asked of the workflow tables and the policies and of no code of the desk."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, String, select, type_coerce
from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.bids import policy as bidding
from marketplace.bids import queries as bids
from marketplace.bids.models import Bid
from marketplace.deals import policy as dealing
from marketplace.deals import queries as deals
from marketplace.deals.models import Deal
from marketplace.houses import policy as founding
from marketplace.houses.models import House
from marketplace.houses.service import actors_of
from marketplace.interop.imports import policy as importing
from marketplace.interop.imports.models import Batch
from marketplace.interop.imports.rules import WAITING
from marketplace.inventions import policy as listing
from marketplace.inventions import queries as inventions
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.needs.models import Need
from marketplace.notices.queries import MOST, counts, lying
from marketplace.payments import policy as paying
from marketplace.payments import queries as payments
from marketplace.payments.models import Payment
from marketplace.worker import DESK
from tests.tools.documents import workflows

May = Callable[[Actor, Any], object]


def signs(actor: Actor, deal: Deal) -> bool:
    """The table's `sign` is taken by each side once."""
    return bool(dealing.can_sign(actor, deal)) and (
        dealing.party_of(actor, deal) not in deal.signed_by
    )


def finishes(actor: Actor, batch: Batch) -> bool:
    waits = any(batch.counts.get(state.value) for state in WAITING)
    mine = bool(importing.can_see(actor, batch)) and batch.made_by == actor.person_id
    return mine and waits and batch.emptied_at is None


def in_time(may: May) -> May:
    def answers(actor: Actor, bid: Bid) -> bool:
        return bid.valid_until > clock.now() and bool(may(actor, bid))

    return answers


def verifies(actor: Actor, _house: House) -> bool:
    return bool(founding.can_verify(actor))


TABLE: Mapping[str, tuple[Select[Any], Mapping[str, May]]] = {
    "house": (
        select(House),
        {"verify": verifies, "refuse": verifies, "apply": founding.can_edit},
    ),
    "invention": (inventions._whole(), listing.STEPS),
    "need": (select(Need), {}),
    "import": (select(Batch), {"bring-in": finishes}),
    "bid": (
        bids._whole(),
        {action: in_time(bidding.STEPS[action]) for action in ("accept", "refuse")},
    ),
    "deal": (deals._whole(), {"sign": signs}),
    "payment": (
        select(Payment).options(*payments._PARTIES),
        {
            "confirm": paying.can_confirm,
            "dispute": paying.can_dispute,
            "verify": paying.can_verify,
            "reject": paying.can_reject,
        },
    ),
}
"""Everything that each workflow is about, and what its policy says of each awaited step."""


def subjects(session: Session) -> Mapping[str, Sequence[Any]]:
    """Those in a state from which some step is awaited; the others wait for nobody."""
    found = {}
    for workflow in workflows():
        query, _ = TABLE[workflow.name]
        state = query.column_descriptions[0]["entity"].state
        states = {step.source.value for step in workflow.steps if step.awaited}
        in_state = query.where(type_coerce(state, String).in_(states))
        found[workflow.name] = session.scalars(in_state).unique().all()
    return found


def by_the_tables(everything: Mapping[str, Sequence[Any]], actor: Actor) -> set[tuple[str, str]]:
    """What waits for an actor, asked of every subject and every awaited step.

    Who may take only some of the answers (the head who handed an invention in may take it back, the
    payer of a related house may dispute) is not waited for.
    """
    found = set()
    for workflow in workflows():
        may = TABLE[workflow.name][1]
        for subject in everything[workflow.name]:
            awaited = [
                step for step in workflow.steps if step.awaited and step.source == subject.state
            ]
            for party in {step.by for step in awaited}:
                steps = [step for step in awaited if step.by == party]
                if all(may[step.action](actor, subject) for step in steps):
                    found.add((workflow.name, subject.id))
    return found


def agrees(
    session: Session, everything: Mapping[str, Sequence[Any]], actor: Actor
) -> set[tuple[str, str]]:
    """Check one actor's desk against the tables; gives what waits there."""
    expected = by_the_tables(everything, actor)
    items = lying(session, DESK, actor)
    shown = [(item.kind, item.id) for item in items]
    assert counts(session, DESK, [actor]) == (len(expected),)
    if len(expected) < MOST:
        assert sorted(shown) == sorted(expected)
    waits_for = {(item.kind, item.id) for item in lying(session, DESK, actor, mine=False)}
    assert waits_for.isdisjoint(expected), "nobody waits for themselves"
    return expected


def everybodys(session: Session, emails: Iterable[str]) -> Mapping[str, set[tuple[str, str]]]:
    """Check the desks of these persons, in each of their houses; gives what waits on each."""
    everything, waits = subjects(session), {}
    for email in emails:
        person = accounts.by_email(session, email)
        assert person is not None, email
        actors = actors_of(session, person.id)
        waits[email] = set[tuple[str, str]]().union(
            *(agrees(session, everything, actor) for actor in actors)
        )
    return waits

"""A market in which something waits at every awaited step, and who may take it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.deals import service as deals
from marketplace.deals.models import Deal
from marketplace.houses import service as houses
from marketplace.houses.models import House
from marketplace.houses.queries import members
from marketplace.houses.rules import HouseKind, Role
from marketplace.interop.imports.models import Batch, BatchRow
from marketplace.interop.imports.rules import ImportState, RowState
from marketplace.inventions import service as inventions
from marketplace.kit import clock
from marketplace.kit.ids import new_id
from marketplace.kit.money import Money
from marketplace.notices.queries import lying
from marketplace.payments import service as payments
from marketplace.payments.forms import DisputeForm, PaymentForm
from marketplace.payments.models import Payment
from marketplace.worker import DESK
from tests.features.bids.offers import Town, listed
from tests.features.inventions.cards import drafted
from tests.tools.market import Market

OPERATOR, APPLICANT, REFUSED, VERIFIER = (
    f"{name}@example.org" for name in ("op", "applicant", "refused", "fin")
)
HEAD, OFFICER, SIGNATORY = (f"{name}@example.org" for name in ("head", "officer", "signatory"))
COULD = (OPERATOR, APPLICANT, REFUSED, VERIFIER, HEAD, OFFICER, SIGNATORY)


@dataclass(frozen=True)
class Scene:
    """The thing `id` of a `workflow` waits in `state` for the `party`, who are the people `who`.

    The step is taken at `path`; `letters` is 0 where nobody else need be told.
    """

    workflow: str
    state: str
    party: str
    id: str
    path: str
    who: frozenset[str]
    letters: int = 1


class Scenes(Town):
    def __init__(self, market: Market) -> None:
        super().__init__(market)
        for house in (self.institute, self.enterprise):
            self._without_founder(house)
        self.operator = market.person(email=OPERATOR, operator=True)
        market.member(Role.FINANCE_OFFICER, person=market.person(email=VERIFIER))

    def all(self) -> list[Scene]:
        return [
            *self._houses(),
            self._invention(),
            *self._imports(),
            self._bid(),
            self._deal(),
            *self._payments(),
        ]

    def _without_founder(self, house: House) -> None:
        """Who founded it for the test holds all roles at once."""
        everybody = members(self.session, house.id)
        for one in everybody:
            if one.person_id == everybody[0].person_id:
                one.until = clock.now()

    def _houses(self) -> Iterator[Scene]:
        for email, state, party, who in (
            (APPLICANT, "applied", "operator", OPERATOR),
            (REFUSED, "refused", "lead", REFUSED),
        ):
            founder = houses.actors_of(self.session, self.market.person(email=email).id)[0]
            house = houses.found(
                self.session, founder, kind=HouseKind.ENTERPRISE, name=email, province="hue"
            )
            self.session.flush()
            if state == "refused":
                operator = houses.actors_of(self.session, self.operator.id)[0]
                houses.refuse_house(self.session, operator, house=house, reason="Unknown.")
            yield _scene("house", state, party, house.id, f"/houses/{house.id}", who)

    def _invention(self) -> Scene:
        """The officer is the only one who may not approve what she handed in."""
        self.institute.head_approves = True
        made = drafted(self.session, self.officer)
        self.session.flush()
        inventions.submit_invention(self.session, self.officer, invention=made)
        path = f"/inventions/{made.id}/preview"
        return _scene("invention", "submitted", "approver", made.id, path, HEAD)

    def _imports(self) -> Iterator[Scene]:
        """Of one nothing is in yet, of the other a row waits that could not be read."""
        for state, row in (
            (ImportState.PREPARED, RowState.READY),
            (ImportState.BROUGHT_IN, RowState.MEND),
        ):
            batch = Batch(
                id=new_id(),
                house_id=self.institute.id,
                made_by=str(self.officer.person_id),
                state=state,
                file_name="rights.csv",
                language="vi",
                sheet=0,
                counts={row.value: 1},
                brought_in_at=clock.now() if state == ImportState.BROUGHT_IN else None,
            )
            self.session.add(batch)
            self.session.flush()
            self.session.add(
                BatchRow(batch_id=batch.id, number=2, state=row, answers={}, findings=[])
            )
            made = _scene(
                "import", state.value, "drafter", batch.id, f"/imports/{batch.id}", OFFICER
            )
            yield replace(made, letters=0)

    def _bid(self) -> Scene:
        bid = self.bid()
        return _scene("bid", "open", "owner", bid.id, f"/bids/{bid.id}", HEAD, OFFICER)

    def _deal(self) -> Scene:
        deal = self._another_deal(sign=False)
        return _scene(
            "deal", "agreed", "signer", deal.id, f"/deals/{deal.id}/sign", HEAD, SIGNATORY
        )

    def _payments(self) -> Iterator[Scene]:
        declared = self._paid()
        yield _payment(declared, "declared", "payer", SIGNATORY)
        yield _payment(self._paid(related=True), "declared", "verifier", VERIFIER)
        disputed = self._paid()
        form = DisputeForm(reason="We did not pay.")
        payments.dispute_payment(self.session, self.signatory, payment=disputed, form=form)
        yield _payment(disputed, "disputed", "verifier", VERIFIER)

    def _another_deal(self, *, sign: bool) -> Deal:
        number = len(self.session.scalars(select(Deal.id)).all())
        self.invention = listed(self.session, self.institute, f"Invention {number}")
        return self.signed() if sign else self.deal()

    def _paid(self, *, related: bool = False) -> Payment:
        deal = self._another_deal(sign=True)
        if related:
            deals.declare_relation(self.session, self.officer, deal=deal)
        form = PaymentForm(money=Money(1_200_000_000), paid_on=date(2026, 5, 20))
        return deals.declare_deal_payment(self.session, self.officer, deal=deal, form=form)


def _payment(payment: Payment, state: str, party: str, who: str) -> Scene:
    return _scene("payment", state, party, payment.id, f"/payments/{payment.id}", who)


def _scene(workflow: str, state: str, party: str, subject: str, path: str, *who: str) -> Scene:
    return Scene(workflow, state, party, subject, path, frozenset(who))


def desks(session: Session, *emails: str) -> dict[str, dict[str, str]]:
    """For each address (of `emails`, or of everybody) that has something on its desk: where each
    thing is done, by its id."""
    people = select(Person).where(Person.email.in_(emails) if emails else Person.email.is_not(None))
    found = {}
    for person in session.scalars(people):
        items = [
            item
            for actor in houses.actors_of(session, person.id)
            for item in lying(session, DESK, actor)
        ]
        assert len({item.id for item in items}) == len(items), "one thing is one item"
        if items:
            found[str(person.email)] = {item.id: item.action.href for item in items}
    return found


def holders(session: Session, subject: str) -> frozenset[str]:
    """On whose desks it lies, of those who could have it there."""
    found = desks(session, *COULD)
    return frozenset(email for email, items in found.items() if subject in items)

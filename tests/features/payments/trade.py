"""Two houses between which money passes, and the people who act for them."""

from datetime import date

from marketplace.accounts.models import Person
from marketplace.houses.rules import Role
from marketplace.kit.ids import new_id
from marketplace.kit.money import Money
from marketplace.payments import service
from marketplace.payments.forms import PaymentForm
from marketplace.payments.models import Payment
from tests.tools.market import Market

DAY = date(2026, 5, 20)
MONEY = Money(1_200_000_000)
OFFICER, SIGNATORY, VERIFIER = "officer@example.org", "signatory@example.org", "fin@example.org"


class Trade:
    """An institute that is paid and an enterprise that pays.

    With `named`, they and a verifier outside can sign in under the addresses above.
    """

    def __init__(self, market: Market, *, related: bool = False, named: bool = False) -> None:
        self.session, self.market, self.related = market.session, market, related

        def person(email: str) -> Person | None:
            return market.person(email=email) if named else None

        self.officer = market.member(Role.TRANSFER_OFFICER, person=person(OFFICER))
        self.signatory = market.member(Role.SIGNATORY, person=person(SIGNATORY))
        if named:
            self.verifier = market.member(Role.FINANCE_OFFICER, person=person(VERIFIER))
        self.payee, self.payer = market.house_of(self.officer), market.house_of(self.signatory)
        self.deal_id, self.asset_id = new_id(), new_id()

    def declare(self, money: Money = MONEY, *, paid_on: date = DAY) -> Payment:
        return service.declare_payment(
            self.session,
            self.officer,
            purpose="deal",
            reference=self.deal_id,
            payee=self.payee,
            payer=self.payer,
            related=self.related,
            field="materials",
            asset_id=self.asset_id,
            form=PaymentForm(money=money, paid_on=paid_on, bank_reference="VCB-0091"),
        )

    def confirmed(self) -> Payment:
        return service.confirm_payment(self.session, self.signatory, payment=self.declare())

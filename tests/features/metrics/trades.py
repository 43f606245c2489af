"""Signed deals with payments, made through the services."""

from datetime import date

from marketplace.deals import service as deals
from marketplace.houses.rules import Role
from marketplace.kit.money import Money
from marketplace.payments import service as payments
from marketplace.payments.forms import PaymentForm
from marketplace.payments.models import Payment
from tests.features.bids.offers import Street
from tests.tools.market import Market

PAYER, VERIFIER = "payer@example.org", "verifier@example.org"
DAY = date(2026, 5, 20)


class Trade(Street):
    """A signed deal; with `named`, the payer and a verifier can sign in under these addresses."""

    def __init__(self, market: Market, *, related: bool = False, named: bool = False) -> None:
        super().__init__(market)
        self.agreed = self.signed()
        if related:
            deals.declare_relation(self.session, self.officer, deal=self.agreed)
        if named:
            person = market.person(email=PAYER)
            market.member(Role.SIGNATORY, house=self.enterprise, person=person)
            market.member(Role.FINANCE_OFFICER, person=market.person(email=VERIFIER))

    def declare(self, money: Money, paid_on: date = DAY) -> Payment:
        form = PaymentForm(money=money, paid_on=paid_on)
        return deals.declare_deal_payment(self.session, self.officer, deal=self.agreed, form=form)

    def paid(self, money: Money, paid_on: date = DAY) -> Payment:
        payment = self.declare(money, paid_on)
        return payments.confirm_payment(self.session, self.signatory, payment=payment)

    def withdrawn(self, money: Money) -> Payment:
        payment = self.declare(money)
        return payments.withdraw_payment(self.session, self.officer, payment=payment)

    def verified_outside(self, money: Money) -> Payment:
        verifier = self.market.member(Role.FINANCE_OFFICER)
        payment = self.declare(money)
        return payments.verify_payment(self.session, verifier, payment=payment)

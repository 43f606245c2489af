"""Verification levels, the life of a declared payment, and whose roles it takes (DOMAIN.md 3.4)."""

from collections.abc import Mapping

from marketplace.houses.rules import HouseKind, Role
from marketplace.kit.money import Money
from marketplace.kit.text import Choice, t
from marketplace.kit.workflow import Step, Workflow


class Purpose(Choice):
    DEAL = "deal", t("Deal")


PLACES: Mapping[Purpose, str] = {Purpose.DEAL: "/deals/"}
"""Where the thing that was paid for is shown, before its id."""


class PaymentState(Choice):
    DECLARED = "declared", t("Declared, waiting for the payer")
    DISPUTED = "disputed", t("Disputed by the payer")
    WITHDRAWN = "withdrawn", t("Withdrawn by the payee")
    VERIFIED = "verified", t("Verified")
    REJECTED = "rejected", t("Rejected by the verifier")


class Level(Choice):
    """V0 declared; V2 confirmed by the counterparty, or by a verifier of another organisation."""

    V0 = "0", t("V0: declared")
    V2 = "2", t("V2: verified")


class Direction(Choice):
    """A reversal takes back an earlier payment by a counter-entry; both stay in the books."""

    PAYMENT = "payment", t("Payment")
    REVERSAL = "reversal", t("Counter-entry")


WORKFLOW = Workflow(
    "payment",
    Step(
        "confirm", PaymentState.DECLARED, PaymentState.VERIFIED, "payer",
        t("Confirm that we paid"), "primary", awaited=True,
    ),
    Step(
        "dispute", PaymentState.DECLARED, PaymentState.DISPUTED, "payer",
        t("Dispute"), "danger", awaited=True,
    ),
    Step(
        "withdraw", PaymentState.DECLARED, PaymentState.WITHDRAWN, "payee",
        t("Withdraw the declaration"), "danger",
    ),
    Step(
        "withdraw", PaymentState.DISPUTED, PaymentState.WITHDRAWN, "payee",
        t("Withdraw the declaration"), "danger",
    ),
    Step(
        "verify", PaymentState.DECLARED, PaymentState.VERIFIED, "verifier",
        t("Verify from the evidence"), "primary", awaited=True,
    ),
    Step(
        "verify", PaymentState.DISPUTED, PaymentState.VERIFIED, "verifier",
        t("Verify from the evidence"), "primary", awaited=True,
    ),
    Step(
        "reject", PaymentState.DECLARED, PaymentState.REJECTED, "verifier",
        t("Reject"), "danger", awaited=True,
    ),
    Step(
        "reject", PaymentState.DISPUTED, PaymentState.REJECTED, "verifier",
        t("Reject"), "danger", awaited=True,
    ),
    Step(
        "reverse", PaymentState.VERIFIED, PaymentState.VERIFIED, "payee",
        t("Take back by a counter-entry"), "danger",
    ),
)  # fmt: skip
"""`verifier` is a finance officer of a state house that is no party; asked for only where the
parties are related (then `confirm` is refused) or disagree. `reverse` declares a payment of its
own in the other direction and leaves the verified one as it is."""

DECLARERS: Mapping[HouseKind, tuple[Role, ...]] = {
    HouseKind.INSTITUTE: (Role.TRANSFER_OFFICER,),
    HouseKind.ENTERPRISE: (Role.ENTERPRISE_STAFF, Role.SIGNATORY),
    HouseKind.STATE: (Role.FINANCE_OFFICER,),
    HouseKind.MONITOR: (),
}
"""Who says for the payee that money came (DOMAIN.md 4, row "payment declared": C and A)."""

CONFIRMERS: Mapping[HouseKind, tuple[Role, ...]] = {
    HouseKind.INSTITUTE: (Role.HEAD,),
    HouseKind.ENTERPRISE: (Role.SIGNATORY,),
    HouseKind.STATE: (Role.FINANCE_OFFICER, Role.ORDERING_OFFICER),
    HouseKind.MONITOR: (),
}
"""Who answers for the payer, by confirming or disputing: the house's lead, and its finance."""

VERIFIERS = Role.FINANCE_OFFICER
"""In a verified state house outside (DOMAIN.md 4, row "payment verified")."""

OPEN = (PaymentState.DECLARED, PaymentState.DISPUTED)
"""What waits for somebody."""

LIVE = (PaymentState.DECLARED, PaymentState.DISPUTED, PaymentState.VERIFIED)
"""What counts as claimed; the rest has fallen away."""


def handlers(kind: HouseKind) -> tuple[Role, ...]:
    """Whose work a house's payments are, on either side."""
    return (*DECLARERS[kind], *CONFIRMERS[kind])


def balanced(effect: Money, *, payer_id: str, payee_id: str) -> tuple[tuple[str, str, int], ...]:
    """The ledger's entries (house, account, amount) for what a verified payment changed."""
    return ((payer_id, "paid", -effect.amount), (payee_id, "income", effect.amount))

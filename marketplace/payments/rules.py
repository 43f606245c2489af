"""Verification levels and the life of a declared payment (DOMAIN.md 3.4)."""

from marketplace.kit.text import Choice, t
from marketplace.kit.workflow import Step, Workflow


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
        t("Confirm that we paid"), "primary",
    ),
    Step("dispute", PaymentState.DECLARED, PaymentState.DISPUTED, "payer", t("Dispute"), "danger"),
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
        t("Verify from the evidence"), "primary",
    ),
    Step(
        "verify", PaymentState.DISPUTED, PaymentState.VERIFIED, "verifier",
        t("Verify from the evidence"), "primary",
    ),
    Step(
        "reject", PaymentState.DECLARED, PaymentState.REJECTED, "verifier",
        t("Reject"), "danger",
    ),
    Step(
        "reject", PaymentState.DISPUTED, PaymentState.REJECTED, "verifier",
        t("Reject"), "danger",
    ),
)  # fmt: skip
"""`verifier` is a finance officer of a state house that is no party; asked for only where the
parties are related (then `confirm` is refused) or disagree."""

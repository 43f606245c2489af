"""The life of a deal, and which houses count as related."""

from marketplace.kit.text import Choice, t
from marketplace.kit.workflow import Step, Workflow


class DealState(Choice):
    AGREED = "agreed", t("Waiting for signatures")
    SIGNED = "signed", t("Signed")
    ENDED = "ended", t("Ended before signing")


class Party(Choice):
    SELLER = "seller", t("Owner of the invention")
    BUYER = "buyer", t("Bidder")


WORKFLOW = Workflow(
    "deal",
    Step("sign", DealState.AGREED, DealState.AGREED, "signer", t("Sign"), "primary"),
    Step("complete", DealState.AGREED, DealState.SIGNED, "machine", t("Both have signed")),
    Step("end", DealState.AGREED, DealState.ENDED, "party", t("Leave before signing"), "danger"),
)
"""`sign` is taken by each side; the second signature takes `complete` with it."""

"""The life of a need."""

from marketplace.kit.text import Choice, t
from marketplace.kit.workflow import Step, Workflow


class NeedState(Choice):
    DRAFT = "draft", t("Draft")
    OPEN = "open", t("Open")
    MET = "met", t("Met")
    CLOSED = "closed", t("Closed")


WORKFLOW = Workflow(
    "need",
    Step("post", NeedState.DRAFT, NeedState.OPEN, "owner", t("Post it"), "primary"),
    Step("meet", NeedState.OPEN, NeedState.MET, "owner", t("It has been met"), "primary"),
    Step("close", NeedState.OPEN, NeedState.CLOSED, "owner", t("Close without a result"), "danger"),
    Step("reopen", NeedState.CLOSED, NeedState.OPEN, "owner", t("Open it again")),
)

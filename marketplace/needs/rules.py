"""The life of a need, and whose roles it takes."""

from collections.abc import Mapping

from marketplace.houses.rules import HouseKind, Role
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

EDITABLE = (NeedState.DRAFT, NeedState.OPEN)
"""What has ended stays as it was when it ended."""

ON_THE_MARKET = (NeedState.OPEN, NeedState.MET)
"""What the public list shows; a closed need is still found at its own address."""

DRAFTERS: Mapping[HouseKind, tuple[Role, ...]] = {
    HouseKind.INSTITUTE: (Role.RESEARCHER, Role.TRANSFER_OFFICER, Role.HEAD),
    HouseKind.ENTERPRISE: (Role.ENTERPRISE_STAFF, Role.SIGNATORY),
    HouseKind.STATE: (Role.ORDERING_OFFICER,),
    HouseKind.MONITOR: (),
}
"""Who may write a need down and work on its draft (DOMAIN.md 4, row "need/problem posting")."""

OWNERS: Mapping[HouseKind, tuple[Role, ...]] = {
    HouseKind.INSTITUTE: (Role.TRANSFER_OFFICER, Role.HEAD),
    HouseKind.ENTERPRISE: (Role.ENTERPRISE_STAFF, Role.SIGNATORY),
    HouseKind.STATE: (Role.ORDERING_OFFICER,),
    HouseKind.MONITOR: (),
}
"""The workflow's `owner`: who speaks for the need in public."""

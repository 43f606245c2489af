"""Kinds, roles, who leads, and how a house becomes verified."""

from collections.abc import Mapping
from datetime import timedelta

from marketplace.accounts.rules import Limit
from marketplace.kit.text import Choice, t
from marketplace.kit.workflow import Step, Workflow


class HouseKind(Choice):
    INSTITUTE = "institute", t("Institute or university")
    ENTERPRISE = "enterprise", t("Enterprise")
    STATE = "state", t("State agency")
    MONITOR = "monitor", t("Social monitor")


class Role(Choice):
    RESEARCHER = "researcher", t("Researcher")
    TRANSFER_OFFICER = "transfer_officer", t("Transfer officer")
    HEAD = "head", t("Head")
    ENTERPRISE_STAFF = "enterprise_staff", t("Enterprise staff")
    SIGNATORY = "signatory", t("Authorised signatory")
    ORDERING_OFFICER = "ordering_officer", t("Ordering officer")
    FINANCE_OFFICER = "finance_officer", t("Finance officer")
    OVERSEER = "overseer", t("Overseer")
    MONITOR = "monitor", t("Monitor")


class HouseState(Choice):
    APPLIED = "applied", t("Waiting for verification")
    VERIFIED = "verified", t("Verified")
    REFUSED = "refused", t("Not verified")


ROLES: Mapping[HouseKind, tuple[Role, ...]] = {
    HouseKind.INSTITUTE: (Role.RESEARCHER, Role.TRANSFER_OFFICER, Role.HEAD),
    HouseKind.ENTERPRISE: (Role.ENTERPRISE_STAFF, Role.SIGNATORY),
    HouseKind.STATE: (Role.ORDERING_OFFICER, Role.FINANCE_OFFICER, Role.OVERSEER, Role.HEAD),
    HouseKind.MONITOR: (Role.MONITOR,),
}
"""The roles that members of each kind of house may hold."""

FOUNDER_ROLES: Mapping[HouseKind, tuple[Role, ...]] = {
    HouseKind.INSTITUTE: (Role.TRANSFER_OFFICER, Role.HEAD),
    HouseKind.ENTERPRISE: (Role.ENTERPRISE_STAFF, Role.SIGNATORY),
    HouseKind.STATE: (Role.ORDERING_OFFICER,),
    HouseKind.MONITOR: (Role.MONITOR,),
}
"""What the person who founds a house is in it, so that one person alone can start."""

LEADS: Mapping[HouseKind, Role] = {
    HouseKind.INSTITUTE: Role.HEAD,
    HouseKind.ENTERPRISE: Role.SIGNATORY,
    HouseKind.STATE: Role.ORDERING_OFFICER,
    HouseKind.MONITOR: Role.MONITOR,
}
"""Who runs the house's page and invites members."""

SIGNERS: Mapping[HouseKind, Role] = {
    HouseKind.INSTITUTE: Role.HEAD,
    HouseKind.ENTERPRISE: Role.SIGNATORY,
    HouseKind.STATE: Role.ORDERING_OFFICER,
}
"""Who binds the house by a signature (DOMAIN.md 4, row "contract signature")."""

SELF_FOUNDED = (HouseKind.INSTITUTE, HouseKind.ENTERPRISE, HouseKind.STATE)
"""A monitor's house is founded by a command, so that neither operator nor agency picks it."""

INVITATION_LASTS = timedelta(days=14)
INVITE_BY_HOUSE = Limit("invitation house", 30, timedelta(hours=1))
FOUND_BY_PERSON = Limit("found person", 10, timedelta(days=1))

WORKFLOW = Workflow(
    "house",
    Step(
        "verify", HouseState.APPLIED, HouseState.VERIFIED, "operator",
        t("Verify"), "primary", awaited=True,
    ),
    Step(
        "refuse", HouseState.APPLIED, HouseState.REFUSED, "operator",
        t("Refuse"), "danger", awaited=True,
    ),
    Step(
        "apply", HouseState.REFUSED, HouseState.APPLIED, "lead",
        t("Apply again"), "primary", awaited=True,
    ),
)  # fmt: skip

"""Facts about listings."""

from dataclasses import dataclass

from marketplace.kit.event import Event


@dataclass(frozen=True, kw_only=True)
class InventionDrafted(Event):
    kind = "invention.drafted"
    about = "invention"
    province: str


@dataclass(frozen=True, kw_only=True)
class InventionChanged(Event):
    """A saved change; drafts that save themselves record none."""

    kind = "invention.changed"
    about = "invention"
    version: int


@dataclass(frozen=True, kw_only=True)
class InventionDeleted(Event):
    """A draft that nobody outside its house had seen."""

    kind = "invention.deleted"
    about = "invention"


@dataclass(frozen=True, kw_only=True)
class InventionSubmitted(Event):
    kind = "invention.submitted"
    about = "invention"


@dataclass(frozen=True, kw_only=True)
class InventionReturned(Event):
    kind = "invention.returned"
    about = "invention"


@dataclass(frozen=True, kw_only=True)
class InventionListed(Event):
    """Also the recorded decision to disclose; `basis` is "filed" or "decision"."""

    kind = "invention.listed"
    about = "invention"
    public = True
    invention_kind: str
    field: str
    readiness: str
    province: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class InventionWithdrawn(Event):
    kind = "invention.withdrawn"
    about = "invention"
    public = True


@dataclass(frozen=True, kw_only=True)
class InventionConfirmed(Event):
    """The house says that it is still valid."""

    kind = "invention.confirmed"
    about = "invention"


@dataclass(frozen=True, kw_only=True)
class InventionReassigned(Event):
    kind = "invention.reassigned"
    about = "invention"
    responsible_id: str

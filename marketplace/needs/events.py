"""Facts about needs. The feed leaves out the house of a need that stays unnamed."""

from dataclasses import dataclass

from marketplace.kit.event import Event


@dataclass(frozen=True, kw_only=True)
class NeedDrafted(Event):
    kind = "need.drafted"
    about = "need"


@dataclass(frozen=True, kw_only=True)
class NeedChanged(Event):
    kind = "need.changed"
    about = "need"
    version: int


@dataclass(frozen=True, kw_only=True)
class NeedPosted(Event):
    kind = "need.posted"
    about = "need"
    public = True
    field: str
    province: str
    unnamed: bool


@dataclass(frozen=True, kw_only=True)
class NeedMet(Event):
    kind = "need.met"
    about = "need"
    public = True
    unnamed: bool


@dataclass(frozen=True, kw_only=True)
class NeedClosed(Event):
    kind = "need.closed"
    about = "need"
    public = True
    unnamed: bool


@dataclass(frozen=True, kw_only=True)
class NeedReopened(Event):
    kind = "need.reopened"
    about = "need"
    public = True
    unnamed: bool


@dataclass(frozen=True, kw_only=True)
class NeedConfirmed(Event):
    """The house says that it is still valid."""

    kind = "need.confirmed"
    about = "need"


@dataclass(frozen=True, kw_only=True)
class NeedReassigned(Event):
    kind = "need.reassigned"
    about = "need"
    responsible_id: str

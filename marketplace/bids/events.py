"""Facts about bids; the terms stand in the journal only as a digest."""

from dataclasses import dataclass

from marketplace.kit.event import Event


@dataclass(frozen=True, kw_only=True)
class BidMade(Event):
    kind = "bid.made"
    about = "bid"
    invention_id: str
    terms_digest: str


@dataclass(frozen=True, kw_only=True)
class BidRefused(Event):
    kind = "bid.refused"
    about = "bid"
    invention_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class BidWithdrawn(Event):
    kind = "bid.withdrawn"
    about = "bid"
    invention_id: str


@dataclass(frozen=True, kw_only=True)
class BidExpired(Event):
    kind = "bid.expired"
    about = "bid"
    invention_id: str


@dataclass(frozen=True, kw_only=True)
class BidAccepted(Event):
    kind = "bid.accepted"
    about = "bid"
    invention_id: str
    deal_id: str

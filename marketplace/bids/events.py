"""Facts about bids; the terms stand in the journal only as a digest.

`need_id` is the bidder's need that the bid is for, or "". It is never part of a public event: the
need's house may be unnamed.
"""

from dataclasses import dataclass

from marketplace.kit.event import Event


@dataclass(frozen=True, kw_only=True)
class BidMade(Event):
    kind = "bid.made"
    about = "bid"
    invention_id: str
    need_id: str
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
    need_id: str
    deal_id: str

"""Facts about who looks after what a house has."""

from dataclasses import dataclass

from marketplace.kit.event import Event


@dataclass(frozen=True, kw_only=True)
class ListingsEntrusted(Event):
    """One deed that gave a member listings to look after, however many; each of them also has an
    event of its own. `listing_id` is that of a single one, else ""."""

    kind = "house.listings-entrusted"
    about = "house"
    responsible_id: str
    shelf: str
    count: int
    listing_id: str

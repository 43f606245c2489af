"""How long what a house said about an offer counts as alive (DOMAIN.md 3.5, "sống")."""

from datetime import datetime, timedelta

from marketplace.kit import clock

OFFERS = timedelta(days=180)


def stale_before() -> datetime:
    """What was last confirmed before this instant has to be confirmed anew."""
    return clock.now() - OFFERS


def is_stale(confirmed_at: datetime) -> bool:
    return confirmed_at < stale_before()


def days_since(confirmed_at: datetime) -> int:
    return (clock.now() - confirmed_at).days


def confirmed_today(confirmed_at: datetime) -> bool:
    return clock.local(confirmed_at).date() >= clock.today()

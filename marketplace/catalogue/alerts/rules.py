"""How often a saved search writes, and what is known of each thing that fits it."""

from datetime import datetime, timedelta

from marketplace.kit import clock
from marketplace.kit.text import Choice, t
from marketplace.notices.rules import daily_due

LISTENER = "alerts"

MOST = 50
"""So many searches one person saves."""

MOST_IN_A_LETTER = 100
"""What else waits comes with the next letter, at once."""


class Frequency(Choice):
    AT_ONCE = "at-once", t("At once")
    DAILY = "daily", t("Once a day, at seven in the morning")
    WEEKLY = "weekly", t("Once a week, on Monday at seven in the morning")


class Fit(Choice):
    """It fitted when the search was saved; it waits for its letter; it was told."""

    KNOWN = "known"
    WAITING = "waiting"
    TOLD = "told"


def due_until(frequency: Frequency, now: datetime) -> datetime:
    """What was found until this instant is told now."""
    if frequency == Frequency.AT_ONCE:
        return now
    due = daily_due(now)
    if frequency == Frequency.DAILY:
        return due
    return due - timedelta(days=clock.local(due).weekday())

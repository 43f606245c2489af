"""The one clock. Everything that asks for the time asks here, so that a story can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_shift = timedelta(0)
_zone = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present instant in UTC, to the microsecond."""
    return datetime.now(UTC) + _shift


def today() -> date:
    """The calendar day at the site's place."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """`instant` on the clock of the site's place, for showing to people."""
    return instant.astimezone(_zone)


def use_zone(name: str) -> None:
    """Set the place's time zone (an IANA name), once, when the program starts."""
    global _zone  # noqa: PLW0603 - one process serves one place
    _zone = ZoneInfo(name)


@contextmanager
def moved_to(instant: datetime) -> Iterator[None]:
    """Let the clock of this process run on from `instant`; tests and the demonstration use it."""
    global _shift  # noqa: PLW0603 - the clock is process-wide by intent
    before = _shift
    _shift = instant - datetime.now(UTC)
    try:
        yield
    finally:
        _shift = before

"""Passwords, how long proofs last, and how often something may be tried."""

from dataclasses import dataclass
from datetime import timedelta

from marketplace.kit.text import Choice, t

MIN_PASSWORD = 10
SESSION_LASTS = timedelta(days=14)
CONFIRMATION_LASTS = timedelta(days=3)
RESET_LASTS = timedelta(hours=2)
TOKEN_LASTS = timedelta(days=365)


class ProofPurpose(Choice):
    CONFIRM = "confirm", t("Confirm an e-mail address")
    RESET = "reset", t("Choose a new password")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` in `within`, counted per key."""

    name: str
    tries: int
    within: timedelta


SIGN_IN_BY_ACCOUNT = Limit("sign-in account", 10, timedelta(minutes=15))
SIGN_IN_BY_ADDRESS = Limit("sign-in address", 100, timedelta(minutes=15))
RESET_BY_ACCOUNT = Limit("reset account", 3, timedelta(hours=1))
RESET_BY_ADDRESS = Limit("reset address", 20, timedelta(hours=1))
SIGN_UP_BY_ADDRESS = Limit("sign-up address", 30, timedelta(hours=1))
LETTER_BY_ACCOUNT = Limit("letter account", 5, timedelta(hours=1))
"""Confirmation letters that strangers can have sent to one address."""


def same_address(address: str) -> str:
    """The form in which two spellings of one e-mail address compare equal."""
    return address.strip().lower()

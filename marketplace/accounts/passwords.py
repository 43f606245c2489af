"""Argon2id; slow on purpose, so call it before a transaction is open."""

import hashlib
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


def hash_password(password: str) -> str:
    return _hasher().hash(_same(password))


def _same(password: str) -> str:
    """Keyboards differ in how they compose "ế"; the same password must fit on each."""
    return unicodedata.normalize("NFC", password)


def password_fits(password: str, stored: str | None) -> bool:
    """Takes as long without an account as with one, so that timing tells nothing."""
    try:
        _hasher().verify(stored or _nobody(), _same(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def digest(secret: str) -> str:
    """Of a random token: nothing slow is needed there."""
    return hashlib.sha256(secret.encode()).hexdigest()

"""Errors that people may see: each has an HTTP status, a stable code and a sentence."""

from collections.abc import Mapping

from marketplace.kit.text import Text, t


class MarketplaceError(Exception):
    """Base of every refusal. `code` is for machines, `text` for people."""

    status = 500
    code = "error"

    def __init__(self, text: Text, *, code: str | None = None) -> None:
        super().__init__(str(text))
        self.text = text
        self.code = code or self.code


class NotFound(MarketplaceError):
    """There is no such thing, or this reader may not know that there is."""

    status = 404
    code = "not-found"

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(text or t("There is nothing at this address."))


class SignInNeeded(MarketplaceError):
    status = 401
    code = "sign-in-needed"

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(text or t("Sign in to do this."))


class NotAllowed(MarketplaceError):
    status = 403
    code = "not-allowed"


class Conflict(MarketplaceError):
    """What was asked does not fit the present state."""

    status = 409
    code = "conflict"


class Stale(MarketplaceError):
    """Somebody else changed the thing since it was read (If-Match failed)."""

    status = 412
    code = "stale"


class Invalid(MarketplaceError):
    """Input that can be mended; `fields` names the field of each reason."""

    status = 422
    code = "invalid"

    def __init__(self, fields: Mapping[str, Text]) -> None:
        super().__init__(t("Some answers need another look."))
        self.fields = dict(fields)


class TooMany(MarketplaceError):
    """Tried too often; `retry_after` is in seconds."""

    status = 429
    code = "too-many"

    def __init__(self, text: Text, *, retry_after: int) -> None:
        super().__init__(text)
        self.retry_after = retry_after

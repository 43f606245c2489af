"""What a database's error means to whoever asked for the change."""

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError

_TWICE = {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
_AGAIN = {"40001", "40P01", "55P03", "57014", "SQLITE_BUSY", "SQLITE_LOCKED"}


def already_there(error: DBAPIError) -> bool:
    """A unique constraint said no: it was done before, or somebody was faster."""
    return isinstance(error, IntegrityError) and _code(error) in _TWICE


def try_again(error: DBAPIError) -> bool:
    """Lock, deadlock or a connection that is gone: nothing was changed, and it may work later."""
    code = _code(error)
    if code is None:  # the driver speaks, not the server: it could not be reached
        return isinstance(error, OperationalError)
    return code in _AGAIN or code.startswith(("08", "57P"))


def unusable_value(error: DBAPIError) -> bool:
    """A value that no column of this database can hold."""
    return isinstance(error, DataError)


def _code(error: DBAPIError) -> str | None:
    """SQLSTATE on PostgreSQL, the error's name on SQLite."""
    for name in ("sqlstate", "sqlite_errorname"):
        code = getattr(error.orig, name, None)
        if code is not None:
            return str(code)
    return None

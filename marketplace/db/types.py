"""Column types that keep their meaning on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, String, TypeDecorator
from sqlalchemy.orm import mapped_column

from marketplace.kit.text import Choice

ID_LENGTH = 16
Id = Annotated[str, mapped_column(String(ID_LENGTH))]
Key = Annotated[str, mapped_column(String(ID_LENGTH), primary_key=True)]
Line = Annotated[str, mapped_column(String(400))]
Minor = Annotated[int, mapped_column(BigInteger)]
"""An amount in minor units."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime; naive ones are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


C = TypeVar("C", bound=Choice)


class ChoiceColumn(TypeDecorator[C]):
    """A code-list value, stored as its code."""

    impl = String(40)
    cache_ok = True

    def __init__(self, choices: type[C]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: C | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> C | None:  # noqa: ARG002
        return None if value is None else self.choices(value)


class Texts(TypeDecorator[tuple[str, ...]]):
    """A short list of strings, as JSON; None is the empty tuple."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> list[str]:  # noqa: ARG002
        return list(value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002
        return tuple(value or ())

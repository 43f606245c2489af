"""Lists in pages: by number for people, by cursor for programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from marketplace.kit.errors import Invalid
from marketplace.kit.text import t

PAGE_SIZE = 25
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`first` and `last` count from 1; both are 0 in an empty list."""

    items: Sequence[T]
    total: int
    number: int
    size: int = PAGE_SIZE

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * self.size + len(self.items) if self.items else 0

    @property
    def has_next(self) -> bool:
        return self.last < self.total and bool(self.items)


def page_of(session: Session, query: Select[T], number: int, size: int = PAGE_SIZE) -> Page[T]:
    """Page `number` (from 1) of an ordered query, with the true total: two statements."""
    number = max(1, min(number, 10_000))
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    items = session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(items, total, number, size)


def after(
    session: Session, query: Select[T], key: Any, cursor: str | None, limit: int
) -> tuple[Sequence[T], str | None]:
    """Up to `limit` rows of an unordered query, newest first by `key`, and the next cursor."""
    if cursor is not None:
        if not cursor.isalnum():
            raise Invalid({"cursor": t("This cursor did not come from here.")})
        query = query.where(key < cursor)
    rows = session.scalars(query.order_by(key.desc()).limit(limit + 1)).unique().all()
    more = len(rows) > limit
    rows = rows[:limit]
    return rows, str(getattr(rows[-1], key.key)) if more else None

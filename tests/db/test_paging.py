import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db.idempotency import AnswerRow
from marketplace.db.paging import PAGE_SIZE, after, page_of
from marketplace.kit.errors import Invalid

ALL = select(AnswerRow).where(AnswerRow.person_id == "p")


def fill(session: Session, count: int) -> list[str]:
    keys = [f"{number:04}" for number in range(count)]
    session.add_all(AnswerRow(person_id="p", key=key, request="", answer="{}") for key in keys)
    session.add(AnswerRow(person_id="q", key="9999", request="", answer="{}"))
    session.flush()
    return keys


@pytest.mark.parametrize(
    ("count", "number", "first", "last", "has_next"),
    [
        (0, 1, 0, 0, False),
        (1, 1, 1, 1, False),
        (PAGE_SIZE, 1, 1, PAGE_SIZE, False),
        (PAGE_SIZE + 1, 1, 1, PAGE_SIZE, True),
        (PAGE_SIZE + 1, 2, PAGE_SIZE + 1, PAGE_SIZE + 1, False),
        (PAGE_SIZE + 1, 0, 1, PAGE_SIZE, True),
        (PAGE_SIZE + 1, -5, 1, PAGE_SIZE, True),
    ],
)
def test_a_page_says_where_it_stands(
    session: Session, count: int, number: int, first: int, last: int, has_next: bool
) -> None:
    keys = fill(session, count)
    page = page_of(session, ALL.order_by(AnswerRow.key), number)
    assert [row.key for row in page.items] == keys[max(first - 1, 0) : last]
    assert (page.first, page.last, page.total, page.has_next) == (first, last, count, has_next)


def test_a_page_beyond_the_end_is_empty_and_knows_the_total(session: Session) -> None:
    fill(session, 3)
    for number in (2, 10**30):
        page = page_of(session, ALL.order_by(AnswerRow.key), number)
        assert (page.items, page.first, page.total, page.has_next) == ([], 0, 3, False)


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 7])
def test_cursors_lead_through_everything_once_newest_first(session: Session, limit: int) -> None:
    keys = fill(session, 6)
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(7):
        rows, cursor = after(session, ALL, AnswerRow.key, cursor, limit)
        seen += [row.key for row in rows]
        if cursor is None:
            break
    assert seen == keys[::-1]
    assert cursor is None


def test_a_row_added_meanwhile_does_not_shift_the_pages(session: Session) -> None:
    keys = fill(session, 4)
    rows, cursor = after(session, ALL, AnswerRow.key, None, 2)
    session.add(AnswerRow(person_id="p", key="0009", request="", answer="{}"))
    session.flush()
    more, _ = after(session, ALL, AnswerRow.key, cursor, 2)
    assert [row.key for row in (*rows, *more)] == keys[::-1]


@pytest.mark.parametrize("cursor", ["", "a b", "'; drop table event", "\x00", "é!"])
def test_a_cursor_that_did_not_come_from_here_is_refused(session: Session, cursor: str) -> None:
    with pytest.raises(Invalid):
        after(session, ALL, AnswerRow.key, cursor, 5)

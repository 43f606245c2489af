"""Two colleagues press the same button at once: each row is done once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from marketplace.db.journal import EventRow
from marketplace.db.session import Database
from marketplace.houses.rules import Role
from marketplace.kit.actor import Actor
from marketplace.stewardship.rules import ALREADY, Deed, Result, Shelf
from marketplace.stewardship.service import carry_out
from tests.features.stewardship import rows
from tests.tools.site import Site

ROWS = 40


@pytest.fixture
def databases(site: Site) -> Iterator[list[Database]]:
    """As two processes would have: on SQLite each brings a writer of its own."""
    made = [Database(site.database.url, threads=2) for _ in range(2)]
    yield made
    for database in made:
        database.dispose()


def test_of_two_at_once_each_row_is_done_by_one(site: Site, databases: list[Database]) -> None:
    with site.market() as market:
        house = market.house()
        actors = [market.member(Role.TRANSFER_OFFICER, house=house) for _ in databases]
        titles = [f"Coating {number}" for number in range(ROWS)]
        ids = rows.inventions(market.session, actors[0], titles)
    start = Barrier(len(databases))

    def publish(database: Database, actor: Actor, order: list[str]) -> tuple[Result, ...]:
        start.wait()
        with database.writing() as session:
            return carry_out(session, actor, Shelf.INVENTIONS, deed=Deed.PUBLISH, ids=order)

    with ThreadPoolExecutor(len(databases)) as pool:
        orders = [ids, ids[::-1]]  # the rows are locked in one order, whatever the requests say
        answers = list(pool.map(publish, databases, actors, orders))
    done = [one.id for results in answers for one in results if one.done]
    assert sorted(done) == sorted(ids)
    assert {one.code for results in answers for one in results if not one.done} == {ALREADY}
    assert sum(len(results) for results in answers) == 2 * ROWS
    with site.database.reading() as session:
        query = select(EventRow.subject_id, func.count()).group_by(EventRow.subject_id)
        listed = query.where(EventRow.kind == "invention.listed")
        assert dict(session.execute(listed).all()) == dict.fromkeys(ids, 1)

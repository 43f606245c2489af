"""One export: what the file is called, of which type it is, and its bytes.

Each opens a read session of its own when its first byte is asked for, and holds no write back.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.db.session import Database
from marketplace.houses.models import House
from marketplace.interop.exports import queries
from marketplace.interop.exports.columns import COLUMNS, Record
from marketplace.interop.exports.formats import MEDIA, Format, write
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.stewardship.forms import WorkFilter
from marketplace.stewardship.rules import Shelf

Read = Callable[[Session], Iterator[Record]]


@dataclass(frozen=True, slots=True)
class File:
    name: str
    media: str
    content: Iterator[bytes]


def own_file(
    database: Database,
    actor: Actor,
    shelf: Shelf,
    file_format: Format,
    chosen: WorkFilter,
    ids: Sequence[str] | None = None,
) -> File:
    """What the actor's house has: the rows with these ids, or all that fit the filter."""
    return _file(
        database,
        shelf,
        file_format,
        lambda session: queries.own(session, actor, shelf, chosen, ids),
    )


def house_file(database: Database, house: House, shelf: Shelf, file_format: Format) -> File:
    return _file(
        database, shelf, file_format, lambda session: queries.of_house(session, shelf, house)
    )


def market_file(database: Database, shelf: Shelf, file_format: Format) -> File:
    return _file(
        database, shelf, file_format, lambda session: queries.on_the_market(session, shelf)
    )


def _file(database: Database, shelf: Shelf, file_format: Format, read: Read) -> File:
    name = f"{shelf.value}-{clock.today().isoformat()}.{file_format.value}"
    return File(name, MEDIA[file_format], _content(database, shelf, file_format, read))


def _content(database: Database, shelf: Shelf, file_format: Format, read: Read) -> Iterator[bytes]:
    with database.reading() as session:
        yield from write(file_format, COLUMNS[shelf], read(session))

"""What a search found, and what a person keeps, as files: what this reader may read, no more."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.catalogue.shortlist import queries as shortlist
from marketplace.catalogue.shortlist.rules import Thing
from marketplace.db.session import Database
from marketplace.interop.exports.columns import Column, Record, main_text
from marketplace.interop.exports.files import File
from marketplace.interop.exports.formats import MEDIA, Format, write
from marketplace.inventions import queries as inventions
from marketplace.inventions.models import Invention
from marketplace.inventions.pages import asking_of
from marketplace.inventions.rules import OfferKind
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.needs import queries as needs
from marketplace.needs.models import Need
from marketplace.needs.pages import amounts
from marketplace.needs.policy import shown_house


@dataclass(frozen=True, slots=True)
class Find:
    """`note` is the reader's own."""

    thing: Invention | Need
    actor: Actor
    site: str
    note: str = ""


def search_file(
    database: Database,
    actor: Actor,
    pages: Iterator[Sequence[str]],
    file_format: Format,
    site: str,
) -> File:
    """`pages` are the ids found; the first is asked for at once, so that a search engine that is
    away is told instead of a broken file. Houses are left out."""
    first = next(pages, ())

    def read(session: Session) -> Iterator[Find]:
        yield from _seen(session, actor, first, site)
        for ids in pages:
            yield from _seen(session, actor, ids, site)

    return _file(database, "search", file_format, FOUND, read)


def shortlist_file(database: Database, actor: Actor, file_format: Format, site: str) -> File:
    """What has left the market is left out."""

    def read(session: Session) -> Iterator[Find]:
        for one in shortlist.own(session, actor):
            if one.subject is not None:
                yield Find(one.subject, actor, site, one.kept.note)

    return _file(database, "shortlist", file_format, KEPT, read)


def _file(
    database: Database,
    name: str,
    file_format: Format,
    columns: Sequence[Column],
    read: Callable[[Session], Iterator[Find]],
) -> File:
    def content() -> Iterator[bytes]:
        with database.reading() as session:
            rows: Iterator[Record] = (
                {column.key: column.value(one) for column in columns} for one in read(session)
            )
            yield from write(file_format, columns, rows)

    dated = f"{name}-{clock.today().isoformat()}.{file_format.value}"
    return File(dated, MEDIA[file_format], content())


def _seen(session: Session, actor: Actor, ids: Sequence[str], site: str) -> Iterator[Find]:
    """In their order. The index may lag behind: what is withdrawn meanwhile is not seen."""
    seen: dict[str, Invention | Need] = {
        **inventions.seen_by(session, actor, ids),
        **needs.seen_by(session, actor, ids),
    }
    return (Find(seen[one], actor, site) for one in ids if one in seen)


def _of_invention(value: Callable[[Invention], object]) -> Callable[[Find], object]:
    return lambda one: value(one.thing) if isinstance(one.thing, Invention) else None


def _of_need(value: Callable[[Need], object]) -> Callable[[Find], object]:
    return lambda one: value(one.thing) if isinstance(one.thing, Need) else None


def _what(one: Find) -> Thing:
    return Thing.INVENTIONS if isinstance(one.thing, Invention) else Thing.NEEDS


def _house(one: Find) -> object:
    if isinstance(one.thing, Need):
        return shown_house(one.actor, one.thing).label
    return one.thing.house.name


def _title(one: Find) -> str:
    text = main_text(one.thing)
    return text.title if text else ""


def _problem(one: Find) -> str:
    text = main_text(one.thing)
    return text.problem if text else ""


def _number(invention: Invention) -> str:
    return invention.title_number or invention.application_number


FOUND: Sequence[Column] = (
    Column("what", t("What it is"), _what),
    Column("id", t("Id"), lambda one: one.thing.id),
    Column("title", t("Title"), _title),
    Column("house", t("House"), _house),
    Column("province", t("Province or city"), lambda one: one.thing.house.province),
    Column("field", t("Field"), lambda one: one.thing.field),
    Column("kind", t("Kind"), _of_invention(lambda it: it.kind)),
    Column("readiness", t("Readiness level"), _of_invention(lambda it: it.readiness)),
    Column("right_status", t("Legal status"), _of_invention(lambda it: it.right_status)),
    Column("number", t("Number"), _of_invention(_number)),
    Column("offers", t("Offers"), _of_invention(lambda it: tuple(map(OfferKind, it.offers)))),
    Column("asking", t("Asking price"), _of_invention(asking_of)),
    Column("budget_from", t("Budget from"), _of_need(lambda need: amounts(need)[0])),
    Column("budget_to", t("Budget up to"), _of_need(lambda need: amounts(need)[1])),
    Column("problem", t("Problem"), _problem),
    Column("address", t("Address"), lambda one: f"{one.site}/{_what(one)}/{one.thing.id}"),
)  # fmt: skip
KEPT: Sequence[Column] = (*FOUND, Column("note", t("Note"), lambda one: one.note))

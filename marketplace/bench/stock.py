"""A market of any size, written straight into the database: what the search reads of it is what the
services would have written."""

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from marketplace.bench import corpus
from marketplace.db.session import Database
from marketplace.houses.models import House
from marketplace.houses.rules import HouseKind, HouseState
from marketplace.inventions.models import Invention, InventionText
from marketplace.inventions.queries import listed
from marketplace.inventions.rules import InventionKind
from marketplace.kit.ids import new_id
from marketplace.rulebook.fields import Field
from marketplace.rulebook.readiness import Readiness
from matching import Document
from search.text import language_of

CHUNK = 1_000
MINUTE = timedelta(minutes=1)
QUESTIONS = 48
WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True, slots=True)
class Question:
    """`field` is the one filter that is set, in one question of three."""

    text: str
    field: str | None


def texts(documents: int, collection: Path | None) -> Iterator[Document]:
    """Of the BEIR folder, its sentences joined anew where it has not so many; else made."""
    if collection is None:
        return corpus.made(documents)
    with gzip.open(collection / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [_document(json.loads(line)) for line in lines]
    return islice(corpus.mixed(found), documents)


def _document(line: dict[str, str]) -> Document:
    title = line["title"] or " ".join(line["text"].split()[:12])
    return Document(line["_id"], {"title": title, "text": line["text"]})


def fill(database: Database, documents: int, collection: Path | None) -> Sequence[Question]:
    """List so many beside what is listed already, and give what somebody may ask for."""
    left = texts(documents, collection)
    kinds = zip(cycle(Field), cycle(InventionKind), cycle(Readiness))
    sample: list[Document] = []
    done = 0
    while chunk := list(islice(left, CHUNK)):
        with database.writing() as session:
            pattern, houses = _pattern(session)
            rows = [
                {
                    **pattern,
                    "id": new_id(),
                    "house_id": houses[number % len(houses)],
                    "field": field,
                    "kind": kind,
                    "readiness": readiness,
                    "listed_at": pattern["listed_at"] - number * MINUTE,
                }
                for number, (field, kind, readiness) in enumerate(islice(kinds, len(chunk)), done)
            ]
            session.execute(insert(Invention), rows)
            pairs = zip(rows, chunk, strict=True)
            session.execute(insert(InventionText), [_text(row["id"], one) for row, one in pairs])
        sample += chunk[:: max(1, documents // QUESTIONS)]
        done += len(chunk)
    return _questions(sample)


def _pattern(session: Session) -> tuple[dict[str, Any], Sequence[str]]:
    """The columns of an invention that the services have listed, and houses that may list."""
    one = session.scalars(listed().limit(1)).one()
    columns = {column.key: getattr(one, column.key) for column in Invention.__mapper__.column_attrs}
    institutes = select(House.id).where(
        House.kind == HouseKind.INSTITUTE, House.state == HouseState.VERIFIED
    )
    return columns, session.scalars(institutes).all()


def _text(invention_id: str, document: Document) -> dict[str, str]:
    title, text = document.fields["title"], document.fields["text"]
    return {
        "invention_id": invention_id,
        "language": language_of(text),
        "title": title[:200],
        "problem": text,
        "novelty": "",
        "advantages": "",
        "applications": "",
    }


def _questions(sample: Sequence[Document]) -> Sequence[Question]:
    """One to three words of a text, as people type them; the same in every run."""
    chance = random.Random(1)  # noqa: S311 - no secret
    found = []
    for number, document in enumerate(sample):
        words = WORD.findall(f"{document.fields['title']} {document.fields['text']}")
        place = chance.randrange(max(1, len(words) - 3))
        text = " ".join(words[place : place + 1 + number % 3])
        field = [*Field][number % len(Field)].value if number % 3 == 2 else None
        found.append(Question(text, field))
    return found[:QUESTIONS]

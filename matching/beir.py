"""Collections with known answers, read from a folder in the layout of BEIR.

`corpus.jsonl` and `queries.jsonl` (each also as `.gz`) hold one JSON object a line: `_id`, `title`,
`text`, and where they have them `keywords` (a text or a list), `classes`, `readiness`, `money` as
least and most, `currency`; a query may also have `objective`, its text in one sentence, and `hard`.
`qrels.tsv` has a header, then query, document and grade with tabs between.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.documents import Document

Grades = Mapping[str, int]
"""By key how well a document fits a query: 0 not at all, in most collections at most 1."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Queries without any document that fits are left out; `hard` ones are marked as such."""

    name: str
    documents: tuple[Document, ...]
    queries: tuple[Document, ...]
    grades: Mapping[str, Grades]
    hard: frozenset[str]


def read_collection(
    folder: Path, *, queries: Path | None = None, qrels: Path | None = None, short: bool = False
) -> Collection:
    """Other queries and grades may be asked of the same corpus; short ones are title and objective.

    Raises `FileNotFoundError`, and `ValueError` with file and line for what cannot be read.
    """
    grades = _grades(qrels or file_in(folder, "qrels.tsv"))
    asked = [
        row for row in rows_of(queries or file_in(folder, "queries.jsonl")) if row["_id"] in grades
    ]
    if not asked:
        raise ValueError(f"{folder}: no query has a document that fits it")
    return Collection(
        name=folder.resolve().name,
        documents=tuple(document_of(row) for row in rows_of(file_in(folder, "corpus.jsonl"))),
        queries=tuple(document_of(_shortened(row) if short else row) for row in asked),
        grades=grades,
        hard=frozenset(row["_id"] for row in asked if row.get("hard")),
    )


def file_in(folder: Path, name: str) -> Path:
    for file in (folder / f"{name}.gz", folder / name):
        if file.exists():
            return file
    raise FileNotFoundError(f"{folder} has neither {name} nor {name}.gz")


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8") as lines:
        yield from enumerate((line.rstrip("\n") for line in lines), start=1)


def rows_of(file: Path) -> Iterator[dict[str, Any]]:
    for number, line in _lines(file):
        try:
            row = json.loads(line)
            yield row | {"_id": str(row["_id"])}
        except (ValueError, TypeError, KeyError):
            raise ValueError(f"{file}, line {number}: not a JSON object with an _id") from None


def _grades(file: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for number, line in _lines(file):
        if number == 1:
            continue
        try:
            query, document, grade = line.split("\t")
            found = int(grade)
        except ValueError:
            raise ValueError(f"{file}, line {number}: not query, document and grade") from None
        grades.setdefault(query, {})[document] = found
    return {query: found for query, found in grades.items() if any(found.values())}


def _shortened(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in ("text", "keywords")}
    return kept | {"text": row.get("objective", "")}


def document_of(row: Mapping[str, Any]) -> Document:
    keywords = row.get("keywords") or ""
    least, most = row.get("money") or (None, None)
    return Document(
        key=row["_id"],
        fields={
            "title": row.get("title") or "",
            "keywords": keywords if isinstance(keywords, str) else "\n".join(keywords),
            "text": row.get("text") or "",
        },
        classes=tuple(row.get("classes") or ()),
        readiness=row.get("readiness"),
        money=(least, most),
        currency=row.get("currency") or "",
    )

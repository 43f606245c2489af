"""A matcher in a folder: JSON for facts, documents and words, NPZ for numbers, nothing to execute.

Each save writes files with names of its own and then replaces `matcher.json`, which names them;
the files of the save before stay until the next one, for those who are just loading them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matching.documents import Document

FORMAT = 1
INDEX = "matcher.json"


@dataclass(frozen=True, slots=True)
class Saved:
    facts: dict[str, Any]
    parts: dict[str, dict[str, Any]]
    documents: list[Document]


def write(
    folder: Path,
    *,
    facts: Mapping[str, Any],
    parts: Mapping[str, Mapping[str, Any]],
    documents: Sequence[Document],
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    number = _number(folder) + 1
    flat = {f"{part}.{name}": value for part, dump in parts.items() for name, value in dump.items()}
    arrays = {name: value for name, value in flat.items() if isinstance(value, np.ndarray)}
    words = {name: value for name, value in flat.items() if name not in arrays}
    np.savez(folder / f"numbers-{number}.npz", allow_pickle=False, **arrays)
    (folder / f"words-{number}.json").write_text(json.dumps(words))
    with (folder / f"documents-{number}.jsonl").open("w") as file:
        file.writelines(json.dumps(_plain(document)) + "\n" for document in documents)
    index = {"format": FORMAT, "number": number, "parts": list(parts)} | dict(facts)
    fresh = folder / f"{INDEX}.new"
    fresh.write_text(json.dumps(index))
    fresh.replace(folder / INDEX)
    _forget_before(folder, number - 1)


def read(folder: Path) -> Saved:
    facts = json.loads((folder / INDEX).read_text())
    if facts["format"] != FORMAT:
        raise ValueError(f"{folder} has format {facts['format']}, this version reads {FORMAT}")
    number = facts["number"]
    parts: dict[str, dict[str, Any]] = {part: {} for part in facts["parts"]}
    for name, value in _values(folder, number):
        part, _, short = name.partition(".")
        parts[part][short] = value
    with (folder / f"documents-{number}.jsonl").open() as file:
        documents = [_document(json.loads(line)) for line in file]
    return Saved(facts, parts, documents)


def _values(folder: Path, number: int) -> Iterator[tuple[str, Any]]:
    yield from json.loads((folder / f"words-{number}.json").read_text()).items()
    with np.load(folder / f"numbers-{number}.npz", allow_pickle=False) as arrays:
        yield from arrays.items()


def _number(folder: Path) -> int:
    index = folder / INDEX
    return int(json.loads(index.read_text())["number"]) if index.exists() else 0


def _forget_before(folder: Path, number: int) -> None:
    for file in folder.glob("*-*.*"):
        written = file.stem.rpartition("-")[2]
        if written.isdigit() and int(written) < number:
            file.unlink()


def _plain(document: Document) -> dict[str, Any]:
    return {
        "key": document.key,
        "fields": dict(document.fields),
        "classes": document.classes,
        "readiness": document.readiness,
        "money": document.money,
        "currency": document.currency,
    }


def _document(plain: Mapping[str, Any]) -> Document:
    least, most = plain["money"]
    return Document(
        key=plain["key"],
        fields=plain["fields"],
        classes=tuple(plain["classes"]),
        readiness=plain["readiness"],
        money=(least, most),
        currency=plain["currency"],
    )

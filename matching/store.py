"""A matcher in a folder: JSON for facts and words, plain arrays, lines of documents; nothing to
execute. Arrays and documents are mapped into memory, so that opening reads nothing else and all
processes share the pages.

Each save writes files of its own and then replaces `matcher.json`, which names them and says where
each array lies; arrays that were saved before stay where they are. The files of the save before
stay until the next one, for those who are just opening them.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np

from matching.layers import Layer
from matching.shelf import Shelf

FORMAT = 3
INDEX = "matcher.json"
ALIGNED = 64
WORTH_KEEPING = 0.5
"""A file of arrays is written anew when a smaller share of it is still of use."""


@dataclass(slots=True)
class Origin:
    """Where arrays lie that have been saved: by their identity, for as long as they are held."""

    places: dict[int, tuple[Path, int]] = field(default_factory=dict)
    held: list[Any] = field(default_factory=list)

    def add(self, array: Any, file: Path, offset: int) -> None:
        self.places[id(array)] = (file, offset)
        self.held.append(array)

    def used(self, arrays: Mapping[str, Any]) -> dict[str, tuple[Path, int]]:
        """Places of these arrays, in files of which enough is still of use."""
        found = {name: self.places[id(a)] for name, a in arrays.items() if id(a) in self.places}
        bytes_of: dict[Path, int] = {}
        for name, (file, _) in found.items():
            bytes_of[file] = bytes_of.get(file, 0) + arrays[name].nbytes
        worth = {
            file
            for file, used in bytes_of.items()
            if file.exists() and used >= WORTH_KEEPING * file.stat().st_size
        }
        return {name: place for name, place in found.items() if place[0] in worth}


@dataclass(frozen=True, slots=True)
class Saved:
    facts: dict[str, Any]
    parts: dict[str, dict[str, Any]]
    shelf: Shelf
    origin: Origin


def write(
    folder: Path,
    *,
    facts: Mapping[str, Any],
    parts: Mapping[str, Mapping[str, Any]],
    shelf: Shelf,
    origin: Origin,
) -> Origin:
    """Gives where everything lies now, for the next save."""
    folder.mkdir(parents=True, exist_ok=True)
    before = _index(folder)
    shelf.settle(folder / f"documents-{token_hex(4)}.jsonl")
    shelf.layers = [_brought_layer(layer, folder) for layer in shelf.layers]
    flat = {f"{part}/{name}": value for part, dump in parts.items() for name, value in dump.items()}
    arrays = {name: value for name, value in flat.items() if isinstance(value, np.ndarray)}
    for number, layer in enumerate(shelf.layers):
        arrays |= {f"{number}/layer/{name}": array for name, array in layer.arrays().items()}
    arrays["alive"] = shelf.alive.copy()
    now, named = _write_arrays(folder, arrays, origin)
    index = dict(facts) | {
        "format": FORMAT,
        "parts": list(parts),
        "words": {name: value for name, value in flat.items() if name not in arrays},
        "layers": [layer.file.name for layer in shelf.layers],
        "arrays": named,
    }
    fresh = folder / f"{INDEX}.new"
    fresh.write_text(json.dumps(index))
    fresh.replace(folder / INDEX)
    needed = _files(before) | _files(index)
    for file in [*folder.glob("arrays-*.bin"), *folder.glob("documents-*.jsonl")]:
        if file.name not in needed:
            file.unlink()
    return now


def read(folder: Path) -> Saved:
    index = json.loads((folder / INDEX).read_text())
    if index["format"] != FORMAT:
        raise ValueError(f"{folder} has format {index['format']}, this version reads {FORMAT}")
    origin, arrays = Origin(), {}
    contents = {name: _mapped(folder / name) for name, *_ in index["arrays"].values()}
    for name, (file, kind, shape, offset) in index["arrays"].items():
        count = int(np.prod(shape, dtype=np.int64)) * np.dtype(kind).itemsize
        arrays[name] = contents[file][offset : offset + count].view(kind).reshape(shape)
        origin.add(arrays[name], folder / file, offset)
    parts: dict[str, dict[str, Any]] = {part: {} for part in index["parts"]}
    for name, value in [*index["words"].items(), *arrays.items()]:
        part, _, short = name.partition("/")
        if part in parts:
            parts[part][short] = value
    layers = [
        Layer.opened(folder / file, _layer_arrays(arrays, number))
        for number, file in enumerate(index["layers"])
    ]
    return Saved(index, parts, Shelf(layers, arrays["alive"].copy()), origin)


def _write_arrays(
    folder: Path, arrays: Mapping[str, Any], origin: Origin
) -> tuple[Origin, dict[str, Any]]:
    now, kept = Origin(), origin.used(arrays)
    places = {name: (folder / _brought(file, folder), at) for name, (file, at) in kept.items()}
    fresh = folder / f"arrays-{token_hex(4)}.bin"
    with fresh.open("wb") as target:
        for name, array in arrays.items():
            if name not in places:
                target.seek(-(-target.tell() // ALIGNED) * ALIGNED)
                places[name] = (fresh, target.tell())
                target.write(np.ascontiguousarray(array).data)
    for name, (file, offset) in places.items():
        now.add(arrays[name], file, offset)
    named = {
        name: (file.name, arrays[name].dtype.str, arrays[name].shape, offset)
        for name, (file, offset) in places.items()
    }
    return now, named


def _brought(file: Path, folder: Path) -> str:
    """The file's name, in this folder too."""
    there = folder / file.name
    if not there.exists():
        try:
            os.link(file, there)
        except OSError:  # another disk, or one without links
            shutil.copyfile(file, there)
    return file.name


def _brought_layer(layer: Layer, folder: Path) -> Layer:
    """The same, with a file in this folder; its own may be gone, but not what is mapped of it."""
    there = folder / layer.file.name
    if not there.exists():
        try:
            os.link(layer.file, there)
        except OSError:
            layer.content.tofile(there)
    return replace(layer, file=there)


def _mapped(file: Path) -> Any:
    """Writing into it would change nobody else's; nobody does."""
    if not file.stat().st_size:
        return np.zeros(0, np.uint8)
    return np.asarray(np.memmap(file, np.uint8, mode="c"))


def _layer_arrays(arrays: Mapping[str, Any], number: int) -> dict[str, Any]:
    prefix = f"{number}/layer/"
    found = (
        (name.removeprefix(prefix), a) for name, a in arrays.items() if name.startswith(prefix)
    )
    return dict(found)


def _index(folder: Path) -> dict[str, Any]:
    index = folder / INDEX
    return dict(json.loads(index.read_text())) if index.exists() else {}


def _files(index: Mapping[str, Any]) -> set[str]:
    def names() -> Iterator[str]:
        yield from index.get("layers", ())
        yield from (name for name, *_ in index.get("arrays", {}).values())

    return set(names())

"""Which invention fits which need, as collections on which a matcher can be measured.

Each is a folder in the layout of BEIR. It holds only listings that have a text in its language,
so that its figures speak of that language alone; pairs with a listing that is left out fall away.
"""

import json
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketplace.demo.listings import LANGUAGES, Invention, Language, Need
from marketplace.demo.market import FOLDER, Market
from marketplace.kit.amounts import read_money
from marketplace.kit.text import Text
from marketplace.locale import reading_in, say

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Track:
    """Needs in some languages are asked of inventions in some; `typed` is how people type them."""

    needs: Sequence[Language]
    inventions: Sequence[Language]
    typed: Callable[[str], str] = str


def without_marks(text: str) -> str:
    """As it is typed on a keyboard without Vietnamese: "Lúa đông xuân" is "Lua dong xuan"."""
    spread = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in spread if unicodedata.category(char) != "Mn")


TRACKS: Mapping[str, Track] = {
    "vi": Track(("vi",), ("vi",)),
    "en": Track(("en",), ("en",)),
    "vi-en": Track(("vi",), ("en",)),
    "en-vi": Track(("en",), ("vi",)),
    "vi-plain": Track(("vi",), ("vi",), without_marks),
    "market": Track(LANGUAGES, LANGUAGES),
}
"""`market` is what the matcher reads in the market: every listing, in all the languages it has."""


def write_pairs(market: Market, folder: Path) -> None:
    for name, track in TRACKS.items():
        inventions = [
            one for one in market.inventions if set(one.languages) & set(track.inventions)
        ]
        needs = [one for one in market.needs if set(one.languages) & set(track.needs)]
        documents = {one.key: _document(one, track) for one in inventions}
        queries = {one.key: _query(one, track) for one in needs}
        fits = [f for f in market.fits if f.need in queries and f.invention in documents]
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        _write(place / "corpus.jsonl", documents.values())
        _write(place / "queries.jsonl", queries.values())
        lines = [f"{fit.need}\t{fit.invention}\t{fit.grade}\n" for fit in fits]
        header = "query-id\tcorpus-id\tscore\n"
        (place / "qrels.tsv").write_text(header + "".join(lines), "utf-8")


def write_trios(market: Market, folder: Path) -> None:
    """Who could solve which need and who could pay, with all that the market says of each, for
    `evaluate --trios`."""
    track, place = TRACKS["market"], folder / "trios"
    place.mkdir(parents=True, exist_ok=True)
    _write(place / "corpus.jsonl", [_document(one, track) for one in market.inventions])
    _write(place / "queries.jsonl", [_query(one, track) for one in market.needs])
    owned: list[Invention | Need] = [*market.inventions, *market.needs]
    _write(place / "houses.jsonl", [_owner(market, one) for one in owned])
    told = tomllib.loads((FOLDER / "trios.toml").read_text("utf-8"))["trio"]
    _write(place / "trios.jsonl", [{"_id": one.pop("need")} | one for one in told])


def _owner(market: Market, one: Invention | Need) -> Row:
    house = market.house(one.house)
    return {
        "_id": one.key,
        "house": house.key,
        "kind": house.kind,
        "province": house.province,
        "unnamed": isinstance(one, Need) and one.unnamed,
        "words": [_said(one.field.label, language) for language in LANGUAGES],
        "names": [house.name, house.name_en],
    }


def _document(told: Invention, track: Track) -> Row:
    texts = [told.text(language) for language in track.inventions]
    parts = ((text.problem, text.novelty, text.advantages, text.applications) for text in texts)
    asked = _amount(told.asking)
    return {
        "_id": told.key,
        "title": _joined(text.title for text in texts),
        "text": _joined(part for four in parts for part in four),
        "keywords": [word for language in track.inventions for word in told.keywords(language)],
        "classes": told.classes,
        "readiness": told.readiness,
        "money": (asked, asked),
        "currency": "VND" if asked else "",
    }


def _query(told: Need, track: Track) -> Row:
    texts = [told.text(language) for language in track.needs]
    keywords = [word for language in track.needs for word in told.keywords(language)]
    least, most = _amount(told.budget_from), _amount(told.budget_to)
    return {
        "_id": told.key,
        "title": track.typed(_joined(text.title for text in texts)),
        "text": track.typed(
            _joined(part for text in texts for part in (text.problem, text.done_when))
        ),
        "keywords": [track.typed(word) for word in keywords],
        "readiness": told.readiness_wanted,
        "money": (least, most),
        "currency": "VND" if least or most else "",
    }


def _said(label: Text, language: Language) -> str:
    with reading_in(language):
        return say(label)


def _amount(typed: str) -> int | None:
    return read_money(typed).amount if typed else None


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


def _write(file: Path, rows: Iterable[Row]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    file.write_text("".join(lines), "utf-8")

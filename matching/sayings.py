"""A document cut into what is compared by meaning: its whole, and each of its sentences.

Several languages of one field stand in it line by line. Each language of a document has a whole of
its own, so that a text is never averaged with its own translation.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from matching.analysis import WORD, compose, fold
from matching.documents import Document
from matching.spelling import language_of

WHOLE_WORDS = 70
"""Of the text, after the title: an encoder takes its time by the word, and a text begins with its
subject."""
LEAST_LETTERS = 40
"""A shorter sentence goes with its neighbour: alone it means little ("It works.")."""
MARKED = 0.2
"""From this share of marked words on, a text was typed with its tone marks; in Vietnamese two
thirds of the words have some."""
TITLE = "title"
NOT_PROSE = ("keywords",)
ENDS = re.compile(r"(?<=[.!?…])[\"”)\]]*\s+")


class Saying(NamedTuple):
    """`field` is where it stands; a whole stands in no single field."""

    text: str
    field: str
    language: str
    is_whole: bool


def sayings(document: Document, *, sentences: bool = True) -> list[Saying]:
    """For each language its whole and, with `sentences`, those one by one, the title among them."""
    found = []
    for language, lines in sorted(_by_language(document).items()):
        found.append(Saying(_whole(lines), "", language, is_whole=True))
        if sentences:
            found += [
                Saying(sentence, field, language, is_whole=False)
                for field, line in lines
                for sentence in _sentences(line)
            ]
    return found


def is_marked(text: str) -> bool:
    """Whether a text has tone marks; many keyboards type Vietnamese without."""
    words = WORD.findall(compose(text))
    marked = [word for word in words if word.lower() != fold(word)]
    return len(marked) >= MARKED * len(words)


def _by_language(document: Document) -> dict[str, list[tuple[str, str]]]:
    """Lines with their fields, those of the title first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for field in sorted(document.fields, key=lambda name: (name != TITLE, name)):
        if field in NOT_PROSE:
            continue
        for line in compose(document.fields[field]).splitlines():
            if WORD.search(line):
                found.setdefault(language_of(line), []).append((field, line.strip()))
    return found


def _whole(lines: Sequence[tuple[str, str]]) -> str:
    titles = [line for field, line in lines if field == TITLE]
    words = " ".join(line for field, line in lines if field != TITLE).split()[:WHOLE_WORDS]
    return ". ".join(filter(None, [*titles, " ".join(words)]))


def _sentences(line: str) -> list[str]:
    found: list[str] = []
    for sentence in filter(None, ENDS.split(line)):
        if found and min(len(sentence), len(found[-1])) < LEAST_LETTERS:
            found[-1] += " " + sentence
        else:
            found.append(sentence)
    return found

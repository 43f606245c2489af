"""The passage of a document that says most of why it was found, with what to mark in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from matching.analysis import Occurrence, compose
from matching.documents import Document
from matching.noise import is_noise
from matching.spelling import language_of, read

SENTENCE = re.compile(r"(?<=[.!?…])\s+")
MOST_LETTERS = 360
WORTH_A_SECOND = 0.4
"""A second sentence is shown if it adds this share of what the first one has."""
NOT_PROSE = ("keywords",)


@dataclass(frozen=True, slots=True)
class Passage:
    """One or two neighbouring sentences; `marks` are (start, end) in `text`, in order, and `value`
    is what its terms gave to the score."""

    field: str
    language: str
    text: str
    marks: tuple[tuple[int, int], ...]
    value: float


@dataclass(frozen=True, slots=True)
class _Sentence:
    field: str
    line: int
    text: str
    language: str
    found: tuple[Occurrence, ...]


def passages(document: Document, worth: Mapping[str, float]) -> tuple[Passage, ...]:
    """For each language of the document the sentences richest in what is `worth` something.

    `worth` is by analysed term; each term counts once in a passage. A title is taken only where
    nothing else has any such term.
    """
    sentences = sorted(_sentences(document, worth), key=lambda one: one.language)
    best = []
    for _, group in groupby(sentences, key=lambda one: one.language):
        spoken = list(group)
        body = [one for one in spoken if one.field != "title"]
        best.append(_best(body if _value(body, worth) else spoken, worth))
    return tuple(one for one in best if one is not None)


def _sentences(document: Document, worth: Mapping[str, float]) -> Iterator[_Sentence]:
    for field, text in sorted(document.fields.items()):
        if field in NOT_PROSE:
            continue
        for number, line in enumerate(compose(text).splitlines()):
            language = language_of(line)
            for sentence in filter(None, SENTENCE.split(line)):
                shown = _shortened(sentence)
                found = tuple(one for one in read(shown) if worth.get(one.term, 0) > 0)
                yield _Sentence(field, number, shown, language, found)


def _best(sentences: Sequence[_Sentence], worth: Mapping[str, float]) -> Passage | None:
    """Of equal ones the first."""
    values = [_value([one], worth) for one in sentences]
    if not max(values, default=0.0):
        return None
    at = values.index(max(values))
    chosen = [sentences[at]]
    gains = []
    for other in (at - 1, at + 1):
        if 0 <= other < len(sentences) and _joins(chosen[0], sentences[other]):
            pair = sorted((at, other))
            both = [sentences[one] for one in pair]
            gains.append((_value(both, worth) - values[at], both))
    gain, both = max(gains, key=lambda one: one[0], default=(0.0, chosen))
    shown = both if gain >= WORTH_A_SECOND * values[at] else chosen
    return _joined(shown, _value(shown, worth))


def _joins(one: _Sentence, other: _Sentence) -> bool:
    together = len(one.text) + 1 + len(other.text) <= MOST_LETTERS
    return together and (one.field, one.line) == (other.field, other.line)


def _value(sentences: Sequence[_Sentence], worth: Mapping[str, float]) -> float:
    return sum(worth[term] for term in {one.term for s in sentences for one in s.found})


def _joined(sentences: Sequence[_Sentence], value: float) -> Passage:
    text, marks = "", []
    for one in sentences:
        start = len(text) + 1 if text else 0
        text = f"{text} {one.text}" if text else one.text
        marks += [
            (start + place.start, start + place.end)
            for place in one.found
            if not is_noise(one.text[place.start : place.end])
        ]
    first = sentences[0]
    return Passage(first.field, first.language, text, tuple(_merged(sorted(marks))), value)


def _merged(marks: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Words and their pairs overlap; what touches becomes one mark."""
    held: tuple[int, int] | None = None
    for start, end in marks:
        if held is None or start > held[1]:
            if held is not None:
                yield held
            held = (start, end)
        else:
            held = (held[0], max(held[1], end))
    if held is not None:
        yield held


def _shortened(sentence: str) -> str:
    if len(sentence) <= MOST_LETTERS:
        return sentence
    return sentence[:MOST_LETTERS].rsplit(" ", 1)[0] + "…"

"""A corpus of any size for measurements: made of nothing but a seed, or of a collection's texts.

Made texts have what makes ranking cost what it costs: words by Zipf's law, two in five of them stop
words, subjects with words of their own that a text repeats, and phrases that come again and again.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

from matching import Document
from matching.stopwords import ENGLISH

Numbers = NDArray[np.intp]
WORDS, PHRASES, SUBJECTS, WORDS_OF_A_SUBJECT = 30_000, 40_000, 400, 40
WORDS_OF_A_TEXT = 16
"""So many words of its subject come again and again in one text."""
STOP, COMMON, OWN = 0.4, 0.5, 0.8
"""Up to where a number in 0…1 asks for a stop word, any word, one of the subject; else a phrase."""
STARTS = "b c d f g h j k l m n p r s t v w z br ch cl dr fl gr pl pr st tr"
ENDS = "a e i o u ar el in on um ex is ol er"
SHORTEST, LONGEST, TITLE = 80, 250, 9
BATCH = 500
SENTENCE = re.compile(r"(?<=[.!?])\s+")


def made(
    documents: int, *, seed: int = 1, words: tuple[int, int] = (SHORTEST, LONGEST)
) -> Iterator[Document]:
    """So many documents of so many words; for every seed they are in the same language."""
    language = Language(np.random.default_rng(0))
    chance = np.random.default_rng(seed)
    for start in range(0, documents, BATCH):
        texts = language.texts(chance, min(BATCH, documents - start), words)
        for number, text in enumerate(texts, start=start):
            title = " ".join(text[:TITLE])
            yield Document(f"{seed}-{number:07}", {"title": title, "text": " ".join(text)})


def mixed(documents: Sequence[Document], *, seed: int = 1) -> Iterator[Document]:
    """The documents themselves, then without end new ones: sentences of three of them."""
    yield from documents
    chance = np.random.default_rng(seed)
    cut = [SENTENCE.split(document.fields["text"]) for document in documents]
    for number in count(len(documents)):
        first, *others = chance.integers(len(documents), size=3).tolist()
        sentences = [*cut[first][::2], *cut[others[0]][1::4], *cut[others[1]][2::4]]
        fields = {**documents[first].fields, "text": " ".join(sentences)}
        yield Document(f"{seed}-{number:07}", fields)


class Language:
    """Its words, its phrases and the words of each subject."""

    def __init__(self, chance: np.random.Generator) -> None:
        self._words = np.array(sorted(ENGLISH) + _words(chance), dtype=object)
        self._stops = len(ENGLISH)
        self._often = _zipf(WORDS, 1.05, 4.0)
        self._phrases = self._draw(chance, (PHRASES, 3))
        self._phrases_often = _zipf(PHRASES, 0.9, 20.0)
        self._subjects = self._draw(chance, (SUBJECTS, WORDS_OF_A_SUBJECT))

    def texts(
        self, chance: np.random.Generator, texts: int, words: tuple[int, int]
    ) -> Iterator[list[str]]:
        shape = (texts, words[1])
        found = self._draw(chance, shape)
        kinds = chance.random(shape)
        own = np.where(kinds < COMMON, found, self._of_subjects(chance, shape))
        found = np.where(kinds < STOP, chance.integers(self._stops, size=shape), own)
        rows, starts = np.nonzero(kinds[:, :-2] >= OWN)
        phrases = self._phrases[_drawn(chance, self._phrases_often, len(rows))]
        for place in range(3):
            found[rows, starts + place] = phrases[:, place]
        for row, length in zip(found, chance.integers(*words, size=texts), strict=True):
            yield self._words[row[:length]].tolist()

    def _of_subjects(self, chance: np.random.Generator, shape: tuple[int, int]) -> Numbers:
        subjects = chance.integers(SUBJECTS, size=(shape[0], 1))
        places = chance.integers(WORDS_OF_A_SUBJECT, size=(shape[0], WORDS_OF_A_TEXT))
        texts = self._subjects[subjects, places]
        chosen = _drawn(chance, _zipf(WORDS_OF_A_TEXT, 1.0, 1.0), shape)
        return np.take_along_axis(texts, chosen, axis=1)

    def _draw(self, chance: np.random.Generator, shape: tuple[int, int]) -> Numbers:
        return self._stops + _drawn(chance, self._often, shape)


def _words(chance: np.random.Generator) -> list[str]:
    shape = (2 * WORDS, 4)
    parts = np.char.add(chance.choice(STARTS.split(), shape), chance.choice(ENDS.split(), shape))
    lengths = chance.integers(2, 5, 2 * WORDS).tolist()
    words = ("".join(row[:length]) for row, length in zip(parts.tolist(), lengths, strict=True))
    return list(dict.fromkeys(words))[:WORDS]


def _zipf(size: int, power: float, shift: float) -> NDArray[np.float64]:
    """Cumulated shares of so many, the first the most frequent."""
    shares = 1 / (np.arange(size) + shift) ** power
    found: NDArray[np.float64] = np.cumsum(shares) / shares.sum()
    return found


def _drawn(
    chance: np.random.Generator, often: NDArray[np.float64], shape: int | tuple[int, int]
) -> Numbers:
    return np.searchsorted(often, chance.random(shape))

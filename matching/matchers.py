"""The matchers: text by TF-IDF, text by BM25, and both blended with what else is asked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from matching.analysis import is_word
from matching.base import Matcher
from matching.documents import Document
from matching.fits import BudgetFit, ClassesFit, ReadinessFit
from matching.latent import LatentFit
from matching.lexical import Bm25Text, TfidfText
from matching.measures import Measure, Measured
from matching.sayings import sayings
from matching.semantic import MeaningFit
from matching.text import TextMeasure
from matching.vectors import VectorFile

FIELDS = {"title": 3.0, "keywords": 2.0, "text": 1.0}
SHARES = {
    "text": 0.51,
    "bm25": 0.19,
    "latent": 0.1,
    "classes": 0.12,
    "readiness": 0.05,
    "budget": 0.03,
}
"""The first three were chosen on the development halves of five collections (docs/matching.md)."""
SHORT, MANY_WORDS = 1.2, 40
"""How much more coverage is worth for a single word; nothing more from so many words on."""
MEANING = 0.8
"""The share of the meaning beside these, where there is an encoder."""


class TfidfMatcher(Matcher):
    """The cosine of TF-IDF rows over weighted fields.

    `weights` says how many times a word of a field counts; a field that is not named counts once.
    `exact` is what the spelling with tone marks is worth beside the folded word, and `curve` a
    power for the value (1 is the cosine itself).
    """

    def __init__(
        self,
        weights: Mapping[str, float] | None = None,
        *,
        sublinear: bool = True,
        pairs: float = 0.7,
        exact: float = 0.001,
        curve: float = 1.0,
    ) -> None:
        self.weights = weights
        self.sublinear = sublinear
        self.pairs = pairs
        self.exact = exact
        self.curve = curve

    def measures(self) -> list[tuple[float, Measure]]:
        fields = FIELDS if self.weights is None else self.weights
        text = TfidfText(
            fields=fields,
            pairs=self.pairs,
            exact=self.exact,
            curve=self.curve,
            sublinear=self.sublinear,
        )
        return [(1.0, text)]


class Bm25Matcher(Matcher):
    """BM25 over weighted counts, as a share of what a document could reach for the query."""

    def __init__(
        self,
        weights: Mapping[str, float] | None = None,
        *,
        k1: float = 1.2,
        b: float = 0.75,
        pairs: float = 0.7,
        exact: float = 1e-6,
        curve: float = 1.0,
    ) -> None:
        self.weights = weights
        self.k1 = k1
        self.b = b
        self.pairs = pairs
        self.exact = exact
        self.curve = curve

    def measures(self) -> list[tuple[float, Measure]]:
        fields = FIELDS if self.weights is None else self.weights
        text = Bm25Text(
            fields=fields,
            pairs=self.pairs,
            exact=self.exact,
            curve=self.curve,
            k1=self.k1,
            b=self.b,
        )
        return [(1.0, text)]


class Coverage(Bm25Text):
    """How much of what is asked a document says at all, less of how often: k1 and b are low."""

    name = "bm25"
    scheme = "coverage"

    def measure(self, query: Document) -> Measured | None:
        """Of a short question it is worth more: there each word tells what is asked."""
        found = super().measure(query)
        if found is None:
            return None
        words = sum(is_word(term) for term in self.index.query(query))
        return replace(found, share=1 + max(0.0, 1 - words / MANY_WORDS) * SHORT)


class BlendedMatcher(Matcher):
    """Text three ways, classes, readiness and budget, weighed by `shares`.

    The shares belong to what a query asks for: a need without classes gives theirs to the rest.
    What has no share is not computed. `matching.blending` learns shares from judgements.
    With an `encoder` (a name of `matching.encoders`) and the folder of its `vectors` texts are
    compared by meaning too, whole and, with `sentences`, sentence by sentence.
    """

    def __init__(
        self,
        text: Matcher | None = None,
        shares: Mapping[str, float] | None = None,
        *,
        encoder: str = "",
        vectors: str = "",
        sentences: bool = True,
    ) -> None:
        self.text = text
        self.shares = shares
        self.encoder = encoder
        self.vectors = vectors
        self.sentences = sentences

    def measures(self) -> list[tuple[float, Measure]]:
        shares = self._shares() if self.shares is None else self.shares
        text = TfidfMatcher(curve=0.5) if self.text is None else self.text
        words = next(one for _, one in text.measures() if isinstance(one, TextMeasure))
        coverage = Coverage(
            fields=words.index.fields,
            pairs=0.7,
            exact=1e-6,
            curve=0.5,
            k1=0.6,
            b=0.3,
            beside=words,
        )
        parts: list[Measure] = [coverage, LatentFit(beside=words)]
        parts += [ClassesFit(), ReadinessFit(), BudgetFit()]
        if self.encoder:
            parts.append(MeaningFit(self._vectors(), sentences=self.sentences))
        names = {words.name, *(part.name for part in parts)}
        if not names.issuperset(shares) or min(shares.values(), default=0.0) < 0:
            raise ValueError(f"shares are at least 0, of {', '.join(sorted(names))}: {shares}")
        weighing = [(shares[part.name], part) for part in parts if shares.get(part.name)]
        return [(shares.get(words.name, 0.0), words), *weighing]

    def _shares(self) -> Mapping[str, float]:
        return SHARES | {"meaning": MEANING} if self.encoder else SHARES

    def encode(
        self, documents: Iterable[Document], progress: Callable[[int, int], None] | None = None
    ) -> int:
        """Compute what these say and is not in the folder of vectors yet; how many texts it was.

        Documents that are held already must be added again (`partial_fit`) to be compared by it.
        """
        said = [
            one.text
            for document in documents
            for one in sayings(document, sentences=self.sentences)
        ]
        return self._vectors().add(said, progress)

    def unread(self, most: int) -> list[Document]:
        """Some of the documents held whose meaning was not there yet when they were added."""
        held = self._held
        rows = [
            row for _, one in self.measures_ if isinstance(one, MeaningFit) for row in one.unread()
        ]
        return [held.documents[row] for row in rows if held.alive[row]][:most]

    def _vectors(self) -> VectorFile:
        return VectorFile(Path(self.vectors), self.encoder)

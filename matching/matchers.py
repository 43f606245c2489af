"""The matchers: text by TF-IDF, text by BM25, and text blended with what else is asked."""

from collections.abc import Mapping

from matching.base import Matcher
from matching.fits import BudgetFit, ClassesFit, ReadinessFit
from matching.lexical import Bm25Text, TfidfText
from matching.measures import Measure

FIELDS = {"title": 3.0, "keywords": 2.0, "text": 1.0}
SHARES = {"text": 0.8, "classes": 0.12, "readiness": 0.05, "budget": 0.03}


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


class BlendedMatcher(Matcher):
    """Text, classes, readiness and budget, weighed by `shares`.

    The shares belong to what a query asks for: a need without classes gives theirs to the rest.
    """

    def __init__(
        self, text: Matcher | None = None, shares: Mapping[str, float] | None = None
    ) -> None:
        self.text = text
        self.shares = shares

    def measures(self) -> list[tuple[float, Measure]]:
        shares = SHARES if self.shares is None else self.shares
        text = TfidfMatcher(curve=0.5) if self.text is None else self.text
        parts = [measure for _, measure in text.measures()]
        parts += [ClassesFit(), ReadinessFit(), BudgetFit()]
        names = {part.name for part in parts}
        if not names.issuperset(shares) or min(shares.values(), default=0.0) < 0:
            raise ValueError(f"shares are at least 0, of {', '.join(sorted(names))}: {shares}")
        return [(shares.get(part.name, 0.0), part) for part in parts]

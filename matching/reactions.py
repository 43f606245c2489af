"""A ranking as those see it who have already said of some documents whether they are useful.

Their answers are one more part of the score. It is neutral for a document that is like none of
those judged, rises with what is like the useful ones and falls with what is like the others. Its
weight is small, so that answers reorder what fits and never hide it, and its terms are the
answers, each with what it gave or took.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from matching.base import DIGITS, Matcher
from matching.documents import Document, Explanation, Part, Ranked, Term
from matching.fits import LEVELS_TO_NOTHING
from matching.measures import NEUTRAL

NAME = "reactions"
WEIGHT = 0.1
DEEPER = 4
"""So many times more than asked are looked at first, and again as long as that is too few."""

Aspect = Literal["text", "readiness", "price", "itself"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of a document. `aspect` is what the word touches in others: those that say the
    same, those no readier, those no cheaper, or none but the document itself."""

    document: Document
    useful: bool
    aspect: Aspect = "text"


class Reacting:
    """A matcher with the answers of one house; without any it ranks as the matcher does.

    `floor` is the score below which two texts have nothing but everyday words in common: what is
    below is not ranked, and counts as not alike.
    """

    def __init__(
        self, matcher: Matcher, judged: Sequence[Judged] = (), *, floor: float = 0.0
    ) -> None:
        self.matcher = matcher
        self.judged = sorted(judged, key=lambda one: one.document.key)
        self.floor = floor
        self._effects: dict[str, list[float]] = {}

    def rank(self, query: Document, top: int = 10) -> list[Ranked]:
        """Exact: what is not looked at could not come among the first even with the best part."""
        if not self.judged or top < 1:
            return self._fitting(query, top)
        depth = DEEPER * top
        while True:
            seen = self._fitting(query, depth)
            scored = self._answered(seen)
            if len(seen) < depth or scored[top - 1].score > self._most(seen[-1].score):
                return scored[:top]
            depth *= DEEPER

    def explain_many(
        self, query: Document, keys: Iterable[str], terms: int = 8
    ) -> list[Explanation]:
        explained = self.matcher.explain_many(query, keys, terms)
        return [self._with_answers(one) for one in explained] if self.judged else explained

    def document(self, key: str) -> Document:
        return self.matcher.document(key)

    def _fitting(self, query: Document, top: int) -> list[Ranked]:
        return [one for one in self.matcher.rank(query, top) if one.score >= self.floor]

    def _answered(self, ranked: Sequence[Ranked]) -> list[Ranked]:
        self._weigh([one.key for one in ranked])
        found = [Ranked(one.key, self._blended(one.key, one.score)) for one in ranked]
        return sorted(found, key=lambda one: (-one.score, one.key))

    def _blended(self, key: str, score: float) -> float:
        return round((1 - WEIGHT) * score + WEIGHT * self._value(key), DIGITS)

    @staticmethod
    def _most(score: float) -> float:
        return (1 - WEIGHT) * score + WEIGHT

    def _value(self, key: str) -> float:
        return min(max(round(NEUTRAL + sum(self._effects[key]), DIGITS), 0.0), 1.0)

    def _with_answers(self, one: Explanation) -> Explanation:
        self._weigh([one.key])
        others = [replace(part, weight=(1 - WEIGHT) * part.weight) for part in one.parts]
        effects = zip(self.judged, self._effects[one.key], strict=True)
        terms = [Term(judged.document.key, NAME, effect) for judged, effect in effects if effect]
        terms.append(Term("", NAME, NEUTRAL))
        answers = Part(NAME, WEIGHT, self._value(one.key), tuple(terms), "stated")
        return Explanation(one.key, self._blended(one.key, one.score), (*others, answers))

    def _weigh(self, keys: Iterable[str]) -> None:
        """Finds out, for those not known yet, what each answer does to them; at most as much as
        takes the part to 0 or 1."""
        new = [key for key in keys if key not in self._effects]
        if not new:
            return
        alike = [self._alike(one, new) for one in self.judged]
        for key in new:
            effects = [
                (NEUTRAL if one.useful else -NEUTRAL) * found[key]
                for one, found in zip(self.judged, alike, strict=True)
            ]
            bound = max(1.0, abs(sum(effects)) / NEUTRAL)
            self._effects[key] = [effect / bound for effect in effects]

    def _alike(self, judged: Judged, keys: Sequence[str]) -> Mapping[str, float]:
        """In 0…1, how far the answer touches each of the documents; itself always whole."""
        if judged.aspect == "text":
            found = self._same_words(judged.document, keys)
        elif judged.aspect == "readiness":
            found = {key: no_readier(judged.document, self.document(key)) for key in keys}
        elif judged.aspect == "price":
            found = {key: no_cheaper(judged.document, self.document(key)) for key in keys}
        else:
            found = dict.fromkeys(keys, 0.0)
        return found | {key: 1.0 for key in keys if key == judged.document.key}

    def _same_words(self, judged: Document, keys: Sequence[str]) -> dict[str, float]:
        """What is above the floor, of what the judged document itself has above it."""
        query = Document(judged.key, judged.fields)
        whole, *scores = self.matcher.score(query, [judged.key, *keys])
        most = max(whole - self.floor, 1e-9)
        return {
            key: min(max(score - self.floor, 0.0) / most, 1.0)
            for key, score in zip(keys, scores, strict=True)
        }


def no_readier(judged: Document, other: Document) -> float:
    """1 at the judged level and below, less for each level above it."""
    if judged.readiness is None or other.readiness is None:
        return 0.0
    return max(0.0, 1 - max(other.readiness - judged.readiness, 0) / LEVELS_TO_NOTHING)


def no_cheaper(judged: Document, other: Document) -> float:
    """1 at the judged price and above, nothing at half of it."""
    price, asked = _price(judged), _price(other)
    if not price or asked is None or judged.currency != other.currency:
        return 0.0
    return min(max(2 * asked / price - 1, 0.0), 1.0)


def _price(document: Document) -> int | None:
    least, most = document.money
    return most if least is None else least

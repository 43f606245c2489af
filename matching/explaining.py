"""All that one may want to know of why a document has its rank, ready to be stored and shown.

Nothing here depends on how parts are computed: it works on the terms that they show, and on
ranking changed queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from matching.base import Matcher
from matching.changes import Change, Changes
from matching.documents import Document, Explanation, Part, Term
from matching.fits import branches_of, closeness
from matching.noise import is_noise
from matching.passages import Passage, passages
from matching.reactions import Reacting
from matching.spelling import keys_of, language_of, languages_of
from matching.text import TextMeasure

KEPT = 12
"""So many terms of a part are kept for a reader of each language."""
LEAST = 5
"""So many are kept even if they say little."""
MISSING = 5
DECISIVE = 2
"""Of so many words for each language it is found out what the rank would be without them."""
ENOUGH = 0.4
"""A pair with this share of its word's value says more than the word."""
EVERY = 1_000_000


@dataclass(frozen=True, slots=True)
class SharedClass:
    """`common` is how far down the tree both go together."""

    wanted: str
    held: str
    common: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """`explanation` has the kept terms of each part with their languages, and one for the rest.

    `gap` is the readiness that is wanted and the one that is held. `missing` are the query's
    strongest terms that the document has not, of the languages that it has; their values are
    shares of what a document that says all the same would get.
    """

    explanation: Explanation
    passages: tuple[Passage, ...]
    gap: tuple[int, int] | None
    classes: tuple[SharedClass, ...]
    missing: tuple[Term, ...]
    not_stated: tuple[str, ...]
    changes: tuple[Change, ...]


def reasons(
    matcher: Matcher | Reacting, query: Document, keys: Iterable[str], *, words: int = DECISIVE
) -> list[Reasons]:
    """For each key; with `words=0` nothing is ranked anew for words that could be left out."""
    changes = Changes(matcher, query)
    asked = _asked(matcher.matcher if isinstance(matcher, Reacting) else matcher, query)
    found = []
    for explained in matcher.explain_many(query, keys, EVERY):
        document = matcher.document(explained.key)
        spoken = _spoken(document)
        short = shortened(explained, document)
        found.append(
            Reasons(
                explanation=short,
                passages=passages(document, _worth(explained, document)),
                gap=_gap(query, document),
                classes=shared_classes(query.classes, document.classes),
                missing=_missing(asked, document, spoken),
                not_stated=tuple(p.name for p in short.parts if p.state == "not-stated"),
                changes=changes.of(short, _decisive(short, spoken)[: words * len(spoken)]),
            )
        )
    return found


def shortened(explained: Explanation, document: Document) -> Explanation:
    """With the languages of its terms; of each part those that are worth being kept, and one term
    for the rest."""
    spoken = _spoken(document)
    return replace(
        explained, parts=tuple(_kept(part, document, spoken) for part in explained.parts)
    )


def strongest(parts: Sequence[Part], language: str = "") -> list[Term]:
    """The terms of all parts together, the strongest first: values are shares of the whole score.

    With a `language` only those that stand in it. Words that say nothing by themselves are left
    out, and so is what no text says: classes, levels, amounts.
    """
    totals: dict[str, Term] = {}
    for part in parts:
        for term in part.terms:
            if not term.languages or is_noise(term.text):
                continue
            if language and language not in term.languages:
                continue
            name, value = term.text.casefold(), part.weight * term.value
            known = totals.get(name, replace(term, value=0.0))
            totals[name] = replace(known, value=known.value + value)
    return sorted(totals.values(), key=lambda term: (-term.value, term.text))


def distinct(terms: Iterable[Term]) -> list[Term]:
    """Of a word and a longer spelling that holds it one: the longer, if it has enough by itself."""
    shown: list[Term] = []
    for term in terms:
        words = _words(term)
        within = [one for one in shown if _words(one) <= words]
        if any(words <= _words(one) for one in shown):
            continue
        if all(term.value >= ENOUGH * one.value for one in within):
            shown = [one for one in shown if one not in within] + [term]
    return sorted(shown, key=lambda term: (-term.value, term.text))


def shared_classes(wanted: Sequence[str], held: Sequence[str]) -> tuple[SharedClass, ...]:
    """For each wanted symbol the nearest that is held, where they share a branch."""
    found = []
    others = [(symbol, branches_of(symbol)) for symbol in sorted(set(held))]
    for symbol in sorted(set(wanted)):
        branches = branches_of(symbol)
        if branches and others:
            near, other, down = max(
                (closeness(branches, down), other, down) for other, down in others
            )
            if near:
                common = [branch for branch in branches if branch in down][-1]
                found.append(SharedClass(symbol, other, f"{common[:4]} {common[4:]}".strip()))
    return tuple(found)


def _kept(part: Part, document: Document, spoken: Sequence[str]) -> Part:
    """At least five for each reader if there are: the words of their language, the strongest first;
    everyday words come last. All others become one term, so that the sum stays."""
    terms = [_placed(term, document) for term in part.terms if term.text]
    terms.sort(key=lambda term: (_is_noise(term), -_strength(term), term.text, term.field))
    chosen: dict[int, Term] = {}
    for language in spoken or [""]:
        ours = [n for n, term in enumerate(terms) if language in (term.languages or (language,))]
        chosen |= {
            n: terms[n]
            for place, n in enumerate(ours[:KEPT])
            if place < LEAST or not _is_noise(terms[n])
        }
    shown = [chosen[n] for n in sorted(chosen)]
    rest = part.value - sum(term.value for term in shown)
    if len(shown) < len(part.terms):
        shown.append(Term("", "", rest))
    return replace(part, terms=tuple(shown))


def _strength(term: Term) -> float:
    """What takes points without standing in a text says as much as what gives them."""
    return term.value if term.languages else abs(term.value)


def _is_noise(term: Term) -> bool:
    return bool(term.languages) and is_noise(term.text)


def _placed(term: Term, document: Document) -> Term:
    text = document.fields.get(term.field)
    if text is None:
        return term
    keys, spoken = keys_of(term.text), set[str]()
    for other in document.fields.values():
        by_term = languages_of(other)
        spoken.update(*(by_term.get(key, ()) for key in keys))
    return replace(term, languages=tuple(sorted(spoken)))


def _worth(explained: Explanation, document: Document) -> Mapping[str, float]:
    """By folded term what it gave, over all parts; nothing for words that say nothing."""
    worth: dict[str, float] = defaultdict(float)
    for part in explained.parts:
        for term in part.terms:
            if term.field in document.fields and not is_noise(term.text):
                for key in keys_of(term.text):
                    worth[key] += part.weight * term.value
    return worth


def _decisive(explained: Explanation, spoken: Sequence[str]) -> list[str]:
    """By turns the strongest of each language."""
    ranked = [distinct(strongest(explained.parts, language)) for language in spoken]
    depth = max(map(len, ranked), default=0)
    turns = [terms[n].text for n in range(depth) for terms in ranked if n < len(terms)]
    return list(dict.fromkeys(turns))


def _asked(matcher: Matcher, query: Document) -> list[Term]:
    """The query's own terms with their languages, by what they would give if it were a document."""
    measure = next((one for _, one in matcher.measures_ if isinstance(one, TextMeasure)), None)
    terms = measure.terms(query, query, 1.0) if measure else []
    named = [_placed(term, query) for term in terms if not is_noise(term.text)]
    return sorted(named, key=lambda term: (-term.value, term.text))


def _missing(asked: Iterable[Term], document: Document, spoken: Sequence[str]) -> tuple[Term, ...]:
    texts = [languages_of(text) for text in document.fields.values()]

    def holds(spelling: str) -> bool:
        return any(key in text for key in keys_of(spelling) for text in texts)

    lacking = (
        term
        for term in asked
        if not set(term.languages).isdisjoint(spoken)
        and not holds(term.text)
        and not all(map(holds, term.text.split()))
    )
    return tuple(distinct(islice(lacking, 4 * MISSING))[:MISSING])


def _spoken(document: Document) -> list[str]:
    """The languages of its lines."""
    lines = [
        line
        for name, text in document.fields.items()
        if name != "keywords"
        for line in text.splitlines()
        if line.strip()
    ]
    return sorted(set(map(language_of, lines)))


def _gap(query: Document, document: Document) -> tuple[int, int] | None:
    if query.readiness is None or document.readiness is None:
        return None
    return query.readiness, document.readiness


def _words(term: Term) -> frozenset[str]:
    return frozenset(term.text.casefold().split())

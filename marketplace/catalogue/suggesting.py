"""What is offered while somebody types: a few of each kind, and inventors by their names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from marketplace.catalogue import narrowing, service
from marketplace.catalogue.cards import house_of, path_of
from marketplace.catalogue.codes import codes_of, number_code
from marketplace.catalogue.documents import HOUSE
from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.rules import Offered, What
from marketplace.houses.rules import HouseKind
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Words
from search.base import Hit, Matched, Part, Passage, Results, SearchEngine
from search.patience import PAGE_SECONDS, patient
from search.text import SHORTEST_BEGINNING, words

FEWEST_LETTERS = 2
MOST = 3
"""Of each kind."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where it leads, what it is called, and what tells it from others called so."""

    href: str
    title: Passage
    note: Words


@dataclass(frozen=True, slots=True)
class Group:
    what: Offered
    suggestions: Sequence[Suggestion]


@dataclass(frozen=True, slots=True)
class Suggested:
    """`every` is the address of the search itself."""

    text: str
    groups: Sequence[Group]
    every: str

    @property
    def count(self) -> int:
        return sum(len(group.suggestions) for group in self.groups)


@patient(PAGE_SECONDS)
def suggested(engine: SearchEngine, actor: Actor, form: SearchForm) -> Suggested:
    """Only what has all the words, or all of a spelling that is near; raises `SearchAway`."""
    groups: list[Group] = []
    if len(form.q) >= FEWEST_LETTERS:
        text = _typed_so_far(form.q)
        groups = [Group(what, found) for what, found in _groups(engine, actor, text) if found]
    return Suggested(form.q, groups, narrowing.address(SearchForm(q=form.q)))


def _typed_so_far(text: str) -> str:
    """Without a last word of which too little is there to be looked for by its beginning."""
    before, _, last = text.rpartition(" ")
    return before if before and len(last) < SHORTEST_BEGINNING else text


def _groups(
    engine: SearchEngine, actor: Actor, text: str
) -> Iterator[tuple[Offered, Sequence[Suggestion]]]:
    found = {what: _ask(engine, actor, text, what) for what in What}
    inventions = _hits(found[What.INVENTIONS])
    by_number = [hit for hit in inventions if _has_number(hit, text)]
    yield Offered.NUMBER, [_by_number(hit) for hit in by_number]
    yield Offered.INVENTIONS, [_of(hit) for hit in inventions if hit not in by_number]
    yield Offered.NEEDS, [_of(hit) for hit in _hits(found[What.NEEDS])]
    yield Offered.HOUSES, [_of(hit) for hit in _hits(found[What.HOUSES])]
    yield Offered.PEOPLE, _people(found[What.INVENTIONS])


def _ask(engine: SearchEngine, actor: Actor, text: str, what: What) -> Results:
    query = service.query(actor, SearchForm(q=text, what=what))
    facets = ("inventor",) if what == What.INVENTIONS else ()
    return service.ask(engine, replace(query, facets=facets, limit=MOST))


def _hits(found: Results) -> Sequence[Hit]:
    return found.hits if found.matched == Matched.ALL else ()


def _of(hit: Hit) -> Suggestion:
    label = HouseKind(hit.shown["house_kind"]).label if hit.kind == HOUSE else house_of(hit).label
    return Suggestion(path_of(hit), hit.title, label)


def _by_number(hit: Hit) -> Suggestion:
    return replace(_of(hit), note=hit.shown["number"])


def _has_number(hit: Hit, text: str) -> bool:
    """The number was typed in any spelling, or its beginning and no word beside."""
    number = hit.shown.get("number", "")
    if number and number_code(number) in codes_of(text):
        return True
    begun = _digits(text)
    without_words = sum(map(str.isalpha, text)) <= len("VN")
    return bool(begun) and without_words and _digits(number).startswith(begun)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _people(found: Results) -> Sequence[Suggestion]:
    """Inventors of what was found whose names have all the words, the last one begun at least."""
    asked = [word.folded for word in words(found.searched)]
    named = [
        (one, Passage(marked, ""))
        for one in found.facets["inventor"]
        if asked and (marked := _marked(one.value, asked))
    ]
    return [
        Suggestion(
            narrowing.address(SearchForm(inventor=(one.value,))),
            name,
            t("Inventions: %(count)s", count=one.count),
        )
        for one, name in named[:MOST]
    ]


def _marked(name: str, asked: Sequence[str]) -> Sequence[Part]:
    """The name in pieces; empty where a word that was typed begins none of its own."""
    pieces = name.split(" ")
    folded = ["".join(word.folded for word in words(piece)) for piece in pieces]
    if not all(any(own.startswith(word) for own in folded) for word in asked):
        return ()
    hit = [any(own.startswith(word) for word in asked) for own in folded]
    spaced = [*(f"{piece} " for piece in pieces[:-1]), pieces[-1]]
    return [Part(piece, hit=met) for piece, met in zip(spaced, hit, strict=True)]

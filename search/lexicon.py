"""What the embedded index knows of spellings."""

from collections.abc import Iterator, Mapping, Sequence

import tantivy
from tantivy import Occur

from search.asking import EVERYBODYS, count, narrowed, side_by_side, with_words
from search.schema import spelt
from search.spelling import Around, Spelling, likest, neighbours
from search.text import Word


class Lexicon:
    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher

    def uses(self, terms: Sequence[Word]) -> Mapping[Word, int]:
        return {term: sum(self._forms(term.folded).values()) for term in terms}

    def near(self, term: Word) -> Iterator[Spelling]:
        for folded in neighbours(term.folded):
            if forms := self._forms(folded):
                yield Spelling(folded, likest(term, forms), sum(forms.values()))

    def fit(self, tried: Sequence[Spelling], around: Around) -> Sequence[tuple[int, int]]:
        return [self._fits(spelling.word, around) for spelling in tried]

    def _fits(self, word: Word, around: Around) -> tuple[int, int]:
        row = side_by_side([*around.before, word, *around.after])
        beside = tantivy.Query.boolean_query([(Occur.Should, pair) for pair in row])
        terms = [word, *around.sure]
        together = with_words(terms, [((one,),) for one in terms])
        return self._public(beside), self._public(together)

    def _public(self, query: tantivy.Query) -> int:
        return count(self._searcher, narrowed(query, EVERYBODYS))

    def _forms(self, folded: str) -> Mapping[str, int]:
        """How a folded word is written, and in how many documents so."""
        beginning = spelt(folded)
        # The first look costs next to nothing, but also sees what was removed.
        if not self._searcher.terms_with_prefix("spelt", beginning, limit=1):
            return {}
        found = self._searcher.terms_with_prefix("spelt", beginning, EVERYBODYS)
        return {term.removeprefix(beginning): uses for term, uses in found}

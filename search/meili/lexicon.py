"""What a Meilisearch index knows of spellings."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from search.meili.asking import EVERYBODYS, has_whole, has_word, side_by_side
from search.meili.calls import Calls
from search.meili.rows import whole
from search.spelling import Around, Spelling, likest, neighbours
from search.text import Word


class Lexicon:
    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def uses(self, terms: Sequence[Word]) -> Mapping[Word, int]:
        asked = [{"filter": [EVERYBODYS, has_whole(term)]} for term in terms]
        counts = self._calls.counted(asked)
        return {term: count for term, (count, _) in zip(terms, counts, strict=True)}

    def near(self, term: Word) -> Iterator[Spelling]:
        """Meilisearch also names longer words that begin nearly so; they are passed over."""
        written: dict[str, dict[str, int]] = defaultdict(dict)
        for form, uses in self._calls.spellings(whole(term), EVERYBODYS):
            folded, _, exact = form.partition("|")
            written[folded][exact] = uses
        for folded in written.keys() & {*neighbours(term.folded)}:
            marked = written[folded]
            uses = marked.pop("", 0)
            plain = max(0, uses - sum(marked.values()))
            yield Spelling(folded, likest(term, {folded: plain, **marked}), uses)

    def fit(self, tried: Sequence[Spelling], around: Around) -> Sequence[tuple[int, int]]:
        """A row that has the word beside both of its neighbours counts twice."""
        rows = [[*around.before, spelling.word, *around.after] for spelling in tried]
        beside = [
            {"q": side_by_side(*pair), "matchingStrategy": "all", "filter": EVERYBODYS}
            for row in rows
            for pair in pairwise(row)
        ]
        together = [
            {"filter": [EVERYBODYS, *(has_word(one) for one in (spelling.word, *around.sure))]}
            for spelling in tried
        ]
        counts = [count for count, _ in self._calls.counted([*beside, *together])]
        pairs, last = len(around.before) + len(around.after), len(beside)
        return [
            (sum(counts[place * pairs : (place + 1) * pairs]), counts[last + place])
            for place in range(len(tried))
        ]

"""An index on a Meilisearch server, for any number of processes on any machines."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby

from search.base import Query, Results, SearchDocument
from search.errors import IndexMissing, SearchUnavailable
from search.meili.answers import answer
from search.meili.asking import EVERYBODYS
from search.meili.calls import CALL_SECONDS, QUESTION_SECONDS, Address, Calls
from search.meili.gate import Gate
from search.meili.indexes import Index, Shelf, live
from search.meili.rows import Row, nothing, rows, subject_of
from search.wordlists import Lists, plain

WARMING = 5
"""So many documents of a new index are asked for before anybody can."""


class MeilisearchEngine:
    """`where` is asked before each call, so that a server may come back at another address."""

    def __init__(
        self,
        where: Callable[[], Address],
        seconds: float = QUESTION_SECONDS,
        lists: Lists = plain,
    ) -> None:
        self._lists = lists
        self._where = where
        self._seconds = seconds
        self._turn = threading.Lock()
        self._gate = Gate()
        self._given_up: set[str] = set()
        """Indexes that were to be built, and of which the server could not be told."""

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Rows that a subject has no more are emptied in the same task that brings the others."""
        fresh = list(_subjects(documents))
        with self._writing() as index:
            there = {row["id"] for subject in fresh for row in subject}
            gone = sorted(index.ids_of([subject[0]["subject"] for subject in fresh]) - there)
            index.add([*fresh, [nothing(one) for one in gone]])
            index.delete("id", gone)

    def remove(self, keys: Iterable[str]) -> None:
        with self._writing() as index:
            index.delete("subject", [subject_of(key) for key in keys])

    def replace(self, documents: Iterable[SearchDocument]) -> None:
        """Others who write wait: in this process for their turn, elsewhere while one is built."""
        with self._turn:
            shelf = Shelf(self._where())
            aside = shelf.build()
            first: list[SearchDocument] = []
            try:
                aside.add(_subjects(_remembering(documents, first)))
                self._warm(aside, first)
                shelf.exchange(aside)
            except BaseException:
                self._given_up.add(aside.uid)
                with suppress(SearchUnavailable):
                    aside.drop()
                raise

    def find(self, query: Query) -> Results:
        calls = self._calls(self._seconds)  # its time runs while it waits for its turn
        with self._gate.passing():
            return answer(calls, query, self._lists())

    def clear(self) -> None:
        self.replace(())

    def ready(self) -> bool:
        try:
            self._look(self._seconds)
        except SearchUnavailable:
            return False
        return True

    def missing(self) -> bool:
        """A server that is only slow or away may have it still."""
        try:
            self._look(CALL_SECONDS)
        except IndexMissing:
            return True
        return False

    def settle(self) -> None:
        """Nothing to wait for: what was put is found at once."""

    def _warm(self, aside: Index, documents: Sequence[SearchDocument]) -> None:
        """Ask for these, so that who comes first does not wait for files to be read: with 100,000
        documents the first two questions took two seconds each."""
        for one in documents:
            title = next(iter(one.titles.values()), "")
            query = Query(" ".join(title.split()[:2]), one.readers, facets=tuple(one.facets))
            calls = Calls(self._where(), aside.uid, CALL_SECONDS)
            with suppress(SearchUnavailable):
                answer(calls, query, self._lists())

    def _look(self, seconds: float) -> None:
        self._calls(seconds).counted([{"filter": EVERYBODYS}])

    def _calls(self, seconds: float) -> Calls:
        address = self._where()
        return Calls(address, live(address), seconds)

    @contextmanager
    def _writing(self) -> Iterator[Index]:
        with self._turn:
            shelf = Shelf(self._where())
            shelf.wait_for_builders(self._given_up)
            yield shelf.live


def _remembering(
    documents: Iterable[SearchDocument], first: list[SearchDocument]
) -> Iterator[SearchDocument]:
    for one in documents:
        if len(first) < WARMING:
            first.append(one)
        yield one


def _subjects(documents: Iterable[SearchDocument]) -> Iterator[Sequence[Row]]:
    for _, subject in groupby(documents, key=lambda document: document.key):
        yield list(rows(tuple(subject)))

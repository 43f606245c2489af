"""The index of all listed inventions: kept by the worker, saved for the site's processes.

A saved index lies in a folder of its own, named in `current`, which is replaced at once; the folder
before it stays for whoever is still reading it.
"""

import json
import shutil
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from marketplace.db.journal import last_number, sealed_after
from marketplace.db.session import Database
from marketplace.inventions import queries as inventions
from marketplace.kit.ids import new_id
from marketplace.suggestions.demand import Demand
from marketplace.suggestions.documents import of_invention
from marketplace.suggestions.reasons import Suggested, place
from marketplace.suggestions.rules import DRIFT, LEAST_SCORE, NEAREST, TOP, TOUCHES, Reason
from matching import BlendedMatcher, Document
from matching.changes import DEPTH
from matching.explaining import DECISIVE, reasons
from matching.reactions import WEIGHT, Judged, Reacting

KINDS = frozenset({"invention.listed", "invention.changed", "invention.withdrawn"})
BATCH = 5_000
CURRENT = "current"
FRESH_SECONDS = 2.0
READ_AT_ONCE = 16
"""Listings that are encoded between two savings of the index: half a minute of work at most."""

Answers = Mapping[str, tuple[bool, Reason | None]]
"""By invention what a house said of it: whether it is useful, or why not."""
NOTHING_SAID: Answers = {}


class Listings:
    """`matcher` holds what was listed when the journal stood at `number`."""

    def __init__(self, folder: Path, *, vectors: Path | None = None, encoder: str = "e5") -> None:
        """With a folder for `vectors` texts are compared by meaning too."""
        self.folder = folder
        self._vectors = vectors
        self._encoder = encoder
        self.matcher = self._empty()
        self.demand = Demand()
        """What is needed, for the trios: not saved, because only the worker asks it."""
        self.number = 0
        self.fitted = 0
        """How many listings the word weights were computed from."""
        self._name = ""
        self._turn = threading.Lock()
        self.at_work = threading.RLock()
        """Held by whoever changes the matcher in the worker, and until what follows is computed."""

    def refresh(self, database: Database) -> frozenset[str]:
        """Take in what happened to listings since; the ids of those it touched.

        What another process saved meanwhile is taken over first. The first time, and whenever the
        market has grown or shrunk by `DRIFT`, everything is fitted anew.
        """
        self._take_over()
        if not self._name:
            return self.rebuild(database)
        touched: set[str] = set()
        number = self.number
        with database.reading() as session:
            while events := sealed_after(session, number, limit=BATCH, kinds=KINDS):
                touched |= {event.subject_id for event in events}
                number = events[-1].number
            present = _documents(session, touched) if touched else {}
        if not touched:
            return frozenset()
        self.matcher.remove(touched - present.keys())
        self.matcher.partial_fit(present.values())
        if abs(len(self.matcher) - self.fitted) > DRIFT * self.fitted:
            return self.rebuild(database) | touched
        self._save(number)
        return frozenset(touched)

    def rebuild(self, database: Database) -> frozenset[str]:
        """Fit everything that is listed anew; the ids of all of it, because every score moves."""
        with database.reading() as session:
            number = last_number(session)
            documents = _documents(session)
        self.matcher = self._empty().fit(documents.values())
        self.fitted = len(documents)
        self._save(number)
        return frozenset(documents)

    def encode_some(self) -> Sequence[Document]:
        """Encode what a few listings say whose meaning is not there yet. They are told apart from
        others only by `take_in`: this takes seconds, and nobody has to wait for it."""
        if self._vectors is None or not self._name:
            return ()
        with self.at_work:
            unread = self.matcher.unread(READ_AT_ONCE)
        self.matcher.encode(unread)
        return unread

    def take_in(self, documents: Sequence[Document]) -> frozenset[str]:
        """Compare these by their meaning from now on; the ids of those that are still listed."""
        held = [one for one in documents if one.key in self.matcher]
        present = [one for one in held if self.matcher.document(one.key) == one]
        self.matcher.partial_fit(present)
        self._save(self.number)
        return frozenset(one.key for one in present)

    def best(
        self, need: Document, answers: Answers = NOTHING_SAID, *, thorough: bool = True
    ) -> Sequence[Suggested]:
        """The inventions to suggest for `need`, with the reasons, the best first; `answers` is what
        its house has said of some. Without `thorough` no word is left out to see what changes."""
        said = [
            Judged(self.matcher.document(key), useful, "text" if useful else TOUCHES[reason])
            for key, (useful, reason) in answers.items()
            if key in self.matcher
        ]
        ranker = Reacting(self.matcher, said, floor=LEAST_SCORE)
        keys = [one.key for one in ranker.rank(need, TOP)]
        if not keys:
            ranker = Reacting(self.matcher, said, floor=NEAREST)
            keys = [one.key for one in ranker.rank(need, 1)]
        before = Reacting(self.matcher, floor=LEAST_SCORE).rank(need, DEPTH) if said else []
        return [
            Suggested(one, place(before, one.explanation.key) if said else None)
            for one in reasons(ranker, need, keys, words=DECISIVE if thorough else 0)
        ]

    def may_change(
        self,
        need: Document,
        ranked: Mapping[str, float],
        touched: frozenset[str],
        answers: Answers = NOTHING_SAID,
    ) -> bool:
        """Whether one of the `touched` stands among the `ranked` of this need or was judged by its
        house, or now could stand there."""
        if not touched.isdisjoint(ranked) or not touched.isdisjoint(answers):
            return True
        present = sorted(key for key in touched if key in self.matcher)
        if not present:
            return False
        full = len(ranked) == TOP
        none_reaches = max(ranked.values(), default=NEAREST) < LEAST_SCORE
        least = min(ranked.values(), default=NEAREST) if full or none_reaches else LEAST_SCORE
        if full and answers:
            least = (least - WEIGHT) / (1 - WEIGHT)
        return any(score >= least for score in self.matcher.score(need, present))

    def saved(self) -> BlendedMatcher | None:
        """For the site: the index as it was last saved, or None before the worker has begun.

        While one thread takes over a newer index the others go on with the one they have.
        """
        if self._turn.acquire(blocking=not self._name):
            try:
                self._take_over()
            finally:
                self._turn.release()
        return self.matcher if self._name else None

    def wake(self) -> None:
        """Rank once: in a new process the first ranking loads compiled loops for over a second."""
        with self.at_work:
            matcher = self.saved()
            if matcher:
                matcher.rank(matcher.shelf_.documents[0], 1)

    def keep_fresh(self, stop: threading.Event) -> None:
        """Look for a newer index now and then, so that no reader has to wait for it."""
        self.wake()
        while not stop.wait(FRESH_SECONDS):
            self.saved()

    def _empty(self) -> BlendedMatcher:
        if self._vectors is None:
            return BlendedMatcher()
        return BlendedMatcher(encoder=self._encoder, vectors=str(self._vectors))

    def _save(self, number: int) -> None:
        """Until this is done the matcher stands at its former number, so that what could not be
        saved is taken in again."""
        name = new_id()
        target = self.folder / name
        target.mkdir(parents=True, mode=0o700)
        self.matcher.save(target)
        about = {"name": name, "number": number, "fitted": self.fitted}
        unfinished = self.folder / f".{name}"
        unfinished.write_text(json.dumps(about), encoding="utf-8")
        unfinished.rename(self.folder / CURRENT)
        for other in self.folder.iterdir():
            if other.is_dir() and other.name not in (name, self._name):
                shutil.rmtree(other, ignore_errors=True)
        self._name, self.number = name, number

    def _take_over(self) -> None:
        try:
            about = json.loads((self.folder / CURRENT).read_text(encoding="utf-8"))
            if about["name"] == self._name:
                return
            matcher = BlendedMatcher.load(self.folder / about["name"])
        except (OSError, ValueError):  # none yet, or replaced while it was being read
            return
        if matcher.get_params(deep=False) != self._empty().get_params(deep=False):
            return  # the settings have changed since: the worker fits everything anew
        self.matcher, self._name = matcher, about["name"]
        self.number, self.fitted = about["number"], about["fitted"]


def _documents(session: Session, ids: Iterable[str] | None = None) -> dict[str, Document]:
    """What is listed, by id, in the order of ids; with `ids` only those among them."""
    listed = inventions.listed_by_id(session, ids)
    return {invention.id: of_invention(invention) for invention in listed}

"""The lists that the engines read, with each question: the program's, and what was saved."""

import time

from marketplace.catalogue.words import queries
from marketplace.db.session import Database
from marketplace.rulebook.synonyms import PLAIN_STOP_WORDS, SYNONYMS
from search.text import STOP_WORDS
from search.wordlists import WordLists, edited

GIVEN = WordLists(SYNONYMS, STOP_WORDS | PLAIN_STOP_WORDS)
"""The program's own."""
FRESH_SECONDS = 2.0


class Lists:
    """At most `FRESH_SECONDS` old, whatever process has saved what is new."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._version, self._lists = 0, GIVEN
        self._read_at = float("-inf")

    def __call__(self) -> WordLists:
        if time.monotonic() - self._read_at >= FRESH_SECONDS:
            self._read_at = time.monotonic()
            with self._database.reading() as session:
                saved = queries.newest(session)
            if saved.version != self._version:
                self._lists = edited(GIVEN, saved.text.splitlines())
                self._version = saved.version
        return self._lists

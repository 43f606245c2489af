"""Calls to a Meilisearch server: each with a time limit, each failure a `SearchUnavailable`."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import meilisearch
from meilisearch.errors import MeilisearchApiError, MeilisearchError
from meilisearch.models.task import TaskInfo
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from search.errors import IndexMissing, SearchUnavailable
from search.meili.wire import posted
from search.patience import PAGE_SECONDS, patience_ends

QUESTION_SECONDS = PAGE_SECONDS
"""For all that one question takes."""
CALL_SECONDS = 20.0
"""For a call of a writer."""
TASK_SECONDS = 1_800.0
"""For what the server has queued; a large batch waits behind others."""
POLL_MILLISECONDS = 25

_FAULTS = (
    *(MeilisearchError, HTTPError),
    *(OSError, ValueError, LookupError, TypeError, AttributeError),
)
"""From the client; from what it is made of; from an answer that is none of Meilisearch's."""
_NO_INDEX = {"index_not_found", "invalid_search_filter"}
"""What the server calls it; an index that is not of our making does not know our filters."""


@dataclass(frozen=True, slots=True)
class Address:
    """`name` is what the names of the indexes begin with."""

    url: str
    key: str
    name: str


Counts = Mapping[str, Mapping[str, int]]
"""Of each facet's values."""


@dataclass(frozen=True, slots=True)
class Found:
    total: int
    stored: Sequence[str]
    facets: Counts


@contextmanager
def faults() -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        kind = _kind_of(error.code if isinstance(error, MeilisearchApiError) else "")
        raise kind(str(error) or type(error).__name__) from error


def _kind_of(code: str | None) -> type[SearchUnavailable]:
    return IndexMissing if code in _NO_INDEX else SearchUnavailable


class Calls:
    """To one index, until a deadline.

    The client is made anew for each call: it keeps headers that threads would take from each other.
    """

    def __init__(self, address: Address, index: str, seconds: float) -> None:
        self._address = address
        self._index = index
        self._until = min(time.monotonic() + seconds, patience_ends())

    def federated(
        self, queries: Sequence[Mapping[str, Any]], facets: Sequence[str], **page: int
    ) -> Found:
        """Hits of several questions merged by weight."""
        merged = {"facetsByIndex": {self._index: facets}, **page}
        with faults():
            asked = [self._of_index(one) for one in queries]
            answer = self._multi_search({"queries": asked, "federation": merged})
            counts = (answer.get("facetsByIndex") or {}).get(self._index) or {}
            return Found(
                total=int(answer["estimatedTotalHits"]),
                stored=[str(hit["stored"]) for hit in answer["hits"]],
                facets=_checked(counts.get("distribution") or {}),
            )

    def searched(self, queries: Sequence[Mapping[str, Any]]) -> Sequence[Found]:
        """The hits of each question for itself."""
        with faults():
            answers = self._multi_search({"queries": [self._of_index(one) for one in queries]})
            return [
                Found(
                    total=int(one["estimatedTotalHits"]),
                    stored=[str(hit["stored"]) for hit in one["hits"]],
                    facets=_checked(one.get("facetDistribution") or {}),
                )
                for _, one in zip(queries, answers["results"], strict=True)
            ]

    def counted(self, queries: Sequence[Mapping[str, Any]]) -> Sequence[tuple[int, Counts]]:
        """For each question how much it finds, and its facets."""
        if not queries:
            return ()
        with faults():
            asked = [self._of_index({"q": "", "limit": 0, **one}) for one in queries]
            answers = self._multi_search({"queries": asked})["results"]
            return [
                (int(one["estimatedTotalHits"]), _checked(one.get("facetDistribution") or {}))
                for _, one in zip(queries, answers, strict=True)
            ]

    def spellings(self, form: str, found: str) -> Sequence[tuple[str, int]]:
        """Forms of `words` that begin so or with one slip, and in how many rows they are."""
        with faults():
            index = self._client().index(self._index)
            answer = index.facet_search("words", form, {"filter": found})
            return [(str(hit["value"]), int(hit["count"])) for hit in answer["facetHits"]]

    def _of_index(self, query: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"indexUid": self._index, **query}

    def _multi_search(self, asked: Mapping[str, Any]) -> Any:
        """As the client's own method, which would take half as long again."""
        status, told = posted(self._address.url, self._address.key, asked, self._left())
        if status < HTTPStatus.BAD_REQUEST:
            return told
        raise _kind_of(told["code"])(told["message"])

    def _client(self) -> meilisearch.Client:
        return client(self._address, self._left())

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the search takes too long")
        return left


def client(address: Address, seconds: float = CALL_SECONDS) -> meilisearch.Client:
    # To connect and to answer together. The type says whole seconds, but it goes to `requests`.
    limit: Any = Timeout(total=seconds)
    return meilisearch.Client(address.url, address.key, timeout=limit)


def done(address: Address, task: TaskInfo) -> None:
    """Wait for a task; it may have failed although the call that began it succeeded."""
    limit = int(TASK_SECONDS * 1_000)
    with faults():
        ended = client(address).wait_for_task(task.task_uid, limit, POLL_MILLISECONDS)
    if ended.status != "succeeded":
        raise SearchUnavailable(f"a task of Meilisearch {ended.status}: {ended.error}")


def _checked(distribution: Mapping[str, Mapping[str, int]]) -> Counts:
    return {
        name: {str(value): int(count) for value, count in counts.items()}
        for name, counts in distribution.items()
    }

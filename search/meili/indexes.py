"""The indexes on a Meilisearch server: writing into one, building one aside, exchanging."""

import json
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from search.meili.calls import Address, client, done, faults
from search.meili.rows import SETTINGS, VERSION, Row

BATCH_BYTES = 8_000_000
BATCH_ROWS = 2_000
AT_ONCE = 200
"""Subjects or rows named in one filter."""
MOST_ROWS = 20
"""Of one subject."""
MOST_INDEXES = 1_000
QUIET_SECONDS = 60.0
"""After which an index that is being built and does not grow is given up."""
LOOK_SECONDS = 0.2


def live(address: Address, version: int = VERSION) -> str:
    """The index in use; what is being built has more behind this."""
    return f"{address.name}-v{version}"


class Index:
    """One that is there."""

    def __init__(self, address: Address, uid: str) -> None:
        self.uid = uid
        self._address = address

    def add(self, subjects: Iterable[Sequence[Row]]) -> None:
        """While the server takes in one batch the next one is made, and no more than one."""
        task = None
        for batch in _batches(subjects):
            if task:
                done(self._address, task)
            with faults():
                index = client(self._address).index(self.uid)
                task = index.add_documents_ndjson(batch, "id")
        if task:
            done(self._address, task)

    def ids_of(self, subjects: Sequence[str]) -> set[str]:
        """Of all rows of these subjects."""
        found: set[str] = set()
        for some in _slices(subjects):
            asked = {
                "filter": _one_of("subject", some),
                "fields": ["id"],
                "limit": MOST_ROWS * AT_ONCE,
            }
            with faults():
                rows = client(self._address).index(self.uid).get_documents(asked).results
                found |= {str(row.id) for row in rows}
        return found

    def delete(self, field: str, values: Sequence[str]) -> None:
        """The rows that have one of these values."""
        for some in _slices(values):
            with faults():
                index = client(self._address).index(self.uid)
                task = index.delete_documents(filter=_one_of(field, some))
            done(self._address, task)

    def drop(self) -> None:
        with faults():
            task = client(self._address).delete_index(self.uid)
        done(self._address, task)


class Shelf:
    """The indexes of one name."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self.live = Index(address, live(address))

    def build(self) -> Index:
        """An empty index aside."""
        aside = Index(self._address, f"{self.live.uid}-{secrets.token_hex(8)}")
        with faults():
            task = client(self._address).create_index(aside.uid, {"primaryKey": "id"})
        done(self._address, task)
        with faults():
            task = client(self._address).index(aside.uid).update_settings(dict(SETTINGS))
        done(self._address, task)
        return aside

    def exchange(self, aside: Index) -> None:
        """Let `aside` be the index in use from now on, and throw away the one before it.

        Indexes of older versions of this program go too, those of newer ones stay.
        """
        there = self._all()
        renamed = self.live.uid not in there
        with faults():
            pair: Mapping[str, list[str] | bool] = {
                "indexes": [aside.uid, self.live.uid],
                "rename": renamed,
            }
            task = client(self._address).swap_indexes([pair])
        done(self._address, task)
        older = [uid for uid in there if self._version(uid) < VERSION]
        for uid in [*older, *(() if renamed else (aside.uid,))]:
            Index(self._address, uid).drop()

    def wait_for_builders(self, given_up: AbstractSet[str] = frozenset()) -> None:
        """Until nobody builds an index aside any more.

        Whoever writes after that, with what was read before, writes nothing that a builder who
        begins later does not read too. A builder that died is given up, at once where it was ours.
        """
        seen: dict[str, tuple[object, float]] = {}
        while building := self._being_built():
            for uid, grown in building.items():
                if uid in given_up:
                    Index(self._address, uid).drop()
                elif uid not in seen or seen[uid][0] != grown:
                    seen[uid] = (grown, time.monotonic())
                elif time.monotonic() - seen[uid][1] > QUIET_SECONDS:
                    Index(self._address, uid).drop()
            time.sleep(LOOK_SECONDS)

    def _being_built(self) -> Mapping[str, object]:
        beginning = f"{self.live.uid}-"
        return {uid: grown for uid, grown in self._all().items() if uid.startswith(beginning)}

    def _all(self) -> Mapping[str, object]:
        """Each with when it last changed."""
        with faults():
            found: Any = client(self._address).get_raw_indexes({"limit": MOST_INDEXES})
            return {str(one["uid"]): one["updatedAt"] for one in found["results"]}

    def _version(self, uid: str) -> int:
        """That of another market's index is none that could be thrown away."""
        found = re.match(rf"{self._address.name}-v(\d+)(-|$)", uid)
        return int(found[1]) if found else VERSION


def _batches(subjects: Iterable[Sequence[Row]]) -> Iterator[bytes]:
    """Lines of JSON; no subject is cut in two."""
    lines: list[bytes] = []
    size = 0
    for subject in subjects:
        some = [json.dumps(row, ensure_ascii=False).encode() for row in subject]
        more = sum(map(len, some))
        if lines and (size + more > BATCH_BYTES or len(lines) + len(some) > BATCH_ROWS):
            yield b"\n".join(lines)
            lines, size = [], 0
        lines += some
        size += more
    if lines:
        yield b"\n".join(lines)


def _slices(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[first : first + AT_ONCE] for first in range(0, len(values), AT_ONCE))


def _one_of(field: str, values: Sequence[str]) -> str:
    """The values are ids, in which nothing needs quoting."""
    listed = ", ".join(f'"{one}"' for one in values)
    return f"{field} IN [{listed}]"

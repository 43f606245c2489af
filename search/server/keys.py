"""A Meilisearch server's keys: one for each purpose, with the least rights that do."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from meilisearch.errors import MeilisearchApiError

from search.meili.calls import Address, client, faults

SITE, WORKER = "site", "worker"

Rights = Mapping[str, Sequence[str]]


def rights(name: str) -> Mapping[str, Rights]:
    """What each needs for the indexes whose names begin with `name`, and nothing more.

    An exchange of two indexes is not shown to a key that is for some of them.
    """
    writing = ["search", "documents.*", "indexes.*", "settings.update", "tasks.get"]
    return {
        SITE: {"actions": ["search"], "indexes": [f"{name}-*"]},
        WORKER: {"actions": writing, "indexes": ["*"]},
    }


def key_for(purpose: str, master: Address) -> str:
    """Made by the master key where there is none; raises `SearchUnavailable`.

    The same for the same rights as long as the master key is the same, so that a server that has
    lost its data gives again the keys that others hold.
    """
    allowed = rights(master.name)[purpose]
    digest = hashlib.sha256(json.dumps([master.name, allowed]).encode()).digest()
    uid = str(UUID(bytes=digest[:16], version=4))
    with faults():
        try:
            return str(client(master).get_key(uid).key)
        except MeilisearchApiError as error:
            if error.code != "api_key_not_found":
                raise
        return str(client(master).create_key({"uid": uid, **allowed, "expiresAt": None}).key)


def keep(file: Path, text: str) -> None:
    """For its owner alone, and whole or not at all: others may read it at any moment."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    fresh.replace(file)

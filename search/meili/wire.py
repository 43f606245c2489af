"""Questions on the wire, without what the official client and `requests` do around each."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool
from urllib3.util import Timeout

HEADERS = {"content-type": "application/json", "connection": "close"}
"""Connections do not stay open: the server sends an answer in two pieces and waits with the second
for our system's acknowledgement, which on a connection that has been used before comes 40 ms late.
"""


def posted(url: str, key: str, asked: Mapping[str, Any], seconds: float) -> tuple[int, Any]:
    """Status and JSON of `multi-search`; the seconds are for connecting and answering together.

    Raises `urllib3.exceptions.HTTPError`, and `ValueError` for an answer that is no JSON.
    """
    pool, target = _way_to(url)
    answer = pool.urlopen(
        "POST",
        target,
        body=json.dumps(asked),
        headers={**HEADERS, "authorization": f"Bearer {key}"},
        timeout=Timeout(total=seconds),
        retries=False,
    )
    return answer.status, json.loads(answer.data)


@lru_cache(8)
def _way_to(url: str) -> tuple[HTTPConnectionPool, str]:
    """For any number of threads. What the environment says of proxies and certificates is read as
    `requests` reads it, but once: to do so takes as long as the rest of a question."""
    questions = f"{url}/multi-search"
    asked = requests.Request("POST", questions).prepare()
    found = requests.Session().merge_environment_settings(questions, {}, None, None, None)
    adapter = HTTPAdapter()
    pool = adapter.get_connection_with_tls_context(
        asked, found["verify"], found["proxies"], found["cert"]
    )
    return pool, adapter.request_url(asked, found["proxies"])

"""How long whoever asks is kept waiting, and what is taken for a missing index."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from search.base import Query, SearchDocument
from search.engines import open_engine
from search.errors import SearchUnavailable
from search.meili import engine as engines
from search.meili import gate as gates
from search.meili.calls import Address
from search.meili.engine import MeilisearchEngine
from search.meili.gate import IN_A_ROW, Gate
from search.meili.indexes import Index, live
from search.patience import patience_ends, patient
from search.server import Server
from tests.search.shelf import ALL, keys
from tests.tools.twisting import ANSWERS, Proxy, Twist


def failing(gate: Gate, times: int = 1) -> None:
    for _ in range(times):
        with suppress(SearchUnavailable), gate.passing():
            raise SearchUnavailable


def test_while_the_server_is_away_one_at_a_time_finds_out() -> None:
    gate = Gate()
    failing(gate, IN_A_ROW)
    with gate.passing():
        for _ in range(2):
            with pytest.raises(SearchUnavailable, match="lately"), gate.passing():
                pass
    with gate.passing(), gate.passing():
        """It answered, so that all are let in again."""


def test_a_failure_now_and_then_keeps_nobody_out() -> None:
    gate = Gate()
    for _ in range(3):
        failing(gate, IN_A_ROW - 1)
        with gate.passing(), gate.passing():
            pass


def test_one_that_fails_alone_lets_the_next_one_try() -> None:
    gate = Gate()
    failing(gate, IN_A_ROW + 2)
    with gate.passing():
        pass


def test_so_many_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "AT_ONCE", 2)
    monkeypatch.setattr(gates, "TURN_SECONDS", 0.01)
    gate = Gate()
    with gate.passing(), gate.passing(), pytest.raises(SearchUnavailable), gate.passing():
        pass
    with gate.passing(), gate.passing():
        pass


def test_patience_is_for_all_questions_together() -> None:
    assert patience_ends() == float("inf")
    with patient(60):
        ends = patience_ends()
        with patient(0):
            assert patience_ends() < ends
        assert patience_ends() == ends
    assert patience_ends() == float("inf")


def test_nothing_is_asked_once_patience_is_over(server: Server) -> None:
    with Proxy(server.port) as proxy:
        engine = open_engine(f"meilisearch://:{server.key}@127.0.0.1:{proxy.port}/patience")
        with patient(0), pytest.raises(SearchUnavailable, match="too long"):
            engine.find(Query("nano"))
        assert proxy.asked == 0


@contextmanager
def silent() -> Iterator[str]:
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        here.listen()
        yield f"http://127.0.0.1:{here.getsockname()[1]}"


def test_only_an_index_that_the_server_does_not_have_is_missing(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that does not answer may have it: to build it anew would only burden it more."""
    monkeypatch.setattr(engines, "CALL_SECONDS", 0.2)
    with silent() as url, pytest.raises(SearchUnavailable):
        MeilisearchEngine(lambda: Address(url, "key", "market")).missing()
    address = Address(server.address, server.key, "missing")
    monkeypatch.undo()
    engine = MeilisearchEngine(lambda: address)
    assert engine.missing()
    Index(address, live(address)).add([[{"id": "1", "stored": "{}"}]])  # of somebody else's making
    assert engine.missing()
    engine.replace(ALL)
    assert not engine.missing()


@pytest.mark.parametrize("twist", sorted(ANSWERS))
def test_an_index_behind_a_failing_server_is_not_missing(server: Server, twist: Twist) -> None:
    with Proxy(server.port) as proxy:
        engine = open_engine(f"meilisearch://:{server.key}@127.0.0.1:{proxy.port}/{twist}")
        proxy.twist = twist
        with pytest.raises(SearchUnavailable):
            engine.missing()


def test_what_this_process_could_not_finish_holds_nobody_up(server: Server) -> None:
    """The server was away when it should have been told to throw the new index away."""
    with Proxy(server.port) as proxy:
        engine = open_engine(f"meilisearch://:{server.key}@127.0.0.1:{proxy.port}/givenup")
        engine.replace(ALL)

        def documents() -> Iterator[SearchDocument]:
            proxy.twist = Twist.BROKEN
            yield from ALL

        with pytest.raises(SearchUnavailable):
            engine.replace(documents())
        proxy.twist = Twist.NONE
        waiting = threading.Thread(target=engine.remove, args=(["fern"],), daemon=True)
        waiting.start()
        waiting.join(timeout=30)
        assert not waiting.is_alive()
        assert "fern" not in keys(engine, "")

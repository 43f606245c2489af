"""The real site and worker as processes, for measurements and for proofs that kill them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

STARTS_WITHIN_SECONDS = 60.0


class RunningSite:
    """`threehouses serve` on a free port of the loopback, in a process group of its own."""

    def __init__(self, folder: Path, database_url: str, **settings: str) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "PORT": str(self.port),
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, worker: bool = True) -> None:
        """Start site and worker and wait until `/readyz` is green; it answers without a worker.

        If it does not come, nothing of it stays.
        """
        words = [sys.executable, "-m", "marketplace.cli", "serve"]
        words += [] if worker else ["--no-worker"]
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own words
                words, env=self.environment, start_new_session=True, stdout=log, stderr=log
            )
        try:
            self.wait_until(lambda ready: ready["status"] == "ready" or not worker)
        except TimeoutError:
            self.kill()
            raise

    def kill(self) -> None:
        """SIGKILL for site and worker at the same instant."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=30)
            self.process = None

    def wait_until(self, fits: Any, seconds: float = STARTS_WITHIN_SECONDS) -> None:
        """Wait until `fits(answer of /readyz)`; raises `TimeoutError`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if fits(self.get("/readyz")):
                    return
            except (URLError, ConnectionError, TimeoutError, KeyError):
                pass
            time.sleep(0.05)
        raise TimeoutError(f"{self.url}/readyz")

    def caught_up(self, seconds: float = STARTS_WITHIN_SECONDS) -> None:
        self.wait_until(lambda ready: ready["caught_up"], seconds)

    def get(self, path: str, token: str = "") -> Any:
        return self.ask("GET", path, token=token)[1]

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Status and JSON of one request; a connection that breaks raises `URLError`."""
        request = Request(  # noqa: S310 - our own loopback address
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "content-type": "application/json",
                "accept": "application/json",
                **({"authorization": f"Bearer {token}"} if token else {}),
                **(headers or {}),
            },
        )
        try:
            with urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
                return answer.status, json.loads(answer.read() or b"null")
        except HTTPError as refused:
            return refused.code, json.loads(refused.read() or b"null")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

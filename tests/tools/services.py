"""`make services`: what the tests need and pip cannot install; whatever fails, they say so."""

import os
import shutil
import subprocess
from collections.abc import Iterable

from search import server
from tests.tools import chromium, postgres

APT_GET = ("apt-get", "-q", "-o", "DPkg::Lock::Timeout=300")
INSTALL = ("install", "-y", "--no-install-recommends")


def missing() -> list[str]:
    """The Debian packages that would bring what is not there."""
    found = {"postgresql": postgres.find(), "chromium": chromium.find()}
    return [package for package, path in found.items() if path is None]


def install(packages: Iterable[str]) -> None:
    """Ask apt for them, without questions."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("update",), (*INSTALL, *packages)):
        subprocess.run([*APT_GET, *command], env=quiet, check=False)


def main() -> None:
    """Install what is missing where that is allowed, else say how."""
    if server.find() is None:
        try:
            server.fetch()
        except server.NoServer as problem:
            print(f"Tests with Meilisearch are skipped: {problem}")
    packages = missing()
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        install(packages)
        packages = missing()
    if not packages:
        print("PostgreSQL and Chromium are installed.")
    else:
        print(f"Missing, so their tests are skipped: {', '.join(packages)}. To install them, type")
        print(f"  sudo apt-get update && sudo apt-get {' '.join(INSTALL)} {' '.join(packages)}")


if __name__ == "__main__":
    main()

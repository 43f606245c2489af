"""The machine's own Chromium for Playwright; Playwright never downloads one.

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(**chromium.launch_arguments())
"""

import shutil
from typing import TypedDict

from tests.tools.missing import need

LINE = "type `make services`"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class LaunchArguments(TypedDict):
    """What `playwright.chromium.launch` is given."""

    executable_path: str
    args: list[str]


def find() -> str | None:
    """The browser's path, if the machine has one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch_arguments() -> LaunchArguments:
    """The arguments for `launch`; the test is skipped where there is no Chromium."""
    path = find()
    if path is None:
        need("Chromium", LINE)
    return {"executable_path": path, "args": list(QUIET)}

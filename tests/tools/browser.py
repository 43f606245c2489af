"""Chromium before a demonstration market that really runs, and what it says of a page."""

import functools
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Response,
    sync_playwright,
)

from marketplace.accounts import queries as accounts
from marketplace.accounts.service import sign_in
from marketplace.bench.process import RunningSite
from marketplace.db.session import Database
from marketplace.demo.fill import fill
from marketplace.demo.market import first_market
from marketplace.settings import Settings
from marketplace.tools import Tools
from marketplace.web.identity import SESSION_COOKIE
from marketplace.web.language import COOKIE as LANGUAGE_COOKIE
from marketplace.worker import catch_up
from tests.tools import chromium
from tests.tools.pages import Place
from tests.tools.stage import Stage, set_stage

Language = Literal["vi", "en"]
WIDE, NARROW = 1280, 390
HEIGHT = 900
LANGUAGES: tuple[Language, ...] = ("vi", "en")
LOCALES = {"vi": "vi-VN", "en": "en-GB"}
TAGS = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
GRAVE = ("serious", "critical")
PATIENCE = 30_000
"""Milliseconds that a page may take on a busy machine before a wait fails."""


class Chromium:
    """One browser for as long as tests need one.

    Playwright keeps an event loop in its thread, which no other test should find there: `stop` it
    when the last test of the folder is done.
    """

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    def browser(self) -> Browser:
        if self._browser is None:
            arguments = chromium.launch_arguments()  # skips where there is none
            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(**arguments)
        return self._browser

    def stop(self) -> None:
        if self._browser and self._playwright:
            self._browser.close()
            self._playwright.stop()
        self._browser = self._playwright = None


class Demo:
    """The demonstration market on a running site, with a few things more (`stage`)."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.running = RunningSite(folder, database_url)
        self.url = self.running.url
        settings = Settings(data_dir=folder, database_url=database_url, base_url=self.url)
        tools = Tools.from_settings(settings)
        self.database: Database = tools.database
        fill(tools.database, first_market())
        with tools.database.writing() as session:
            stage = set_stage(session, tools.key)
        catch_up(tools)
        self._known: set[Path] = set()
        self.stage: Stage = stage.with_letters(folder / "outbox", self.url)

    def start(self) -> None:
        self.running.environment["BASE_URL"] = self.url
        self.running.start()
        self.running.caught_up()

    def stop(self) -> None:
        self.running.stop()
        self.database.dispose()

    def settle(self) -> None:
        """Whatever was done has been sealed and told; letters from here on count as next."""
        self.running.caught_up()
        self._known = set(self._letters())

    def next_link_to(self, email: str, beginning: str) -> str:
        """Where the next letter to this address leads that is about such a thing; waits for it."""
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline:
            for file in self._letters():
                letter = message_from_bytes(file.read_bytes(), policy=policy.default)
                if file in self._known or letter["To"] != email:
                    continue
                if (path := link_in(letter, self.url)).startswith(beginning):
                    self._known.add(file)
                    return path
            time.sleep(0.05)
        raise TimeoutError(f"no letter to {email} about {beginning}")

    def _letters(self) -> Sequence[Path]:
        return sorted((self.folder / "outbox").glob("*.eml"))

    @functools.cache  # noqa: B019 - a demo lives as long as the session
    def session_of(self, email: str) -> str:
        """The cookie of a signed-in browser; signing in by form is what the walks try."""
        with self.database.writing() as session:
            person = accounts.by_email(session, email)
            assert person is not None, email
            return sign_in(session, person).secret

    @contextmanager
    def window(
        self,
        browser: Browser,
        *,
        email: str = "",
        language: Language = "en",
        width: int = WIDE,
        javascript: bool = True,
        dark: bool = False,
    ) -> Iterator[BrowserContext]:
        """A browser window of its own; with `email`, of somebody who is signed in."""
        context = browser.new_context(
            base_url=self.url,
            locale=LOCALES[language],
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=javascript,
            reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(PATIENCE)
        if email:
            context.add_cookies(
                [{"name": SESSION_COOKIE, "value": self.session_of(email), "url": self.url}]
            )
        try:
            yield context
        finally:
            context.close()

    def speak(self, context: BrowserContext, language: Language) -> None:
        context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": self.url}])


@dataclass
class Ears:
    """What a page complains of: console, scripts, policy, and answers that failed."""

    heard: list[str] = field(default_factory=list)
    expected: int = 200

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        page.on("response", self._response)

    def take(self) -> Sequence[str]:
        found, self.heard = self.heard, []
        return found

    def _console(self, message: ConsoleMessage) -> None:
        """That a page was asked for and is refused is said by its status."""
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.heard.append(f"console: {message.text}")

    def _response(self, answer: Response) -> None:
        if answer.status >= 500:
            self.heard.append(f"{answer.status}: {answer.url}")


def link_in(letter: EmailMessage, url: str) -> str:
    """The path that a letter asks its reader to open."""
    body = letter.get_body(("plain",))
    found = body and re.search(rf"{re.escape(url)}(/\S+)", body.get_content())
    assert found
    return found[1]


def show(page: Page, place: Place) -> None:
    """Go there, and check that it answers as the place says."""
    answer = page.goto(place.path)
    assert answer is not None
    assert answer.status == place.status, f"{answer.status} at {place.path}"
    if place.unanswered:
        form = page.locator("main form.form").first
        with page.expect_navigation():
            form.locator("button[type=submit]").first.click()


@functools.cache
def _axe() -> str:
    folder = Path(axe_playwright_python.__file__).parent
    return (folder / "axe.min.js").read_text()


def grave_violations(page: Page) -> Sequence[str]:
    """The serious and critical things that axe finds, each with where it is."""
    page.evaluate(_axe())
    found: list[dict[str, Any]] = page.evaluate(
        """async (tags) => (await axe.run(document, {
            runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], preload: false,
        })).violations""",
        list(TAGS),
    )
    return [
        f"axe {one['impact']} {one['id']}: {one['help']}: "
        + "; ".join(node["html"][:160] for node in one["nodes"][:3])
        for one in found
        if one["impact"] in GRAVE
    ]


def overflow(page: Page) -> Sequence[str]:
    """What is wider than the window, if one can scroll sideways."""
    found: list[str] = page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= wide) return [];
            return [...document.body.querySelectorAll("*")]
                .filter((one) => one.getBoundingClientRect().right > wide + 1)
                .slice(-3)
                .map((one) => one.outerHTML.slice(0, 160));
        }"""
    )
    return [f"scrolls sideways: {html}" for html in found] or (
        ["scrolls sideways"] if page.evaluate(SCROLLS) else []
    )


SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def copy_for(kind: str, template: Path | str, folder: Path, create: Any) -> str:
    """The address of a copy of the migrated template, of this kind of database."""
    if kind == "sqlite":
        file = folder / "site.db"
        shutil.copy(template, file)
        return f"sqlite:///{file}"
    return str(create("demonstration", template=template))

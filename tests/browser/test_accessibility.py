"""Every page: nothing serious for axe, nothing in the console, nothing wider than a phone."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from playwright.sync_api import Browser, Page

from tests.tools.browser import (
    HEIGHT,
    LANGUAGES,
    NARROW,
    WIDE,
    Demo,
    Ears,
    Language,
    grave_violations,
    overflow,
    show,
)
from tests.tools.pages import READERS, Place, page_routes, places
from tests.tools.stage import Stage

NAMES = [place.name for place in places(Stage(defaultdict(str), defaultdict(str)))]

on_sqlite = pytest.mark.parametrize("demo", ["sqlite"], indirect=True)
each_place = pytest.mark.parametrize(
    ("name", "language"), [(name, LANGUAGES[turn % 2]) for turn, name in enumerate(NAMES)]
)
"""In the two languages by turns; the proof below shows each page in both, to all its readers."""


def test_every_page_has_an_example() -> None:
    shown = {place.route for place in places(Stage(defaultdict(str), defaultdict(str)))}
    assert shown == set(page_routes())


@pytest.fixture(scope="module")
def seen_by() -> Iterator[Callable[[Browser, Demo, str, Language], tuple[Page, Ears]]]:
    """A page for each reader and language: for a window of its own Chromium starts a process."""
    with ExitStack() as windows:

        @cache
        def seen_by(
            browser: Browser, demo: Demo, email: str, language: Language
        ) -> tuple[Page, Ears]:
            window = windows.enter_context(demo.window(browser, email=email, language=language))
            page, ears = window.new_page(), Ears()
            ears.listen(page)
            return page, ears

        yield seen_by


@pytest.mark.browser
@on_sqlite
@each_place
def test_a_page_is_good_to_use(
    browser: Browser,
    demo: Demo,
    seen_by: Callable[[Browser, Demo, str, Language], tuple[Page, Ears]],
    name: str,
    language: Language,
) -> None:
    """For the first of its readers; axe looks at the wide page, the narrow one must fit."""
    place = place_of(demo, name)
    page, ears = seen_by(browser, demo, READERS[place.readers[0]], language)
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    show(page, place)
    assert faults(page, language) == []
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    assert overflow(page) == []
    assert ears.take() == []


@pytest.mark.browser
@pytest.mark.prove
@on_sqlite
@pytest.mark.parametrize(
    ("language", "dark"), [("vi", False), ("en", False), ("en", True)], ids=["vi", "en", "dark"]
)
@pytest.mark.parametrize("reader", READERS)
def test_every_page_is_good_to_use_for_every_reader(
    browser: Browser, demo: Demo, reader: str, language: Language, dark: bool
) -> None:
    found = {}
    with demo.window(browser, email=READERS[reader], language=language, dark=dark) as window:
        page, ears = window.new_page(), Ears()
        ears.listen(page)
        for place in places(demo.stage):
            if reader not in place.readers:
                continue
            for width in (WIDE,) if dark else (WIDE, NARROW):
                page.set_viewport_size({"width": width, "height": HEIGHT})
                show(page, place)
                wrong = [*faults(page, language), *overflow(page), *ears.take()]
                if wrong:
                    found[f"{place.name} {width}"] = wrong
    assert found == {}


def place_of(demo: Demo, name: str) -> Place:
    return next(place for place in places(demo.stage) if place.name == name)


def faults(page: Page, language: Language) -> list[str]:
    found = list(grave_violations(page))
    if page.locator("html").get_attribute("lang") != language:
        found.append("another language than asked for")
    if not re.fullmatch(r"\S.*\S", page.title()):
        found.append("no title")
    if (count := page.locator("h1").count()) != 1:
        found.append(f"{count} headings of the first level")
    return found

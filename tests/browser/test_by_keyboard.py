"""The line by keyboard alone: Tab, Enter, Space, arrows and typing; the focus is always visible."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from marketplace.demo.people import PASSWORD
from tests.browser.line import AMOUNT, HEAD, SIGNATORY, Line, figures, open_page
from tests.tools.browser import Demo

pytestmark = pytest.mark.browser

MOST_TABS = 60

STANDING = """() => {
    const one = document.activeElement, look = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    return {
        tag: one.tagName, type: one.type || "", name: one.name || "", value: one.value || "",
        says: (one.innerText || "").trim(),
        outlined: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight
            && box.right > 0 && box.left < innerWidth,
        html: one.outerHTML.slice(0, 120),
    };
}"""


@dataclass
class KeyboardHand:
    page: Page

    def answer(self, **answers: str) -> None:
        """In the order in which the page asks."""
        for name, value in answers.items():
            found = self._tab_to(lambda at, name=name: at["name"] == name)
            if found["type"] == "radio":
                self._choose(found, value)
            elif found["type"] == "date":
                day = date.fromisoformat(value)
                assert day.day == day.month  # either order of day and month
                self.page.keyboard.type(f"{day:%d%m%Y}")
            elif found["tag"] == "SELECT":
                self._select(value)
            else:
                self.page.keyboard.type(value)

    def press(self, label: str) -> None:
        self._tab_to(lambda at: at["says"] == label and at["tag"] in ("A", "BUTTON"))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def skip_to_the_content(self) -> None:
        """The first stop on every page."""
        self.page.keyboard.press("Tab")
        at = self._at()
        assert at["says"] == "Skip to the content", at
        self.page.keyboard.press("Enter")

    def _tab_to(self, wanted: Any) -> dict[str, Any]:
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            at = self._at()
            assert at["tag"] == "BODY" or at["seen"], at
            # Inside of a date field (day, month, year, calendar) the browser itself draws it.
            assert at["tag"] == "BODY" or at["outlined"] or at["type"] == "date", at
            if wanted(at):
                return at
        raise AssertionError(f"{MOST_TABS} tabs do not lead there from {self.page.url}")

    def _choose(self, at: dict[str, Any], value: str) -> None:
        self.page.keyboard.press("Space")
        while (at := self._at())["value"] != value:
            self.page.keyboard.press("ArrowDown")
        assert at["name"]

    def _select(self, value: str) -> None:
        """With the arrow, as far as it goes."""
        before = ""
        while (now := self._at()["value"]) != value:
            assert now != before or not now, f"there is no {value}"
            before = now
            self.page.keyboard.press("ArrowDown")

    def _at(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(STANDING)
        return found


def test_the_line_by_keyboard(browser: Browser, demo: Demo) -> None:
    with demo.window(browser) as hers, demo.window(browser) as theirs:
        institute, enterprise = KeyboardHand(hers.new_page()), KeyboardHand(theirs.new_page())
        line = Line(demo, institute, enterprise)
        for hand, email in ((institute, HEAD), (enterprise, SIGNATORY)):
            open_page(hand, "/sign-in?next=/desk")
            hand.skip_to_the_content()
            hand.answer(email=email, password=PASSWORD)
            hand.press("Sign in")
            assert hand.page.get_by_role("heading", level=1).inner_text() == "My desk"
        income, deals = figures(enterprise.page)

        line.walk("Sea salt, listed by keyboard")

        assert figures(enterprise.page) == (income + AMOUNT, deals + 1)


def test_a_refused_form_puts_the_focus_on_what_is_wrong(browser: Browser, demo: Demo) -> None:
    with demo.window(browser, email=HEAD) as window:
        hand = KeyboardHand(window.new_page())
        open_page(hand, "/inventions/new")
        hand.skip_to_the_content()
        hand.answer(problem="Unwashed sea salt tastes bitter.")
        hand.press("Save and preview")
        focused = hand.page.locator(":focus")
        assert "There are 4 things to put right" in focused.inner_text()
        hand.page.keyboard.press("Tab")  # the first of the links in it
        hand.page.keyboard.press("Enter")
        assert hand.page.url.endswith("#f-title")
        hand.page.keyboard.press("Tab")
        assert hand.page.locator(":focus").get_attribute("name") in ("title", "problem")


def test_the_menu_closes_by_escape_and_gives_the_focus_back(browser: Browser, demo: Demo) -> None:
    with demo.window(browser, email=HEAD) as window:
        page = window.new_page()
        page.goto("/")
        summary = page.locator("details.person > summary")
        summary.focus()
        page.keyboard.press("Enter")
        assert page.get_by_role("button", name="Sign out").is_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        assert not page.get_by_role("button", name="Sign out").is_visible()
        assert summary.evaluate("one => one === document.activeElement")

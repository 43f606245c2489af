"""The search as one types, narrowed and widened again: by mouse, by keyboard, wide and narrow."""

import contextlib
import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, Route, expect

from tests.tools.browser import NARROW, WIDE, Demo, Ears, grave_violations, overflow

pytestmark = pytest.mark.browser

LATE = "**/search/suggest?q=nuoc%20man"

WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])


def offered(page: Page) -> Locator:
    return page.locator("#f-q-suggestions a")


def asked(page: Page) -> Sequence[tuple[str, str]]:
    return parse_qsl(urlsplit(page.url).query)


def total(page: Page) -> int:
    words = page.locator(".results-count").inner_text()
    return int(re.sub(r"\D", "", words))


def healthy(page: Page, ears: Ears) -> None:
    assert grave_violations(page) == []
    assert overflow(page) == []
    assert ears.take() == []


def held_back(page: Page, address: str) -> list[Route]:
    """What is asked for at `address`, until the test lets it go on."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(address, hold)
    return held


@WIDTHS
def test_a_suggestion_by_mouse(browser: Browser, demo: Demo, width: int) -> None:
    with demo.window(browser, width=width) as window:
        page, ears = window.new_page(), Ears()
        ears.listen(page)
        page.goto("/search")
        page.locator("#f-q").press_sequentially("nuoc ma", delay=20)
        expect(offered(page).first).to_be_visible()
        healthy(page, ears)
        first = offered(page).first
        href = str(first.get_attribute("href"))
        assert href.startswith("/inventions/")
        first.click()
        page.wait_for_url(f"**{href}")


@WIDTHS
def test_narrowed_by_mouse(browser: Browser, demo: Demo, width: int) -> None:
    with demo.window(browser, width=width) as window:
        page, ears = window.new_page(), Ears()
        ears.listen(page)
        page.goto("/search?q=nuoc")
        everything = total(page)
        facet = page.locator("section[aria-labelledby=facet-field] a")
        counts = [int(one.inner_text()) for one in facet.locator(".number").all()[:2]]
        facet.nth(0).click()
        assert total(page) == counts[0] < everything
        chosen = page.locator("section[aria-labelledby=facet-field] a:not([aria-current])").first
        beside = int(chosen.locator(".number").inner_text())
        chosen.click()
        assert total(page) == counts[0] + beside
        assert [name for name, _ in asked(page)] == ["q", "field", "field"]
        healthy(page, ears)
        page.locator(".chip").first.click()
        assert [name for name, _ in asked(page)] == ["q", "field"]
        page.locator(".chip").first.click()
        assert (asked(page), total(page)) == ([("q", "nuoc")], everything)
        page.locator("#f-price_to").fill("500 triệu")
        page.get_by_role("button", name="Narrow").click()
        assert asked(page) == [("q", "nuoc"), ("price_to", "500000000")]
        assert total(page) < everything
        healthy(page, ears)


@WIDTHS
def test_a_suggestion_by_keyboard(browser: Browser, demo: Demo, width: int) -> None:
    with demo.window(browser, width=width) as window:
        page, ears = window.new_page(), Ears()
        ears.listen(page)
        page.goto("/")
        page.locator("#f-q").focus()
        page.keyboard.type("nuoc", delay=20)
        expect(offered(page).first).to_be_visible()
        expect(page.locator("#f-q-suggestions-told")).to_contain_text("suggestions")
        page.keyboard.press("ArrowDown")
        expect(offered(page).nth(0)).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(offered(page).nth(1)).to_be_focused()
        page.keyboard.press("Tab")
        expect(offered(page).nth(2)).to_be_focused()
        for _ in range(3):
            page.keyboard.press("ArrowUp")
        expect(page.locator("#f-q")).to_be_focused()
        healthy(page, ears)
        page.keyboard.press("Escape")
        expect(offered(page)).to_have_count(0)
        page.keyboard.type(" man", delay=20)
        expect(offered(page).first).to_be_visible()
        page.keyboard.press("ArrowDown")
        href = str(offered(page).first.get_attribute("href"))
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{href}")


@WIDTHS
def test_narrowed_by_keyboard(browser: Browser, demo: Demo, width: int) -> None:
    with demo.window(browser, width=width) as window:
        page, ears = window.new_page(), Ears()
        ears.listen(page)
        page.goto("/search")
        page.locator("#f-q").focus()
        page.keyboard.type("nuoc")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=nuoc")
        everything = total(page)
        page.locator("section[aria-labelledby=facet-ipc] a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=nuoc&ipc=*")
        assert total(page) < everything
        page.locator(".chip").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=nuoc")
        assert total(page) == everything
        assert ears.take() == []


def test_an_old_answer_never_replaces_a_newer_one(browser: Browser, demo: Demo) -> None:
    """The first answer is held back until the second has come."""
    with demo.window(browser) as window:
        page = window.new_page()
        held = held_back(page, "**/search/suggest?q=nuoc")
        page.goto("/search")
        with page.expect_request("**/search/suggest?q=nuoc"):
            page.locator("#f-q").press_sequentially("nuoc", delay=20)
        page.locator("#f-q").press_sequentially(" man", delay=20)
        expect(offered(page).last).to_contain_text("nuoc man")
        for route in held:
            with contextlib.suppress(Error):  # htmx has given it up
                route.continue_()
        page.wait_for_timeout(300)
        expect(offered(page).last).to_contain_text("nuoc man")


def test_a_late_answer_leaves_the_reached_suggestion(browser: Browser, demo: Demo) -> None:
    """The second answer is held back until the first one's suggestion has the focus."""
    with demo.window(browser) as window:
        page = window.new_page()
        held = held_back(page, LATE)
        page.goto("/search")
        page.locator("#f-q").press_sequentially("nuoc", delay=20)
        expect(offered(page).first).to_be_visible()
        with page.expect_request(LATE):
            page.locator("#f-q").press_sequentially(" man", delay=20)
        page.keyboard.press("ArrowDown")
        expect(offered(page).first).to_be_focused()
        with page.expect_response(LATE):
            held[0].continue_()
        page.wait_for_timeout(300)
        expect(offered(page).first).to_be_focused()


def test_without_scripts_the_box_is_a_form(browser: Browser, demo: Demo) -> None:
    with demo.window(browser, javascript=False) as window:
        page = window.new_page()
        page.goto("/search")
        page.locator("#f-q").fill("nuoc")
        page.locator("#f-q").press("Enter")
        page.wait_for_url("**/search?q=nuoc")
        assert total(page) > 0
        page.locator("section[aria-labelledby=facet-field] a").first.click()
        assert [name for name, _ in asked(page)] == ["q", "field"]

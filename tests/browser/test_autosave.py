"""A draft saves itself; a reload keeps it; a second tab's older text does not overwrite it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.line import HEAD, SIGNATORY
from tests.tools.browser import PATIENCE, Demo

pytestmark = pytest.mark.browser

expect.set_options(timeout=PATIENCE)

PAGES = {"/inventions/new": HEAD, "/needs/new": SIGNATORY}


def type_and_wait(page: Page, name: str, words: str) -> None:
    with page.expect_response(lambda answer: answer.url.endswith("/autosave")):
        page.locator(f'[name="{name}"]').fill(words)


@pytest.mark.parametrize("path", PAGES)
def test_a_draft_saves_itself(browser: Browser, demo: Demo, path: str) -> None:
    with demo.window(browser, email=PAGES[path]) as window:
        page = window.new_page()
        page.goto(path)
        type_and_wait(page, "title", "Half a thought")
        expect(page.locator("[data-autosave-status]")).to_contain_text("Saved at")
        page.wait_for_url("**/edit*")  # it has an address of its own from now on

        page.reload()
        assert page.locator('[name="title"]').input_value() == "Half a thought"

        type_and_wait(page, "problem", "and the other half")
        expect(page.locator("[data-autosave-status]")).to_contain_text("Saved at")
        page.reload()
        assert page.locator('[name="problem"]').input_value() == "and the other half"


@pytest.mark.parametrize("path", PAGES)
def test_a_second_tab_with_an_older_text_says_so(browser: Browser, demo: Demo, path: str) -> None:
    with demo.window(browser, email=PAGES[path]) as window:
        first = window.new_page()
        first.goto(path)
        type_and_wait(first, "title", "Written in the first tab")
        first.wait_for_url("**/edit*")
        second = window.new_page()
        second.goto(first.url)

        type_and_wait(first, "title", "Changed in the first tab")
        expect(first.locator("[data-autosave-status]")).to_contain_text("Saved at")
        type_and_wait(second, "problem", "Thought of in the second tab")
        expect(second.locator("[data-autosave-status]")).to_contain_text("Could not save just now")
        assert second.locator('[name="problem"]').input_value() == "Thought of in the second tab"

        second.get_by_role("button", name="Save draft").click()
        summary = second.locator(".error-summary")
        expect(summary).to_contain_text("Somebody else changed this")
        assert second.locator('[name="problem"]').input_value() == "Thought of in the second tab"

        second.goto(first.url)
        assert second.locator('[name="title"]').input_value() == "Changed in the first tab"
        assert second.locator('[name="problem"]').input_value() == ""

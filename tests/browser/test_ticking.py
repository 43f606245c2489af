"""Rows are ticked by hand or all at once, with a script and without, and go together."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.line import HEAD
from tests.tools.browser import PATIENCE, Demo

pytestmark = pytest.mark.browser

expect.set_options(timeout=PATIENCE)
on_sqlite = pytest.mark.parametrize("demo", ["sqlite"], indirect=True)


@on_sqlite
@pytest.mark.parametrize("javascript", [True, False])
def test_all_rows_of_a_page_are_ticked_and_go_together(
    browser: Browser, demo: Demo, javascript: bool
) -> None:
    """Nothing is changed: the page that asks first is as far as it goes."""
    with demo.window(browser, email=HEAD, javascript=javascript) as window:
        page = window.new_page()
        page.goto("/inventions/ours?state=listed")
        boxes = page.locator('input[name="id"]')
        count = boxes.count()
        assert count > 1
        page.get_by_role("link", name="Tick all on this page").click()
        expect(page.locator('input[name="id"]:checked')).to_have_count(count)
        assert ("tick=page" in page.url) is not javascript
        boxes.first.uncheck()
        page.get_by_role("button", name="Withdraw").click()
        expect(page.get_by_text(f"To be withdrawn: {count - 1}")).to_be_visible()
        page.get_by_role("link", name="Back to the list").click()
        expect(page.locator('input[name="id"]:checked')).to_have_count(0)
        assert page.url.endswith("/inventions/ours?state=listed")

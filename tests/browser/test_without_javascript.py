"""The line where scripts do not run at all."""

import pytest
from playwright.sync_api import Browser

from marketplace.demo.people import PASSWORD
from tests.browser.line import AMOUNT, HEAD, SIGNATORY, Line, MouseHand, figures, sign_in
from tests.tools.browser import Demo

pytestmark = pytest.mark.browser


def test_the_line_without_javascript(browser: Browser, demo: Demo) -> None:
    with (
        demo.window(browser, javascript=False) as hers,
        demo.window(browser, javascript=False) as theirs,
    ):
        line = Line(demo, MouseHand(hers.new_page()), MouseHand(theirs.new_page()))
        sign_in(line.institute, HEAD, PASSWORD)
        sign_in(line.enterprise, SIGNATORY, PASSWORD)
        income, deals = figures(line.enterprise.page)

        line.walk("Sea salt, listed without a script")

        assert figures(line.enterprise.page) == (income + AMOUNT, deals + 1)


def test_folded_answers_and_menus_open_without_javascript(browser: Browser, demo: Demo) -> None:
    with demo.window(browser, email=HEAD, width=390, javascript=False) as window:
        page = window.new_page()
        page.goto("/inventions/new")
        page.get_by_text("Use, field and evidence").click()
        assert page.get_by_label("Advantages").is_visible()
        page.get_by_text("Menu", exact=True).click()
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Figures").click()
        page.wait_for_url("**/figures")
        assert page.get_by_role("heading", level=1).inner_text() == "Figures"

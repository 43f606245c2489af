"""The line by mouse, with what it costs: required answers and clicks."""

import pytest
from playwright.sync_api import Browser

from marketplace.demo.people import PASSWORD
from tests.browser.line import (
    AMOUNT,
    HEAD,
    SIGNATORY,
    Line,
    MouseHand,
    counting,
    figures,
    sign_in,
)
from tests.tools.browser import Demo

pytestmark = pytest.mark.browser


def test_the_line_by_mouse(browser: Browser, demo: Demo) -> None:
    with (
        demo.window(browser) as hers,
        demo.window(browser) as theirs,
        demo.window(browser) as anybodys,
    ):
        line = Line(demo, MouseHand(counting(hers)), MouseHand(counting(theirs)))
        stranger = anybodys.new_page()
        before = figures(stranger)
        sign_in(line.institute, HEAD, PASSWORD)
        sign_in(line.enterprise, SIGNATORY, PASSWORD)

        line.walk("Sea salt, listed by mouse")

        assert line.asked == {
            "invention": ["title", "problem", "novelty", "kind", "readiness"],
            "need": ["title", "problem", "field"],
            "bid": ["right", "upfront", "term_years", "territory"],
        }
        assert line.clicks == 3
        income, deals = before
        assert figures(stranger) == (income + AMOUNT, deals + 1)

        # The stranger stands at the payment and at its entry in the journal.
        stranger.locator("section[aria-labelledby=K3] .stat-value a").first.click()
        record = stranger.get_by_role("row").filter(
            has=stranger.locator(f'[href="{line.payment}"]')
        )
        assert "VND\xa090,000,000" in record.inner_text()
        record.get_by_role("link", name="The payment").click()
        assert "Confirmed by the payer" in stranger.get_by_role("main").inner_text()
        stranger.get_by_role("link", name="Confirmed by the payer").click()
        assert "payment.verified" in stranger.get_by_role("main").inner_text()

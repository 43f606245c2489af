"""Save a search, keep and compare what it finds, print one: by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from marketplace.catalogue.sheet.pages import LETTERS, MOST_FACTS, MOST_LETTERS
from tests.tools.browser import NARROW, WIDE, Demo
from tests.tools.stage import EMAILS

pytestmark = pytest.mark.browser

A4_INSIDE = 703
"""186 mm, a sheet of A4 without its margins, in pixels of CSS."""

LONGEST = f"""() => {{
  const long = (letters) => "Nghiên cứu vật liệu chịu mặn ".repeat(20).slice(0, letters);
  document.querySelector(".sheet h1").textContent = long(200);
  const limits = {list(LETTERS)}, side = document.querySelector(".sheet-side");
  document.querySelectorAll(".sheet-text p").forEach((p, i) => {{
    p.textContent = long(limits[i]);
  }});
  side.querySelector("dl").innerHTML = "<dt>Số bằng bảo hộ</dt><dd></dd>".repeat({MOST_FACTS});
  side.querySelectorAll("dd").forEach((dd) => {{ dd.textContent = long({MOST_LETTERS}); }});
  side.querySelector("section:last-child p").textContent = long({2 * MOST_LETTERS});
}}"""


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_save_keep_compare_by_keyboard(browser: Browser, demo: Demo, width: int) -> None:
    with demo.window(browser, email=EMAILS["lai"], width=width) as window:
        page = window.new_page()
        page.goto("/search?q=nuoc+man&what=inventions")
        _press(page, "link", re.compile("Save this search"))
        name = f"Salt {width}"
        page.get_by_label("Name").fill(name)
        page.get_by_label("Once a week").focus()
        page.keyboard.press("Space")
        _press(page, "button", "Save the search")
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        for which in ("listed invention", "bid invention"):
            page.goto(f"/inventions/{demo.stage.ids[which]}")
            _press(page, "button", "Put on the shortlist")
            expect(page.get_by_role("button", name="Take off the shortlist")).to_be_visible()
        page.goto("/shortlist")
        for box in page.get_by_role("checkbox").all():
            box.focus()
            page.keyboard.press("Space")
        _press(page, "button", "Compare the ticked ones")
        expect(page.get_by_role("heading", level=1)).to_have_text("Inventions side by side")
        assert page.locator("tr.differs").count() > 5
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto("/shortlist")
        while (left := page.get_by_role("button", name="Take off the shortlist")).count():
            left.first.click()


def test_the_sheet_is_one_page_with_the_longest_texts(browser: Browser, demo: Demo) -> None:
    with demo.window(browser, language="vi", width=A4_INSIDE) as window:
        page = window.new_page()
        page.goto(f"/inventions/{demo.stage.ids['bid invention']}/sheet")
        page.emulate_media(media="print")
        page.evaluate(LONGEST)
        room = "(sheet) => sheet.clientHeight - sheet.scrollHeight"
        assert page.locator(".sheet").evaluate(room) >= 0
        printed = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def _press(page: Page, role: str, name: object) -> None:
    page.get_by_role(role, name=name).focus()  # type: ignore[arg-type]
    page.keyboard.press("Enter")

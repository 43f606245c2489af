"""The line in a browser, told once for mouse, keyboard and no JavaScript."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

from marketplace.kit import clock
from tests.tools.browser import Demo
from tests.tools.stage import EMAILS

HEAD, SIGNATORY = EMAILS["binh"], EMAILS["yen"]
"""Who founded their houses, so that each can take every step for their side."""

AMOUNT = 90_000_000

COUNT_CLICKS = """addEventListener("click", (event) => {
    if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, true)"""

ASKED = """(form) => {
    const names = new Set();
    for (const one of form.elements) {
        if (!one.name || one.type === "hidden" || !one.checkVisibility()) continue;
        const chosen = () => [...form.elements].some((o) => o.name === one.name && o.checked);
        if (one.type === "radio" ? !chosen() : one.required && !one.value) names.add(one.name);
    }
    return [...names];
}"""
"""The questions of a form that have no answer yet and must get one."""


class Hand(Protocol):
    """How somebody uses a page."""

    page: Page

    def answer(self, **answers: str) -> None:
        """Answer questions of the page's form, by their names."""

    def press(self, label: str) -> None:
        """Press the link or button that says so, and wait for the next page."""


@dataclass
class MouseHand:
    page: Page

    def answer(self, **answers: str) -> None:
        for name, value in answers.items():
            question = self.page.locator(f'main form.form [name="{name}"]').first
            if question.evaluate("one => one.tagName") == "SELECT":
                question.select_option(value)
            elif question.get_attribute("type") == "radio":
                self.page.locator(f'main form.form [name="{name}"][value="{value}"]').click()
            elif question.get_attribute("type") == "date":
                question.fill(value)
            else:
                question.click()
                self.page.keyboard.insert_text(value)

    def press(self, label: str) -> None:
        main = self.page.get_by_role("main")
        button = main.get_by_role("button", name=label, exact=True)
        link = main.get_by_role("link", name=label, exact=True)
        with self.page.expect_navigation():
            button.or_(link).click()


def no_trouble(_page: Page) -> None:
    """What is checked on every page that is reached, if nothing else is asked for."""


@dataclass
class Line:
    """What is passed from step to step; `asked` and `clicks` are what the forms cost."""

    demo: Demo
    institute: Hand
    enterprise: Hand
    invention: str = ""
    payment: str = ""
    asked: dict[str, Sequence[str]] = field(default_factory=dict)
    clicks: int = 0

    def list_an_invention(self, title: str) -> None:
        hand = self.institute
        open_page(hand, "/inventions")
        hand.press("Offer an invention")
        self.asked["invention"] = asked(hand)
        hand.answer(
            title=title,
            problem="Unwashed sea salt tastes bitter.",
            novelty="Two ponds in a row let the magnesium out first.",
            kind="know-how",
            readiness="7",
        )
        hand.press("Save and preview")
        hand.press("List it")
        says(hand, "It is listed: everybody sees it now.")
        self.invention = urlsplit(hand.page.url).path

    def post_a_need(self) -> None:
        hand = self.enterprise
        open_page(hand, "/needs")
        hand.press("Post a need")
        self.asked["need"] = asked(hand)
        hand.answer(title="Salt for pickles", problem="Jars come back.", field="food-processing")
        hand.press("Post it")
        says(hand, "Your need is posted.")

    def bid(self) -> None:
        hand = self.enterprise
        open_page(hand, self.invention)
        hand.press("Make a bid")
        self.asked["bid"] = asked(hand)
        hand.answer(right="exclusive-licence", upfront="90 million", term_years="5", territory="VN")
        hand.press("Send the bid")
        says(hand, "Your bid is with the owner.")

    def accept_from_the_letter(self) -> None:
        """The link in the letter is the first click."""
        hand = self.institute
        link = self.demo.next_link_to(HEAD, "/bids/")
        hand.page.evaluate("sessionStorage.clicks = 0")
        open_page(hand, link)
        hand.press("Accept")
        hand.press("Accept these terms")
        self.clicks = 1 + int(hand.page.evaluate("sessionStorage.clicks"))
        says(hand, "Accepted. Now both houses sign.")

    def sign(self) -> None:
        for hand, email in ((self.institute, HEAD), (self.enterprise, SIGNATORY)):
            open_page(hand, self.demo.next_link_to(email, "/deals/"))
            hand.press("Sign these terms")
            says(hand, "You have signed for your house.")

    def declare(self) -> None:
        hand = self.institute
        open_page(hand, self.demo.next_link_to(HEAD, "/deals/"))
        hand.press("Declare a payment")
        hand.answer(money="90 million", paid_on=day_of_two_equal_halves().isoformat())
        hand.press("Declare it")
        says(hand, "Declared. The payer is asked to confirm it.")

    def confirm(self) -> None:
        hand = self.enterprise
        self.payment = self.demo.next_link_to(SIGNATORY, "/payments/")
        open_page(hand, self.payment)
        hand.press("Confirm that we paid")
        says(hand, "Confirmed. It counts in the figures within seconds.")
        self.demo.running.caught_up()

    def walk(self, title: str) -> None:
        self.list_an_invention(title)
        self.post_a_need()
        self.demo.settle()
        self.bid()
        self.accept_from_the_letter()
        self.sign()
        self.declare()
        self.confirm()


def open_page(hand: Hand, path: str) -> None:
    answer = hand.page.goto(path)
    assert answer is not None
    assert answer.status == 200, f"{answer.status} at {path}"


def says(hand: Hand, words: str) -> None:
    assert words in hand.page.locator("body").inner_text()


def asked(hand: Hand) -> Sequence[str]:
    found: Sequence[str] = hand.page.locator("main form.form").evaluate(ASKED)
    return found


def sign_in(hand: Hand, email: str, password: str) -> None:
    open_page(hand, "/sign-in?next=/desk")
    hand.answer(email=email, password=password)
    hand.page.locator("main form.form").first.get_by_role("button").click()
    hand.page.wait_for_url("**/desk")


def counting(window: BrowserContext) -> Page:
    window.add_init_script(COUNT_CLICKS)
    return window.new_page()


def figures(page: Page) -> tuple[int, int]:
    """Verified income and paid deals, as the public page shows them."""
    page.goto("/figures")
    shown = [
        page.locator(f"section[aria-labelledby={code}] .stat-value").first.inner_text()
        for code in ("K3", "K4")
    ]
    income, deals = (int(re.sub(r"\D", "", text)) for text in shown)
    return income, deals


def day_of_two_equal_halves() -> date:
    """The latest day such as 11/11, which every order of day and month writes alike."""
    today = clock.today()
    days = [date(year, n, n) for year in (today.year - 1, today.year) for n in range(1, 13)]
    return max(day for day in days if day <= today)

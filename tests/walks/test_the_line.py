"""The story that the product tells: from an invention that somebody lists to a figure that
everybody can stand before.

Mai works for an institute that has learnt to take the bitterness out of sea salt. Khang runs a
workshop that needs just that. Neither knows the other. A stranger reads what came of it.
"""

from dataclasses import dataclass, field

import pytest

from marketplace.kit import clock
from tests.tools.market import PASSWORD
from tests.tools.site import Site
from tests.tools.walk import Post, Walker

MAI, KHANG, OPERATOR = "mai@example.org", "khang@example.org", "operator@example.org"
INVENTION = "Sea salt without the bitterness"
INSTITUTE, ENTERPRISE = "Institute of Salt and Shore", "Green Quay Foods"
PUBLIC_TERMS = "The terms do not."


@dataclass
class Story:
    """Who takes part, and what they hold in their hands so far."""

    site: Site
    post: Post = field(init=False)
    mai: Walker = field(init=False)
    khang: Walker = field(init=False)
    operator: Walker = field(init=False)
    stranger: Walker = field(init=False)
    invention: str = ""
    deal: str = ""
    today: str = field(default_factory=lambda: f"{clock.today():%d/%m/%Y}")

    def __post_init__(self) -> None:
        with self.site.market() as market:
            market.person("Linh", OPERATOR, operator=True)
        self.post = Post(self.site)
        self.mai, self.khang = Walker(self.site.visitor()), Walker(self.site.visitor())
        self.stranger = Walker(self.site.visitor())
        self.operator = Walker(self.site.sign_in(OPERATOR))


@pytest.fixture
def story(site: Site) -> Story:
    return Story(site)


def test_from_a_listed_invention_to_a_public_figure(story: Story) -> None:
    mai_and_khang_open_their_accounts(story)
    each_founds_a_house_and_the_operator_verifies_it(story)
    mai_lists_an_invention(story)
    khang_posts_a_need(story)
    khang_bids(story)
    mai_accepts_in_three_clicks_from_the_letter(story)
    both_sign(story)
    mai_declares_the_payment(story)
    khang_confirms_it_with_one_click(story)
    the_figure_moves_and_a_stranger_stands_at_the_payment(story)


def test_a_bid_is_refused_with_a_reason_and_made_again(story: Story) -> None:
    mai_and_khang_open_their_accounts(story)
    each_founds_a_house_and_the_operator_verifies_it(story)
    mai_lists_an_invention(story)
    khang_bids(story)
    mai_refuses_and_says_why(story)
    khang_reads_why_and_bids_again(story)


def mai_and_khang_open_their_accounts(story: Story) -> None:
    for walker, name, address in (
        (story.mai, "Mai", MAI),
        (story.khang, "Khang", KHANG),
    ):
        walker.open("/").follow("Sign up")
        walker.press("Open the account", name=name, email=address, password=PASSWORD)
        assert "A letter is on its way to the address you gave." in walker.text

        assert story.post.arrives() == [(address, "Confirm your e-mail address")]
        walker.open(story.post.link_to(address)).press("Confirm the address", password=PASSWORD)
        assert walker.path == "/desk"
        assert "Your address is confirmed. Welcome!" in walker.text
        assert "Name your house" in walker.text


def each_founds_a_house_and_the_operator_verifies_it(story: Story) -> None:
    story.mai.follow("Found a house")
    story.mai.press("Found the house", kind="institute", name=INSTITUTE, province="ninh-binh")
    assert "Waiting for verification" in story.mai.text
    story.khang.follow("Found a house")
    story.khang.press("Found the house", kind="enterprise", name=ENTERPRISE, province="da-nang")
    assert story.post.arrives() == 2 * [(OPERATOR, "A house asks to be verified")]

    # Nobody else sees a house before it is verified.
    assert story.stranger.open(story.mai.path).status == 404

    for walker, house, address in (
        (story.mai, INSTITUTE, MAI),
        (story.khang, ENTERPRISE, KHANG),
    ):
        button = f"Look at it and decide Verification of {house}"
        story.operator.open("/desk").follow(button).press("Verify")
        assert "The house is verified." in story.operator.text
        assert story.post.arrives() == [(address, "Your house is verified")]
        assert "Verified" in walker.open(story.post.link_to(address)).text

    assert "Nothing waits for you" in story.operator.open("/desk").text


def mai_lists_an_invention(story: Story) -> None:
    mai = story.mai.open("/inventions").follow("Offer an invention")
    sheet, _button = mai.form("Save and preview")
    assert sheet.asked == ("title", "problem", "novelty", "kind", "readiness")

    mai.press(
        "Save and preview",
        title=INVENTION,
        problem="Unwashed sea salt tastes bitter, and washing it costs a tenth of the harvest.",
        novelty="Two ponds in a row let the magnesium out before the salt falls.",
        kind="know-how",
        readiness="7",
        language="en",
    )
    assert "This is exactly what a stranger will see once it is listed." in mai.text
    assert "may be public, because the right is filed or the house has decided" in mai.text
    story.invention = mai.path.removesuffix("/preview")
    assert story.stranger.open(story.invention).status == 404

    mai.press("List it")
    assert mai.path == story.invention
    assert "It is listed: everybody sees it now." in mai.text
    assert story.post.arrives() == []  # who did it knows already

    story.stranger.open("/inventions").follow(INVENTION)
    assert "Two ponds in a row" in story.stranger.text
    assert INSTITUTE in story.stranger.text


def khang_posts_a_need(story: Story) -> None:
    khang = story.khang.open("/needs").follow("Post a need")
    sheet, _button = khang.form("Post it")
    assert sheet.asked == ("title", "problem", "field")

    khang.press(
        "Post it",
        title="Salt for pickles that does not turn them bitter",
        problem="A third of our jars come back; the salt of the coast is all we can get.",
        field="food-processing",
        language="en",
    )
    assert "Your need is posted." in khang.text
    assert story.post.arrives() == []
    story.stranger.open("/needs").follow("Salt for pickles that does not turn them bitter")
    assert "A third of our jars come back" in story.stranger.text


def khang_bids(story: Story) -> None:
    khang = story.khang.open(story.invention).follow("Make a bid")
    sheet, _button = khang.form("Send the bid")
    assert sheet.asked == ("right", "upfront", "term_years", "territory")

    khang.press(
        "Send the bid",
        right="exclusive-licence",
        upfront="900 million",
        term_years="5",
        territory="VN",
        message="We would begin with two hectares at Sa Huynh.",
    )
    assert "Your bid is with the owner." in khang.text
    assert "VND 900,000,000" in khang.text
    assert story.post.arrives() == [(MAI, f"A bid on “{INVENTION}”")]

    # A bid is between two houses: nobody else learns that there is one.
    assert story.stranger.open(khang.path).path == "/sign-in"
    assert story.operator.open(khang.path).status == 404
    assert "900,000,000" not in story.stranger.open(story.invention).text


def mai_accepts_in_three_clicks_from_the_letter(story: Story) -> None:
    mai, letter = story.mai, story.post.link_to(MAI)
    before = mai.clicks
    mai.open(letter)
    assert f"{ENTERPRISE}" in mai.text
    assert "Waiting for your answer until" in mai.text
    assert "We would begin with two hectares at Sa Huynh." in mai.text
    mai.follow("Accept")
    assert "You agree to these terms with Green Quay Foods." in mai.text
    mai.press("Accept these terms")
    assert mai.clicks - before == 3
    assert "Accepted. Now both houses sign." in mai.text
    story.deal = mai.path

    assert story.post.arrives() == [
        (KHANG, f"Your bid on “{INVENTION}” was accepted"),
        (MAI, f"A deal on “{INVENTION}” waits for your signature"),
    ]
    # Until both have signed, a deal is nobody else's business.
    assert story.stranger.open(story.deal).status == 404


def both_sign(story: Story) -> None:
    mai, khang = story.mai, story.khang
    mai.open(story.post.link_to(MAI))
    assert PUBLIC_TERMS in mai.text
    mai.press("Sign these terms")
    assert f"Waiting for the signature of {ENTERPRISE}." in mai.text
    assert story.post.arrives() == []  # who signs for the other side has been asked

    khang.open("/desk").follow(f"Read and sign Deal on “{INVENTION}”")
    assert "with your signature the deal is made." in khang.text
    khang.press("Sign these terms")
    assert "Both sides have signed." in khang.text
    assert story.post.arrives() == [(MAI, f"The deal on “{INVENTION}” is signed")]

    story.stranger.open("/deals").follow(INVENTION)
    assert story.stranger.path == story.deal
    assert INSTITUTE in story.stranger.text
    assert ENTERPRISE in story.stranger.text
    assert "900,000,000" not in story.stranger.text


def mai_declares_the_payment(story: Story) -> None:
    mai = story.mai.open(story.post.link_to(MAI)).follow("Declare a payment")
    mai.press(
        "Declare it",
        money="900 million",
        paid_on=story.today,
        bank_reference="FT26-4711",
    )
    assert "Declared. The payer is asked to confirm it." in mai.text
    assert f"Waiting for {ENTERPRISE} to confirm or dispute it." in mai.text
    assert story.post.arrives() == [(KHANG, "Did your house pay VND 900,000,000?")]

    # Claimed stands beside verified, and nothing is verified yet.
    assert figures(story) == {"K3": ("VND 0", "VND 900,000,000"), "K4": ("0", "1")}


def khang_confirms_it_with_one_click(story: Story) -> None:
    khang = story.khang.open(story.post.link_to(KHANG))
    assert "Your house confirms this with one click, or disputes it." in khang.text
    assert "FT26-4711" in khang.text
    khang.press("Confirm that we paid")
    assert "Confirmed. It counts in the figures within seconds." in khang.text
    assert story.post.arrives() == [(MAI, "A payment of VND 900,000,000 is verified")]


def the_figure_moves_and_a_stranger_stands_at_the_payment(story: Story) -> None:
    assert figures(story) == {"K3": ("VND 900,000,000", "VND 900,000,000"), "K4": ("1", "1")}

    stranger = story.stranger.open("/figures")
    stranger.open(stranger.read.href("/figures/K3/records?measure=verified"))
    assert "What they add up to is the figure itself." in stranger.text
    assert f"{story.today} {INSTITUTE} VND 900,000,000 V2: verified" in stranger.text
    stranger.follow("The payment")
    assert f"Paid by {ENTERPRISE} Received by {INSTITUTE}" in stranger.text
    assert "FT26-4711" not in stranger.text
    stranger.follow("Confirmed by the payer")
    assert stranger.path.startswith("/journal/")
    assert "payment.verified" in stranger.text


def mai_refuses_and_says_why(story: Story) -> None:
    mai = story.mai.open(story.post.link_to(MAI)).follow("Refuse")
    mai.press("Refuse the bid", reason="exclusivity-too-wide")
    assert mai.status == 422
    assert "There is one thing to put right" in mai.text

    mai.press(
        "Refuse the bid",
        reason="exclusivity-too-wide",
        sentence="Four villages use it already; we gladly share it with you as well.",
    )
    assert "The bidder reads your reason now." in mai.text
    assert story.post.arrives() == [(KHANG, f"Your bid on “{INVENTION}” was refused")]
    letter = story.site.letters(KHANG)[-1].get_body(("plain",))
    assert letter is not None
    assert "Four villages" not in letter.get_content()  # own words stay on the page


def khang_reads_why_and_bids_again(story: Story) -> None:
    khang = story.khang.open(story.post.link_to(KHANG))
    assert "Four villages use it already; we gladly share it with you as well." in khang.text
    khang.open(story.invention).follow("Make a bid").press(
        "Send the bid",
        right="non-exclusive-licence",
        upfront="500 million",
        term_years="5",
        territory="VN",
    )
    assert story.post.arrives() == [(MAI, f"A bid on “{INVENTION}”")]
    story.mai.open(story.post.link_to(MAI)).follow("Accept").press("Accept these terms")
    assert "Accepted. Now both houses sign." in story.mai.text


def figures(story: Story) -> dict[str, tuple[str, str]]:
    """(verified, claimed) of each figure, as a stranger reads them."""
    text = story.stranger.open("/figures").text
    found = {}
    for code, title in (("K3", "Licence and assignment income"), ("K4", "Paid deals")):
        words = text.partition(title)[2]
        verified = words.partition("Verified ")[2].partition(" Confirmed by")[0]
        claimed = words.partition("Claimed ")[2].partition(" All that was")[0]
        found[code] = (verified, claimed)
    return found

"""From a pasted text to a need, and from a need to what fits it, as people see it."""

import re

from marketplace.houses.rules import Role
from marketplace.kit.actor import Actor
from marketplace.suggestions.rules import TOP
from tests.features.bids.offers import counted
from tests.features.suggestions.fair import COATING, PUMP, RUST, listed, posted
from tests.tools.market import Market
from tests.tools.site import Site
from tests.tools.walk import Walker

BUYER, OFFICER, RIVAL = (f"{name}@example.org" for name in ("buyer", "officer", "rival"))


def someone(market: Market, email: str, role: Role) -> Actor:
    return market.member(role, person=market.person(email=email))


def test_a_visitor_pastes_a_text_and_makes_a_need_of_it(site: Site) -> None:
    with site.market() as market:
        someone(market, BUYER, Role.ENTERPRISE_STAFF)
        officer = someone(market, OFFICER, Role.TRANSFER_OFFICER)
        listed(market.session, officer, COATING)
        listed(market.session, officer, PUMP)
    site.drain(post=False)
    visitor = Walker(site.visitor()).open("/try").press("Find what fits", text=f"{RUST}. Tốn kém.")
    assert visitor.status == 200
    assert visitor.links.count(COATING) == 1
    assert visitor.text.index(COATING) < visitor.text.find(PUMP) or PUMP not in visitor.text
    assert "ăn mòn" in visitor.text
    assert "answers a bid within 60 days." in visitor.text
    visitor.press("Post it as a need")
    assert visitor.path == "/sign-in"
    visitor.press("Sign in", email=BUYER, password="correct horse battery")
    assert COATING in visitor.text
    visitor.press("Post it as a need")
    assert re.fullmatch(r"/needs/\w{16}/edit", visitor.path)
    form, _ = visitor.form("Post it")
    answers = {one.name: one.value for one in form.fields}
    assert answers["title"] == RUST
    assert answers["problem"] == f"{RUST}. Tốn kém."
    assert answers["language"] == "vi"


def test_what_cannot_be_used_is_said_beside_the_text(site: Site) -> None:
    visitor = Walker(site.visitor()).open("/try").press("Find what fits", text="  ")
    assert visitor.status == 422
    assert "Answer this question." in visitor.text
    long = "x" * 10_001
    visitor.press("Find what fits", text=long)
    assert visitor.status == 422
    assert "At most 10,000 characters." in visitor.text
    assert visitor.form("Find what fits")[0].fields[0].value.strip() == long  # type: ignore[union-attr]


def test_before_the_worker_has_begun_the_matcher_says_so(site: Site) -> None:
    answer = site.visitor().post("/try", data={"text": RUST})
    assert answer.status_code == 503
    assert "The matcher is not ready yet." in answer.text


def test_the_needs_page_shows_points_that_add_up(site: Site) -> None:
    with site.market() as market:
        buyer = someone(market, BUYER, Role.ENTERPRISE_STAFF)
        officer = someone(market, OFFICER, Role.TRANSFER_OFFICER)
        need = posted(market.session, buyer, RUST)
        listed(market.session, officer, COATING)
    before = Walker(site.visitor()).open(f"/needs/{need.id}")
    assert "comparing this need with the market" in before.text
    site.drain(post=False)
    page = site.visitor().get(f"/needs/{need.id}").text
    total = float(re.findall(r"Why ([\d.]+) of 100", page)[0])
    parts = [float(one) for one in re.findall(r"([\d.]+) of at most", page)]
    terms = [float(one) for one in re.findall(r'<span class="number">([\d.]+)</span>', page)]
    assert abs(sum(parts) - total) < 0.1 * (len(parts) + 1)
    assert abs(sum(terms) - total) < 0.1 * (len(terms) + 1)
    passage = re.findall(r'<blockquote class="passage"[^>]*>(.*?)</blockquote>', page)[0]
    assert "<mark>ăn mòn</mark>" in passage


def test_not_useful_puts_it_aside_for_ones_own_house_alone(site: Site) -> None:
    with site.market() as market:
        buyer = someone(market, BUYER, Role.ENTERPRISE_STAFF)
        officer = someone(market, OFFICER, Role.TRANSFER_OFFICER)
        someone(market, RIVAL, Role.ENTERPRISE_STAFF)
        need = posted(market.session, buyer, RUST)
        coating = listed(market.session, officer, COATING)
    site.drain(post=False)
    walker = Walker(site.sign_in(BUYER)).open(f"/needs/{need.id}")
    walker.press("Put it aside", reason="known", sentence="Đã thử năm ngoái.")
    assert walker.path == f"/needs/{need.id}"
    assert "1 put aside by your house" in walker.text
    assert "We know it already." in walker.text
    assert "“Đã thử năm ngoái.”" in walker.text
    for email in (OFFICER, RIVAL):
        other = Walker(site.sign_in(email)).open(f"/needs/{need.id}")
        assert "Đã thử năm ngoái." not in other.text
        assert "put aside" not in other.text
    rival = Walker(site.sign_in(RIVAL)).open(f"/needs/{need.id}")
    assert "Put it aside" not in rival.buttons
    owner = Walker(site.sign_in(OFFICER)).open(f"/inventions/{coating.id}")
    assert RUST in owner.text
    owner.press(f"Useful: {RUST}")
    assert owner.path == f"/inventions/{coating.id}"
    assert "Your word is kept" in Walker(site.sign_in(OFFICER)).text or owner.status == 200


def test_what_the_house_has_said_shows_in_points(site: Site) -> None:
    with site.market() as market:
        need = posted(market.session, someone(market, BUYER, Role.ENTERPRISE_STAFF), RUST)
        listed(market.session, someone(market, OFFICER, Role.TRANSFER_OFFICER), COATING)
    site.drain(post=False)
    walker = Walker(site.sign_in(BUYER)).open(f"/needs/{need.id}")
    assert "What the need's house has said" not in walker.text
    walker.press("Put it aside", reason="known")
    site.drain(post=False)
    for reader in (site.sign_in(BUYER), site.visitor()):
        again = Walker(reader).open(f"/needs/{need.id}")
        assert "What the need's house has said took 5 of 100 points." in again.text


def test_ten_suggestions_cost_as_many_queries_as_one(site: Site) -> None:
    with site.market() as market:
        buyer = someone(market, BUYER, Role.ENTERPRISE_STAFF)
        officer = someone(market, OFFICER, Role.TRANSFER_OFFICER)
        need = posted(market.session, buyer, RUST)
        listed(market.session, officer, COATING)
    site.drain(post=False)
    client = site.sign_in(BUYER)
    with counted(site) as one:
        client.get(f"/needs/{need.id}")
    with site.database.writing() as session:
        for number in range(TOP):
            listed(session, officer, f"{COATING} {number}")
    site.drain(post=False)
    with counted(site) as many:
        page = client.get(f"/needs/{need.id}")
    assert page.text.count('class="suggestion"') == TOP
    assert len(many) == len(one)

"""What is like an invention or a need follows from what was suggested."""

from marketplace.houses.rules import Role
from marketplace.inventions import service as listing
from marketplace.needs import service as posting
from marketplace.suggestions import queries
from marketplace.suggestions.service import suggest
from tests.features.suggestions.fair import COATING, PUMP, RUST, explained, listed, posted
from tests.tools.market import Market
from tests.tools.site import Site


def test_what_shares_the_strongest_suggestions_comes_first(market: Market) -> None:
    session = market.session
    officer = market.member(Role.TRANSFER_OFFICER)
    buyer = market.member(Role.ENTERPRISE_STAFF)
    first, strong, weak, other = (listed(session, officer, f"{COATING} {n}") for n in range(4))
    one, two, three = (posted(session, buyer, f"{RUST} {n}") for n in range(3))
    session.flush()
    for need, found in (
        (one, ((first, 0.9), (strong, 0.8), (weak, 0.4))),
        (two, ((first, 0.6), (strong, 0.7))),
        (three, ((other, 0.9),)),
    ):
        scored = [explained(invention, score) for invention, score in found]
        suggest(session, need_id=need.id, found=scored, listings=4)
    session.flush()
    like = [(found.id, shared) for found, shared in queries.like_invention(session, first.id)]
    assert like == [(strong.id, 2), (weak.id, 1)]
    assert queries.like_invention(session, other.id) == []
    near = [(found.id, shared) for found, shared in queries.like_need(session, one.id)]
    assert near == [(two.id, 2)]
    listing.withdraw_invention(session, officer, invention=strong)
    posting.close_need(session, buyer, need=two)
    session.flush()
    assert [found.id for found, _ in queries.like_invention(session, first.id)] == [weak.id]
    assert queries.like_need(session, one.id) == []


def test_both_pages_and_the_api_show_it_without_ranking(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        buyer = market.member(Role.ENTERPRISE_STAFF)
        coating = listed(market.session, officer, COATING)
        other = listed(market.session, officer, f"{COATING}, loại hai")
        listed(market.session, officer, PUMP)
        need = posted(market.session, buyer, RUST)
        seam = posted(market.session, buyer, f"{RUST}, mối hàn")
    site.drain(post=False)
    page = site.visitor().get(f"/inventions/{coating.id}").text
    like = page[page.index("Similar inventions") :]
    assert f"{COATING}, loại hai" in like
    assert "2 in common" in like
    page = site.visitor().get(f"/needs/{need.id}").text
    assert f"{RUST}, mối hàn" in page[page.index("Similar needs") :]
    assert site.visitor().get(f"/api/v1/inventions/{coating.id}/similar").json() == [
        {"invention_id": other.id, "titles": {"vi": f"{COATING}, loại hai"}, "shared_needs": 2}
    ]
    assert site.visitor().get(f"/api/v1/needs/{need.id}/similar").json() == [
        {"need_id": seam.id, "titles": {"vi": f"{RUST}, mối hàn"}, "shared_inventions": 2}
    ]
    with site.market() as market:
        listing.withdraw_invention(market.session, officer, invention=market.session.merge(coating))
        posting.close_need(market.session, buyer, need=market.session.merge(need))
    assert site.visitor().get(f"/api/v1/inventions/{coating.id}/similar").status_code == 404
    assert site.visitor().get(f"/api/v1/needs/{need.id}/similar").json() == []

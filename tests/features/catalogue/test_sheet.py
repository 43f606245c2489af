"""An offer on one sheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.catalogue.sheet.pages import cut, qr_code
from marketplace.houses.rules import Role
from marketplace.inventions import service as listing
from tests.features.catalogue.offers import offered
from tests.tools.site import Site


def test_it_has_the_teaser_the_address_and_nothing_more(site: Site) -> None:
    with site.market() as market:
        officer = market.member(
            Role.TRANSFER_OFFICER, person=market.person(email="officer@example.org")
        )
        made = offered(
            market, officer, problem="Thép gỉ " * 200, asking="500 triệu",
            members_text="membersword", confidential_text="secretword",
            inventors=[{"name": "Lò Văn Giàng"}],
        )  # fmt: skip
    path = f"/inventions/{made.id}/sheet"
    for client in (site.visitor(), site.sign_in("officer@example.org")):
        page = client.get(path).text
        assert f"http://testserver/inventions/{made.id}</p>" in page
        assert "Zinc coating" in page
        assert "Lò Văn Giàng" in page
        assert "500" in page
        assert "Thép gỉ …" in page
        assert "membersword" not in page
        assert "secretword" not in page
    with site.market() as market:
        invention = market.session.merge(made)
        listing.withdraw_invention(market.session, officer, invention=invention)
    assert site.visitor().get(path).status_code == 404
    assert site.sign_in("officer@example.org").get(path).status_code == 404


@given(st.text(max_size=400), st.integers(10, 200))
def test_a_text_is_cut_to_what_fits(text: str, letters: int) -> None:
    short = cut(text, letters)
    assert len(short) <= letters + 2
    if not short.endswith(" …"):
        assert short == " ".join(text.split())


@pytest.mark.parametrize("text", ["https://x.vn/inventions/06fq3k9d1v7m2x4a", "a" * 200])
def test_the_code_is_a_square_with_a_white_edge(text: str) -> None:
    code = qr_code(text)
    places = [tuple(map(int, one.split("h")[0].split())) for one in code.path.split("M")[1:]]
    assert {min(xy) for xy in places} >= {4}
    assert max(max(xy) for xy in places) == code.size - 5
    assert (4, 4) in places  # the corner of a finder
    assert len(places) == len(set(places))

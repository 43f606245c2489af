"""Who is given listings to look after hears of it once for each deed."""

from collections.abc import Sequence

import pytest

from marketplace.houses.rules import Role
from marketplace.inventions.queries import invention
from marketplace.kit.actor import Actor
from marketplace.needs.queries import need
from marketplace.stewardship import service
from marketplace.stewardship.rules import Deed, Shelf
from tests.features.stewardship import rows
from tests.tools.market import Market
from tests.tools.site import Site

LAN = "lan@example.org"


def colleague(market: Market, officer: Actor) -> str:
    """Lan, a member of the same house."""
    lan = market.member(
        Role.RESEARCHER, house=market.house_of(officer), person=market.person(email=LAN)
    )
    return str(lan.person_id)


def give(market: Market, officer: Actor, ids: Sequence[str], to: str) -> None:
    service.carry_out(market.session, officer, Shelf.INVENTIONS, deed=Deed.REASSIGN, ids=ids, to=to)


def told(site: Site) -> list[tuple[str, str]]:
    """Subject and path of each letter to Lan; the desk says the same."""
    site.drain()
    letters = [(letter["Subject"], site.link_in(letter)) for letter in site.letters(LAN)]
    desk = site.api(LAN).get("/api/v1/desk").json()
    assert [one["path"] for one in desk["changed"]] == [path for _, path in reversed(letters)]
    return letters


@pytest.mark.parametrize("bulk", [True, False])
def test_of_one_listing_its_title_is_said(site: Site, bulk: bool) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        lan = colleague(market, officer)
        [one] = rows.inventions(market.session, officer, ["Zinc-free coat"])
        if bulk:
            give(market, officer, [one], lan)
        else:
            thing = invention(market.session, one)
            for _ in range(2):
                service.reassign(market.session, officer, thing, to=lan)
    assert told(site) == [("You look after “Zinc-free coat” now", f"/inventions/{one}")]


def test_many_are_one_letter_that_leads_to_them(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        lan = colleague(market, officer)
        ids = rows.inventions(market.session, officer, ["A", "B", "C"])
        give(market, officer, ids[:1], lan)
        give(market, officer, [*ids, "0" * 16], lan)
        give(market, officer, ids, lan)
    path = f"/inventions/ours?responsible={lan}"
    assert told(site)[1:] == [("You look after 2 more inventions", path)]
    page = site.sign_in(LAN).get(path).text
    assert all(f'href="/inventions/{one}"' in page for one in ids)


def test_of_a_need_as_well(site: Site) -> None:
    with site.market() as market:
        staff = market.member(Role.ENTERPRISE_STAFF)
        member = market.member(
            Role.ENTERPRISE_STAFF, house=market.house_of(staff), person=market.person(email=LAN)
        )
        [one] = rows.needs(market.session, staff, ["Less rust"])
        thing = need(market.session, one)
        service.reassign(market.session, staff, thing, to=str(member.person_id))
    assert told(site) == [("You look after “Less rust” now", f"/needs/{one}")]


def test_nothing_is_said_of_what_was_taken_or_is_gone_or_anothers_again(site: Site) -> None:
    with site.market() as market:
        officer = market.member(Role.TRANSFER_OFFICER)
        lan = colleague(market, officer)
        gone, back, own = rows.inventions(market.session, officer, ["Gone", "Back", "Own"])
        for one in (gone, back):
            give(market, officer, [one], lan)
        market.session.delete(invention(market.session, gone))
        give(market, officer, [back], str(officer.person_id))
        give(market, officer, [own], str(officer.person_id))
    assert told(site) == []

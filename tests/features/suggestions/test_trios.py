"""Three houses together: for the State and for hard needs, from public texts alone."""

from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions import queries as inventions
from marketplace.inventions.service import withdraw_invention
from marketplace.kit.actor import Actor
from marketplace.needs import queries as needs
from marketplace.needs.forms import NeedDraft
from marketplace.needs.models import Need
from marketplace.needs.service import close_need, draft_need, post_need
from marketplace.suggestions import queries
from marketplace.suggestions.rules import HARD_BELOW, wants_partners
from marketplace.suggestions.service import rematch
from tests.features.suggestions.fair import COATING, PUMP, listed, posted
from tests.tools.site import Site

BRIDGE = "Cầu thép ven biển bị gỉ, cần sơn chống ăn mòn"
CRANE = "Chân cẩu thép ở cảng biển bị gỉ"

Three = list[tuple[str, str, str]]


def cast(site: Site) -> tuple[Actor, Actor, Actor]:
    with site.market() as market:
        return (
            market.member(Role.ORDERING_OFFICER),
            market.member(Role.TRANSFER_OFFICER),
            market.member(Role.ENTERPRISE_STAFF),
        )


def unnamed(site: Site, actor: Actor, title: str) -> Need:
    form = NeedDraft.model_validate(
        {
            "language": "vi",
            "title": title,
            "problem": f"{title}.",
            "field": "materials",
            "unnamed": True,
        }
    )
    with site.database.writing() as session:
        made = draft_need(session, actor, form=form)
        post_need(session, actor, need=made)
        return made


def together(site: Site, need: Need) -> Three:
    with site.database.reading() as session:
        return [
            (one.invention.house_id, one.invention_id, one.payer_need.house_id)
            for one in queries.trios_of(session, need.id)
        ]


def test_the_state_sees_who_can_and_who_would_pay(site: Site) -> None:
    agency, officer, port = cast(site)
    with site.database.writing() as session:
        coating = listed(session, officer, COATING)
        listed(session, officer, PUMP)
        bridge = posted(session, agency, BRIDGE)
    site.drain(post=False)
    assert together(site, bridge) == []
    with site.database.writing() as session:
        crane = posted(session, port, CRANE)
    site.drain(post=False)
    found = [(str(officer.house_id), coating.id, str(port.house_id))]
    assert together(site, bridge) == found
    rematch(site.database, site.tools.listings, lambda *_: None)
    assert together(site, bridge) == found
    page = site.visitor().get(f"/needs/{bridge.id}").text
    assert "Three houses together" in page
    for words in ("Who needs it", "Who can", "Who would pay", CRANE, COATING):
        assert words in page
    with site.database.writing() as session:
        close_need(session, port, need=needs.need(session, crane.id))
    site.drain(post=False)
    assert together(site, bridge) == []


def test_a_house_that_keeps_its_name_back_is_not_named_as_a_payer(site: Site) -> None:
    agency, officer, port = cast(site)
    with site.database.writing() as session:
        listed(session, officer, COATING)
        bridge = posted(session, agency, BRIDGE)
    unnamed(site, port, CRANE)
    site.drain(post=False)
    assert together(site, bridge) == []
    assert "Three houses together" not in site.visitor().get(f"/needs/{bridge.id}").text


def test_what_is_withdrawn_leaves_at_once(site: Site) -> None:
    agency, officer, port = cast(site)
    with site.database.writing() as session:
        coating = listed(session, officer, COATING)
        bridge = posted(session, agency, BRIDGE)
        posted(session, port, CRANE)
    site.drain(post=False)
    assert len(together(site, bridge)) == 1
    with site.database.writing() as session:
        withdraw_invention(session, officer, invention=inventions.locked(session, coating.id))
    assert together(site, bridge) == []


def test_programs_read_both_sides_with_parts_that_add_up(site: Site) -> None:
    agency, officer, port = cast(site)
    with site.database.writing() as session:
        coating = listed(session, officer, COATING)
        bridge = posted(session, agency, BRIDGE)
        crane = posted(session, port, CRANE)
    site.drain(post=False)
    answer = site.visitor().get(f"/api/v1/needs/{bridge.id}/trios").json()
    [one] = answer["items"]
    assert (answer["need_id"], one["rank"]) == (bridge.id, 1)
    assert one["who_can"]["invention_id"] == coating.id
    assert one["who_would_pay"]["need_id"] == crane.id
    for scored in (one, one["who_can"], one["who_would_pay"]):
        total = sum(part["weight"] * part["value"] for part in scored["parts"])
        assert abs(total - scored["score"]) < 1e-3
        for part in scored["parts"]:
            assert abs(sum(term["value"] for term in part["terms"]) - part["value"]) < 1e-3
    assert site.visitor().get("/api/v1/needs/0000000000000000/trios").status_code == 404


def test_a_need_for_which_something_fits_well_wants_no_partners() -> None:
    assert wants_partners(HouseKind.STATE, 1.0)
    assert wants_partners(HouseKind.ENTERPRISE, HARD_BELOW - 0.01)
    assert not wants_partners(HouseKind.ENTERPRISE, HARD_BELOW)

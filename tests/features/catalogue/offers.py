"""Inventions and needs to be found, and everything that an index holds."""

from typing import Any

from marketplace.catalogue.documents import HOUSE
from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions.models import Invention
from marketplace.kit.actor import Actor
from marketplace.needs import service as needs
from marketplace.needs.forms import MeetForm, NeedDraft
from marketplace.needs.models import Need
from search.base import PUBLIC, Query, SearchEngine
from tests.features.inventions import cards
from tests.tools.market import Market

WISH = {"title": "Pumps rust", "problem": "Sea water.", "field": "materials", "language": "en"}
EVERY_TOKEN = (PUBLIC, "members", "operator", "overseer")


def offered(market: Market, actor: Actor, **changes: Any) -> Invention:
    return cards.listed(market.session, actor, **changes)


def wanted(market: Market, actor: Actor, **changes: Any) -> Need:
    form = NeedDraft.model_validate({**WISH, **changes})
    need = needs.draft_need(market.session, actor, form=form)
    market.session.flush()
    needs.post_need(market.session, actor, need=need)
    market.session.flush()
    return need


def inside(engine: SearchEngine, *tokens: str) -> dict[str, str]:
    """By key all that the holder of these tokens can find, as text to be compared."""
    found = {}
    for token in tokens or EVERY_TOKEN:
        for hit in engine.find(Query(readers=frozenset({token}), limit=1_000)).hits:
            found[f"{token} {hit.key}"] = repr(hit)
    return found


def titles(engine: SearchEngine, text: str, *tokens: str) -> list[str]:
    """Of inventions and needs."""
    query = Query(text, readers=frozenset({PUBLIC, *tokens}), language="en")
    return sorted(hit.title.text for hit in engine.find(query).hits if hit.kind != HOUSE)


PIPE = {
    "title": "Đường ống chịu mặn", "problem": "Ống thép gỉ sau hai mùa khô.",
    "novelty": "Lớp phủ kẽm và graphen.", "language": "vi", "field": "materials",
    "application_number": "1-2024-01234", "classes": ["F16L 58/10"], "keywords": ["chống gỉ"],
    "inventors": [{"name": "Lò Văn Giàng", "orcid": "0000-0002-1825-0097"}],
    "readiness_evidence": "Trial report, see https://doi.org/10.5555/Pipe(1).",
}  # fmt: skip
SEED = {
    "title": "Salt-tolerant rice", "problem": "Fields turn salty.", "novelty": "Two genes.",
    "kind": "plant-variety", "readiness": "4", "field": "agriculture",
}  # fmt: skip


def stocked(market: Market) -> dict[str, str]:
    """The ids of two inventions of two institutes, an open need and one that was met."""
    north = market.house(HouseKind.INSTITUTE, name="Viện Sông Hồng", province="ha-noi")
    south = market.house(HouseKind.INSTITUTE, name="Viện Chín Cửa", province="can-tho")
    plant = market.house(HouseKind.ENTERPRISE, name="Nhà máy Bến Đá", province="hai-phong")
    signatory = market.member(Role.SIGNATORY, house=plant)
    pipe = offered(market, market.member(Role.TRANSFER_OFFICER, house=north), **PIPE)
    seed = offered(market, market.member(Role.TRANSFER_OFFICER, house=south), **SEED)
    open_ = wanted(market, signatory)
    met = wanted(market, signatory, title="Salty wells", field="environment")
    needs.meet_need(
        market.session, signatory, need=met, form=MeetForm(done_when="x", language="en")
    )
    return {
        "pipe": pipe.id, "seed": seed.id, "open": open_.id, "met": met.id, "north": north.id,
        "south": south.id, "plant": plant.id,
    }  # fmt: skip

"""Inventions and needs to be found, and everything that an index holds."""

from typing import Any

from marketplace.inventions.models import Invention
from marketplace.kit.actor import Actor
from marketplace.needs import service as needs
from marketplace.needs.forms import NeedDraft
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
    query = Query(text, readers=frozenset({PUBLIC, *tokens}), language="en")
    return sorted(hit.title.text for hit in engine.find(query).hits)

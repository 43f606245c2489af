"""Which events the figures are folded from."""

from collections.abc import Mapping

from marketplace.db.listeners import Handler
from marketplace.metrics.service import KINDS, fold

REACTIONS: Mapping[str, tuple[Handler, ...]] = dict.fromkeys(sorted(KINDS), (fold,))

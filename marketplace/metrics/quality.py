"""How the quality of suggestions (K21) is folded; each step yields the facts that begin.

Nothing is folded for a need whose house stays unnamed.
"""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed
from marketplace.metrics import queries
from marketplace.metrics.funnel import day_of
from marketplace.metrics.income import line_of
from marketplace.metrics.models import Fact
from marketplace.metrics.rules import VERIFIED, Figure, Line, Stage, pair_of

CHOSEN = (Stage.ACCEPTED, Stage.UNSUGGESTED)


def suggested(session: Session, event: Sealed) -> Iterator[Fact]:
    need, invention_id = _need(session, event.subject_id), event.payload["invention_id"]
    if need and not queries.pair(session, need.subject_id, invention_id):
        pair = pair_of(need.subject_id, invention_id)
        yield _of_need(
            event, Stage.PAIR, need, invention_id, cluster=pair, measured=event.payload["rank"]
        )


def judged(session: Session, event: Sealed) -> Iterator[Fact]:
    """A later word of the same side takes the place of the one before; a machine has none."""
    told = event.payload
    pair = queries.pair(session, event.subject_id, told["invention_id"])
    if pair is None or event.actor_id is None:
        return
    cluster = f"{pair.cluster}:{told['side']}"
    for before in queries.live_of_cluster(session, Figure.MATCHING, cluster):
        before.to_number = event.number
    stage = Stage.USEFUL if told["useful"] else Stage.USELESS
    yield _of_need(
        event, stage, pair, pair.invention_id, cluster=cluster, measured=pair.measured,
        occurred=pair.occurred,
    )  # fmt: skip


def agreed(session: Session, event: Sealed) -> Iterator[Fact]:
    """Whom the need's house has chosen; it counts when both have signed, and only if a person
    agreed to it."""
    told = event.payload
    pair = _pair(session, event)
    need = pair or _need(session, told.get("need_id", ""))
    if need is None or event.actor_id is None:
        return
    invention_id = told["invention_id"]
    yield _of_need(
        event,
        Stage.ACCEPTED if pair else Stage.UNSUGGESTED,
        need,
        invention_id,
        cluster=pair_of(need.subject_id, invention_id),
        measured=pair.measured if pair else None,
        occurred=pair.occurred if pair else day_of(event),
        deal_id=event.subject_id,
        line=line_of(session, event.subject_id, related=told.get("related", False)),
        level=0,
        value=0,
    )


def signed(session: Session, event: Sealed) -> Iterator[Fact]:
    for fact in _chosen(session, event.subject_id):
        yield fact.followed(event.number, level=VERIFIED, reached=day_of(event))
        yield from _settled(session, fact.cluster, event.number)


def related(session: Session, event: Sealed) -> Iterator[Fact]:
    """After the deal's facts have moved to the other line."""
    for fact in _chosen(session, event.subject_id):
        yield from _settled(session, fact.cluster, event.number)


def _need(session: Session, need_id: str) -> Fact | None:
    """The posting of a need whose house is named."""
    posting = queries.posting(session, need_id) if need_id else None
    return posting if posting and posting.house_id else None


def _pair(session: Session, event: Sealed) -> Fact | None:
    """The suggestion that a deal is counted for."""
    told = event.payload
    if need_id := told.get("need_id", ""):
        return queries.pair(session, need_id, told["invention_id"])
    return queries.best_open_pair(session, told["buyer_id"], told["invention_id"])


def _chosen(session: Session, deal_id: str) -> list[Fact]:
    return [fact for fact in queries.live_of_deal(session, deal_id) if fact.stage in CHOSEN]


def _settled(session: Session, cluster: str, number: int) -> Iterator[Fact]:
    """Of the signed deals over one pair the earliest of each line counts."""
    live = queries.live_of_cluster(session, Figure.MATCHING, cluster)
    deals = [fact for fact in live if fact.stage in CHOSEN and fact.level >= VERIFIED]
    for line in Line:
        ordered = sorted(
            (fact for fact in deals if fact.line == line),
            key=lambda fact: (fact.reached, fact.deal_id),
        )
        for place, fact in enumerate(ordered):
            if fact.value != int(place == 0):
                yield fact.followed(number, value=int(place == 0))


def _of_need(
    event: Sealed, stage: Stage, need: Fact, invention_id: str, *, cluster: str, **told: object
) -> Fact:
    """A fact about one pair, in the place of its need; `told` are the columns that differ."""
    columns = {
        "figure": Figure.MATCHING,
        "stage": stage,
        "from_number": event.number,
        "subject_kind": "need",
        "subject_id": need.subject_id,
        "deal_id": "",
        "invention_id": invention_id,
        "house_id": need.house_id,
        "province": need.province,
        "field": need.field,
        "occurred": day_of(event),
        "reached": day_of(event),
        "value": 1,
        "measured": None,
        "currency": "",
        "level": VERIFIED,
        "line": Line.HEADLINE,
        "cluster": cluster,
    }
    return Fact(**(columns | told))

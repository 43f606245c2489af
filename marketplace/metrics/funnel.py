"""How the ways of inventions and needs (K6) are folded; each step yields the facts that begin."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed
from marketplace.kit import clock
from marketplace.metrics import queries
from marketplace.metrics.income import DEAL, first_payments, line_of
from marketplace.metrics.models import Fact
from marketplace.metrics.rules import (
    BY_DEAL,
    SINCE,
    VERIFIED,
    Figure,
    Line,
    Stage,
    cluster_of,
    days_between,
)
from marketplace.rulebook.fields import Field


def day_of(event: Sealed) -> date:
    return clock.local(event.at).date()


def drafted(session: Session, event: Sealed) -> Iterator[Fact]:  # noqa: ARG001 - a step
    yield _began(event, Stage.DRAFTED, province=event.payload.get("province", ""))


def deleted(session: Session, event: Sealed) -> Iterator[Fact]:
    """Only what was never listed is deleted."""
    for fact in queries.way_of(session, event.subject_id):
        fact.to_number = event.number
    yield from ()


def listed(session: Session, event: Sealed) -> Iterator[Fact]:
    """The first time; it also says where the draft belongs, which that did not know yet."""
    way = queries.way_of(session, event.subject_id)
    if _at(way, Stage.LISTED):
        return
    place = {
        "province": event.payload["province"],
        "field": event.payload["field"] or Field.OTHER.value,
    }
    begun = _at(way, Stage.DRAFTED)
    draft = (
        begun.followed(event.number, **place) if begun else _began(event, Stage.DRAFTED, **place)
    )
    yield draft
    yield _next(event, Stage.LISTED, draft)


def posted(session: Session, event: Sealed) -> Iterator[Fact]:  # noqa: ARG001 - a step
    """A house that stays unnamed stands in no fact."""
    told = event.payload
    house_id = "" if told["unnamed"] else event.house_id
    yield _began(
        event, Stage.POSTED, house_id=house_id, province=told["province"], field=told["field"]
    )


def suggested(session: Session, event: Sealed) -> Iterator[Fact]:
    yield from _first(session, event, event.subject_id, Stage.SUGGESTED)


def bid(session: Session, event: Sealed) -> Iterator[Fact]:
    yield from _first(session, event, event.payload["invention_id"], Stage.BID)
    yield from _first(session, event, event.payload.get("need_id", ""), Stage.ANSWERED)


def met(session: Session, event: Sealed) -> Iterator[Fact]:
    yield from _first(session, event, event.subject_id, Stage.MET)


def closed(session: Session, event: Sealed) -> Iterator[Fact]:
    yield from _first(session, event, event.subject_id, Stage.CLOSED)


def reopened(session: Session, event: Sealed) -> Iterator[Fact]:
    end = _at(queries.way_of(session, event.subject_id), Stage.CLOSED)
    if end:
        end.to_number = event.number
    yield from ()


def agreed(session: Session, event: Sealed) -> Iterator[Fact]:
    told = event.payload
    for subject_id, stage in (
        (told["invention_id"], Stage.AGREED),
        (told.get("need_id", ""), Stage.DEALT),
    ):
        yield from _by_deal(session, event, subject_id, stage)


def signed(session: Session, event: Sealed) -> Iterator[Fact]:
    yield from _by_deal(session, event, event.payload["invention_id"], Stage.SIGNED)


def paid(session: Session, event: Sealed) -> Iterator[Fact]:
    """After the income: a verified payment or counter-entry decides whether, and since which day,
    its deal is paid."""
    told = event.payload
    if told["purpose"] != DEAL:
        return
    deal_id, way = told["reference"], queries.way_of(session, told["asset_id"])
    cluster = cluster_of(
        seller_id=told["payee_id"], buyer_id=told["payer_id"], asset_id=told["asset_id"]
    )
    first = first_payments(queries.verified_income(session, cluster)).get(deal_id)
    before = _of_deal(way, Stage.PAID, deal_id)
    signature = _of_deal(way, Stage.SIGNED, deal_id)
    if before and before.reached != first:
        before.to_number = event.number
    if signature and first and (before is None or before.reached != first):
        yield _next(
            event, Stage.PAID, signature, reached=first, deal_id=deal_id,
            line=signature.line, value=0,
        )  # fmt: skip
    yield from _settled(queries.way_of(session, told["asset_id"]), event.number)


def related(session: Session, event: Sealed) -> Iterator[Fact]:
    """After the deal's facts have moved to the other line: who is first on each of them now."""
    moved = queries.live_of_deal(session, event.subject_id)
    for subject_id in sorted({fact.subject_id for fact in moved if fact.figure == Figure.FUNNEL}):
        yield from _settled(queries.way_of(session, subject_id), event.number)


def _first(session: Session, event: Sealed, subject_id: str, stage: Stage) -> Iterator[Fact]:
    """The subject's first time at `stage`, unless it is not on its way there.

    Two who come to it at once may stand in the journal in either order: the earlier day counts.
    """
    way = queries.way_of(session, subject_id) if subject_id else ()
    before, known = _at(way, SINCE[stage]), _at(way, stage)
    if before and known is None:
        yield _next(event, stage, before)
    elif before and known and day_of(event) < known.reached:
        days = days_between(before.reached, day_of(event))
        yield known.followed(event.number, reached=day_of(event), measured=days)
        yield from _settled(queries.way_of(session, subject_id), event.number)


def _by_deal(session: Session, event: Sealed, subject_id: str, stage: Stage) -> Iterator[Fact]:
    """Every deal leaves a fact; which of them counts is then settled."""
    way = queries.way_of(session, subject_id) if subject_id else ()
    if not way:
        return
    deal_id = event.subject_id
    line = line_of(session, deal_id, related=event.payload.get("related", False))
    fact = _next(event, stage, way[0], deal_id=deal_id, line=line, value=0)
    yield fact
    yield from _settled([*way, fact], event.number)


def _settled(way: Sequence[Fact], number: int) -> Iterator[Fact]:
    """Of every stage and line the earliest deal counts, with its days since the stage before."""
    for fact in way:
        if fact.stage not in BY_DEAL:
            continue
        first = _earliest(way, fact.stage, fact.line) is fact
        measured = _days_to(way, fact) if first else None
        if (fact.value, fact.measured) != (int(first), measured):
            yield fact.followed(number, value=int(first), measured=measured)


def _days_to(way: Sequence[Fact], fact: Fact) -> int | None:
    """On the fact's own line, as far as that goes back; before the deal there is but one."""
    since = SINCE[fact.stage]
    before = _earliest(way, since, fact.line) or _earliest(way, since, Line.HEADLINE)
    return days_between(before.reached, fact.reached) if before else None


def _earliest(way: Sequence[Fact], stage: Stage, line: Line) -> Fact | None:
    reached = (fact for fact in way if fact.stage == stage and fact.line == line)
    return min(reached, key=lambda fact: (fact.reached, fact.deal_id), default=None)


def _at(way: Sequence[Fact], stage: Stage) -> Fact | None:
    return next((fact for fact in way if fact.stage == stage), None)


def _of_deal(way: Sequence[Fact], stage: Stage, deal_id: str) -> Fact | None:
    return next((fact for fact in way if fact.stage == stage and fact.deal_id == deal_id), None)


def _began(
    event: Sealed,
    stage: Stage,
    *,
    house_id: str | None = None,
    province: str = "",
    field: str = "",
) -> Fact:
    """The beginning of a way: its day is the period of all that follows."""
    kind = event.subject_kind
    return Fact(
        figure=Figure.FUNNEL,
        stage=stage,
        from_number=event.number,
        subject_kind=kind,
        subject_id=event.subject_id,
        deal_id="",
        invention_id=event.subject_id if kind == "invention" else "",
        house_id=(event.house_id if house_id is None else house_id) or "",
        province=province,
        field=field,
        occurred=day_of(event),
        reached=day_of(event),
        value=1,
        currency="",
        level=VERIFIED,
        line=Line.HEADLINE,
        cluster="",
    )


def _next(
    event: Sealed,
    stage: Stage,
    before: Fact,
    *,
    reached: date | None = None,
    deal_id: str = "",
    line: Line = Line.HEADLINE,
    value: int = 1,
) -> Fact:
    """A stage further on the way on which `before` is, with the days between."""
    reached = reached or day_of(event)
    return Fact(
        figure=Figure.FUNNEL,
        stage=stage,
        from_number=event.number,
        subject_kind=before.subject_kind,
        subject_id=before.subject_id,
        deal_id=deal_id,
        invention_id=before.invention_id,
        house_id=before.house_id,
        province=before.province,
        field=before.field,
        occurred=before.occurred,
        reached=reached,
        value=value,
        measured=days_between(before.reached, reached) if value else None,
        currency="",
        level=VERIFIED,
        line=line,
        cluster="",
    )

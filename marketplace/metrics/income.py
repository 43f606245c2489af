"""How income (K3) and paid deals (K4) are folded; each step yields the facts that begin."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed
from marketplace.kit import clock
from marketplace.metrics import queries
from marketplace.metrics.models import Fact
from marketplace.metrics.rules import VERIFIED, Figure, Line, Paid, Stage, cluster_of, counted

DEAL, REVERSAL = "deal", "reversal"


def declared(session: Session, event: Sealed) -> Iterator[Fact]:
    """The claim; a counter-entry takes nothing back before the other side consents."""
    if event.payload["purpose"] == DEAL and event.payload["direction"] != REVERSAL:
        yield _income(session, event, level=0)


def verified(session: Session, event: Sealed) -> Iterator[Fact]:
    if event.payload["purpose"] != DEAL:
        return
    fact = _income(session, event, level=VERIFIED)
    _end(session, event)
    yield fact
    yield from _recounted(session, fact.cluster, event.number)


def fallen_away(session: Session, event: Sealed) -> Iterator[Fact]:
    _end(session, event)
    yield from ()


def signed(session: Session, event: Sealed) -> Iterator[Fact]:
    """The claim; it becomes a paid deal when a payment of it is verified."""
    told, day = event.payload, clock.local(event.at).date()
    yield Fact(
        figure=Figure.DEALS,
        stage=Stage.WHOLE,
        from_number=event.number,
        subject_kind=DEAL,
        subject_id=event.subject_id,
        deal_id=event.subject_id,
        invention_id=told["invention_id"],
        house_id=told["seller_id"],
        province=told["seller_province"],
        field=told["field"],
        occurred=day,
        reached=day,
        value=1,
        currency="",
        level=0,
        line=line_of(session, event.subject_id, related=told["related"]),
        cluster=cluster_of(
            seller_id=told["seller_id"],
            buyer_id=told["buyer_id"],
            asset_id=told["invention_id"],
        ),
    )


def related(session: Session, event: Sealed) -> Iterator[Fact]:
    """Every live fact of the deal moves to the line of related parties, whatever its figure."""
    for fact in queries.live_of_deal(session, event.subject_id):
        if fact.line != Line.RELATED:
            yield fact.followed(event.number, line=Line.RELATED)


def line_of(session: Session, deal_id: str, *, related: bool) -> Line:
    """Once a deal's parties are known as related, whatever follows is too."""
    known = related or queries.deal_is_related(session, deal_id)
    return Line.RELATED if known else Line.HEADLINE


def first_payments(facts: Sequence[Fact]) -> Mapping[str, date]:
    """By deal: the day of the first payment since its income was last at zero.

    Counter-entries bear the day of what they take back, so that a deal whose first payment was
    taken back starts with the next one. A deal with nothing left in any currency is not named.
    """
    sums: dict[tuple[str, str], dict[date, int]] = {}
    for fact in facts:
        days = sums.setdefault((fact.deal_id, fact.currency), {})
        days[fact.occurred] = days.get(fact.occurred, 0) + fact.value
    found: dict[str, date] = {}
    for (deal_id, _), days in sums.items():
        if sum(days.values()) > 0:
            first = min(day for day, value in days.items() if value > 0)
            found[deal_id] = min(first, found.get(deal_id, first))
    return found


def _income(session: Session, event: Sealed, *, level: int) -> Fact:
    told, paid_on = event.payload, date.fromisoformat(event.payload["paid_on"])
    sign = -1 if told["direction"] == REVERSAL else 1
    return Fact(
        figure=Figure.INCOME,
        stage=Stage.WHOLE,
        from_number=event.number,
        subject_kind="payment",
        subject_id=event.subject_id,
        deal_id=told["reference"],
        invention_id=told["asset_id"],
        house_id=told["payee_id"],
        province=told["payee_province"],
        field=told["field"],
        occurred=paid_on,
        reached=paid_on,
        value=sign * told["money"]["amount"],
        currency=told["money"]["currency"],
        level=level,
        line=line_of(session, told["reference"], related=told["related"]),
        cluster=cluster_of(
            seller_id=told["payee_id"], buyer_id=told["payer_id"], asset_id=told["asset_id"]
        ),
    )


def _end(session: Session, event: Sealed) -> None:
    fact = queries.live_payment(session, event.subject_id)
    if fact is not None:
        fact.to_number = event.number


def _recounted(session: Session, cluster: str, number: int) -> Iterator[Fact]:
    """Bring the deals of one cluster up to what their verified payments now say."""
    claims = queries.claims(session, cluster)
    income = queries.verified_income(session, cluster)
    firsts = first_payments(income)
    apart = {fact.deal_id for fact in income if fact.line == Line.RELATED}
    ones = counted(Paid(deal_id, firsts.get(deal_id)) for deal_id in claims)
    for fact in queries.live_of_cluster(session, Figure.DEALS, cluster):
        level = VERIFIED if fact.subject_id in ones else 0
        occurred = firsts[fact.subject_id] if level else claims[fact.subject_id].occurred
        line = Line.RELATED if fact.subject_id in apart else fact.line
        if (fact.level, fact.occurred, fact.line) != (level, occurred, line):
            yield fact.followed(number, level=level, occurred=occurred, reached=occurred, line=line)

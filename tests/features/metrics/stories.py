"""Stories told in sealed events, as the features would write them, each folded at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed
from marketplace.metrics import counts, queries
from marketplace.metrics.queries import Scope, Total
from marketplace.metrics.rules import INVENTIONS, NEEDS, PAIRS, Figure, Stage
from marketplace.metrics.service import fold

DAY = date(2026, 5, 20)
SIGNED_ON = date(2026, 5, 4)

Numbers = tuple[int, int, int | None]
"""Of one stage: the headline, between related parties, the median."""


@dataclass
class Deal:
    id: str
    seller: str = "institute"
    buyer: str = "company"
    asset: str = "coating"
    related: bool = False


@dataclass
class Story:
    """Writes sealed events as the features would and folds each at once."""

    session: Session
    events: list[Sealed] = field(default_factory=list)
    names: Iterator[int] = field(default_factory=lambda: count(1))
    on: date = SIGNED_ON
    """The day on which things happen."""

    def happen(
        self,
        kind: str,
        subject_id: str,
        *,
        house: str | None = None,
        person: str | None = "somebody",
        **payload: object,
    ) -> int:
        number = len(self.events) + 1
        event = Sealed(
            number=number,
            hash="",
            at=datetime.combine(self.on, time(9), UTC),
            actor_id=person,
            house_id=house,
            kind=kind,
            subject_kind=kind.partition(".")[0],
            subject_id=subject_id,
            payload=payload,
        )
        self.events.append(event)
        fold(self.session, event)
        return number

    def later(self, days: int) -> None:
        self.on += timedelta(days=days)

    def draft(self, asset: str = "coating", house: str = "institute") -> None:
        self.happen("invention.drafted", asset, house=house, province="ha-noi")

    def publish(
        self, asset: str = "coating", *, province: str = "ha-noi", field: str = "materials"
    ) -> None:
        self.happen(
            "invention.listed", asset, invention_kind="patent", field=field, readiness="7",
            province=province, basis="filed",
        )  # fmt: skip

    def offer(self, asset: str = "coating", house: str = "institute") -> None:
        """Drafted and listed on one day."""
        self.draft(asset, house)
        self.publish(asset)

    def bid(self, asset: str = "coating", need: str = "") -> None:
        self.happen("bid.made", f"bid{next(self.names)}", invention_id=asset, need_id=need)

    def agree(self, deal: Deal, need: str = "", person: str | None = "somebody") -> int:
        return self.happen(
            "deal.agreed", deal.id, person=person, invention_id=deal.asset, need_id=need,
            seller_id=deal.seller, buyer_id=deal.buyer, related=deal.related,
        )  # fmt: skip

    def agreed(self, need: str = "", **words: str | bool) -> Deal:
        """Bid and accepted on one day."""
        deal = Deal(f"deal{next(self.names)}", **words)  # type: ignore[arg-type]
        self.bid(deal.asset, need)
        self.agree(deal, need)
        return deal

    def post(
        self,
        need: str = "rust",
        house: str = "company",
        *,
        unnamed: bool = False,
        province: str = "hue",
    ) -> None:
        self.happen(
            "need.posted", need, house=house, field="transport", province=province, unnamed=unnamed
        )

    def suggest(self, need: str = "rust", asset: str = "coating", rank: int = 1) -> None:
        self.happen("suggestion.made", need, invention_id=asset, rank=rank, score=500)

    def judge(
        self,
        *,
        useful: bool,
        side: str = "need",
        person: str | None = "somebody",
        need: str = "rust",
        asset: str = "coating",
    ) -> None:
        reason = "" if useful else "known"
        self.happen(
            "suggestion.judged", need, person=person, invention_id=asset, side=side,
            useful=useful, reason=reason,
        )  # fmt: skip

    def end(self, what: str, need: str = "rust") -> None:
        """`what` is "met", "closed" or "reopened"."""
        self.happen(f"need.{what}", need, unnamed=False)

    def numbers(
        self, figure: Figure, stages: Sequence[Stage], **scope: object
    ) -> dict[Stage, Numbers]:
        """Of the stages that anything came to."""
        found = counts.counts(self.session, figure, Scope(**scope), stages)  # type: ignore[arg-type]
        return {
            stage: (one.headline, one.related, one.median)
            for stage, one in found.items()
            if one.headline or one.related
        }

    def inventions(self, **scope: object) -> dict[Stage, Numbers]:
        return self.numbers(Figure.FUNNEL, INVENTIONS, **scope)

    def needs(self, **scope: object) -> dict[Stage, Numbers]:
        return self.numbers(Figure.FUNNEL, NEEDS, **scope)

    def pairs(self, **scope: object) -> dict[Stage, Numbers]:
        return self.numbers(Figure.MATCHING, PAIRS, **scope)

    def sign(self, deal: Deal) -> int:
        return self.happen(
            "deal.signed",
            deal.id,
            invention_id=deal.asset,
            seller_id=deal.seller,
            buyer_id=deal.buyer,
            seller_province="ha-noi",
            field="materials",
            right="non-exclusive-licence",
            related=deal.related,
            terms_digest="",
        )

    def signed(self, **words: str | bool) -> Deal:
        deal = Deal(f"deal{next(self.names)}", **words)  # type: ignore[arg-type]
        self.sign(deal)
        return deal

    def declare(self, deal: Deal, amount: int, paid_on: date = DAY, currency: str = "VND") -> str:
        payment = f"payment{next(self.names)}"
        self.about(payment, "declared", deal, amount, paid_on, currency=currency)
        return payment

    def pay(self, deal: Deal, amount: int, paid_on: date = DAY, currency: str = "VND") -> str:
        payment = self.declare(deal, amount, paid_on, currency)
        self.about(payment, "verified", deal, amount, paid_on, currency=currency)
        return payment

    def take_back(self, deal: Deal, amount: int, paid_on: date = DAY) -> str:
        entry = f"payment{next(self.names)}"
        for what in ("declared", "verified"):
            self.about(entry, what, deal, amount, paid_on, direction="reversal")
        return entry

    def about(
        self,
        payment: str,
        what: str,
        deal: Deal,
        amount: int,
        paid_on: date = DAY,
        *,
        currency: str = "VND",
        direction: str = "payment",
        purpose: str = "deal",
    ) -> int:
        return self.happen(
            f"payment.{what}",
            payment,
            purpose=purpose,
            reference=deal.id,
            direction=direction,
            money={"amount": amount, "currency": currency},
            paid_on=paid_on.isoformat(),
            payee_id=deal.seller,
            payer_id=deal.buyer,
            payee_province="ha-noi",
            field="materials",
            asset_id=deal.asset,
            related=deal.related,
            reverses_id=None,
        )

    def relate(self, deal: Deal) -> int:
        return self.happen("deal.relation-declared", deal.id)

    def income(self, **scope: object) -> list[Total]:
        return list(queries.totals(self.session, Figure.INCOME, Scope(**scope)))  # type: ignore[arg-type]

    def deals(self, **scope: object) -> tuple[int, int, int]:
        found = queries.totals(self.session, Figure.DEALS, Scope(**scope))  # type: ignore[arg-type]
        assert len(found) < 2
        return (found[0].claimed, found[0].verified, found[0].related) if found else (0, 0, 0)

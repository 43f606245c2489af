"""Accept a bid, negotiate, sign, end, declare: the only writer of the deals' tables.

Locks are taken in the order deal, bid, invention. Whatever makes a grant live (an acceptance, new
terms) holds the invention's row while it looks at the other living grants, so that two that collide
cannot pass each other.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from marketplace.bids import policy as bid_policy
from marketplace.bids import queries as bids
from marketplace.bids import service as bid_service
from marketplace.bids.forms import TermsForm
from marketplace.bids.models import Bid, salted, terms_digest
from marketplace.bids.rules import Terms, collide, ends_on, overlap
from marketplace.bids.territories import territory_words
from marketplace.db.journal import record
from marketplace.deals import events, policy, queries
from marketplace.deals.models import Deal, Signature, TermSheet
from marketplace.deals.queries import Grant
from marketplace.deals.rules import WORKFLOW, DealState, Party, Ties, are_related
from marketplace.houses.models import House
from marketplace.inventions import queries as inventions
from marketplace.inventions.models import Invention
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict
from marketplace.kit.ids import new_id
from marketplace.kit.text import Text, t
from marketplace.kit.workflow import Step
from marketplace.payments import service as payments
from marketplace.payments.forms import PaymentForm
from marketplace.payments.models import Payment
from marketplace.payments.rules import Purpose
from marketplace.rulebook.fields import Field

PURPOSE = Purpose.DEAL.value


def accept_bid(session: Session, actor: Actor, *, bid: Bid) -> Deal:
    """Agree to the bid's terms, unless a living grant stands in their way.

    The other open bids stay open: the owner answers each of them.
    """
    bid = bids.locked(session, bid.id)
    bid_policy.can_answer(actor, bid).require()
    bid_service.require_open(bid, "accept")
    invention, today = inventions.locked(session, bid.invention_id), clock.today()
    if invention.state != InventionState.LISTED:
        raise Conflict(t("This invention is not listed now."), code="not-listed")
    _require_room(session, invention.id, bid.terms, today)
    deal = _agreed(actor, bid, invention, today)
    session.add(deal)
    bid_service.mark_accepted(session, actor, bid=bid, deal_id=deal.id)
    record(
        session,
        actor,
        events.DealAgreed(
            subject_id=deal.id,
            bid_id=bid.id,
            invention_id=invention.id,
            need_id=bid.need_id or "",
            seller_id=deal.seller_id,
            buyer_id=deal.buyer_id,
            related=deal.related,
            terms_digest=bid.terms_digest,
        ),
    )
    return deal


def propose_terms(
    session: Session, actor: Actor, *, deal: Deal, form: TermsForm, version: int
) -> TermSheet:
    """A new version of the term sheet, as long as nobody has signed the present one.

    `version` is that of the deal which the writer had read.
    """
    deal = queries.locked(session, deal.id)
    require_open_terms(actor, deal)
    _require_version(deal, version)
    inventions.locked(session, deal.invention_id)
    _require_room(session, deal.invention_id, form.terms, deal.starts_on, but=deal.id)
    stored = salted(form.terms)
    party = _party(actor, deal)
    sheet = TermSheet(
        deal_id=deal.id,
        number=deal.sheet.number + 1,
        terms_json=stored,
        digest=terms_digest(stored),
        party=party,
        made_by=str(actor.person_id),
        made_at=clock.now(),
    )
    deal.sheets.append(sheet)
    _touch(session, deal)
    record(
        session,
        actor,
        events.TermsProposed(
            subject_id=deal.id, by=party.value, number=sheet.number, terms_digest=sheet.digest
        ),
    )
    return sheet


def sign_deal(session: Session, actor: Actor, *, deal: Deal, digest: str) -> None:
    """Sign the terms with this digest for the actor's side; the second signature completes."""
    deal = queries.locked(session, deal.id)
    require_signable(actor, deal)
    if digest != deal.sheet.digest:
        raise Conflict(
            t("The terms changed since you read them. Read the new version, then sign."),
            code="terms-changed",
        )
    party = _party(actor, deal)
    _put_signature(session, actor, deal, party)
    record(
        session,
        actor,
        events.DealSignedBySide(subject_id=deal.id, party=party.value, terms_digest=digest),
    )
    if deal.signed_by == frozenset(Party):
        _complete(session, actor, deal)
    _touch(session, deal)


def end_deal(session: Session, actor: Actor, *, deal: Deal) -> None:
    """Leave before both have signed; the terms no longer stand in anybody's way."""
    deal = queries.locked(session, deal.id)
    deal.state = require_endable(actor, deal).target
    deal.ended_at = clock.now()
    record(session, actor, events.DealEnded(subject_id=deal.id, by=_party(actor, deal).value))


def declare_relation(session: Session, actor: Actor, *, deal: Deal) -> None:
    """Say that the two houses are related. It only makes stricter, and is never undone."""
    deal = queries.locked(session, deal.id)
    require_unrelated(actor, deal)
    deal.related = True
    # The deal is locked before its payments, so that none is declared unseen in between; nobody
    # who holds a payment waits for a deal.
    payments.mark_related(session, purpose=PURPOSE, reference=deal.id)
    record(session, actor, events.RelationDeclared(subject_id=deal.id))


def declare_deal_payment(
    session: Session, actor: Actor, *, deal: Deal, form: PaymentForm
) -> Payment:
    """The seller says that money came for a signed deal; the buyer's confirmation verifies it."""
    deal = queries.locked(session, deal.id)
    require_payable(actor, deal)
    return payments.declare_payment(
        session,
        actor,
        purpose=PURPOSE,
        reference=deal.id,
        payee=deal.seller,
        payer=deal.buyer,
        related=deal.related,
        field=field_of(deal.invention),
        asset_id=deal.invention_id,
        form=form,
    )


def field_of(invention: Invention) -> str:
    """The code by which figures file the deal; the card need not say one."""
    return (invention.field or Field.OTHER).value


def require_open_terms(actor: Actor, deal: Deal) -> None:
    """This and the next four ask what the use cases ask, for the pages that lead to them."""
    policy.can_negotiate(actor, deal).require()
    WORKFLOW.step(deal.state, "sign")
    refused = policy.can_propose(actor, deal).reason
    if refused is not None:
        raise Conflict(refused, code="signed-already")


def require_signable(actor: Actor, deal: Deal) -> None:
    policy.can_sign(actor, deal).require()
    WORKFLOW.step(deal.state, "sign")
    if policy.party_of(actor, deal) in deal.signed_by:
        raise Conflict(t("Your house has signed these terms."), code="signed-already")


def require_endable(actor: Actor, deal: Deal) -> Step[DealState]:
    policy.can_negotiate(actor, deal).require()
    return WORKFLOW.step(deal.state, "end")


def require_unrelated(actor: Actor, deal: Deal) -> None:
    policy.can_negotiate(actor, deal).require()
    if deal.related:
        raise Conflict(t("The houses are known as related already."), code="related-already")


def require_payable(actor: Actor, deal: Deal) -> None:
    policy.can_declare_payment(actor, deal).require()
    if deal.state != DealState.SIGNED:
        raise Conflict(t("Payments are declared once both sides have signed."), code="not-signed")


def obstacle(
    session: Session, invention_id: str, terms: Terms, starts_on: date, *, but: str = ""
) -> Grant | None:
    """The oldest living grant on the invention that collides with these terms."""
    return next(
        (
            other
            for other in queries.living_on(session, invention_id)
            if other.deal_id != but and collide(terms, starts_on, other.terms, other.starts_on)
        ),
        None,
    )


def near_misses(
    session: Session, invention_id: str, terms: Terms, starts_on: date
) -> Sequence[Grant]:
    """Living grants that would collide but for the words in which the uses are stated."""
    return [
        other
        for other in queries.living_on(session, invention_id)
        if overlap(terms, starts_on, other.terms, other.starts_on)
        and not collide(terms, starts_on, other.terms, other.starts_on)
    ]


def obstacle_words(other: Grant) -> Text:
    """What stands in the way; never who holds it, because not everybody may know."""
    sentence = (
        t(
            "“%(right)s, %(territory)s, %(until)s” is in force on this invention, and these terms "
            "would overlap with it."
        )
        if other.state == DealState.SIGNED
        else t(
            "“%(right)s, %(territory)s, %(until)s” has been agreed on this invention and waits for "
            "signatures, and these terms would overlap with it."
        )
    )
    until = ends_on(other.terms, other.starts_on)
    params = {
        "right": other.terms.right.label,
        "territory": territory_words(other.terms.territory),
        "until": t("for ever")
        if until == date.max
        else t("until %(day)s", day=f"{until:%d/%m/%Y}"),
    }
    return Text(sentence.message, params)


def _require_room(
    session: Session, invention_id: str, terms: Terms, starts_on: date, *, but: str = ""
) -> None:
    other = obstacle(session, invention_id, terms, starts_on, but=but)
    if other is not None:
        raise Conflict(obstacle_words(other), code="exclusive-licence-lives")


def _agreed(actor: Actor, bid: Bid, invention: Invention, today: date) -> Deal:
    """One person who acts for both sides shows a relation that no record knows."""
    return Deal(
        id=new_id(),
        bid_id=bid.id,
        bid=bid,
        invention_id=invention.id,
        invention=invention,
        seller_id=invention.house_id,
        seller=invention.house,
        buyer_id=bid.house_id,
        buyer=bid.house,
        state=DealState.AGREED,
        related=are_related(_ties(invention.house), _ties(bid.house))
        or bid.made_by == actor.person_id,
        starts_on=today,
        agreed_by=str(actor.person_id),
        sheets=[
            TermSheet(
                number=1,
                terms_json=bid.terms_json,
                digest=bid.terms_digest,
                party=Party.BUYER,
                made_by=bid.made_by,
                made_at=bid.created_at,
            )
        ],
        signatures=[],
    )


def _complete(session: Session, actor: Actor, deal: Deal) -> None:
    deal.state = WORKFLOW.step(deal.state, "complete").target
    deal.signed_at = clock.now()
    deal.related = deal.related or len({one.person_id for one in deal.signatures}) == 1
    record(
        session,
        actor,
        events.DealSigned(
            subject_id=deal.id,
            invention_id=deal.invention_id,
            seller_id=deal.seller_id,
            buyer_id=deal.buyer_id,
            seller_province=deal.seller.province,
            field=field_of(deal.invention),
            right=deal.terms.right.value,
            related=deal.related,
            terms_digest=deal.sheet.digest,
        ),
    )


def _put_signature(session: Session, actor: Actor, deal: Deal, party: Party) -> None:
    """In the place of the side's signature under an older version, which has lapsed."""
    lapsed = next((one for one in deal.signatures if one.party == party), None)
    if lapsed is not None:
        deal.signatures.remove(lapsed)
        session.delete(lapsed)
        session.flush()  # a side has one signature, and the new one comes now
    deal.signatures.append(
        Signature(
            id=new_id(),
            deal_id=deal.id,
            party=party,
            house_id=str(actor.house_id),
            person_id=str(actor.person_id),
            sheet_digest=deal.sheet.digest,
            signed_at=clock.now(),
        )
    )


def _party(actor: Actor, deal: Deal) -> Party:
    party = policy.party_of(actor, deal)
    assert party is not None  # noqa: S101 - the policy has just said so
    return party


def _require_version(deal: Deal, version: int) -> None:
    if deal.version != version:
        raise Conflict(
            t("Somebody else changed this while you worked on it. Open it again and look."),
            code="changed-meanwhile",
        )


def _touch(session: Session, deal: Deal) -> None:
    """Sheets and signatures have rows of their own; readers compare the deal's version."""
    deal.changed_at = clock.now()
    session.flush()  # so that whoever answers with the version has the new one


def _ties(house: House) -> Ties:
    return Ties(house.id, house.parent_id, house.tax_code)

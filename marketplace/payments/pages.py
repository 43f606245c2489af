"""What the pages of payments show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed, sealed_about
from marketplace.db.paging import Page
from marketplace.houses.pages import house_name
from marketplace.kit.actor import Actor
from marketplace.kit.amounts import show_money
from marketplace.kit.decision import Decision
from marketplace.kit.event import KINDS
from marketplace.kit.money import Money
from marketplace.kit.text import Choice, Text, t
from marketplace.kit.views import Action, Badge, Crumb, Form, Moment, Pager, Panel, Words
from marketplace.locale import language
from marketplace.payments import policy, queries
from marketplace.payments.models import Payment
from marketplace.payments.rules import (
    LIVE,
    OPEN,
    PLACES,
    WORKFLOW,
    Direction,
    Level,
    PaymentState,
    Purpose,
)

MINE = t("Payments")
SENTENCES = ("dispute", "reject", "reverse")
"""The actions that ask for an own sentence; the page shows their form instead of a button."""

_STATE: Mapping[PaymentState, Badge] = {
    PaymentState.DECLARED: Badge(Level.V0.label, "info"),
    PaymentState.DISPUTED: Badge(PaymentState.DISPUTED.label, "warning"),
    PaymentState.WITHDRAWN: Badge(PaymentState.WITHDRAWN.label),
    PaymentState.VERIFIED: Badge(Level.V2.label, "good"),
    PaymentState.REJECTED: Badge(PaymentState.REJECTED.label, "bad"),
}
_LEVELS: Mapping[PaymentState, Text] = {
    PaymentState.DECLARED: t("V0: declared by the house that was paid, and by nobody else yet"),
    PaymentState.DISPUTED: t("V0: declared by the house that was paid, and disputed"),
    PaymentState.VERIFIED: t("V2: confirmed by the house that paid, or by a verifier outside"),
}
_HAPPENED: Mapping[str, Text] = {
    "payment.declared": t("Declared by the payee"),
    "payment.disputed": t("Disputed by the payer"),
    "payment.withdrawn": t("Withdrawn by the payee"),
    "payment.rejected": t("Rejected by the verifier"),
}


class Tab(Choice):
    CONFIRM = "confirm", t("To confirm")
    DECLARED = "declared", t("Declared by us")
    PAID = "paid", t("Paid by us")
    VERIFY = "verify", t("To verify")


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """`money` is negative for a counter-entry; `waiting` is None once nobody has to do anything."""

    href: str
    money: Money
    paid_on: date
    payee: str
    payer: str
    badges: Sequence[Badge]
    waiting: Words | None


@dataclass(frozen=True, slots=True)
class SentenceForm:
    """An action that needs the actor's own sentence, folded away until it is wanted."""

    action: str
    label: Words
    form: Form
    open: bool


@dataclass(frozen=True, slots=True)
class PaymentPage:
    id: str
    title: Words
    badges: Sequence[Badge]
    crumbs: Sequence[Crumb]
    waiting: Words
    facts: Sequence[tuple[Words, object]]
    sentences: Sequence[tuple[Words, str]]
    """Who said what where they did not agree; for those who may read it."""
    timeline: Sequence[Moment]
    actions: Sequence[Action]
    asked: SentenceForm | None


@dataclass(frozen=True, slots=True)
class PaymentList:
    rows: Sequence[PaymentRow]
    tabs: Sequence[Crumb]
    active: str
    pager: Pager
    empty: tuple[Words, Words]


@dataclass(frozen=True, slots=True)
class PaymentsPanel:
    """`claimed` is None for readers who see verified payments only."""

    rows: Sequence[PaymentRow]
    claimed: Sequence[Money] | None
    verified: Sequence[Money]
    payee: bool
    """Whether the reader's house is the one that declares."""


class PaidFor(Protocol):
    """What the panel asks of a deal, which this feature does not know."""

    id: str
    seller_id: str
    state: str


def payment_page(
    session: Session, actor: Actor, payment: Payment, forms: Mapping[str, Form]
) -> PaymentPage:
    """`forms` holds the forms of `SENTENCES`; one with errors stands open."""
    private = bool(policy.can_see_private(actor, payment))
    taken_back = queries.counter_entry(session, payment.id)
    return PaymentPage(
        id=payment.id,
        title=title_of(payment),
        badges=badges(payment),
        crumbs=(Crumb(MINE, "/payments"),) if policy.parties_of(actor, payment) else (),
        waiting=_undoing(taken_back) if taken_back else waiting(actor, payment),
        facts=_facts(payment, taken_back, private=private),
        sentences=_sentences(payment) if private else (),
        timeline=_timeline(sealed_about(session, payment.id), payment),
        actions=_actions(actor, payment),
        asked=None if taken_back else _asked(actor, payment, forms),
    )


def list_page(actor: Actor, tab: Tab, found: Page[Payment]) -> PaymentList:
    address = f"/payments?tab={tab.value}"
    return PaymentList(
        rows=[row(actor, payment) for payment in found.items],
        tabs=[Crumb(one.label, f"/payments?tab={one.value}") for one in tabs_of(actor)],
        active=address,
        pager=Pager(
            found.total,
            found.first,
            found.last,
            f"{address}&page={found.number - 1}" if found.number > 1 else None,
            f"{address}&page={found.number + 1}" if found.has_next else None,
        ),
        empty=_EMPTY[tab],
    )


def tabs_of(actor: Actor) -> Sequence[Tab]:
    if queries.may_verify(actor):
        return tuple(Tab)
    return (Tab.CONFIRM, Tab.DECLARED, Tab.PAID)


def deal_panel(session: Session, actor: Actor, deal: PaidFor) -> Panel | None:
    """On a signed deal: what was paid for it, at which level."""
    if deal.state != "signed":
        return None
    found = session.scalars(queries.of_reference(actor, Purpose.DEAL.value, deal.id)).all()
    party = any(policy.can_see_private(actor, payment) for payment in found)
    content = PaymentsPanel(
        rows=[row(actor, payment) for payment in found],
        claimed=sums(one for one in found if one.state in LIVE) if party else None,
        verified=sums(one for one in found if one.state == PaymentState.VERIFIED),
        payee=actor.acts_for(deal.seller_id),
    )
    return Panel("payments/panel.html", content)


def row(actor: Actor, payment: Payment) -> PaymentRow:
    return PaymentRow(
        href=f"/payments/{payment.id}",
        money=payment.effect,
        paid_on=payment.paid_on,
        payee=house_name(payment.payee),
        payer=house_name(payment.payer),
        badges=badges(payment),
        waiting=waiting(actor, payment) if payment.state in OPEN else None,
    )


def badges(payment: Payment) -> Sequence[Badge]:
    found = [_STATE[payment.state]]
    if payment.direction == Direction.REVERSAL:
        found.append(Badge(Direction.REVERSAL.label))
    if payment.related:
        found.append(Badge(t("Between related houses"), "warning"))
    return tuple(found)


def waiting(actor: Actor, payment: Payment) -> Words:
    """Who must do what next."""
    if payment.state == PaymentState.DECLARED and not payment.related:
        if actor.acts_for(payment.payer_id):
            return t("Your house confirms this with one click, or disputes it.")
        return t("Waiting for %(payer)s to confirm or dispute it.", payer=house_name(payment.payer))
    return _WAITING[payment.state]


def _undoing(taken_back: Payment) -> Words:
    if taken_back.state == PaymentState.VERIFIED:
        return t("It was taken back by a counter-entry. Both stay, and cancel out in the figures.")
    return t("A counter-entry is declared: once it is verified, the two cancel out.")


_WAITING: Mapping[PaymentState, Text] = {
    PaymentState.DECLARED: t(
        "The two houses are related: a finance officer of a state house outside verifies it."
    ),
    PaymentState.DISPUTED: t(
        "A finance officer of a state house outside looks at the evidence; "
        "until then the payee can withdraw it."
    ),
    PaymentState.VERIFIED: t("Nothing more is to be done: it counts in the figures."),
    PaymentState.WITHDRAWN: t("It was withdrawn and counts nowhere."),
    PaymentState.REJECTED: t("It was rejected and counts nowhere."),
}


def title_of(payment: Payment) -> Words:
    amount = show_money(payment.money, language())
    if payment.direction == Direction.REVERSAL:
        return t("Counter-entry of %(amount)s", amount=amount)
    return t("Payment of %(amount)s", amount=amount)


def sums(payments: Iterable[Payment]) -> Sequence[Money]:
    """One sum for each currency; counter-entries take away."""
    found: dict[str, Money] = {}
    for payment in payments:
        money = payment.effect
        found[money.currency] = found.get(money.currency, Money(0, money.currency)) + money
    return tuple(found[currency] for currency in sorted(found))


def _facts(
    payment: Payment, taken_back: Payment | None, *, private: bool
) -> Sequence[tuple[Words, object]]:
    purpose = Purpose(payment.purpose)
    facts: list[tuple[Words, object]] = [
        (t("Amount, without VAT"), payment.effect),
        (t("Paid by"), Crumb(house_name(payment.payer), f"/houses/{payment.payer_id}")),
        (t("Received by"), Crumb(house_name(payment.payee), f"/houses/{payment.payee_id}")),
        (t("Day of payment"), payment.paid_on.strftime("%d/%m/%Y")),
        (t("For"), Crumb(purpose.label, PLACES[purpose] + payment.reference)),
        (t("Level of verification"), _LEVELS.get(payment.state, t("Fallen away"))),
    ]
    if payment.reverses_id:
        facts.append(
            (t("Takes back"), Crumb(t("An earlier payment"), f"/payments/{payment.reverses_id}"))
        )
    elif taken_back and (private or taken_back.state == PaymentState.VERIFIED):
        link = Crumb(t("A counter-entry"), f"/payments/{taken_back.id}")
        facts.append((t("Taken back by"), link))
    if private and payment.bank_reference:
        facts.append((t("Bank reference, not public"), payment.bank_reference))
    return tuple(facts)


def _sentences(payment: Payment) -> Sequence[tuple[Words, str]]:
    said = (
        (t("The payee wrote"), payment.reason),
        (t("The payer wrote"), payment.objection),
        (t("The verifier wrote"), payment.finding),
    )
    return tuple((who, words) for who, words in said if words)


def _timeline(history: Sequence[Sealed], payment: Payment) -> Sequence[Moment]:
    """From the journal; only public entries are linked, for only they show anything."""
    moments = [
        Moment(
            _happened(event),
            event.at,
            t("Journal entry %(number)s", number=event.number),
            f"/journal/{event.number}" if KINDS[event.kind].public else None,
        )
        for event in history
    ]
    if not moments:
        moments = [Moment(_HAPPENED["payment.declared"], payment.created_at)]
    if payment.state == PaymentState.DECLARED:
        moments.append(Moment(t("Verified"), done=False))
    return tuple(moments)


def _happened(event: Sealed) -> Words:
    if event.kind != "payment.verified":
        return _HAPPENED[event.kind]
    if event.payload["by"] == "payer":
        return t("Confirmed by the payer")
    return t("Verified by a verifier outside")


def _actions(actor: Actor, payment: Payment) -> Sequence[Action]:
    """The workflow's steps open to this actor, those with a form only where they are refused."""
    actions = []
    for step in WORKFLOW.open_to(payment.state, *policy.parties_of(actor, payment)):
        decision = _decision(step.action, actor, payment)
        if step.action in SENTENCES and (decision or step.action == "reverse"):
            continue
        actions.append(
            Action(
                label_of(step.action, step.label, payment),
                f"/payments/{payment.id}/{step.action}",
                post=True,
                tone=step.tone,
                reason=decision.reason,
            )
        )
    return tuple(actions)


def _asked(actor: Actor, payment: Payment, forms: Mapping[str, Form]) -> SentenceForm | None:
    """A person stands on one side of a payment, so at most one of the forms is theirs."""
    for step in WORKFLOW.open_to(payment.state, *policy.parties_of(actor, payment)):
        if step.action in SENTENCES and _decision(step.action, actor, payment):
            form = forms[step.action]
            address = f"/payments/{payment.id}/{step.action}"
            return SentenceForm(address, step.label, form, open=not form.ok)
    return None


def _decision(action: str, actor: Actor, payment: Payment) -> Decision:
    asks = {
        "confirm": policy.can_confirm,
        "dispute": policy.can_dispute,
        "withdraw": policy.can_withdraw,
        "verify": policy.can_verify,
        "reject": policy.can_reject,
        "reverse": policy.can_reverse,
    }
    return asks[action](actor, payment)


def label_of(action: str, label: Text, payment: Payment) -> Text:
    if action == "confirm" and payment.direction == Direction.REVERSAL:
        return t("Confirm that this is taken back")
    return label


_EMPTY: Mapping[Tab, tuple[Words, Words]] = {
    Tab.CONFIRM: (
        t("Nothing waits for your confirmation"),
        t("When a house declares that yours has paid it, you find the payment here."),
    ),
    Tab.DECLARED: (
        t("Your house has not declared a payment yet"),
        t("Once a deal is signed and the money has come, declare it on the deal's page."),
    ),
    Tab.PAID: (
        t("No house has declared a payment by yours"),
        t("Payments by your house are declared by the house that received the money."),
    ),
    Tab.VERIFY: (
        t("Nothing waits for a verifier"),
        t("You are asked where two parties are related, or where the payer disputes."),
    ),
}
